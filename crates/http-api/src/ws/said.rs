//! What a client says in a frame.

use crate::{
    body,
    problem::Problem,
    query::Query,
    wire::{Asked, RenderBody, TurnBody},
};
use adforge_domain::job::JobKind;
use serde::Deserialize;
use serde_json::Value;

/// What a client says in a frame.
pub(super) enum Said {
    /// A turn or a render.
    Asks(Box<Asked>),
    /// Stop the running turn.
    Cancel,
    /// Begin again after a number, as the client wrote it.
    Resume(String),
}

/// What every frame may hold.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    action: Option<String>,
    client_message_id: Option<Value>,
    last_event_id: Option<Value>,
}

/// Reads a frame: what it says or why it is refused, and the client's own id for it.
pub(super) fn read(text: &[u8]) -> (Result<Said, Problem>, Option<String>) {
    let head: Head = match body::parse(text) {
        Ok(head) => head,
        Err(problem) => return (Err(problem), None),
    };
    let client = head.client_message_id.as_ref().and_then(Value::as_str).map(str::to_owned);
    (said(head, text), client)
}

fn asks(asked: Asked) -> Said {
    Said::Asks(Box::new(asked))
}

fn said(head: Head, text: &[u8]) -> Result<Said, Problem> {
    let render = |kind| body::parse::<RenderBody>(text)?.read(kind, &Query::default()).map(asks);
    match head.action.as_deref() {
        None => body::parse::<TurnBody>(text)?.read(&Query::default()).map(asks),
        Some("generate_video") => render(JobKind::Video),
        Some("generate_image") => render(JobKind::Image),
        Some("cancel") => Ok(Said::Cancel),
        Some("resume") => match head.last_event_id {
            Some(Value::String(id)) => Ok(Said::Resume(id)),
            Some(Value::Number(id)) => Ok(Said::Resume(id.to_string())),
            None => Err(Problem::missing("lastEventId")),
            Some(_) => Err(Problem::malformed("lastEventId", "`lastEventId` is not a number.")),
        },
        Some(_) => {
            Err(Problem::invalid("action", "it is generate_video, generate_image, cancel or resume; a turn has none"))
        }
    }
}
