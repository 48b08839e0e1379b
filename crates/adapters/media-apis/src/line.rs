//! HTTP to a provider: one question, one answer, nothing tried twice, and what is known when there is no answer.

use crate::{Access, SetUpError};
use reqwest::{Client, Method, RequestBuilder, Response, header::HeaderMap, redirect, retry};
use serde_json::Value;
use std::time::{Duration, SystemTime};
use url::Url;

/// The largest answer that is read, in bytes.
const LARGEST: usize = 1024 * 1024;
/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_secs(3600);

/// A provider's address with what proves who we are.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    client: Client,
    base: Url,
}

/// What a provider said.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// How long it asks to wait.
    pub(crate) after: Option<Duration>,
    /// Null where it isn't JSON.
    pub(crate) body: Value,
}

/// Why there is no answer.
pub(crate) enum Silence {
    /// Nothing was sent.
    Unreachable,
    /// It was sent, and nobody knows what became of it.
    Lost(&'static str),
}

impl Silence {
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Self::Unreachable => "it can't be reached",
            Self::Lost(how) => how,
        }
    }
}

impl Line {
    /// A line on which every request carries these headers. Answers that lead elsewhere are not followed, so that the key
    /// goes nowhere else.
    pub(crate) fn new(access: &Access, usual: &Url, headers: HeaderMap) -> Result<Self, SetUpError> {
        let client = Client::builder()
            .default_headers(headers)
            .user_agent(concat!("adforge/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(access.patience.connect)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .build()
            .map_err(|error| SetUpError::Connections(error.without_url().to_string()))?;
        Ok(Self { client, base: access.base_url.clone().unwrap_or_else(|| usual.clone()) })
    }

    /// Where it leads.
    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// A request to another address of the same provider: it knows who we are there, too.
    pub(crate) fn request_at(&self, method: Method, url: Url) -> RequestBuilder {
        self.client.request(method, url)
    }

    /// A request to a path below the address.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base.as_str().trim_end_matches('/')))
    }
}

/// Sends it, and reads the answer to its end, within this time.
pub(crate) async fn ask(request: RequestBuilder, patience: Duration) -> Result<Answer, Silence> {
    ask_for(request, patience, LARGEST).await
}

/// The same for an answer that may be as large as this, in bytes.
pub(crate) async fn ask_for(request: RequestBuilder, patience: Duration, most: usize) -> Result<Answer, Silence> {
    let response = request.timeout(patience).send().await.map_err(|error| {
        if error.is_connect() || error.is_builder() {
            Silence::Unreachable
        } else if error.is_timeout() {
            Silence::Lost("it didn't answer in time")
        } else {
            Silence::Lost("the connection broke before it answered")
        }
    })?;
    let (status, after) = (response.status().as_u16(), after(response.headers()));
    let body = bounded(response, most).await.ok_or(Silence::Lost("its answer broke off"))?;
    Ok(Answer { status, after, body: serde_json::from_slice(&body).unwrap_or_default() })
}

async fn bounded(mut response: Response, most: usize) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.ok()? {
        if body.len() + piece.len() > most {
            return None;
        }
        body.extend_from_slice(&piece);
    }
    Some(body)
}

/// `retry-after-ms`, else `Retry-After` in seconds or as a date.
fn after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    if let Some(millis) = text("retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
        return wait(millis / 1000.0);
    }
    let after = text("retry-after")?;
    if let Ok(seconds) = after.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(after).ok()?;
    // The server's own clock, if it says what time it is: ours may be wrong.
    let now = text("date").and_then(|text| httpdate::parse_http_date(text).ok());
    Some(date.duration_since(now.unwrap_or(SystemTime::UNIX_EPOCH)).unwrap_or_default())
}

/// A wait of so many seconds, as providers write it with fractions.
pub(crate) fn wait(seconds: f64) -> Option<Duration> {
    let is_number = !seconds.is_nan();
    Duration::try_from_secs_f64(seconds.min(LONGEST.as_secs_f64())).ok().filter(|_| is_number)
}

/// An answer's status and its error's code, for the log: never what the provider wrote.
pub(crate) fn in_short(status: u16, code: Option<&str>) -> String {
    let plain = |code: &&str| code.len() <= 64 && code.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    format!("it answers {status}, {}", code.filter(plain).unwrap_or("no code"))
}

/// A part of a path that is no more than that; none where it can't be one: dots alone lead elsewhere.
pub(crate) fn segment(text: &str) -> Option<String> {
    let is_one = !text.trim_matches('.').is_empty();
    is_one.then(|| url::form_urlencoded::byte_serialize(text.as_bytes()).collect())
}

/// Bytes that are written as hexadecimal digits.
pub(crate) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim().as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|it| it.len() == 2)?, 16).ok()).collect()
}
