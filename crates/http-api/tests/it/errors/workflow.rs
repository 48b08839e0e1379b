//! What a session does not take, and how a turn ends that was not to be.

use super::{PERSONAS, error, with};
use crate::cast::{Answer, Server, Setup, until};
use adforge_application::Limits;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn the_workflow_says_what_is_allowed_and_what_there_is_to_choose() {
    let server = Server::new().await;
    let session = server.session().await;
    let messages = format!("{session}/messages");
    let early = server.post(&messages, json!({"message": "x", "currentStep": "angle_selection"})).await;
    assert_eq!(early.status, 409);
    let details = json!({"currentStep": "persona_selection", "allowed": ["format_selection", "persona_selection"]});
    assert_eq!(
        early.error(),
        with(error("INVALID_STEP", "angle_selection needs a persona first.", false), "details", details)
    );
    server.says(&session, json!({"message": "go"})).await;
    let choices = json!([{"id": "aud-1", "name": "Persona 1"}, {"id": "aud-2", "name": "Persona 2"}]);
    for wanted in [json!("Nobody"), json!({"id": "aud-99"}), json!({"id": "persona-1", "name": "Persona 1"}), json!("")]
    {
        let unknown = server.post(&messages, json!({"context": {"selectedPersona": wanted}})).await;
        assert_eq!((unknown.status, &unknown.error()["code"]), (422, &json!("UNKNOWN_SELECTION")), "{wanted}");
        let mut named = unknown.body["details"]["choices"].as_array().unwrap().clone();
        named.sort_by_key(|it| it["id"].as_str().unwrap().to_owned());
        assert_eq!(json!(named), choices);
    }
    let format = server.post("/api/chat/sessions", json!({"productId": "1", "format": "Opera"})).await;
    assert_eq!((format.status, format.body["details"]["choices"].as_array().unwrap().len()), (422, 16));
    assert_eq!(server.story(&session).await.len(), 2, "what is refused appends nothing");
}

#[tokio::test]
async fn one_turn_at_a_time_and_a_cancelled_one_says_so() {
    let server = Server::new().await;
    let session = server.session().await;
    let messages = format!("{session}/messages");
    assert_eq!(
        server.post(&format!("{session}/cancel"), json!({})).await.error(),
        error("NOTHING_RUNNING", "Nothing is running that could be cancelled.", false)
    );
    let (first, ()) = tokio::join!(server.post(&messages, json!({"message": "one", "currentStep": PERSONAS})), async {
        until("the first turn runs", async || server.story(&session).await.len() == 1).await;
        let second = server.post(&messages, json!({"message": "two", "currentStep": PERSONAS})).await;
        let message =
            "Another turn of this session is running. Wait for its end, cancel it, or send onBusy \"interrupt\".";
        assert_eq!((second.status, second.error()), (409, error("TURN_IN_PROGRESS", message, true)));
        let cancelled = server.post(&format!("{session}/cancel"), json!({})).await;
        assert_eq!((cancelled.status, cancelled.body), (202, json!({"status": "cancelled"})));
    });
    assert_eq!(first.status, 409);
    let mut told = first.error();
    let ids = [told["messageId"].take(), told["userMessageId"].take()];
    assert!(ids.iter().all(Value::is_string));
    assert_eq!((told["code"].take(), told["retryable"].take()), (json!("TURN_CANCELLED"), json!(true)));
    assert_eq!(server.story(&session).await, ["1 text", "2 error"]);
}

#[tokio::test]
async fn an_interrupt_ends_the_turn_that_runs() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut old = server.stream(&format!("{session}/stream?message=one&step={PERSONAS}")).await;
    old.words(1).await;
    let path = format!("{session}/messages?onBusy=interrupt");
    let new = async {
        let new = server.post(&path, json!({"message": "two", "currentStep": PERSONAS})).await;
        assert_eq!(new.status, 200, "{}", new.text);
    };
    tokio::join!(new, async {
        assert_eq!(old.rest().await.last().unwrap(), "2 error");
        server.permit(2);
    });
    assert_eq!(server.story(&session).await, ["1 text", "2 error", "3 text", "4 audience_group"]);
}

#[tokio::test]
async fn an_expired_session_takes_no_turns_and_can_be_read() {
    let server = Server::new().await;
    let session = server.with_concepts().await;
    server.hand.turn(Duration::from_secs(24 * 3600 + 1));
    let gone = error("SESSION_EXPIRED", "The session has expired; it can still be read. Begin a new one.", false);
    for (path, body) in [("messages", json!({"message": "x"})), ("video", json!({"scriptId": "psych-1"}))] {
        let answer = server.post(&format!("{session}/{path}"), body).await;
        assert_eq!((answer.status, answer.error()), (410, gone.clone()), "{path}");
    }
    assert_eq!(server.get(&session).await.body["status"], "expired");
    assert_eq!(server.story(&session).await.len(), 6);
    assert_eq!(server.get(&format!("{session}/context")).await.status, 200);
    let mut stream = server.resume(&format!("{session}/stream"), 4).await;
    assert_eq!(stream.rest().await, ["5 user_message", "6 psychology_selection", "error"]);
    assert!(stream.raw.contains("SESSION_EXPIRED"));
}

#[tokio::test]
async fn a_key_with_another_command_is_refused_and_the_same_is_the_same_turn() {
    let server = Server::new().await;
    let session = server.session().await;
    let send = async |key: &str, message: &str| {
        let request = server.request(Method::POST, &format!("{session}/messages")).header("Idempotency-Key", key);
        Answer::of(request.json(&json!({"message": message, "currentStep": PERSONAS}))).await
    };
    server.permit(2);
    let first = send("k-1", "one").await;
    let again = send("\"k-1\"", "one").await;
    assert_eq!(
        (again.status, again.header("idempotent-replayed"), first.header("idempotent-replayed")),
        (200, "true", "")
    );
    assert_eq!(first.body, again.body);
    let other = send("k-1", "two").await;
    assert_eq!(other.status, 422);
    let message = "`idempotencyKey`: this key came with another command before.";
    assert_eq!(
        other.error(),
        with(error("VALIDATION_ERROR", message, false), "details", json!({"field": "idempotencyKey"}))
    );
    assert_eq!((server.writer.asked(), server.story(&session).await.len()), (1, 2));
}

#[tokio::test]
async fn a_writer_that_fails_or_hangs_is_an_error_with_its_message() {
    let server = Server::with(Setup {
        limits: Limits { generation: Some(Duration::from_millis(50)), ..Limits::default() },
        ..Setup::default()
    })
    .await;
    let session = server.session().await;
    let messages = format!("{session}/messages");
    let late = server.post(&messages, json!({"message": "one", "currentStep": PERSONAS})).await;
    assert_eq!(
        (late.status, &late.error()["code"], &late.error()["retryable"]),
        (504, &json!("AI_TIMEOUT"), &json!(true))
    );
    server.writer.panics.store(9, std::sync::atomic::Ordering::SeqCst);
    let failed = server.post(&messages, json!({"message": "two", "currentStep": PERSONAS})).await;
    assert_eq!(
        (failed.status, &failed.error()["code"], &failed.error()["retryable"]),
        (500, &json!("AI_GENERATION_ERROR"), &json!(true))
    );
    let ends: Vec<Value> = server.get(&messages).await.body["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["type"] == "error")
        .map(|it| it["id"].clone())
        .collect();
    assert_eq!(ends, [late.error()["messageId"].clone(), failed.error()["messageId"].clone()]);
}
