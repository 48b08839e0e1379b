//! One line of a session's log.

use crate::{
    cards::{Content, ContentType, MediaName, Script},
    failure::Failure,
    ids::{JobId, MessageId, Seq, SessionId},
    job::JobKind,
    selection::{Badge, Selections},
    workflow::Step,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use time::OffsetDateTime;

/// A message that has its place in the log.
#[derive(Clone, PartialEq, Debug)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Whose log it is in.
    pub session: SessionId,
    /// Its place.
    pub seq: Seq,
    /// When it was written; whole milliseconds, UTC.
    pub at: OffsetDateTime,
    /// What it says.
    pub body: Body,
}

/// A message that has no place yet: the commit gives the number.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// Its id.
    pub id: MessageId,
    /// When it was written; whole milliseconds, UTC.
    pub at: OffsetDateTime,
    /// What it says.
    pub body: Body,
}

impl Draft {
    /// The same message at its place.
    pub fn placed(self, session: SessionId, seq: Seq) -> Message {
        Message { id: self.id, session, seq, at: self.at, body: self.body }
    }
}

/// What a message says. Serialized as it is stored; the wire has shapes of its own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Body {
    /// The user's.
    User(Box<UserMessage>),
    /// A turn's or render's content.
    Ai(Delivered),
    /// A turn's or render's failure.
    Failed(Failed),
}

impl Body {
    /// The message type on the wire and in the store.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::User(user) if user.summary.is_some() => "selection_summary",
            Self::User(_) => "text",
            Self::Ai(delivered) => delivered.content.kind().as_str(),
            Self::Failed(_) => "error",
        }
    }

    /// The words a person typed or reads, if it is made of words.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::User(user) => Some(&user.text),
            Self::Ai(delivered) => match delivered.content.as_ref() {
                Content::Text { text } => Some(text),
                _ => None,
            },
            Self::Failed(failed) => Some(&failed.failure.message),
        }
    }

    /// Who wrote it, if a writer did; films and pictures are made by others.
    pub fn writer(&self) -> Option<&str> {
        match self {
            Self::Ai(Delivered { content, generator, .. }) => {
                let rendered = matches!(content.as_ref(), Content::VideoResult(_) | Content::StaticAdResult(_));
                (!rendered).then_some(generator)
            }
            Self::User(_) | Self::Failed(_) => None,
        }
    }

    /// The reply that a message is or calls for.
    pub fn reply(&self) -> Option<JobId> {
        match self {
            Self::User(user) => user.calls.as_ref().map(|calls| calls.job),
            Self::Ai(delivered) => delivered.job,
            Self::Failed(failed) => Some(failed.job),
        }
    }
}

/// What the user said.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct UserMessage {
    /// As typed, trimmed.
    pub text: String,
    /// The client's own id for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// What it chose anew, furthest last; empty when nothing changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub badges: Vec<Badge>,
    /// Everything that is chosen from now on; absent when nothing changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selections: Option<Selections>,
    /// The work it calls for; absent in a session that begins from another's card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls: Option<Call>,
    /// What is to be filmed or drawn; it is there when it starts a render.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summary>,
}

/// The work that a user's message calls for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Call {
    /// The job that does it.
    pub job: JobId,
    /// What kind of job.
    pub kind: JobKind,
    /// The id of the message that will end it.
    pub reply: MessageId,
    /// The step it delivers.
    pub step: Step,
    /// Whether the wish is for something new about what is shown (and not a step forward).
    #[serde(default)]
    pub refines: bool,
}

/// What a render is about to make, for the user to read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Summary {
    /// Pictures to show beside it: the product's.
    #[serde(default)]
    pub images: Vec<MediaName>,
    /// The product's name.
    pub product: String,
    /// What it is made for.
    pub made_for: Selections,
    /// The script as it will be filmed.
    pub script: Script,
    /// Whether the user has edited the script.
    #[serde(default)]
    pub edited: bool,
    /// The presenter asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
}

/// What a turn or render delivered.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Delivered {
    /// The job that made it; absent in a session that begins from another's card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
    /// What, shared with the state that is folded from it.
    pub content: Arc<Content>,
    /// Who wrote or rendered it (`"offline"`).
    pub generator: String,
}

/// How a turn or render failed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Failed {
    /// The job that failed.
    pub job: JobId,
    /// How.
    pub failure: Failure,
    /// What it would have delivered.
    pub wanted: ContentType,
}
