//! One turn over any way and any process, again and again until its end is known.

use crate::fleet::Fleet;
use adforge_tests::{Dice, Event, Socket, Stream, url};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::{net::SocketAddr, time::Duration};
use tokio::time::{Instant, timeout};

/// How long a client waits before it tries elsewhere: a balancer gives up on a process that is paused.
const ATTEMPT: Duration = Duration::from_secs(8);
/// How long a turn may take with everything that fails meanwhile.
const PATIENCE: Duration = Duration::from_secs(150);

/// What is said: every way can say it.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) message: String,
    pub(crate) step: Option<&'static str>,
}

/// How it went: what the turn delivered, and its message.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) reply: String,
    pub(crate) data: Value,
}

/// Why an attempt came to nothing.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// What any client sees when a process goes; it asks again.
    Again(String),
    /// What no client may see.
    Wrong(String),
}

/// How a turn is asked for.
#[derive(Clone, Copy, Debug)]
enum Way {
    Json,
    Events,
    Address,
    Socket,
}

impl Words {
    fn body(&self) -> Value {
        match self.step {
            Some(step) => json!({"message": self.message, "currentStep": step}),
            None => json!({"message": self.message}),
        }
    }
}

/// Says it under this key until its end is known.
pub(crate) async fn say(fleet: &Fleet, dice: &mut Dice, session: &str, key: &str, words: &Words) -> Said {
    let (began, mut tried) = (Instant::now(), Vec::new());
    while began.elapsed() < PATIENCE {
        let way = *dice.pick(&[Way::Json, Way::Events, Way::Address, Way::Socket]);
        let Some(at) = fleet.anybody(dice) else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let attempt = async {
            match way {
                Way::Json => by_json(fleet, at, session, key, words).await,
                Way::Events | Way::Address => by_stream(fleet, at, session, key, words, way).await,
                Way::Socket => by_socket(at, session, key, words).await,
            }
        };
        match timeout(ATTEMPT, attempt).await {
            Ok(Ok(said)) => return said,
            Ok(Err(Trouble::Wrong(why))) => panic!("{session} {key} {words:?} by {way:?}: {why}\nbefore: {tried:#?}"),
            Ok(Err(Trouble::Again(why))) => tried.push(format!("{way:?} {at}: {why}")),
            Err(_) => tried.push(format!("{way:?} {at}: no answer")),
        }
        tokio::time::sleep(Duration::from_millis(50 + dice.below(400))).await;
    }
    panic!("{session} {key}: {words:?} never ended: {tried:#?}")
}

/// What a refusal means to a client.
pub(crate) fn refusal(status: StatusCode, text: &str) -> Trouble {
    let body: Value = serde_json::from_str(text).unwrap_or_default();
    // A turn that has ended with an error names its message: that is no refusal.
    if status == StatusCode::SERVICE_UNAVAILABLE && body["messageId"].is_null() {
        return Trouble::Again(format!("503 {}", body["message"]));
    }
    Trouble::Wrong(format!("{status} {text}"))
}

pub(crate) fn broke(error: &reqwest::Error) -> Trouble {
    Trouble::Again(error.to_string())
}

async fn by_json(fleet: &Fleet, at: SocketAddr, session: &str, key: &str, words: &Words) -> Result<Said, Trouble> {
    let request = fleet.http.post(format!("http://{at}/api/chat/sessions/{session}/messages"));
    let answer = request.header("Idempotency-Key", key).json(&words.body()).send().await.map_err(|it| broke(&it))?;
    let status = answer.status();
    let text = answer.text().await.map_err(|it| broke(&it))?;
    if status != StatusCode::OK {
        return Err(refusal(status, &text));
    }
    let body: Value = serde_json::from_str(&text).unwrap();
    Ok(Said { reply: body["messageId"].as_str().unwrap().to_owned(), data: body["data"].clone() })
}

async fn by_stream(
    fleet: &Fleet,
    at: SocketAddr,
    session: &str,
    key: &str,
    words: &Words,
    way: Way,
) -> Result<Said, Trouble> {
    let base = format!("http://{at}/api/chat/sessions/{session}");
    let request = match way {
        Way::Address => {
            let mut query = vec![("message", words.message.as_str()), ("clientMessageId", key)];
            query.extend(words.step.map(|step| ("step", step)));
            fleet.http.get(url(&format!("{base}/stream"), &query))
        }
        _ => fleet.http.post(format!("{base}/messages")).header("Idempotency-Key", key).json(&words.body()),
    };
    let answer = request.header("Accept", "text/event-stream").send().await.map_err(|it| broke(&it))?;
    let status = answer.status();
    if status != StatusCode::OK {
        return Err(refusal(status, &answer.text().await.map_err(|it| broke(&it))?));
    }
    until_its_end(Line::Stream(Box::new(Stream::of(answer))), None).await
}

async fn by_socket(at: SocketAddr, session: &str, key: &str, words: &Words) -> Result<Said, Trouble> {
    let socket = Socket::tries(at, &format!("/ws/chat/{session}"), None).await;
    let mut socket = socket.map_err(|error| Trouble::Again(error.to_string()))?;
    let mut frame = words.body();
    frame["clientMessageId"] = json!(key);
    socket.says(&frame).await;
    until_its_end(Line::Socket(Box::new(socket)), Some(key)).await
}

/// What events come over.
enum Line {
    Stream(Box<Stream>),
    Socket(Box<Socket>),
}

impl Line {
    async fn next(&mut self) -> Option<Event> {
        match self {
            Self::Stream(stream) => stream.next().await,
            Self::Socket(socket) => socket.next().await,
        }
    }
}

/// Reads until the turn has ended that begins here; over a socket, where others may begin, the one of this key.
async fn until_its_end(mut line: Line, key: Option<&str>) -> Result<Said, Trouble> {
    let mine = |start: &Value| key.is_none_or(|key| start["clientMessageId"] == key);
    let (mut reply, mut data) = (None, None);
    while let Some(event) = line.next().await {
        let of_mine = reply.is_some() && event.data["messageId"].as_str() == reply.as_deref();
        match event.kind() {
            "ai_response_start" if mine(&event.data) => reply = event.data["messageId"].as_str().map(str::to_owned),
            "error" if event.data["messageId"].is_null() && event.data["code"] == "UNAVAILABLE" => {
                return Err(Trouble::Again(event.data["message"].to_string()));
            }
            "error" => return Err(Trouble::Wrong(event.data.to_string())),
            "ai_response_complete" if of_mine => {
                let Some(data) = data else { return Err(Trouble::Wrong("it is complete without a content".into())) };
                return Ok(Said { reply: reply.unwrap_or_default(), data });
            }
            "status_update" | "reasoning" | "content_delta" => {}
            _ if of_mine => data = Some(event.data["data"].clone()),
            _ => {}
        }
    }
    Err(Trouble::Again("the stream ended before the turn did".into()))
}
