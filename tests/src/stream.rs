//! Server-sent events as a browser reads them.

use crate::{events, until::PATIENCE};
use reqwest::{Response, StatusCode};
use serde_json::Value;
use std::collections::VecDeque;
use tokio::time::timeout;

/// One event.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// By which a client resumes.
    pub id: Option<u64>,
    /// What it says.
    pub data: Value,
}

impl Event {
    /// Of which type it is.
    pub fn kind(&self) -> &str {
        self.data["type"].as_str().expect("every event has a type")
    }

    /// An event of a socket: its number stands in it.
    pub fn framed(mut data: Value) -> Self {
        let id = data.as_object_mut().and_then(|frame| frame.remove("id")).and_then(|id| id.as_u64());
        Self { id, data }
    }
}

/// An open stream. It is cut when it is dropped.
pub struct Stream {
    response: Response,
    read: Vec<u8>,
    whole: VecDeque<Event>,
    /// The newest number that came.
    pub last_id: Option<u64>,
    /// How many comments came.
    pub comments: usize,
    /// What `retry:` said.
    pub retry: Option<u64>,
    /// Whether it ended in the middle.
    pub broke: bool,
}

impl Stream {
    /// Reads this answer, which has to be a stream.
    pub fn of(response: Response) -> Self {
        assert_eq!(response.status(), StatusCode::OK);
        let kind = response.headers()["content-type"].to_str().unwrap();
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        Self {
            response,
            read: Vec::new(),
            whole: VecDeque::new(),
            last_id: None,
            comments: 0,
            retry: None,
            broke: false,
        }
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name).and_then(|value| value.to_str().ok())
    }

    /// The next event; none at the end, or where the connection broke.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.whole.pop_front() {
                self.last_id = event.id.or(self.last_id);
                return Some(event);
            }
            match timeout(PATIENCE, self.response.chunk()).await.expect("the stream says nothing") {
                Ok(Some(bytes)) => self.take(&bytes),
                Ok(None) => return None,
                Err(_) => {
                    self.broke = true;
                    return None;
                }
            }
        }
    }

    /// All events up to the end.
    pub async fn rest(&mut self) -> Vec<Event> {
        events::rest(async || self.next().await).await
    }

    /// All events up to and with the first of this type, which has to come.
    pub async fn up_to(&mut self, kind: &str) -> Vec<Event> {
        self.up_to_one(&format!("a {kind}"), |event| event.kind() == kind).await
    }

    /// All events up to and with the first that is so, which has to come.
    pub async fn up_to_one(&mut self, what: &str, so: impl Fn(&Event) -> bool) -> Vec<Event> {
        match events::up_to_one(async || self.next().await, so).await {
            Ok(all) => all,
            Err(all) => panic!("the stream ended before {what} came: {all:#?}"),
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.read.extend_from_slice(bytes);
        while let Some(end) = self.read.windows(2).position(|two| two == b"\n\n") {
            let block: Vec<u8> = self.read.drain(..end + 2).collect();
            self.take_block(std::str::from_utf8(&block).unwrap());
        }
    }

    fn take_block(&mut self, block: &str) {
        let (mut id, mut data) = (None, None);
        for line in block.lines() {
            match line.split_once(':') {
                Some(("", _)) => self.comments += 1,
                Some(("id", value)) => id = Some(value.trim().parse().unwrap()),
                Some(("data", value)) => data = Some(serde_json::from_str(value).unwrap()),
                Some(("retry", value)) => self.retry = Some(value.trim().parse().unwrap()),
                Some((field, _)) => panic!("the stream has a field {field:?}, which the guide's clients don't read"),
                None => assert!(line.is_empty(), "{line}"),
            }
        }
        match data {
            Some(data) => self.whole.push_back(Event { id, data }),
            None => assert!(id.is_none(), "a number without an event is read wrongly by some clients"),
        }
    }
}
