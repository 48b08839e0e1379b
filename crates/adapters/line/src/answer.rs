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
        text_of(&self.headers, name)
    }

    /// How long it asks to wait; a date is believed for an hour where the provider doesn't say what time it is.
    pub fn after(&self) -> Option<Duration> {
        asked_wait(&self.headers, SystemTime::UNIX_EPOCH)
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
    let body = whole(response, most).await?;
    Ok(Answer { status, headers, body })
}

/// A body to its end, if it is no larger than this, in bytes.
///
/// # Errors
/// It breaks off, or is too large.
pub async fn whole(mut response: Response, most: u64) -> Result<Vec<u8>, Silence> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|_| Silence::Lost("its answer broke off"))? {
        if (body.len() + piece.len()) as u64 > most {
            return Err(Silence::Lost("its answer is too large"));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// How long an answer with these headers asks to wait: `retry-after-ms`, else `Retry-After` in seconds or as a date; an hour at
/// the most. A date is one of the server's own clock, if it says what time it is: `now` may be wrong.
pub fn asked_wait(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    if let Some(millis) = text_of(headers, "retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
        return wait(millis / 1000.0);
    }
    let after = text_of(headers, "retry-after")?;
    if let Ok(seconds) = after.parse() {
        return wait(seconds);
    }
    let date = httpdate::parse_http_date(after).ok()?;
    let theirs = text_of(headers, "date").and_then(|date| httpdate::parse_http_date(date).ok());
    Some(date.duration_since(theirs.unwrap_or(now)).unwrap_or_default().min(LONGEST))
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

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    fn wait(headers: &[(&'static str, &'static str)]) -> Option<f64> {
        let header = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_072_000); // 2025-11-25 12:00:00
        asked_wait(&headers.iter().map(header).collect(), now).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn every_header_that_asks_for_a_wait_is_understood() {
        let date = ("retry-after", "Tue, 25 Nov 2025 12:00:09 GMT");
        assert_eq!(wait(&[("retry-after", "7")]), Some(7.0));
        assert_eq!(wait(&[("retry-after", " 1.5 ")]), Some(1.5));
        assert_eq!(wait(&[("retry-after-ms", "250"), ("retry-after", "7")]), Some(0.25));
        assert_eq!(wait(&[date]), Some(9.0));
        assert_eq!(wait(&[date, ("date", "Tue, 25 Nov 2025 12:00:04 GMT")]), Some(5.0));
        assert_eq!(wait(&[("retry-after", "Tue, 25 Nov 2025 11:00:00 GMT")]), Some(0.0));
        assert_eq!(wait(&[("retry-after", "999999999999")]), Some(3600.0));
        assert_eq!(wait(&[("retry-after", "Sun, 25 Nov 2035 12:00:09 GMT")]), Some(3600.0));
        for nonsense in ["-3", "nan", "soon", ""] {
            assert_eq!(wait(&[("retry-after", nonsense)]), None, "{nonsense}");
        }
        assert_eq!(wait(&[]), None);
    }
}
