//! HTTP to a provider: one question, one answer, nothing tried twice; and what is known when there is no answer.

mod answer;
mod shapes;
mod waits;

pub(crate) use answer::{Told, answer};
pub(crate) use shapes::Shapes;
pub(crate) use waits::{duration, in_words};

use crate::{Access, Patience, SetUpError, model::Fault};
use adforge_line::{asked_wait, whole};
use reqwest::{
    Method, RequestBuilder, Response, StatusCode,
    header::{HeaderMap, HeaderValue},
};
use serde_json::Value;
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use time::OffsetDateTime;
use tokio::time::timeout;
use url::Url;

/// The largest body that is read whole, in bytes: a refusal, or what is known of a model.
const LARGEST: u64 = 1024 * 1024;
/// How long the body of a refusal is waited for: its status says nearly all.
const BODY: Duration = Duration::from_secs(2);

/// What tells the time.
pub(crate) type Clock = Arc<dyn adforge_ports_runtime::Clock>;

/// A provider's address with what proves who we are.
#[derive(Clone)]
pub(crate) struct Line {
    /// Of the model, for the log.
    name: Arc<str>,
    line: adforge_line::Line,
    pub(crate) patience: Patience,
    clock: Clock,
}

/// What a provider said instead of an answer.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// Its HTTP status; 200 where an answer had begun.
    pub(crate) status: u16,
    /// How long its headers ask to wait.
    pub(crate) after: Option<Duration>,
    /// Null where it isn't JSON.
    pub(crate) body: Value,
}

/// Why there is no answer to read.
pub(crate) struct Unopened {
    pub(crate) fault: Fault,
    /// The question would be taken if its answer needn't have a shape.
    pub(crate) about_shape: bool,
}

impl From<Fault> for Unopened {
    fn from(fault: Fault) -> Self {
        Self { fault, about_shape: false }
    }
}

impl Line {
    /// A line on which every request carries these headers.
    pub(crate) fn new(access: &Access, base: Url, headers: HeaderMap, clock: Clock) -> Result<Self, SetUpError> {
        let name = access.name().into();
        let line = adforge_line::Line::new(base, headers, access.patience.connect)?;
        Ok(Self { name, line, patience: access.patience, clock })
    }

    /// A request to a path below the address.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.line.request(method, path)
    }

    /// Sends it, until the head of an answer is there. `refused` says what a refusal means.
    pub(crate) async fn open(
        &self,
        request: RequestBuilder,
        refused: impl Fn(&Refusal) -> Fault,
    ) -> Result<Response, Unopened> {
        let sent = timeout(self.patience.connect + self.patience.first, request.send()).await;
        let response = sent.map_err(|_| Fault::Slow)?.map_err(|error| unsent(&error))?;
        let (model, request) = (self.name(), call_number(response.headers()).map(str::to_owned));
        if response.status() == StatusCode::OK {
            tracing::debug!(model, request, "a model answers");
            return Ok(response);
        }
        let refusal = Refusal {
            status: response.status().as_u16(),
            after: asked_wait(response.headers(), SystemTime::from(self.clock.now())),
            body: timeout(BODY, json(response)).await.ok().flatten().unwrap_or_default(),
        };
        let fault = refused(&refusal);
        tracing::warn!(model, request, status = refusal.status, %fault, "a model refuses");
        Err(Unopened { about_shape: shapes::is_about_shape(&refusal, &fault), fault })
    }

    /// Of the model, as settings have it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Sends it and reads the JSON that answers it.
    pub(crate) async fn ask(
        &self,
        request: RequestBuilder,
        refused: impl Fn(&Refusal) -> Fault,
    ) -> Result<Value, Fault> {
        let response = self.open(request, refused).await.map_err(|unopened| unopened.fault)?;
        timeout(self.patience.silence, json(response)).await.map_err(|_| Fault::Slow)?.ok_or(Fault::Cut)
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }
}

/// The provider's own number for a call, which it wants to hear when one complains. Whatever isn't plain is none.
fn call_number(headers: &HeaderMap) -> Option<&str> {
    let number = headers.get("x-request-id").or_else(|| headers.get("request-id"))?.to_str().ok()?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    (number.len() <= 80 && number.chars().all(plain)).then_some(number)
}

/// A value of a header that is never shown.
pub(crate) fn secret(text: &str) -> Result<HeaderValue, SetUpError> {
    adforge_line::secret(text).ok_or(SetUpError::Key)
}

/// A part of a path that is no more than that.
pub(crate) fn segment(text: &str) -> String {
    let mut url = Url::parse("http://path").ok();
    if let Some(mut path) = url.as_mut().and_then(|url| url.path_segments_mut().ok()) {
        path.push(text);
    }
    url.map_or_else(String::new, |url| url.path().trim_start_matches('/').to_owned())
}

fn unsent(error: &reqwest::Error) -> Fault {
    if error.is_connect() || error.is_builder() { Fault::Unreachable } else { Fault::Down }
}

/// A body that is JSON. Google wraps its errors in an array where it can't tell that a stream was wanted.
async fn json(response: Response) -> Option<Value> {
    let body = whole(response, LARGEST).await.ok()?;
    Some(unwrapped(serde_json::from_slice(&body).ok()?))
}

pub(crate) fn unwrapped(value: Value) -> Value {
    match value {
        Value::Array(mut all) if all.len() == 1 => all.pop().unwrap_or_default(),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_of_a_path_leads_nowhere_else() {
        assert_eq!(segment("gemini-3.8-flash"), "gemini-3.8-flash");
        assert_eq!(segment("a/../b?c#d"), "a%2F..%2Fb%3Fc%23d");
    }
}
