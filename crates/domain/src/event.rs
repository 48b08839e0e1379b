//! What a follower of a session sees, before it becomes SSE or WebSocket.

use crate::{
    ids::{JobId, MessageId, Seq},
    job::JobKind,
    message::Message,
    progress::Progress,
    workflow::Step,
};
use std::sync::Arc;

/// One event of a session.
#[derive(Clone, Debug)]
pub enum Event {
    /// Where the session stands, when one begins to follow it.
    SessionState {
        /// Its newest message's number.
        last_seq: Seq,
        /// What it delivered last.
        current_step: Step,
        /// Whether it takes turns no more.
        expired: bool,
    },
    /// A turn or render was accepted.
    Started {
        /// The id of the message that will end it.
        reply: MessageId,
        /// The user's message.
        user: MessageId,
        /// The user's message's number, which is this event's id where no later one was sent.
        seq: Seq,
        /// The client's own id for the user's message.
        client_id: Option<String>,
    },
    /// A render was queued.
    Queued {
        /// Its job.
        job: JobId,
        /// A film or a still picture.
        kind: JobKind,
        /// How long it will take, in seconds, roughly.
        estimated_seconds: u32,
    },
    /// Something under way.
    Progress {
        /// The message that will end it.
        reply: MessageId,
        /// What.
        progress: Arc<Progress>,
    },
    /// A message of the log.
    Message(Arc<Message>),
    /// A turn or render ended with content.
    Completed {
        /// The message that ended it.
        reply: MessageId,
    },
    /// The session was erased.
    Erased,
    /// The session expired.
    Expired,
}
