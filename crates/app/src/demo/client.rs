//! A client like the guide's, just enough of one: JSON out and in, and events as they come.

use anyhow::{Context, Result, bail};
use reqwest::{Client as Http, RequestBuilder, Response, Url, header::ACCEPT};
use serde_json::Value;
use std::net::SocketAddr;

/// Talks to one server.
pub(super) struct Client {
    http: Http,
    base: String,
}

/// The events of one turn.
pub(super) struct Events {
    response: Response,
    read: Vec<u8>,
}

impl Client {
    pub(super) fn new(server: SocketAddr) -> Self {
        Self { http: Http::new(), base: format!("http://{server}") }
    }

    /// Asks for something.
    pub(super) async fn get(&self, path: &str) -> Result<Value> {
        json(self.http.get(self.url(path))).await
    }

    /// Sends something, and gets the answer.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        json(self.http.post(self.url(path)).json(body)).await
    }

    /// One turn by `EventSource`'s way.
    pub(super) async fn stream(&self, path: &str, query: &[(&str, &str)]) -> Result<Events> {
        events(self.http.get(Url::parse_with_params(&self.url(path), query)?)).await
    }

    /// One turn by the way of a client that posts, and reads the answer as it comes.
    pub(super) async fn post_and_stream(&self, path: &str, body: &Value) -> Result<Events> {
        events(self.http.post(self.url(path)).json(body).header(ACCEPT, "text/event-stream")).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

impl Events {
    /// The next event; none at the end. An `error` event is an error.
    pub(super) async fn next(&mut self) -> Result<Option<Value>> {
        loop {
            while let Some(line) = self.line() {
                let Some(data) = line.strip_prefix("data:") else { continue };
                let event: Value = serde_json::from_str(data).context("an event isn't JSON")?;
                if text(&event, "/type") == "error" {
                    bail!("the server reports an error: {}", text(&event, "/message"));
                }
                return Ok(Some(event));
            }
            match self.response.chunk().await.context("the stream broke off")? {
                Some(bytes) => self.read.extend_from_slice(&bytes),
                None => return Ok(None),
            }
        }
    }

    /// A line, once it is whole.
    fn line(&mut self) -> Option<String> {
        let end = self.read.iter().position(|byte| *byte == b'\n')?;
        let line: Vec<u8> = self.read.drain(..=end).collect();
        Some(String::from_utf8_lossy(&line).trim_end().to_owned())
    }
}

async fn json(request: RequestBuilder) -> Result<Value> {
    answer(request).await?.json().await.context("the answer isn't JSON")
}

async fn events(request: RequestBuilder) -> Result<Events> {
    Ok(Events { response: answer(request).await?, read: Vec::new() })
}

/// The answer, or the error that the server told.
async fn answer(request: RequestBuilder) -> Result<Response> {
    let response = request.send().await.context("the server can't be reached")?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let error: Value = response.json().await.unwrap_or_default();
    bail!("the server answers {status}: {}", text(&error, "/message"))
}

/// A text in an answer; empty when it isn't there.
pub(super) fn text<'a>(answer: &'a Value, pointer: &str) -> &'a str {
    answer.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
