//! What is told while work is under way.

use super::{
    cards::{self, CardData},
    show::{Links, Seconds},
};
use adforge_domain::{
    ids::MessageId,
    progress::{Item, Progress, Status, StatusStep},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Something told while work is under way.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is the event of its name")]
pub enum ProgressEvent<'a> {
    StatusUpdate(StatusUpdate<'a>),
    Reasoning(Reasoning<'a>),
    #[serde(rename_all = "camelCase")]
    ContentDelta {
        #[serde(rename = "type")]
        kind: &'static str,
        #[schema(value_type = String)]
        message_id: MessageId,
        content_type: &'static str,
        index: u32,
        item: Box<CardData<'a>>,
    },
}

/// What is being done now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusUpdate<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = String)]
    message_id: MessageId,
    data: StatusData<'a>,
}

/// The newest step on top, for the clients that read one label; all of them below.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusData<'a> {
    #[serde(flatten)]
    newest: Option<StepData<'a>>,
    steps: Vec<StepData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<u8>,
}

/// One step of a status.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct StepData<'a> {
    label: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "40s")]
    estimated_time: Option<Seconds>,
}

/// Why it is done this way.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reasoning<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = String)]
    message_id: MessageId,
    data: ReasoningData<'a>,
}

/// Sentence by sentence.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReasoningData<'a> {
    reasoning: &'a [String],
}

pub(super) fn told<'a>(reply: MessageId, progress: &'a Progress, links: &'a Links) -> ProgressEvent<'a> {
    match progress {
        Progress::Status(told) => ProgressEvent::StatusUpdate(StatusUpdate {
            kind: "status_update",
            message_id: reply,
            data: status_data(told),
        }),
        Progress::Reasoning { lines } => ProgressEvent::Reasoning(Reasoning {
            kind: "reasoning",
            message_id: reply,
            data: ReasoningData { reasoning: lines },
        }),
        Progress::Card { index, item } => ProgressEvent::ContentDelta {
            kind: "content_delta",
            message_id: reply,
            content_type: content_type(item),
            index: *index,
            item: Box::new(cards::item(item, links)),
        },
    }
}

fn content_type(item: &Item) -> &'static str {
    use adforge_domain::cards::ContentType;
    let of = match item {
        Item::Format { .. } => ContentType::FormatOptions,
        Item::Persona { .. } => ContentType::AudienceGroup,
        Item::Effect { .. } => ContentType::PersonaImpact,
        Item::Angle { .. } => ContentType::MarketingAngle,
        Item::Concept { .. } => ContentType::PsychologySelection,
        Item::Scene { .. } => ContentType::ScriptDetails,
    };
    of.as_str()
}

fn status_data(status: &Status) -> StatusData<'_> {
    let steps: Vec<_> = status.steps.iter().map(step_data).collect();
    StatusData { newest: steps.last().copied(), steps, progress: status.percent }
}

fn step_data(step: &StatusStep) -> StepData<'_> {
    StepData {
        label: &step.label,
        status: if step.done { "completed" } else { "loading" },
        estimated_time: step.estimated_seconds.map(Seconds),
    }
}
