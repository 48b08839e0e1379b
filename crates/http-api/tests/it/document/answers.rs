//! One success and one error of every route, as they really are.

use super::held::Document;
use crate::cast::{Answer, Events, Server, Setup, until};
use adforge_doubles::Agency;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;

/// What only a handshake answers; `socket.rs` tells of it.
const SOCKET: &str = "GET /ws/chat/{id}: no success";

const UNKNOWN: &str = "/api/chat/sessions/00000000-0000-0000-0000-00000000ffff";

#[tokio::test]
async fn every_routes_real_answers_are_what_the_document_says() {
    let (mut document, server) = (Document::new(), Server::new().await);
    let document = &mut document;
    products(document, &server).await;
    generations(document, &server).await;
    let session = turns(document, &server).await;
    let (job, films) = renders(document, &server, &session).await;
    reads(document, &server, &session, &job, &films).await;
    operations(document, &server).await;
    ends(document, &server, &session).await;
    assert_eq!(document.unseen(), [SOCKET], "hold these, too: one answer that is well and one that isn't");
}

async fn get(document: &mut Document, server: &Server, operation: &str, path: &str) {
    document.holds(&format!("GET {operation}"), &server.get(path).await);
}

async fn post(document: &mut Document, server: &Server, operation: &str, path: &str, body: Value) -> Answer {
    let answer = server.post(path, body).await;
    document.holds(&format!("POST {operation}"), &answer);
    answer
}

async fn products(document: &mut Document, server: &Server) {
    let whole = json!({
        "externalId": "cup", "name": "Cup", "description": "A cup.", "category": "Kitchen", "price": 9.5,
        "currency": "EUR", "brand": "Tasse", "benefits": ["Holds tea"], "ingredients": ["Clay"], "claims": ["Hand made"],
        "imageUrl": "https://example.com/cup.png", "url": "https://example.com/cup", "language": "en",
    });
    post(document, server, "/api/products", "/api/products", whole).await;
    post(document, server, "/api/products", "/api/products", json!({"name": ""})).await;
    for path in ["/api/products", "/api/products?limit=0"] {
        get(document, server, "/api/products", path).await;
    }
    let put = |path, body: &'static str| Answer::of(server.request(Method::PUT, path).body(body));
    document.holds("PUT /api/products/{id}/image", &put("/api/products/cup/image", "PNG").await);
    document.holds("PUT /api/products/{id}/image", &put("/api/products/cup/image", "no picture").await);
    for path in ["/api/products/cup", "/api/products/1", "/api/products/none"] {
        get(document, server, "/api/products/{id}", path).await;
    }
    for _ in 0..2 {
        document.holds("DELETE /api/products/{id}", &server.delete("/api/products/cup").await);
    }
}

async fn generations(document: &mut Document, server: &Server) {
    for set in ["personas", "angles", "scripts"] {
        let path = format!("/api/{set}/generate");
        server.permit(2);
        let asked = json!({"productId": "1", "persona": "Night Owls", "angle": "Wait"});
        post(document, server, &path, &path, asked).await;
        post(document, server, &path, &path, json!({"productId": "none"})).await;
    }
    let path = "/api/videos/generate";
    let script = json!({"hook": "a", "body": "b", "cta": "c"});
    post(document, server, path, path, json!({"productId": "1", "script": script})).await;
    // Its scenes.
    server.permit(2);
    post(document, server, path, path, json!({"productId": "1"})).await;
}

/// A whole conversation, once as JSON and once as events.
async fn turns(document: &mut Document, server: &Server) -> String {
    let (sessions, messages) = ("/api/chat/sessions", "/api/chat/sessions/{id}/messages");
    let (asked, lost) = (json!({"productId": "1", "userId": "me"}), json!({"productId": "none"}));
    let made = post(document, server, sessions, sessions, asked).await;
    post(document, server, sessions, sessions, lost).await;
    let session = format!("{sessions}/{}", made.body["sessionId"].as_str().unwrap());
    let path = format!("{session}/messages");
    for body in [
        json!({"message": "formats", "currentStep": "format_selection"}),
        json!({"message": "people", "currentStep": "persona_selection", "context": {"selectedFormat": "hybrid"}}),
        json!({"currentStep": "persona_impact", "context": {"selectedPersona": "aud-1"}}),
        json!({"currentStep": "angle_selection", "clientMessageId": "mine"}),
        json!({"context": {"selectedAngle": "ang-1"}}),
        json!({"context": {"selectedPsychology": "psych-1"}}),
    ] {
        document.holds(&format!("POST {messages}"), &server.says(&session, body).await);
    }
    post(document, server, messages, &path, json!({})).await;
    server.permit(2);
    let streamed = server.request(Method::POST, &path).header("accept", "text/event-stream");
    let streamed = Answer::of(streamed.json(&json!({"message": "more", "currentStep": "persona_selection"}))).await;
    document.holds(&format!("POST {messages}"), &streamed);
    session
}

