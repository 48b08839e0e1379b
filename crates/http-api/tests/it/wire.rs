//! Each shape of the wire, whole.

use adforge_domain::{
    cards::{Content, MadeFor, MediaName, Offered, Scene, Script, Video},
    event::Event,
    failure::{Failure, FailureCode},
    format::FormatId,
    ids::{CardId, CardKind, JobId, MessageId, SessionId},
    job::JobKind,
    message::{Body, Call, Delivered, Failed, Message, Summary, UserMessage},
    progress::{Item, Progress, Status, StatusStep},
    selection::{Badge, SelectionKind},
    text::Title,
    workflow::Step,
};
use adforge_http_api::wire::{self, Links};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use time::macros::datetime;
use uuid::Uuid;

fn links() -> Links {
    Links::at("http://127.0.0.1:8080")
}

fn said(seq: u64, body: Body) -> Message {
    let at = datetime!(2026-02-08 15:30:03.007 +1);
    Message { id: MessageId(Uuid::from_u128(2)), session: SessionId(Uuid::nil()), seq, at, body }
}

fn ai(content: Content) -> Body {
    Body::Ai(Delivered { job: None, content: Arc::new(content), generator: "offline".into() })
}

fn shown(body: impl Serialize) -> Value {
    serde_json::to_value(body).unwrap()
}

/// An event's number on a stream where `sent` went out last, and what it says.
fn event(event: &Event, sent: u64) -> (Option<u64>, Value) {
    let mut text = Vec::new();
    wire::encode(event, &links(), Uuid::from_u128(9), &mut text);
    (wire::id_of(event, sent), serde_json::from_slice(&text).unwrap())
}

const ID: &str = "00000000-0000-0000-0000-000000000002";

fn persona() -> Offered<adforge_domain::cards::Persona> {
    let card = json!({
        "name": "Women Perimenopausal", "share": {"label": "Primary (40-60%)", "color": "#7C5CFF"}, "age": "45-60",
        "gender": "Female", "location": "France", "description": "<b>Who</b>", "traits": ["careful"],
        "pain_points": ["dryness"], "desires": ["glow"], "portrait": "WP-217-3", "notes": {"driver": "relief"},
    });
    let id = CardId { kind: CardKind::Persona, number: 1 };
    Offered { id, card: Arc::new(serde_json::from_value(card).unwrap()) }
}

fn persona_on_the_wire() -> Value {
    json!({
        "id": "aud-1", "name": "Women Perimenopausal",
        "avatar": "http://127.0.0.1:8080/media/portraits/WP-217-3.svg",
        "label": "Primary (40-60%)", "category": "Primary (40-60%)", "labelColor": "#7C5CFF",
        "age": "45-60", "ageRange": "45-60", "gender": "Female", "location": "France", "description": "<b>Who</b>",
        "traits": ["careful"], "keyTraits": ["careful"], "painPoints": ["dryness"],
        "desires": ["glow"], "features": ["glow"],
    })
}

#[test]
fn personas_have_both_spellings_and_none_of_their_writers_notes() {
    let made_for = MadeFor { format: Some(FormatId::Hybrid), ..MadeFor::default() };
    let product_name = Title::new("Sérum").unwrap();
    let body = ai(Content::AudienceGroup { product_name, made_for, audiences: vec![persona()], notes: vec![] });
    let (id, sent) = event(&Event::Message(Arc::new(said(2, body))), 1);
    assert_eq!(id, Some(2));
    let data = json!({"productName": "Sérum", "audiences": [persona_on_the_wire()], "notes": []});
    let told = json!({"type": "audience_group", "messageId": ID, "generator": "offline", "data": data});
    assert_eq!(sent, told);
}

