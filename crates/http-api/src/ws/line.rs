//! The way to a socket's client: what is sent, and why it ends.

use crate::{
    api::Api,
    body,
    problem::{Code, Problem},
    sse,
};
use actix_web::web::Bytes;
use actix_ws::{CloseCode, ProtocolError, Session};
use adforge_application::Told;
use adforge_domain::ids::Seq;
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

/// Why a socket ends.
pub(super) enum End {
    /// It is gone.
    Gone,
    /// We close it.
    Close(CloseCode, &'static str),
}

pub(super) const UNAUTHENTICATED: End = End::Close(CloseCode::Other(4401), "the token is not valid");
pub(super) const NO_SESSION: End = End::Close(CloseCode::Other(4404), "there is no such session");
pub(super) const EXPIRED: End = End::Close(CloseCode::Other(4410), "the session has expired");
pub(super) const TOO_SLOW: End = End::Close(CloseCode::Other(4408), "you read too slowly: come back and resume");
pub(super) const STOPPING: End = End::Close(CloseCode::Restart, "the server stops: come back and resume");
pub(super) const STORE: End = End::Close(CloseCode::Again, "the session can't be read now: come back and resume");

/// The way to the client. Every send is given up after a while.
pub(super) struct Line {
    pub(super) session: Session,
    pub(super) patience: Duration,
    pub(super) request: Uuid,
}

impl Line {
    async fn send(&mut self, text: Vec<u8>) -> Result<(), End> {
        // All of our JSON is text.
        let Ok(text) = String::from_utf8(text) else { return Ok(()) };
        match timeout(self.patience, self.session.text(text)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(TOO_SLOW),
        }
    }

    pub(super) async fn ping(&mut self) -> Result<(), End> {
        match timeout(self.patience, self.session.ping(b"")).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(TOO_SLOW),
        }
    }

    pub(super) async fn pong(&mut self, bytes: &[u8]) -> Result<(), End> {
        match timeout(self.patience, self.session.pong(bytes)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(TOO_SLOW),
        }
    }

    /// An event, as its stream's frame says it, with its number inside.
    pub(super) async fn event(&mut self, api: &Api, told: &Told, id: Option<Seq>) -> Result<(), End> {
        let frame = sse::frame(api, told, id, self.request);
        self.send(numbered(&frame, id)).await
    }

    pub(super) async fn json(&mut self, body: &impl serde::Serialize) -> Result<(), End> {
        match sonic_rs::to_vec(body) {
            Ok(text) => self.send(text).await,
            Err(_) => Ok(()),
        }
    }

    pub(super) async fn problem(&mut self, problem: &Problem) -> Result<(), End> {
        self.send(problem.body(self.request)).await
    }

    /// Says why there is nothing to follow, and how the socket ends.
    pub(super) async fn refuse(&mut self, problem: &Problem) -> End {
        if let Err(end) = self.problem(problem).await {
            return end;
        }
        match problem.code() {
            Code::Unauthenticated => UNAUTHENTICATED,
            Code::SessionNotFound => NO_SESSION,
            Code::SessionExpired => EXPIRED,
            Code::MalformedRequest | Code::ValidationError => End::Close(CloseCode::Policy, "the address is not right"),
            _ => STORE,
        }
    }

    /// What came is no frame of ours: the connection can't go on.
    pub(super) async fn broken(&mut self, error: &ProtocolError) -> End {
        match error {
            ProtocolError::Overflow => self.too_large().await,
            ProtocolError::Io(error) if error.to_string().contains("continuation size") => self.too_large().await,
            ProtocolError::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                let _ = self.problem(&Problem::malformed("frame", "The frame is no UTF-8 text.")).await;
                End::Close(CloseCode::Invalid, "the frame is no text")
            }
            ProtocolError::Io(_) => End::Gone,
            _ => End::Close(CloseCode::Protocol, "the frame breaks the protocol"),
        }
    }

    async fn too_large(&mut self) -> End {
        let _ = self.problem(&body::too_large(body::TURN)).await;
        End::Close(CloseCode::Size, "the frame is too large")
    }
}

/// The JSON of a stream's frame, with its number as a member.
fn numbered(frame: &Bytes, id: Option<Seq>) -> Vec<u8> {
    const DATA: &[u8] = b"data: ";
    let begin = frame.windows(DATA.len()).position(|it| it == DATA).map_or(0, |at| at + DATA.len());
    let json = frame.get(begin..).unwrap_or_default().trim_ascii_end();
    match (id, json.strip_prefix(b"{")) {
        (Some(id), Some(rest)) => [format!("{{\"id\":{id},").as_bytes(), rest].concat(),
        _ => json.to_vec(),
    }
}