async fn renders(document: &mut Document, server: &Server, session: &str) -> (String, Vec<String>) {
    let mut stream = server.stream(&format!("{session}/stream?partial=true")).await;
    let mut everything = server.stream(&format!("{session}/stream?lastEventId=0")).await;
    let job = format!("{session}/messages");
    let asked = json!({"currentStep": "video_generation", "context": {"selectedPsychology": "psych-1"}});
    let queued = post(document, server, "/api/chat/sessions/{id}/messages", &job, asked).await;
    let job = format!("/api/jobs/{}", queued.body["jobId"].as_str().unwrap());
    for _ in 0..2 {
        post(document, server, "/api/jobs/{id}/cancel", &format!("{job}/cancel"), json!({})).await;
    }
    for kind in ["video", "image"] {
        let (operation, path) = (format!("/api/chat/sessions/{{id}}/{kind}"), format!("{session}/{kind}"));
        post(document, server, &operation, &path, json!({"scriptId": "psych-1"})).await;
        post(document, server, &operation, &path, json!({})).await;
    }
    // Their scenes were shown. The third is the video that was asked for outside a session.
    server.film(3);
    let mut ads = Vec::new();
    while ads.len() < 2 {
        let event = stream.next().await.unwrap();
        document.holds_event(&event);
        ads.extend(["videoUrl", "imageUrl"].iter().filter_map(|key| event["data"][key].as_str().map(str::to_owned)));
    }
    read(document, &mut everything, 14).await;
    (job, ads)
}

/// Holds so many durable events.
async fn read(document: &Document, stream: &mut Events, last: u64) {
    while stream.last != Some(last) {
        document.holds_event(&stream.next().await.unwrap());
    }
}

async fn reads(document: &mut Document, server: &Server, session: &str, job: &str, ads: &[String]) {
    for (operation, paths) in [
        ("/api/chat/sessions", ["/api/chat/sessions".to_owned(), "/api/chat/sessions?cursor=x".to_owned()]),
        ("/api/chat/sessions/{id}", [session.to_owned(), UNKNOWN.to_owned()]),
        ("/api/chat/sessions/{id}/context", [format!("{session}/context"), format!("{UNKNOWN}/context")]),
        ("/api/chat/sessions/{id}/messages", [format!("{session}/messages"), format!("{session}/messages?limit=0")]),
        ("/api/jobs/{id}", [job.to_owned(), "/api/jobs/none".to_owned()]),
        ("/ws/chat/{id}", ["/ws/chat/none".to_owned(), "/ws/chat/none".to_owned()]),
        ("/media/{name}", [ads[0].clone(), "/media/none".to_owned()]),
    ] {
        for path in paths {
            let path = path.trim_start_matches(&format!("http://{}", server.address)).to_owned();
            get(document, server, operation, &path).await;
        }
    }
    let resumed = "stream?message=x&lastEventId=14";
    for path in [format!("{session}/{resumed}"), format!("{UNKNOWN}/stream")] {
        get(document, server, "/api/chat/sessions/{id}/stream", &path).await;
    }
    let turn = "messages?message=younger&step=persona_selection";
    server.permit(2);
    get(document, server, "/api/chat/sessions/{id}/messages", &format!("{session}/{turn}")).await;
}

async fn operations(document: &mut Document, server: &Server) {
    for path in ["/api/formats", "/api/avatars/marketplace"] {
        get(document, server, path, path).await;
        let refused = Answer::of(server.request(Method::GET, path).bearer_auth("bad")).await;
        document.holds(&format!("GET {path}"), &refused);
    }
    for path in ["/docs", "/api/openapi.json", "/metrics", "/healthz", "/readyz"] {
        get(document, server, path, path).await;
    }
    *server.shelf.down.lock().unwrap() = Some("gone".into());
    get(document, server, "/readyz", "/readyz").await;
    for path in ["/docs/", "/docs/none.js"] {
        get(document, server, "/docs/{file}", path).await;
    }
    let portrait = server.get("/api/avatars/marketplace").await.body["avatars"][0]["imageUrl"].clone();
    let portrait = portrait.as_str().unwrap().split_once("/media/").unwrap().1.to_owned();
    for path in [format!("/media/{portrait}"), "/media/portraits/none.svg".to_owned()] {
        get(document, server, "/media/portraits/{code}.svg", &path).await;
    }
    let agency = Some(Arc::new(Agency::new()));
    let filming = Server::with(Setup { video: agency, ..Setup::default() }).await;
    for signature in ["good", "bad"] {
        let called = filming.request(Method::POST, "/api/webhooks/video/agency").header("signature", signature);
        let answer = Answer::of(called.body("adforge-1")).await;
        assert_eq!(answer.status, if signature == "good" { 200 } else { 401 });
        document.holds("POST /api/webhooks/video/{provider}", &answer);
    }
    for path in ["/api/webhooks/video/{provider}", "/api/chat/sessions/{id}/stream-token"] {
        post(document, server, path, path, json!({})).await;
    }
}

async fn ends(document: &mut Document, server: &Server, session: &str) {
    let (operation, path) = ("/api/chat/sessions/{id}/cancel", format!("{session}/cancel"));
    post(document, server, operation, &path, json!({})).await;
    let mut turn = server.stream(&format!("{session}/stream?message=one&step=persona_selection")).await;
    until("the turn runs", async || server.get(session).await.body["status"].is_string()).await;
    document.holds_event(&turn.next().await.unwrap());
    post(document, server, operation, &path, json!({})).await;
    while let Some(event) = turn.next().await {
        document.holds_event(&event);
    }
    for _ in 0..2 {
        document.holds("DELETE /api/chat/sessions/{id}", &server.delete(session).await);
    }
}
