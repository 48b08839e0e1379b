//! The events of a stream, for SSE and WebSocket alike, and the messages of history.

use super::{Links, add, cards, cards::content_data, timestamp};
use adforge_domain::{
    event::Event,
    ids::Seq,
    job::JobKind,
    message::{Body, Failed, Message, Summary, UserMessage},
    progress::{Progress, Status},
    selection::{Badge, SelectionKind},
};
use serde_json::{Map, Value, json};

/// An event as it is sent.
#[derive(Clone, PartialEq, Debug)]
pub struct WireEvent {
    /// The number that goes out with it, by which a client resumes; progress has none.
    pub id: Option<Seq>,
    /// What it says.
    pub json: Value,
}

/// An event of a stream on which `sent` was the last id: ids never go back.
pub fn event(event: &Event, sent: Seq, links: &Links) -> WireEvent {
    match event {
        Event::SessionState { last_seq, current_step } => WireEvent {
            id: Some(*last_seq),
            json: json!({"type": "session_state", "lastSeq": last_seq, "currentStep": current_step.as_str(), "status": "active"}),
        },
        Event::Started { reply, user, seq } => WireEvent {
            id: (*seq > sent).then_some(*seq),
            json: json!({"type": "ai_response_start", "messageId": reply, "userMessageId": user}),
        },
        Event::Queued { job, kind } => {
            let kind = if *kind == JobKind::Image { "image_generation_started" } else { "video_generation_started" };
            WireEvent { id: None, json: json!({"type": kind, "jobId": job, "status": "queued"}) }
        }
        Event::Progress { reply, progress } => WireEvent { id: None, json: told(&reply.to_string(), progress, links) },
        Event::Message(message) => WireEvent { id: Some(message.seq), json: durable(message, links) },
        Event::Completed { reply } => {
            WireEvent { id: None, json: json!({"type": "ai_response_complete", "messageId": reply}) }
        }
        Event::Erased => WireEvent {
            id: None,
            json: json!({"type": "error", "code": "SESSION_NOT_FOUND", "message": "The session was erased.", "retryable": false}),
        },
        Event::Expired => WireEvent {
            id: None,
            json: json!({"type": "error", "code": "SESSION_EXPIRED", "message": "The session has expired: begin a new one.", "retryable": false}),
        },
    }
}

/// A message as history shows it.
pub fn message(message: &Message, links: &Links) -> Value {
    let sender = if matches!(message.body, Body::User(_)) { "user" } else { "ai" };
    let mut shown = Map::new();
    shown.insert("id".into(), json!(message.id));
    shown.insert("seq".into(), json!(message.seq));
    shown.insert("sender".into(), json!(sender));
    shown.insert("type".into(), json!(message.body.kind()));
    if let Some(text) = message.body.text() {
        shown.insert("content".into(), json!(text));
    }
    let data = match &message.body {
        Body::User(user) => user_data(user, links),
        Body::Ai(delivered) => Some(content_data(&delivered.content, links)),
        Body::Failed(failed) => {
            let failure = &failed.failure;
            Some(
                json!({"code": failure.code.as_str(), "message": failure.message, "retryable": failure.code.retryable()}),
            )
        }
    };
    shown.extend(data.map(|data| ("data".to_owned(), data)));
    shown.insert("timestamp".into(), json!(timestamp(message.at)));
    Value::Object(shown)
}

fn durable(message: &Message, links: &Links) -> Value {
    match &message.body {
        Body::User(_) => {
            json!({"type": "user_message", "messageId": message.id, "message": self::message(message, links)})
        }
        Body::Ai(delivered) => json!({
            "type": delivered.content.kind().as_str(),
            "messageId": message.id,
            "data": content_data(&delivered.content, links),
        }),
        Body::Failed(Failed { failure, .. }) => json!({
            "type": "error",
            "messageId": message.id,
            "code": failure.code.as_str(),
            "message": failure.message,
            "retryable": failure.code.retryable(),
        }),
    }
}

fn told(reply: &str, progress: &Progress, links: &Links) -> Value {
    match progress {
        Progress::Status(told) => json!({"type": "status_update", "data": status(told)}),
        Progress::Reasoning { lines } => json!({"type": "reasoning", "data": {"reasoning": lines}}),
        Progress::Card { index, item } => json!({
            "type": "content_delta",
            "messageId": reply,
            "contentType": content_type(item),
            "index": index,
            "item": cards::item(item, links),
        }),
    }
}

fn content_type(item: &adforge_domain::progress::Item) -> &'static str {
    use adforge_domain::{cards::ContentType, progress::Item};
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

fn status(status: &Status) -> Value {
    let word = |done: bool| if done { "completed" } else { "loading" };
    let step = |label: &str, done: bool, estimated: Option<u32>| {
        let mut step = json!({"label": label, "status": word(done)});
        if let Some(seconds) = estimated {
            add(&mut step, "estimatedTime", json!(format!("{seconds}s")));
        }
        step
    };
    let steps: Vec<Value> = status.steps.iter().map(|it| step(&it.label, it.done, it.estimated_seconds)).collect();
    // The newest step stands on top, too, for the clients that read one label.
    let mut data = steps.last().cloned().unwrap_or_else(|| json!({}));
    add(&mut data, "steps", Value::Array(steps));
    if let Some(percent) = status.percent {
        add(&mut data, "progress", json!(percent));
    }
    data
}

fn user_data(user: &UserMessage, links: &Links) -> Option<Value> {
    let furthest = user.badges.last();
    if let Some(summary) = &user.summary {
        return Some(summary_data(summary, links));
    }
    let furthest = furthest?;
    let mut data = badge(furthest);
    if user.badges.len() > 1 {
        add(&mut data, "selections", user.badges.iter().map(badge).collect());
    }
    Some(data)
}

fn badge(badge: &Badge) -> Value {
    json!({"isSelection": true, "label": badge.kind.label(), "value": badge.value})
}

fn summary_data(summary: &Summary, links: &Links) -> Value {
    let name = |kind: SelectionKind| summary.made_for.names(kind);
    let items = [
        ("product", Some(summary.product.clone())),
        ("format", name(SelectionKind::Format)),
        ("persona", name(SelectionKind::Persona)),
        ("angle", name(SelectionKind::Angle)),
        ("script", name(SelectionKind::Concept)),
    ];
    let value = name(SelectionKind::Concept).unwrap_or_else(|| summary.product.clone());
    json!({
        "images": summary.images.iter().map(|image| links.media(image)).collect::<Vec<_>>(),
        "items": items.into_iter().filter_map(|(label, value)| Some(json!({"label": label, "value": value?}))).collect::<Vec<_>>(),
        "isSelection": true,
        "label": SelectionKind::Concept.label(),
        "value": value,
    })
}
