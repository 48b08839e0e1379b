//! A line to a voice, with how long it is waited for.

pub(crate) use adforge_line::{Answer, Silence, in_short, segment};

use crate::{Access, Patience, SetUpError};
use adforge_line::{ask, secret};
use reqwest::{
    Method,
    header::{HeaderMap, HeaderName},
};
use serde_json::Value;
use url::Url;

/// The largest answer that is no sound, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// A voice's address with what proves who we are.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    line: adforge_line::Line,
    patience: Patience,
}

impl Line {
    /// A line on which every request carries the key.
    pub(crate) fn new(access: &Access, base: Url, key: HeaderName, before: &str) -> Result<Self, SetUpError> {
        let mut headers = HeaderMap::new();
        if let Some(given) = &access.key {
            let value = secret(&format!("{before}{given}")).ok_or(SetUpError::Key)?;
            headers.insert(key, value);
        }
        let line = adforge_line::Line::new(base, headers, access.patience.connect)?;
        Ok(Self { line, patience: access.patience })
    }

    /// Where it leads.
    pub(crate) fn base(&self) -> &Url {
        self.line.base()
    }

    /// Asks a question that costs nothing.
    pub(crate) async fn look(&self, path: &str) -> Result<Answer, Silence> {
        ask(self.line.request(Method::GET, path), self.patience.answer, LARGEST).await
    }

    /// Has something spoken.
    pub(crate) async fn order(&self, path: &str, order: &Value) -> Result<Answer, Silence> {
        let request = self.line.request(Method::POST, path).json(order);
        ask(request, self.patience.speech, self.patience.largest_file).await
    }
}
