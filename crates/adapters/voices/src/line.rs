//! HTTP to a voice: one question, one answer, nothing tried twice, and what is known when there is no answer.

use crate::{Access, Patience, SetUpError};
use adforge_ports_creative::{OrderError, Unwell};
use reqwest::{
    Client, Method, RequestBuilder, Response,
    header::{HeaderMap, HeaderName, HeaderValue},
    redirect, retry,
};
use serde_json::Value;
use std::time::{Duration, SystemTime};
use url::Url;

/// The largest answer that is no sound, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// A voice's address with what proves who we are.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    client: Client,
    base: Url,
    patience: Patience,
}

/// What was said.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HeaderMap,
    pub(crate) body: Vec<u8>,
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

/// Of a question that is paid for.
impl From<Silence> for OrderError {
    fn from(silence: Silence) -> Self {
        match silence {
            Silence::Unreachable => Self::Later { after: None, why: silence.words().to_owned() },
            Silence::Lost(how) => Self::Unknown(how.to_owned()),
        }
    }
}

impl From<Silence> for Unwell {
    fn from(silence: Silence) -> Self {
        Self::Silent(silence.words().to_owned())
    }
}

impl Line {
    /// A line on which every request carries the key. Answers that lead elsewhere are not followed, so that the key goes
    /// nowhere else.
    pub(crate) fn new(access: &Access, base: Url, key: HeaderName, before: &str) -> Result<Self, SetUpError> {
        let mut headers = HeaderMap::new();
        if let Some(given) = &access.key {
            let mut value = HeaderValue::from_str(&format!("{before}{given}")).map_err(|_| SetUpError::Key)?;
            value.set_sensitive(true);
            headers.insert(key, value);
        }
        let client = Client::builder()
            .default_headers(headers)
            .user_agent(concat!("adforge/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(access.patience.connect)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .build()
            .map_err(|error| SetUpError::Connections(error.without_url().to_string()))?;
        Ok(Self { client, base, patience: access.patience })
    }

    /// Where it leads.
    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// Asks a question that costs nothing.
    pub(crate) async fn look(&self, path: &str) -> Result<Answer, Silence> {
        ask(self.request(Method::GET, path), self.patience.answer, LARGEST).await
    }

    /// Has something spoken.
    pub(crate) async fn order(&self, path: &str, order: &Value) -> Result<Answer, Silence> {
        let request = self.request(Method::POST, path).json(order);
        ask(request, self.patience.speech, self.patience.largest_file).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base.as_str().trim_end_matches('/')))
    }
}

impl Answer {
    /// Null where it isn't JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim)
    }

    /// How long it asks to wait: `Retry-After`, in seconds or as a date.
    pub(crate) fn after(&self) -> Option<Duration> {
        let text = self.header("retry-after")?;
        if let Ok(seconds) = text.parse::<f64>() {
            return Duration::try_from_secs_f64(seconds).ok();
        }
        let date = httpdate::parse_http_date(text).ok()?;
        // The server's own clock, if it says what time it is: ours may be wrong.
        let now = self.header("date").and_then(|date| httpdate::parse_http_date(date).ok());
        Some(date.duration_since(now.unwrap_or(SystemTime::UNIX_EPOCH)).unwrap_or_default())
    }

    /// The status and the error's code, for the log: never what the provider wrote.
    pub(crate) fn what_was_said(&self, code: Option<&str>) -> String {
        let plain = |code: &&str| code.len() <= 64 && code.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
        format!("it answers {}, {}", self.status, code.filter(plain).unwrap_or("no code"))
    }
}

/// A part of a path that is no more than that.
pub(crate) fn segment(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Sends it, and reads the answer to its end, within this time.
async fn ask(request: RequestBuilder, patience: Duration, largest: u64) -> Result<Answer, Silence> {
    let response = request.timeout(patience).send().await.map_err(|error| {
        if error.is_connect() || error.is_builder() {
            Silence::Unreachable
        } else if error.is_timeout() {
            Silence::Lost("it didn't answer in time")
        } else {
            Silence::Lost("the connection broke before it answered")
        }
    })?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = bounded(response, largest).await?;
    Ok(Answer { status, headers, body })
}

/// A body that is whole, and no larger than this.
async fn bounded(mut response: Response, largest: u64) -> Result<Vec<u8>, Silence> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|_| Silence::Lost("its answer broke off"))? {
        if (body.len() + piece.len()) as u64 > largest {
            return Err(Silence::Lost("its answer is too large"));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}
