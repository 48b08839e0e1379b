//! A message as history shows it.

use super::{
    cards::{ContentData, content_data},
    show::{Link, Links, Shown, Stamp},
};
use adforge_domain::{
    ids::{MessageId, Seq},
    message::{Body, Message, Summary, UserMessage},
    selection::{Badge, SelectionKind},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A part of a session's history, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryAnswer<'a> {
    /// The messages.
    pub messages: Vec<HistoryMessage<'a>>,
    /// What to ask with (`?after=`) for more; absent at the end.
    pub next_after: Option<Seq>,
}

/// A message as history shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryMessage<'a> {
    #[schema(value_type = String)]
    id: MessageId,
    seq: Seq,
    sender: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<MessageData<'a>>,
    #[schema(value_type = String, example = "2026-02-08T14:30:00.000Z")]
    timestamp: Stamp,
}

/// What a message carries beside its text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is the data of the message type of its name")]
pub enum MessageData<'a> {
    Content(ContentData<'a>),
    Failure(FailureData<'a>),
    Selection(SelectionData<'a>),
    Summary(SummaryData<'a>),
}

/// How a turn failed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailureData<'a> {
    code: &'static str,
    message: &'a str,
    retryable: bool,
}

/// What was chosen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SelectionData<'a> {
    #[serde(flatten)]
    furthest: BadgeData<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    selections: Vec<BadgeData<'a>>,
}

/// One choice.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BadgeData<'a> {
    is_selection: bool,
    label: &'static str,
    value: &'a str,
}

/// What a render is about to make.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SummaryData<'a> {
    #[schema(value_type = Vec<String>)]
    images: Vec<Shown<Link<'a>>>,
    items: Vec<SummaryItem>,
    is_selection: bool,
    label: &'static str,
    value: String,
}

/// One line of a summary.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SummaryItem {
    label: &'static str,
    value: String,
}

/// A message as history shows it.
pub fn message<'a>(message: &'a Message, links: &'a Links) -> HistoryMessage<'a> {
    let data = match &message.body {
        Body::User(user) => user_data(user, links),
        Body::Ai(delivered) => Some(MessageData::Content(content_data(&delivered.content, links))),
        Body::Failed(failed) => {
            let failure = &failed.failure;
            let (code, retryable) = (failure.code.as_str(), failure.code.retryable());
            Some(MessageData::Failure(FailureData { code, message: &failure.message, retryable }))
        }
    };
    HistoryMessage {
        id: message.id,
        seq: message.seq,
        sender: sender(&message.body),
        kind: message.body.kind(),
        content: message.body.text(),
        data,
        timestamp: Stamp(message.at),
    }
}

/// Who said it.
pub(super) fn sender(body: &Body) -> &'static str {
    if matches!(body, Body::User(_)) { "user" } else { "ai" }
}

fn user_data<'a>(user: &'a UserMessage, links: &'a Links) -> Option<MessageData<'a>> {
    if let Some(summary) = &user.summary {
        return Some(MessageData::Summary(summary_data(summary, links)));
    }
    let furthest = badge(user.badges.last()?);
    let selections = if user.badges.len() > 1 { user.badges.iter().map(badge).collect() } else { Vec::new() };
    Some(MessageData::Selection(SelectionData { furthest, selections }))
}

fn badge(badge: &Badge) -> BadgeData<'_> {
    BadgeData { is_selection: true, label: badge.kind.label(), value: &badge.value }
}

fn summary_data<'a>(summary: &'a Summary, links: &'a Links) -> SummaryData<'a> {
    let name = |kind: SelectionKind| summary.made_for.names(kind);
    let items = [
        ("product", Some(summary.product.clone())),
        ("format", name(SelectionKind::Format)),
        ("persona", name(SelectionKind::Persona)),
        ("angle", name(SelectionKind::Angle)),
        ("script", name(SelectionKind::Concept)),
    ];
    SummaryData {
        images: summary.images.iter().map(|image| links.media(image)).collect(),
        items: items.into_iter().filter_map(|(label, value)| Some(SummaryItem { label, value: value? })).collect(),
        is_selection: true,
        label: SelectionKind::Concept.label(),
        value: name(SelectionKind::Concept).unwrap_or_else(|| summary.product.clone()),
    }
}
