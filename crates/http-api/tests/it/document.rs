//! The document of the interface: every route is in it, and real answers are what it says.

use crate::cast::{Answer, Server};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn document() -> Value {
    serde_json::from_str(&adforge_http_api::openapi()).unwrap()
}

#[test]
fn every_route_is_in_the_document_and_nothing_else() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            documented.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let plain = |path: &str| path.replace("{file:.*}", "{file}").replace("{name:.+}", "{name}");
    let routes = adforge_http_api::routes();
    let served: BTreeSet<String> = routes
        .iter()
        .flat_map(|(path, methods)| methods.iter().map(move |method| (method.as_str(), plain(path))))
        .filter(|(method, _)| *method != "HEAD")
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    assert_eq!(served, documented, "give the handler a `#[utoipa::path]`, and name it in `docs.rs`");
}

/// Holds a value against a schema of the document.
fn hold(document: &Value, schema: &Value, value: &Value, what: &str) {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}\n{value:#}");
}

/// Holds an answer against what the document says of its route.
fn held(document: &Value, method: &str, route: &str, answer: &Answer) {
    let responses = &document["paths"][route][method]["responses"];
    let response = responses.get(answer.status.to_string()).or_else(|| responses.get("default"));
    let schema = &response.unwrap_or_else(|| panic!("{method} {route}: {}", answer.status))["content"]["application/json"]
        ["schema"];
    hold(document, schema, &answer.body, &format!("{method} {route} {}", answer.status));
}

#[tokio::test]
async fn real_answers_are_what_the_document_says() {
    let (document, server) = (document(), Server::new().await);
    let session = server.session().await;
    let turn = "/api/chat/sessions/{id}/messages";
    let picks = [
        json!({"message": "formats", "currentStep": "format_selection"}),
        json!({"message": "people", "currentStep": "persona_selection"}),
        json!({"currentStep": "persona_impact", "context": {"selectedPersona": "aud-1"}}),
        json!({"currentStep": "angle_selection"}),
        json!({"context": {"selectedAngle": "ang-1"}}),
        json!({"context": {"selectedPsychology": "psych-1"}}),
    ];
    for body in picks {
        held(&document, "post", turn, &server.says(&session, body).await);
    }
    let mut stream = server.stream(&format!("{session}/stream?lastEventId=0&partial=true")).await;
    let video = server.post(&format!("{session}/video"), json!({"scriptId": "psych-1"})).await;
    held(&document, "post", "/api/chat/sessions/{id}/video", &video);
    server.permit(2);
    server.film(1);
    loop {
        let event = stream.next().await.unwrap();
        let schema = match event["type"].as_str().unwrap() {
            "user_message" => "UserMessageEvent",
            "ai_response_start" => "AiResponseStart",
            "ai_response_complete" => "AiResponseComplete",
            "status_update" | "reasoning" | "content_delta" => "ProgressEvent",
            "video_generation_started" => "RenderStarted",
            _ => "ContentEvent",
        };
        hold(&document, &json!({"$ref": format!("#/components/schemas/{schema}")}), &event, schema);
        if event["type"] == "ai_response_complete" {
            break;
        }
    }
    server.post(turn, json!({})).await;
    for (path, route) in [
        (session.clone(), "/api/chat/sessions/{id}"),
        (format!("{session}/messages"), turn),
        (format!("{session}/context"), "/api/chat/sessions/{id}/context"),
        (format!("{session}/messages?limit=0"), turn),
        (format!("/api/jobs/{}", video.body["jobId"].as_str().unwrap()), "/api/jobs/{id}"),
        ("/api/jobs/none".into(), "/api/jobs/{id}"),
        ("/api/chat/sessions".into(), "/api/chat/sessions"),
        ("/api/products".into(), "/api/products"),
        ("/api/products/1".into(), "/api/products/{id}"),
        ("/api/formats".into(), "/api/formats"),
        ("/api/avatars/marketplace".into(), "/api/avatars/marketplace"),
        ("/healthz".into(), "/healthz"),
        ("/readyz".into(), "/readyz"),
    ] {
        held(&document, "get", route, &server.get(&path).await);
    }
    server.permit(2);
    let personas = server.post("/api/personas/generate", json!({"productId": "1"})).await;
    held(&document, "post", "/api/personas/generate", &personas);
    let lone = json!({"productId": "1", "script": {"hook": "a", "body": "b", "cta": "c"}});
    held(&document, "post", "/api/videos/generate", &server.post("/api/videos/generate", lone).await);
    let picture = Answer::of(server.request(Method::PUT, "/api/products/1/image").body("PNG")).await;
    held(&document, "put", "/api/products/{id}/image", &picture);
    let refused = server.post(&format!("{session}/cancel"), json!({})).await;
    held(&document, "post", "/api/chat/sessions/{id}/cancel", &refused);
}
