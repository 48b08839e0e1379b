//! Which sentences belong together: "For the record." is nothing without what follows, "Word for word." without what
//! went before.

use rustc_hash::FxHashSet;

/// Constant sentences of the frames that don't stand alone.
#[derive(Default)]
pub(crate) struct Joins {
    /// Nothing is cut after these, which go on by themselves.
    heads: FxHashSet<String>,
    /// Nothing is cut after these, which lead up to what goes into a slot.
    cues: FxHashSet<String>,
    /// Nothing is cut before these.
    tails: FxHashSet<String>,
}

impl Joins {
    /// Learns from a frame, or from a text that is spoken as it stands.
    pub(crate) fn learn(&mut self, frame: &str) {
        let mut before: Option<&str> = None;
        for sentence in sentences(frame) {
            if let Some(before) = before {
                match (before.contains('{'), sentence.contains('{')) {
                    (false, false) => drop(self.heads.insert(before.to_owned())),
                    (false, true) => drop(self.cues.insert(before.to_owned())),
                    (true, false) => drop(self.tails.insert(sentence.to_owned())),
                    (true, true) => {}
                }
            }
            before = Some(sentence);
        }
    }

    /// Whether a text may be cut between two sentences.
    pub(crate) fn part(&self, before: &str, after: &str) -> bool {
        let led = self.heads.contains(before) || self.cues.contains(before);
        !before.ends_with('?') && !led && !self.tails.contains(after)
    }

    /// Whether a sentence says nothing by itself.
    pub(crate) fn empty(&self, sentence: &str) -> bool {
        self.cues.contains(sentence) || self.tails.contains(sentence)
    }
}

/// The sentences of a text, each with its mark.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().find_map(|(at, c)| {
            let end = at + c.len_utf8();
            let stop = matches!(c, '.' | '?' | '!' | '…' | '。');
            (stop && rest.get(end..).is_some_and(|tail| tail.starts_with(char::is_whitespace))).then_some(end)
        });
        let (sentence, tail) = rest.split_at(end.unwrap_or(rest.len()));
        rest = tail.trim_start();
        Some(sentence)
    })
}
