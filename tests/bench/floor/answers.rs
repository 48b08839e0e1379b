//! The recorded answers: heads and bodies as the product sent them.

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue, LOCATION},
    },
    web::Bytes,
};
use anyhow::{Context, Result};
use std::{fs, path::Path};
use uuid::Uuid;

/// One recorded answer.
pub(crate) struct Recorded {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Recorded {
    fn read(folder: &Path, name: &str) -> Result<Self> {
        let whole = fs::read(folder.join(name)).with_context(|| format!("no answer called {name} was recorded"))?;
        let end = whole.windows(4).position(|four| four == b"\r\n\r\n").context("an answer has no head")?;
        let (head, body) = whole.split_at(end + 4);
        let mut lines = std::str::from_utf8(head)?.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("an answer has no status")?;
        let mut headers = Vec::new();
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            // The server itself says these.
            if !["content-length", "transfer-encoding", "date"].contains(&name.to_ascii_lowercase().as_str()) {
                headers.push((HeaderName::try_from(name)?, HeaderValue::from_str(value)?));
            }
        }
        Ok(Self { status: StatusCode::from_bytes(status.as_bytes())?, headers, body: Bytes::copy_from_slice(body) })
    }

    /// An answer with the recorded head.
    pub(crate) fn builder(&self) -> HttpResponseBuilder {
        let mut builder = HttpResponse::build(self.status);
        for header in &self.headers {
            builder.append_header(header.clone());
        }
        builder
    }

    pub(crate) fn answer(&self) -> HttpResponse {
        self.builder().body(self.body.clone())
    }
}

/// All of them.
pub(crate) struct Answers {
    pub(crate) product: Recorded,
    pub(crate) turn: Recorded,
    pub(crate) context: Recorded,
    /// The turn's body up to its first event.
    pub(crate) started: Bytes,
    /// The turn's other events.
    pub(crate) rest: Bytes,
    /// What the content's row keeps.
    pub(crate) content: Bytes,
    session: Recorded,
    /// Where in the session's body its id is.
    id_at: usize,
}

impl Answers {
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let [product, session, turn, context] =
            ["product", "session", "turn", "context"].map(|name| Recorded::read(folder, name));
        let (session, turn) = (session?, turn?);
        let id_at = after(&session.body, "\"sessionId\":\"").context("the session's answer has no id")?;
        let begun = after(&turn.body, "ai_response_start").context("the turn's answer has no beginning")?;
        let rest = turn.body.slice(begun..);
        let first = begun + after(&rest, "\n\n").context("the turn's first event has no end")?;
        Ok(Self {
            product: product?,
            context: context?,
            started: turn.body.slice(..first),
            rest: turn.body.slice(first..),
            content: Bytes::from(fs::read(folder.join("content"))?),
            session,
            turn,
            id_at,
        })
    }

    /// A session's answer, with an id of its own.
    pub(crate) fn session(&self, id: Uuid) -> HttpResponse {
        let mut text = Uuid::encode_buffer();
        let text = id.hyphenated().encode_lower(&mut text);
        let mut body = self.session.body.to_vec();
        if let Some(place) = body.get_mut(self.id_at..self.id_at + text.len()) {
            place.copy_from_slice(text.as_bytes());
        }
        let mut builder = self.session.builder();
        builder.insert_header((LOCATION, format!("/api/chat/sessions/{text}")));
        builder.body(body)
    }
}

/// Where a text ends in the bytes.
fn after(bytes: &[u8], text: &str) -> Option<usize> {
    bytes.windows(text.len()).position(|some| some == text.as_bytes()).map(|at| at + text.len())
}
