//! A turn as it is asked for, as it was accepted, and as it ended.

use adforge_domain::{
    ids::{JobId, MessageId, OwnerId, Seq, SessionId},
    job::JobKind,
    message::Message,
    workflow::{Command, Step},
};
use adforge_ports_runtime::Verdict;
use std::sync::Arc;

/// One request to a session.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Whose session.
    pub owner: OwnerId,
    /// Which.
    pub session: SessionId,
    /// What is asked for.
    pub command: Command,
    /// The client's idempotency key.
    pub key: Option<String>,
    /// The client's own id for its message, given back with it.
    pub client_id: Option<String>,
    /// Whether a turn that runs is cancelled first.
    pub interrupt: bool,
    /// Whether the client would ask again by the same words alone, if it lost its stream before it has the end.
    pub awaited: bool,
}

/// A turn or render that was accepted, now or before.
#[derive(Clone, PartialEq, Debug)]
pub struct Started {
    /// In which session.
    pub session: SessionId,
    /// Its job.
    pub job: JobId,
    /// A turn, a film or a still picture.
    pub kind: JobKind,
    /// The message that will end it.
    pub reply: MessageId,
    /// The user's message.
    pub user: MessageId,
    /// The user's message's number.
    pub user_seq: Seq,
    /// The step it delivers.
    pub step: Step,
    /// The user's words.
    pub text: String,
    /// The client's own id for the user's message.
    pub client_id: Option<String>,
    /// Whether it was accepted before: its key is known, or the same render is under way.
    pub repeated: bool,
    /// Whether it was over before this was asked.
    pub over: bool,
    /// How long it will take, in seconds, roughly; of a render.
    pub estimated_seconds: u32,
    /// How many more messages the user may send; absent when nothing was taken.
    pub verdict: Option<Verdict>,
}

/// How a turn ended.
#[derive(Clone, PartialEq, Debug)]
pub struct Ended {
    /// Its content, or its failure.
    pub message: Arc<Message>,
    /// What the session delivered last.
    pub current_step: Step,
}
