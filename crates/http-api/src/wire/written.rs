//! Contents as they were written down: what goes out in a stream is asked for again in a moment, with the context.

use super::{cards::content_data, show::Links};
use adforge_domain::cards::Content;
use sonic_rs::OwnedLazyValue;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError, Weak},
};

/// How many are kept: more than turns end between one's stream and its context. A set takes some five kilobytes.
const KEPT: usize = 128;

/// The newest contents as they were written down.
#[derive(Default, Debug)]
pub(super) struct Written(Mutex<VecDeque<(Weak<Content>, OwnedLazyValue)>>);

impl Written {
    /// The `data` of a content, which nobody can change any more.
    pub(super) fn of(&self, content: &Arc<Content>, links: &Links) -> OwnedLazyValue {
        // Nothing panics while it is locked.
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(other, _): &&(Weak<Content>, _)| std::ptr::eq(other.as_ptr(), Arc::as_ptr(content));
        if let Some((_, known)) = lock().iter().find(is_it) {
            return known.clone();
        }
        let written = sonic_rs::to_lazyvalue(&content_data(content, links));
        debug_assert!(written.is_ok());
        // Every shape of ours can be written.
        let written = written.unwrap_or_default();
        let mut kept = lock();
        kept.truncate(KEPT - 1);
        // A weak one holds the place in memory, so that no other content is taken for this one.
        kept.push_front((Arc::downgrade(content), written.clone()));
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Arc<Content> {
        Arc::new(Content::Text { text: text.to_owned() })
    }

    #[test]
    fn each_content_is_written_down_as_itself_and_once_while_it_is_kept() {
        let links = Links::at("http://127.0.0.1:8080");
        let written = |content: &Arc<Content>| sonic_rs::to_string(&links.written(content)).unwrap();
        let first = text("0");
        assert_eq!(written(&first), "{\"text\":\"0\"}");
        for n in 1..300 {
            let content = text(&n.to_string());
            assert_eq!(written(&content), format!("{{\"text\":\"{n}\"}}"));
        }
        assert_eq!(written(&first), "{\"text\":\"0\"}");
        let kept = links.kept.0.lock().unwrap();
        assert_eq!(kept.len(), KEPT);
        drop(kept);
        written(&first);
        let kept = links.kept.0.lock().unwrap();
        let times = kept.iter().filter(|(content, _)| content.as_ptr() == Arc::as_ptr(&first)).count();
        assert_eq!(times, 1);
    }
}
