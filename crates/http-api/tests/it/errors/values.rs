//! What can't be read, and what is read but can't be.

use super::{PERSONAS, error, with};
use crate::cast::{Answer, Server};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn what_is_no_json_or_of_a_wrong_type_is_malformed_and_names_its_field() {
    let server = Server::new().await;
    let session = server.session().await;
    let send = async |text: &str| {
        let request = server.request(Method::POST, &format!("{session}/messages"));
        Answer::of(request.body(text.to_owned())).await
    };
    for (text, field, message) in [
        ("", "body", "The body is empty: send a JSON object."),
        ("{", "body", "The body is not JSON: EOF while parsing an object at line 1 column 1."),
        ("[\"hi\"]", "body", "The body is not a JSON object."),
        ("\"hi\"", "body", "The body is not a JSON object."),
        ("{}", "message", "`message` is missing."),
        (r#"{"message":null}"#, "message", "`message` is missing."),
        (r#"{"message":5}"#, "message", "`message` can't be read: invalid type: integer `5`, expected a string."),
        (
            r#"{"currentStep":[]}"#,
            "currentStep",
            "`currentStep` can't be read: invalid type: sequence, expected a string.",
        ),
        (r#"{"context":"x"}"#, "context", "`context` can't be read: invalid type: string \"x\", expected an object."),
        (r#"{"context":["x"]}"#, "context", "`context` can't be read: invalid type: sequence, expected an object."),
        (
            r#"{"context":{"selectedPersona":7}}"#,
            "context.selectedPersona",
            "`context.selectedPersona` can't be read: invalid type: integer `7`, expected a string, or an object with an id, a name or a title.",
        ),
        (
            r#"{"context":{"selectedPersona":{"age":"45"}}}"#,
            "context.selectedPersona",
            "`context.selectedPersona` can't be read: it has neither an id nor a name or title.",
        ),
        (
            r#"{"context":{"selectedAngle":{"id":3}}}"#,
            "context.selectedAngle.id",
            "`context.selectedAngle.id` can't be read: invalid type: integer `3`, expected a string.",
        ),
        (
            r#"{"selections":{"angle":true}}"#,
            "selections.angle",
            "`selections.angle` can't be read: invalid type: boolean `true`, expected a string, or an object with an id, a name or a title.",
        ),
    ] {
        let answer = send(text).await;
        assert_eq!(answer.status, 400, "{text}: {}", answer.text);
        assert_eq!(
            answer.error(),
            with(error("MALFORMED_REQUEST", message, false), "details", json!({"field": field})),
            "{text}"
        );
    }
    // A lone surrogate is no text, and neither are bytes that aren't UTF-8.
    for text in [r#"{"message":"\ud800"}"#, r#"{"message":"\ud800\u0041"}"#] {
        assert_eq!(send(text).await.error()["code"], "MALFORMED_REQUEST", "{text}");
    }
    let raw = server.request(Method::POST, &format!("{session}/messages")).body(b"{\"message\":\"\xff\"}".to_vec());
    assert_eq!(Answer::of(raw).await.status, 400);
    for query in ["message=%ff", "message=%ED%A0%80", "message=%zz", "message=%4"] {
        let answer = server.get(&format!("{session}/stream?{query}")).await;
        assert_eq!((answer.status, &answer.body["details"]["field"]), (400, &json!("message")), "{query}");
    }
    assert!(server.story(&session).await.is_empty(), "what is refused appends nothing");
}

#[tokio::test]
async fn bad_values_are_said_with_their_field() {
    let server = Server::new().await;
    let session = server.session().await;
    let messages = format!("{session}/messages");
    let long = "é".repeat(4_001);
    for (path, body, field, message) in [
        (
            messages.as_str(),
            json!({"message": long}),
            "message",
            "`message`: it has 4001 characters; at most 4000 are allowed.",
        ),
        (
            &messages,
            json!({"message": "a\u{0}b"}),
            "message",
            "`message`: it holds the control character U+0000, which is not allowed.",
        ),
        (
            &messages,
            json!({"message": "a\u{1b}b"}),
            "message",
            "`message`: it holds the control character U+001B, which is not allowed.",
        ),
        (&messages, json!({"message": "  "}), "message", "`message`: it is empty: send a text, a step or a selection."),
        (
            &messages,
            json!({"message": "x", "currentStep": "nowhere"}),
            "currentStep",
            "`currentStep`: there is no such step; there are format_selection, persona_selection, persona_impact, angle_selection, psychology_selection, script_details, video_generation, image_generation.",
        ),
        (&messages, json!({"message": "x", "onBusy": "wait"}), "onBusy", "`onBusy`: it is \"interrupt\", or absent."),
        (
            &messages,
            json!({"message": "x", "clientMessageId": ""}),
            "clientMessageId",
            "`clientMessageId`: it must not be empty.",
        ),
        (
            "/api/chat/sessions",
            json!({"productId": "1", "mediaType": "film"}),
            "mediaType",
            "`mediaType`: it is \"video\" or \"image\".",
        ),
        ("/api/products", json!({"name": " "}), "name", "`name`: it must not be empty."),
        ("/api/products", json!({"name": "a\nb", "price": -1}), "price", "`price`: it is a number from 0 on."),
        (
            "/api/products",
            json!({"name": "a", "currency": "EURO"}),
            "currency",
            "`currency`: it is three letters of ISO 4217, such as \"EUR\".",
        ),
        (
            "/api/products",
            json!({"name": "a", "imageUrl": "javascript:alert(1)"}),
            "imageUrl",
            "`imageUrl`: it is a link that begins with http:// or https://.",
        ),
        (
            "/api/products",
            json!({"name": "a", "benefits": ["b", ""]}),
            "benefits[1]",
            "`benefits[1]`: it must not be empty.",
        ),
        (
            "/api/products",
            json!({"name": "a", "language": "french"}),
            "language",
            "`language`: a language is a two-letter tag such as \"en\" or \"fr\".",
        ),
        (
            "/api/products",
            json!({"name": "a", "slug": "A B"}),
            "slug",
            "`slug`: it is at most 60 small letters and digits, in words joined by \"-\".",
        ),
        (
            "/api/personas/generate",
            json!({"productId": "1", "count": 9}),
            "count",
            "`count`: it is a number from 2 to 8.",
        ),
    ] {
        let answer = server.post(path, body.clone()).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.text);
        assert_eq!(
            answer.error(),
            with(error("VALIDATION_ERROR", message, false), "details", json!({"field": field})),
            "{body}"
        );
    }
    for query in ["limit=0", "limit=201", "limit=99999999999"] {
        assert_eq!(server.get(&format!("{messages}?{query}")).await.status, 422, "{query}");
    }
    assert_eq!(server.get(&format!("{messages}?limit=x")).await.status, 400);
    assert_eq!(server.get("/api/chat/sessions?cursor=x").await.status, 422);
    assert_eq!(server.get("/api/avatars/marketplace?gender=robot").await.status, 422);
    // 4,000 characters after trimming are fine, however many bytes they are.
    let fits = format!("  {}\n", "é".repeat(4_000));
    server.says(&session, json!({"message": fits, "currentStep": PERSONAS})).await;
    assert_eq!(server.get(&messages).await.body["messages"][0]["content"].as_str().unwrap().chars().count(), 4_000);
}

#[tokio::test]
async fn angle_brackets_survive_a_round_trip_unchanged() {
    let server = Server::new().await;
    let session = server.session().await;
    let text = "<b>bold</b> & \"quoted\" \u{2028} 😀\nline";
    server.says(&session, json!({"message": text, "currentStep": PERSONAS})).await;
    assert_eq!(server.get(&format!("{session}/messages")).await.body["messages"][0]["content"], text);
}
