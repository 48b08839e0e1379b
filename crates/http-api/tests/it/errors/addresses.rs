//! What is not there, and what an address does not answer to.

use super::error;
use crate::cast::{Answer, Server};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn what_is_not_there_is_not_there_and_neither_is_what_is_somebody_elses() {
    let server = Server::new().await;
    let session = server.session().await;
    let no_session = error("SESSION_NOT_FOUND", "There is no such session.", false);
    let unknown = "/api/chat/sessions/00000000-0000-0000-0000-00000000ffff";
    for path in [unknown, "/api/chat/sessions/sess-abc-123"] {
        for path in [
            path.to_owned(),
            format!("{path}/messages"),
            format!("{path}/stream"),
            format!("{path}/context"),
            format!("{path}/stream?message=x"),
            format!("{path}/stream?lastEventId=x"),
        ] {
            let answer = server.get(&path).await;
            assert_eq!((answer.status, answer.error()), (404, no_session.clone()), "{path}");
        }
        assert_eq!(server.post(&format!("{path}/messages"), json!({"message": "x"})).await.error(), no_session);
        assert_eq!(server.post(&format!("{path}/cancel"), json!({})).await.error(), no_session);
        assert_eq!(server.post(&format!("{path}/video"), json!({"scriptId": "psych-1"})).await.error(), no_session);
        assert_eq!(server.delete(path).await.error(), no_session);
    }
    let stranger = server.request(Method::GET, &session).bearer_auth("stranger");
    assert_eq!(Answer::of(stranger).await.error(), no_session);
    for product in ["/api/products/none", "/api/products/a%2Fb", "/api/products/%ff"] {
        assert_eq!(
            server.get(product).await.error(),
            error("PRODUCT_NOT_FOUND", "There is no such product.", false),
            "{product}"
        );
    }
    assert_eq!(
        server.get("/api/jobs/job-xyz-789").await.error(),
        error("JOB_NOT_FOUND", "There is no such job.", false)
    );
    assert_eq!(
        server.get("/api/nowhere").await.error(),
        error("NOT_FOUND", "There is nothing at this address.", false)
    );
    let made = server.post("/api/chat/sessions", json!({"productId": "none"})).await;
    assert_eq!((made.status, &made.error()["code"]), (404, &json!("PRODUCT_NOT_FOUND")));
    for later in [format!("{session}/stream-token"), "/api/webhooks/video/heygen".to_owned()] {
        let refused = server.post(&later, json!({})).await;
        assert_eq!((refused.status, &refused.error()["code"]), (404, &json!("NOT_FOUND")), "{later}");
    }
}

#[tokio::test]
async fn an_address_says_which_methods_it_answers_to() {
    let server = Server::new().await;
    let answer = server.delete("/api/formats").await;
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"));
    assert_eq!(answer.error(), error("METHOD_NOT_ALLOWED", "This address answers to GET, HEAD.", false));
    let head = Answer::of(server.request(Method::HEAD, "/api/formats")).await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
    let session = server.session().await;
    assert_eq!(server.delete(&format!("{session}/messages")).await.header("allow"), "GET, POST");
}
