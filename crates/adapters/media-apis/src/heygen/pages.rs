//! HeyGen's lists, page by page to their end.

use super::{Heygen, wire};
use crate::line::{ask, segment};
use reqwest::Method;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use std::time::Duration;

/// As many pages as are read of a list.
const MOST: usize = 60;

/// Why a list can't be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Missed {
    /// Our key isn't good there.
    Key,
    /// Not now; in so long if HeyGen says so.
    Later(Option<Duration>, String),
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Value>,
    #[serde(default)]
    has_more: bool,
    #[serde(default)]
    next_token: Option<String>,
}

impl Heygen {
    /// All entries of a list that can be read; `query` has a value already.
    pub(super) async fn listed<T: DeserializeOwned>(&self, query: &str) -> Result<Vec<T>, Missed> {
        let (mut all, mut token) = (Vec::new(), None::<String>);
        for _ in 0..MOST {
            let more = token.as_deref().and_then(segment).map(|it| format!("&token={it}")).unwrap_or_default();
            let page = self.page(&format!("{query}{more}")).await?;
            // One that is written otherwise isn't worth the others.
            all.extend(page.data.into_iter().filter_map(|entry| serde_json::from_value(entry).ok()));
            match page.next_token.filter(|next| page.has_more && !next.is_empty()) {
                Some(next) if Some(&next) != token.as_ref() => token = Some(next),
                _ => return Ok(all),
            }
        }
        tracing::warn!(pages = MOST, "HeyGen's list is longer than is read of it");
        Ok(all)
    }

    async fn page(&self, query: &str) -> Result<Page, Missed> {
        let request = self.line.request(Method::GET, query);
        let answer = ask(request, self.access.patience.answer).await;
        let answer = answer.map_err(|silence| Missed::Later(None, silence.words().to_owned()))?;
        match answer.status {
            200 => {}
            401 | 403 => return Err(Missed::Key),
            _ => return Err(Missed::Later(answer.after, wire::what_was_said(&answer))),
        }
        let said = wire::what_was_said(&answer);
        serde_json::from_value(answer.body).map_err(|_| Missed::Later(None, said))
    }
}