#[test]
fn scores_are_strings_and_a_concept_is_out_of_ten() {
    let metrics = json!({"hook": 90, "mechanism": 85, "believability": 65, "cta": 75});
    let card = json!({
        "title": "Loss Aversion", "score": 78, "description": "d", "metrics": metrics,
        "script": {"hook": "Wait.", "body": "So.", "cta": "Go."}, "visual_direction": "v",
    });
    let id = CardId { kind: CardKind::Concept, number: 1 };
    let concept = Offered { id, card: Arc::new(serde_json::from_value(card).unwrap()) };
    let scene =
        Scene { start: 0, end: 28, voiceover: "Wait.".into(), on_screen_text: "Wait".into(), visual: "A".into() };
    let content = Content::ScriptDetails { concept, scenes: vec![Arc::new(scene)], notes: vec![] };
    assert_eq!(
        shown(wire::content_data(&content, &links())),
        json!({
            "id": "psych-1", "title": "Loss Aversion", "score": "7.8/10", "description": "d", "hook": "Wait.",
            "metrics": {"hook": "9.0", "mechanism": "8.5", "believability": "6.5", "cta": "7.5"},
            "script": {"hook": "Wait.", "body": "So.", "cta": "Go."}, "fullScript": "Wait.\n\nSo.\n\nGo.",
            "callToAction": "Go.", "visualDirection": "v", "notes": [],
            "scenes": [{"startSeconds": 0.0, "endSeconds": 2.8, "voiceover": "Wait.", "onScreenText": "Wait", "visual": "A"}],
        })
    );
}

#[test]
fn a_result_gets_its_links_when_it_is_sent() {
    let content = Content::VideoResult(Video {
        product_name: Title::new("Sérum").unwrap(),
        file: MediaName::new("s/a.mp4").unwrap(),
        thumbnail: MediaName::new("s/a.jpg").unwrap(),
        duration_ms: 40_000,
        width: 1080,
        height: 1920,
        job: JobId(Uuid::nil()),
    });
    assert_eq!(
        shown(wire::content_data(&content, &Links::at("https://ads.example"))),
        json!({
            "productName": "Sérum", "extraInfo": "40s", "videoUrl": "https://ads.example/media/s/a.mp4",
            "thumbnailUrl": "https://ads.example/media/s/a.jpg", "duration": 40.0, "format": "mp4",
            "resolution": "1080x1920", "status": "ready", "jobId": Uuid::nil(),
        })
    );
}

#[test]
fn a_selection_is_a_badge_and_several_are_listed() {
    let badge = |kind, value: &str| Badge { kind, value: value.into() };
    let badges = vec![badge(SelectionKind::Persona, "Mums"), badge(SelectionKind::Angle, "Angle 1: Time")];
    let user = UserMessage { text: "go".into(), client_id: None, badges, selections: None, calls: None, summary: None };
    let message = said(1, Body::User(Box::new(user)));
    let sent = shown(wire::message(&message, &links()));
    let target = json!({"isSelection": true, "label": "Target", "value": "Mums"});
    let angle = json!({"isSelection": true, "label": "Angle", "value": "Angle 1: Time"});
    assert_eq!(
        sent,
        json!({
            "id": ID, "seq": 1, "sender": "user", "type": "text", "content": "go",
            "data": {"isSelection": true, "label": "Angle", "value": "Angle 1: Time", "selections": [target, angle]},
            "timestamp": "2026-02-08T14:30:03.007Z",
        })
    );
}

