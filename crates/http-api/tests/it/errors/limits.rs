//! Too much: of messages, on one day, and for the server.

use super::{PERSONAS, error, with};
use crate::cast::{Server, Setup};
use adforge_application::{Limits, Quotas};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn too_many_messages_wait_and_say_how_long() {
    let server = Server::with(Setup { messages_per_minute: Some(2), ..Setup::default() }).await;
    let session = server.session().await;
    let first = server.says(&session, json!({"message": "one", "currentStep": PERSONAS})).await;
    assert_eq!(
        (first.header("ratelimit-policy"), first.header("ratelimit")),
        (r#""messages";q=2;w=60"#, r#""messages";r=1;t=30"#)
    );
    server.says(&session, json!({"message": "two", "currentStep": PERSONAS})).await;
    let refused =
        server.post(&format!("{session}/messages"), json!({"message": "three", "currentStep": PERSONAS})).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "30"));
    assert_eq!(
        (refused.header("ratelimit-policy"), refused.header("ratelimit")),
        (r#""messages";q=2;w=60"#, r#""messages";r=0;t=30"#)
    );
    let message = "You have sent many messages in a short time. Wait a moment.";
    assert_eq!(refused.error(), with(error("RATE_LIMITED", message, true), "details", json!({"retryAfter": 30})));
    server.hand.turn(Duration::from_secs(30));
    server.says(&session, json!({"message": "three", "currentStep": PERSONAS})).await;
}

#[tokio::test]
async fn a_days_allowance_has_an_end() {
    let quotas = Quotas { session_generations: Some(1), session_videos: Some(0), ..Limits::default().quotas };
    let server = Server::with(Setup { limits: Limits { quotas, ..Limits::default() }, ..Setup::default() }).await;
    let session = server.session().await;
    server.says(&session, json!({"message": "one", "currentStep": PERSONAS})).await;
    let refused = server.post(&format!("{session}/messages"), json!({"message": "two", "currentStep": PERSONAS})).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "34200"));
    assert_eq!(
        (refused.header("ratelimit-policy"), refused.header("ratelimit")),
        (r#""generations";q=1;w=86400"#, r#""generations";r=0;t=34200"#)
    );
    let message = "1 generations of a session are allowed a day. The next day begins at 00:00 UTC.";
    assert_eq!(
        refused.error(),
        with(error("QUOTA_EXCEEDED", message, false), "details", json!({"limit": 1, "retryAfter": 34200}))
    );
}

#[tokio::test]
async fn a_server_with_too_much_to_do_says_when_to_come_back() {
    let limits = Limits { workers: 1, waiting: 0, ..Limits::default() };
    let server = Server::with(Setup { limits, ..Setup::default() }).await;
    let (one, two) = (server.session().await, server.session().await);
    let mut running = server.stream(&format!("{one}/stream?message=x&step={PERSONAS}")).await;
    running.words(2).await;
    let busy = server.post(&format!("{two}/messages"), json!({"message": "x", "currentStep": PERSONAS})).await;
    assert_eq!((busy.status, busy.header("retry-after")), (503, "1"));
    assert_eq!(busy.error(), error("UNAVAILABLE", "Too much is waiting to be done. Try again in a moment.", true));
}
