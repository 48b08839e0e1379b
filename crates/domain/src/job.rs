//! The life of a piece of work: `queued → processing → completed | failed | cancelled`.

use crate::{
    cards::{Card, MediaName, Script, StaticAd, Video},
    failure::{Failure, FailureCode},
    ids::{JobId, MessageId, OwnerId, SessionId},
    order::Orders,
    selection::Selections,
    workflow::Step,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What kind of work.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// A turn: cards or words. At most one lives in a session.
    Turn,
    /// A film.
    Video,
    /// A still picture.
    Image,
}

impl JobKind {
    /// The word in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Video => "video",
            Self::Image => "image",
        }
    }

    /// Whether it is a render.
    pub fn is_render(self) -> bool {
        !matches!(self, Self::Turn)
    }
}

/// A job as a worker or a poller finds it.
#[derive(Clone, PartialEq, Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub owner: OwnerId,
    /// The session it belongs to; none for a video outside a session.
    pub session: Option<SessionId>,
    /// The id of the message that will end it, in a session.
    pub reply: Option<MessageId>,
    /// What is to be done.
    pub work: Work,
    /// Where it stands.
    pub status: JobStatus,
    /// When it was accepted.
    pub created_at: OffsetDateTime,
    /// How often it was given to a worker and came back with a failure.
    pub attempts: u32,
    /// How often its worker died.
    pub crashes: u32,
    /// What it has ordered from providers.
    pub orders: Orders,
}

/// What a turn has written so far: whoever takes it up again has only the rest written.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Begun {
    /// Who wrote it, one after the other.
    pub writers: Vec<String>,
    /// The cards, in their order; their users may have seen them.
    pub cards: Vec<Card>,
}

/// Where a job stands. Each state holds only what is true in it.
#[derive(Clone, PartialEq, Debug)]
pub enum JobStatus {
    /// It waits for a worker.
    Queued,
    /// A worker has it.
    Processing {
        /// The fencing token: new for every claim, and every write of the worker carries it.
        fence: Fence,
        /// How far, 0 to 100.
        percent: u8,
    },
    /// It is done.
    Completed(Outcome),
    /// It failed for good.
    Failed(Failure),
    /// It was cancelled.
    Cancelled,
}

/// The number of a claim. Who holds an older one has lost the job.
pub type Fence = u32;

impl JobStatus {
    /// Where a job stands that ended so.
    pub fn ended(end: Result<Outcome, Failure>) -> Self {
        match end {
            Ok(outcome) => Self::Completed(outcome),
            Err(failure) if failure.code == FailureCode::TurnCancelled => Self::Cancelled,
            Err(failure) => Self::Failed(failure),
        }
    }

    /// The word on the wire and in the store.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing { .. } => "processing",
            Self::Completed(_) => "completed",
            Self::Failed(_) => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing can change it any more.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Completed(_) | Self::Failed(_) | Self::Cancelled)
    }
}

/// What a job left.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// A turn's content, which stands in the log.
    Content {
        /// Who wrote it, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        generator: Option<String>,
    },
    /// A film.
    Video(Video),
    /// A still picture.
    Image(StaticAd),
}

impl Outcome {
    /// The files that it is.
    pub fn files(&self) -> Vec<MediaName> {
        match self {
            Self::Content { .. } => Vec::new(),
            Self::Video(video) => vec![video.file.clone(), video.thumbnail.clone()],
            Self::Image(still) => vec![still.file.clone()],
        }
    }
}

/// What is to be done: everything a worker needs beside the session's log and the product, stored with the job.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum Work {
    /// Write the cards of a step.
    Write {
        /// Which.
        step: Step,
        /// What the user asked for, when it is a wish.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wish: Option<String>,
        /// Whether the writer may answer in words instead.
        #[serde(default)]
        may_answer: bool,
    },
    /// Film a script.
    Film(Filming),
    /// Draw a static ad.
    Draw(Filming),
}

impl Work {
    /// What kind of job does it.
    pub fn kind(&self) -> JobKind {
        match self {
            Self::Write { .. } => JobKind::Turn,
            Self::Film(_) => JobKind::Video,
            Self::Draw(_) => JobKind::Image,
        }
    }
}

/// What is filmed or drawn.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Filming {
    /// For whom and in which format it was written: what was chosen when the render was asked for.
    pub selections: Selections,
    /// The words: the concept's, or as the user edited them.
    pub script: Script,
    /// Whether the user edited them.
    #[serde(default)]
    pub edited: bool,
    /// The presenter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// The product, of a job outside a session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<crate::ids::ProductId>,
}
