//! A provider's answers as the modules of the wires read them: JSON, and how long it asks to wait.

pub(crate) use adforge_line::{Line, Silence, in_short, secret, segment, wait};

use crate::{Access, SetUpError};
use reqwest::{RequestBuilder, header::HeaderMap};
use serde_json::Value;
use std::time::Duration;
use url::Url;

/// The largest answer that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// What a provider said.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// How long it asks to wait.
    pub(crate) after: Option<Duration>,
    /// Null where it isn't JSON.
    pub(crate) body: Value,
}

/// A line to a provider, on which every request carries these headers.
pub(crate) fn line(access: &Access, usual: &Url, headers: HeaderMap) -> Result<Line, SetUpError> {
    let base = access.base_url.clone().unwrap_or_else(|| usual.clone());
    Ok(Line::new(base, headers, access.patience.connect)?)
}

/// Sends it, and reads the answer to its end, within this time.
pub(crate) async fn ask(request: RequestBuilder, patience: Duration) -> Result<Answer, Silence> {
    ask_for(request, patience, LARGEST).await
}

/// The same for an answer that may be as large as this, in bytes.
pub(crate) async fn ask_for(request: RequestBuilder, patience: Duration, most: u64) -> Result<Answer, Silence> {
    let answer = adforge_line::ask(request, patience, most).await?;
    Ok(Answer { status: answer.status, after: answer.after(), body: answer.json() })
}

/// Bytes that are written as hexadecimal digits.
pub(crate) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim().as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|it| it.len() == 2)?, 16).ok()).collect()
}