#[test]
fn a_renders_message_sums_up_what_it_makes() {
    let made_for = MadeFor { format: Some(FormatId::Hybrid), persona: Some(persona()), ..MadeFor::default() };
    let script = Script { hook: "Wait.".into(), body: "So.".into(), cta: "Go.".into() };
    let images = vec![MediaName::new("p/a.png").unwrap()];
    let summary = Summary {
        images,
        product: "Sérum".into(),
        made_for,
        script,
        edited: true,
        avatar: Some("avatar-female-45".into()),
    };
    let user = UserMessage {
        text: "".into(),
        client_id: None,
        badges: vec![],
        selections: None,
        calls: Some(Call {
            job: JobId(Uuid::nil()),
            kind: JobKind::Image,
            reply: MessageId(Uuid::nil()),
            step: Step::ImageGeneration,
            refines: false,
        }),
        summary: Some(summary),
    };
    let message = said(1, Body::User(Box::new(user)));
    let sent = shown(wire::message(&message, &links()));
    assert_eq!(sent["type"], "selection_summary");
    assert_eq!(
        sent["data"],
        json!({
            "images": ["http://127.0.0.1:8080/media/p/a.png"],
            "items": [
                {"label": "product", "value": "Sérum"},
                {"label": "format", "value": "Hybrid Format"},
                {"label": "persona", "value": "Women Perimenopausal"},
            ],
            "isSelection": true, "label": "Script", "value": "Sérum",
            "script": {"hook": "Wait.", "body": "So.", "cta": "Go."}, "edited": true, "avatarId": "avatar-female-45",
        })
    );
    assert_eq!(
        (&sent["step"], &sent["replyId"]),
        (&json!("image_generation"), &json!(Uuid::nil())),
        "which answer is its"
    );
    let queued = Event::Queued { job: JobId(Uuid::nil()), kind: JobKind::Image, estimated_seconds: 2 };
    let started =
        json!({"type": "image_generation_started", "jobId": Uuid::nil(), "status": "queued", "estimatedTime": "2s"});
    assert_eq!(event(&queued, 0), (None, started));
}

#[test]
fn a_failure_is_history_and_an_event() {
    let failure = Failure { code: FailureCode::TurnCancelled, message: "The turn was cancelled.".into() };
    let wanted = Step::PersonaSelection.delivers(Default::default());
    let failed = said(2, Body::Failed(Failed { job: JobId(Uuid::nil()), failure, wanted }));
    let told = json!({"code": "TURN_CANCELLED", "message": "The turn was cancelled.", "retryable": true});
    assert_eq!(shown(wire::message(&failed, &links()))["data"], told);
    let (id, sent) = event(&Event::Message(Arc::new(failed)), 1);
    assert_eq!((id, &sent["type"], &sent["messageId"]), (Some(2), &json!("error"), &json!(ID)));
    assert_eq!(sent["requestId"], json!(Uuid::from_u128(9)), "an error says of which request it is part");
}

#[test]
fn progress_has_no_id_and_a_start_never_goes_back() {
    let reply = MessageId(Uuid::from_u128(2));
    let started = Event::Started { reply, user: MessageId(Uuid::nil()), seq: 3, client_id: Some("c-1".into()) };
    let (id, sent) = event(&started, 2);
    assert_eq!((id, &sent["clientMessageId"]), (Some(3), &json!("c-1")));
    assert_eq!(event(&started, 3).0, None);
    let delta = Progress::Card { index: 0, item: Item::Persona { card: persona() } };
    let (id, sent) = event(&Event::Progress { reply, progress: Arc::new(delta) }, 3);
    assert_eq!(id, None);
    assert_eq!(
        sent,
        json!({
            "type": "content_delta", "messageId": ID, "contentType": "audience_group", "index": 0,
            "item": persona_on_the_wire(),
        })
    );
    let step = |label: &str, done| StatusStep { label: label.into(), done, estimated_seconds: Some(40) };
    let status = Progress::Status(Status { steps: vec![step("a", true), step("b", false)], percent: Some(7) });
    let (_, sent) = event(&Event::Progress { reply, progress: Arc::new(status) }, 3);
    assert_eq!((&sent["type"], &sent["messageId"]), (&json!("status_update"), &json!(ID)), "progress says whose it is");
    let step = |label, status| json!({"label": label, "status": status, "estimatedTime": "40s"});
    assert_eq!(
        sent["data"],
        json!({
            "label": "b", "status": "loading", "estimatedTime": "40s", "progress": 7,
            "steps": [step("a", "completed"), step("b", "loading")],
        })
    );
}
