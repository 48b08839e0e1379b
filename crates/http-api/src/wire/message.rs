//! A message as history shows it.

use super::{
    cards::{ContentData, ScriptParts, content_data},
    show::{Link, Links, Shown, Stamp},
};
use adforge_domain::{
    ids::{CardId, CardKind, MessageId, Seq},
    message::{Body, Message, Summary, UserMessage},
    selection::{Badge, SelectionKind},
};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// A part of a session's history, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryAnswer<'a> {
    /// The messages.
    pub messages: Vec<HistoryMessage<'a>>,
    /// What to ask with (`?after=`) for more; null at the end.
    #[schema(value_type = Option<u64>)]
    pub next_after: Option<Seq>,
}

/// A message as history shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryMessage<'a> {
    #[schema(value_type = String)]
    id: MessageId,
    #[schema(value_type = u64)]
    seq: Seq,
    sender: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<MessageData<'a>>,
    /// Of a user's message: the step that its answer delivers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "persona_selection")]
    step: Option<&'static str>,
    /// Of a user's message: the id of the message that is its answer, whatever that turns out to be.
    #[serde(rename = "replyId", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    reply_id: Option<MessageId>,
    /// Of an answer: who made it; with commas between them where several wrote parts of one set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "offline")]
    generator: Option<&'a str>,
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
}

/// How a turn failed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailureData<'a> {
    code: &'static str,
    message: &'a str,
    retryable: bool,
}

/// What was chosen; and in a render's message what it is about to make.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SelectionData<'a> {
    is_selection: bool,
    label: &'static str,
    value: Cow<'a, str>,
    /// All that was chosen, where it was several things.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    selections: Vec<BadgeData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    images: Option<Vec<Shown<Link<'a>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<SummaryItem>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "psych-1")]
    script_id: Option<CardId>,
    /// The words as they are filmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    script: Option<ScriptParts<'a>>,
    /// Whether the user has edited them.
    #[serde(skip_serializing_if = "Option::is_none")]
    edited: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_id: Option<&'a str>,
}

impl SelectionData<'_> {
    fn badge() -> Self {
        Self {
            is_selection: true,
            label: "",
            value: Cow::Borrowed(""),
            selections: Vec::new(),
            images: None,
            items: None,
            script_id: None,
            script: None,
            edited: None,
            avatar_id: None,
        }
    }
}

/// One choice.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BadgeData<'a> {
    is_selection: bool,
    label: &'static str,
    value: &'a str,
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
        Body::User(user) => user_data(user, links).map(MessageData::Selection),
        Body::Ai(delivered) => Some(MessageData::Content(content_data(&delivered.content, links))),
        Body::Failed(failed) => {
            let failure = &failed.failure;
            let (code, retryable) = (failure.code.as_str(), failure.code.retryable());
            Some(MessageData::Failure(FailureData { code, message: &failure.message, retryable }))
        }
    };
    let calls = if let Body::User(user) = &message.body { user.calls.as_ref() } else { None };
    HistoryMessage {
        id: message.id,
        seq: message.seq,
        sender: sender(&message.body),
        kind: message.body.kind(),
        content: message.body.text(),
        data,
        step: calls.map(|call| call.step.as_str()),
        reply_id: calls.map(|call| call.reply),
        generator: if let Body::Ai(delivered) = &message.body { Some(&delivered.generator) } else { None },
        timestamp: Stamp(message.at),
    }
}

/// Who said it.
pub(super) fn sender(body: &Body) -> &'static str {
    if matches!(body, Body::User(_)) { "user" } else { "ai" }
}

fn user_data<'a>(user: &'a UserMessage, links: &'a Links) -> Option<SelectionData<'a>> {
    if let Some(summary) = &user.summary {
        return Some(summary_data(summary, links));
    }
    let furthest = user.badges.last()?;
    let selections = if user.badges.len() > 1 { user.badges.iter().map(badge).collect() } else { Vec::new() };
    let (label, value) = (furthest.kind.label(), Cow::Borrowed(furthest.value.as_str()));
    Some(SelectionData { label, value, selections, ..SelectionData::badge() })
}

fn badge(badge: &Badge) -> BadgeData<'_> {
    BadgeData { is_selection: true, label: badge.kind.label(), value: &badge.value }
}

fn summary_data<'a>(summary: &'a Summary, links: &'a Links) -> SelectionData<'a> {
    let name = |kind: SelectionKind| summary.made_for.names(kind);
    let items = [
        ("product", Some(summary.product.clone())),
        ("format", name(SelectionKind::Format)),
        ("persona", name(SelectionKind::Persona)),
        ("angle", name(SelectionKind::Angle)),
        ("script", name(SelectionKind::Concept)),
    ];
    let items = items.into_iter().filter_map(|(label, value)| Some(SummaryItem { label, value: value? }));
    SelectionData {
        is_selection: true,
        label: SelectionKind::Concept.label(),
        value: name(SelectionKind::Concept).map_or(Cow::Borrowed(summary.product.as_str()), Cow::Owned),
        selections: Vec::new(),
        images: Some(summary.images.iter().map(|image| links.media(image)).collect()),
        items: Some(items.collect()),
        script_id: summary.made_for.card(CardKind::Concept).map(|(id, _)| id),
        script: Some(ScriptParts::of(&summary.script)),
        edited: Some(summary.edited),
        avatar_id: summary.avatar.as_deref(),
    }
}
