//! The events of a stream, for SSE and WebSocket alike, and the JSON answer of a turn.

use super::{
    cards::ContentData,
    message::{HistoryMessage, message},
    progress::told,
    render::RenderStarted,
    show::Links,
};
use crate::problem::{Code, Problem};
use adforge_domain::{
    event::Event,
    ids::{JobId, MessageId, Seq},
    job::JobKind,
    message::{Body, Failed as Failure, Message},
    workflow::Step,
};
use serde::Serialize;
use sonic_rs::OwnedLazyValue;
use utoipa::ToSchema;
use uuid::Uuid;

/// The number that goes out with an event, by which a client resumes; progress has none. `sent` is the last id that
/// went out on the same stream: ids never go back.
pub fn id_of(event: &Event, sent: Seq) -> Option<Seq> {
    match event {
        Event::SessionState { last_seq, .. } => Some(*last_seq),
        Event::Started { seq, .. } => (*seq > sent).then_some(*seq),
        Event::Message(message) => Some(message.seq),
        _ => None,
    }
}

/// Whether an event says the same to whoever gets it: errors carry the id of a request.
pub fn is_shared(event: &Event) -> bool {
    match event {
        Event::Message(message) => !matches!(message.body, Body::Failed(_)),
        Event::Progress { .. } => true,
        _ => false,
    }
}

/// Writes an event as JSON. `request` is the request whose answer it goes into.
pub fn encode(event: &Event, links: &Links, request: Uuid, out: &mut Vec<u8>) {
    // A Vec takes whatever is written, and every shape of ours can be written.
    let written = match event {
        Event::SessionState { last_seq, current_step, expired } => sonic_rs::to_writer(
            out,
            &SessionStateEvent {
                kind: "session_state",
                last_seq: *last_seq,
                current_step: current_step.as_str(),
                status: status(*expired),
            },
        ),
        Event::Started { reply, user, client_id, .. } => sonic_rs::to_writer(
            out,
            &AiResponseStart {
                kind: "ai_response_start",
                message_id: *reply,
                user_message_id: *user,
                client_message_id: client_id.as_deref(),
            },
        ),
        Event::Queued { job, kind, estimated_seconds } => {
            sonic_rs::to_writer(out, &render_started(*kind, *job, *estimated_seconds))
        }
        Event::Progress { reply, progress } => sonic_rs::to_writer(out, &told(*reply, progress, links)),
        Event::Message(message) => return encode_message(message, links, request, out),
        Event::Completed { reply } => {
            sonic_rs::to_writer(out, &AiResponseComplete { kind: "ai_response_complete", message_id: *reply })
        }
        Event::Erased => return Problem::of(Code::SessionNotFound, "The session was erased.").encode(request, out),
        Event::Expired => return Problem::expired().encode(request, out),
    };
    debug_assert!(written.is_ok());
}

fn encode_message(it: &Message, links: &Links, request: Uuid, out: &mut Vec<u8>) {
    let written = match &it.body {
        Body::User(user) => sonic_rs::to_writer(
            out,
            &UserMessageEvent {
                kind: "user_message",
                message_id: it.id,
                client_message_id: user.client_id.as_deref(),
                message: message(it, links),
            },
        ),
        Body::Ai(delivered) => sonic_rs::to_writer(
            out,
            &ContentEvent {
                kind: delivered.content.kind().as_str(),
                message_id: it.id,
                generator: &delivered.generator,
                data: links.written(&delivered.content),
            },
        ),
        Body::Failed(failed) => return Problem::ended(failed).about(it.id).encode(request, out),
    };
    debug_assert!(written.is_ok());
}

/// The word for whether a session takes turns.
pub(super) fn status(expired: bool) -> &'static str {
    if expired { "expired" } else { "active" }
}

/// The answer to a render that was accepted, without the messages it belongs to.
pub(super) fn render_started(kind: JobKind, job: JobId, estimated_seconds: u32) -> RenderStarted {
    RenderStarted::new(kind, job, estimated_seconds)
}

/// Where the session stands, when one begins to follow it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionStateEvent {
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = u64)]
    last_seq: Seq,
    current_step: &'static str,
    status: &'static str,
}

/// A turn or render was accepted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AiResponseStart<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = String)]
    message_id: MessageId,
    #[schema(value_type = String)]
    user_message_id: MessageId,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_message_id: Option<&'a str>,
}

/// A user's message, replayed or followed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserMessageEvent<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = String)]
    message_id: MessageId,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_message_id: Option<&'a str>,
    message: HistoryMessage<'a>,
}

/// A turn's or render's content.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContentEvent<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = String)]
    message_id: MessageId,
    /// Who made it: `offline`, `local`, a model's name, or several with commas between them.
    generator: &'a str,
    #[schema(value_type = ContentData)]
    data: OwnedLazyValue,
}

/// A turn or render ended with content.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AiResponseComplete {
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = String)]
    message_id: MessageId,
}

/// The JSON answer of a turn that went well.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TurnAnswer {
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = String)]
    message_id: MessageId,
    #[schema(value_type = String)]
    user_message_id: MessageId,
    #[schema(value_type = ContentData)]
    data: OwnedLazyValue,
    current_step: &'static str,
}

impl TurnAnswer {
    /// The answer that a message is; or the failure that it is instead.
    ///
    /// # Errors
    /// The turn failed.
    pub fn of<'a>(
        message: &'a Message,
        user: MessageId,
        step: Step,
        links: &Links,
    ) -> Result<Self, Option<&'a Failure>> {
        match &message.body {
            Body::Ai(delivered) => Ok(Self {
                kind: delivered.content.kind().as_str(),
                message_id: message.id,
                user_message_id: user,
                data: links.written(&delivered.content),
                current_step: step.as_str(),
            }),
            Body::Failed(failed) => Err(Some(failed)),
            Body::User(_) => Err(None),
        }
    }
}
