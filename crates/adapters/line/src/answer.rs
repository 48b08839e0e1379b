//! What is answered, and what is known when nothing is.

use adforge_ports_creative::{OrderError, Unwell};
use reqwest::{RequestBuilder, Response, header::HeaderMap};
use serde_json::Value;
use std::time::{Duration, SystemTime};

/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_secs(3600);

/// What a provider said.
pub struct Answer {
    /// Its HTTP status.
    pub status: u16,
    headers: HeaderMap,
    /// Its body, whole.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Silence {
    /// Nothing was sent.
    Unreachable,
    /// It was sent, and nobody knows what became of it.
    Lost(&'static str),
}

impl Silence {
    /// In our own words.
    pub fn words(&self) -> &'static str {
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

impl Answer {
    /// Null where it isn't JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim)
    }

    /// How long it asks to wait: `retry-after-ms`, else `Retry-After` in seconds or as a date; an hour at the most.
    pub fn after(&self) -> Option<Duration> {
        if let Some(millis) = self.header("retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
            return wait(millis / 1000.0);
        }
        let after = self.header("retry-after")?;
        if let Ok(seconds) = after.parse() {
            return wait(seconds);
        }
        let date = httpdate::parse_http_date(after).ok()?;
        // By the server's own clock, if it says what time it is: ours may be wrong.
        let now = self.header("date").and_then(|date| httpdate::parse_http_date(date).ok());
        Some(date.duration_since(now.unwrap_or(SystemTime::UNIX_EPOCH)).unwrap_or_default().min(LONGEST))
    }
}

/// Sends it, and reads the answer to its end, within this time, if it is no larger than this, in bytes.
///
/// # Errors
/// There is no answer, or not a whole one.
pub async fn ask(request: RequestBuilder, patience: Duration, most: u64) -> Result<Answer, Silence> {
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
    let body = bounded(response, most).await?;
    Ok(Answer { status, headers, body })
}

async fn bounded(mut response: Response, most: u64) -> Result<Vec<u8>, Silence> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|_| Silence::Lost("its answer broke off"))? {
        if (body.len() + piece.len()) as u64 > most {
            return Err(Silence::Lost("its answer is too large"));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// A wait of so many seconds, as providers write it with fractions; an hour at the most.
pub fn wait(seconds: f64) -> Option<Duration> {
    let is_number = !seconds.is_nan();
    Duration::try_from_secs_f64(seconds.min(LONGEST.as_secs_f64())).ok().filter(|_| is_number)
}

/// An answer's status and its error's code, for the log: never what the provider wrote.
pub fn in_short(status: u16, code: Option<&str>) -> String {
    let plain = |code: &&str| code.len() <= 64 && code.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    format!("it answers {status}, {}", code.filter(plain).unwrap_or("no code"))
}
