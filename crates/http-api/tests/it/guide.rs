//! The guide's conversation, as its clients send it, over each transport.

use crate::cast::{Answer, Events, Server};
use reqwest::Method;
use serde_json::{Value, json};

const MESSAGE: &str = "Generate ads for Sérum autobronzant progressif";

#[tokio::test]
async fn the_guides_scenario_step_by_step() {
    let server = Server::new().await;
    let made = server
        .post(
            "/api/chat/sessions",
            json!({"userId": "user-123", "productId": "1", "format": "Hybrid Format", "mediaType": "video"}),
        )
        .await;
    let id = made.body["sessionId"].as_str().unwrap().to_owned();
    assert_eq!(made.header("location"), format!("/api/chat/sessions/{id}"));
    assert_eq!(made.body, json!({"sessionId": id, "status": "active", "createdAt": "2026-02-08T14:30:00.000Z"}));
    let session = format!("/api/chat/sessions/{id}");

    server.permit(2);
    let mut stream = server.stream(&format!("{session}/stream?message=Generate%20ads&step=persona_selection")).await;
    assert_eq!(
        stream.rest().await,
        ["1 ai_response_start", "status_update", "2 audience_group", "ai_response_complete"]
    );

    server.permit(2);
    let angles = server
        .post(
            &format!("{session}/messages"),
            json!({
                "message": "Selected persona: Persona 1", "currentStep": "angle_selection",
                "context": {"selectedPersona": {"id": "aud-1", "name": "Persona 1", "age": "45-65", "gender": "Female"}},
            }),
        )
        .await;
    assert_eq!((angles.status, &angles.body["type"]), (200, &json!("marketing_angle")));
    assert_eq!(angles.body["data"]["angles"][0]["id"], "ang-1");
    assert_eq!(angles.body["currentStep"], "angle_selection");

    server.permit(2);
    let concepts = server
        .post(
            &format!("{session}/messages"),
            json!({
                "message": "Selected angle: Angle 1", "currentStep": "script_generation",
                "context": {"selectedPersona": "Persona 1", "selectedAngle": {"id": "ang-1", "title": "Angle 1", "score": "9.3"}},
            }),
        )
        .await;
    assert_eq!(concepts.body["data"]["concepts"][1]["id"], "psych-2");

    let video = server
        .post(
            &format!("{session}/video"),
            json!({
                "scriptId": "psych-1",
                "context": {
                    "product": "Sérum autobronzant progressif", "persona": "Persona 1", "angle": "Angle 1",
                    "psychology": "Concept 1", "script": {"hook": "Wait-if", "body": "Stop covering.", "cta": "Start"},
                },
                "avatar": null,
            }),
        )
        .await;
    let job = video.body["jobId"].as_str().unwrap().to_owned();
    assert_eq!((video.status, video.header("location")), (202, format!("/api/jobs/{job}").as_str()));
    assert_eq!((&video.body["type"], &video.body["status"]), (&json!("video_generation_started"), &json!("queued")));
    // The scenes of the film, and the film.
    server.permit(2);
    server.film(1);
    let done = finished(&server, &job).await;
    assert_eq!(done["result"]["resolution"], "1080x1920");
    assert_eq!(
        server.story(&session).await,
        [
            "1 text",
            "2 audience_group",
            "3 text",
            "4 marketing_angle",
            "5 text",
            "6 psychology_selection",
            "7 selection_summary",
            "8 video_result"
        ]
    );
    let history = server.get(&format!("{session}/messages?after=2&limit=1")).await;
    assert_eq!(
        history.body["messages"][0]["data"],
        json!({"isSelection": true, "label": "Target", "value": "Persona 1"})
    );
    assert_eq!(history.body["nextAfter"], 3);
}

/// A job's answer once it is over.
async fn finished(server: &Server, job: &str) -> Value {
    let mut answer = json!(null);
    crate::cast::until("the job is over", async || {
        answer = server.get(&format!("/api/jobs/{job}")).await.body;
        !["queued", "processing"].contains(&answer["status"].as_str().unwrap())
    })
    .await;
    assert_eq!(answer["status"], "completed", "{answer}");
    answer
}

#[tokio::test]
async fn every_spelling_of_a_step_and_of_a_choice_is_read() {
    let server = Server::new().await;
    let session = server.session().await;
    let steps = [
        json!({"message": MESSAGE, "currentStep": "persona_selection"}),
        json!({"message": MESSAGE, "context": {"currentStep": "persona_selection"}}),
        json!({"sessionId": "x", "message": MESSAGE, "metadata": {"timestamp": "now", "userId": "u"},
               "context": {"selectedProduct": "1", "selectedFormat": "Hybrid Format", "selectedMedia": "video",
                           "conversationHistory": [{"any": "thing"}], "currentStep": "persona_selection"}}),
        json!({"message": "I want to target women experiencing menopause", "currentStep": "persona_selection",
               "selections": {"product": "serum-autobronzant", "format": "Hybrid Format", "media": "video"}}),
        json!({"message": "Show me target audiences for this product", "currentStep": null,
               "context": {"product": "serum-autobronzant", "format": "Hybrid Format", "currentStep": "persona_selection"}}),
    ];
    for body in steps {
        assert_eq!(server.says(&session, body).await.body["type"], "audience_group");
    }
    server.permit(2);
    let by_query =
        server.post(&format!("{session}/messages?step=persona_selection"), json!({"message": MESSAGE})).await;
    assert_eq!(by_query.body["type"], "audience_group");

    let personas = [
        json!({"context": {"selectedPersona": {"id": "aud-1"}}}),
        json!({"context": {"selectedPersona": {"name": "persona  2"}}}),
        json!({"context": {"selectedPersona": "Persona 1"}}),
        json!({"context": {"selectedPersona": null, "persona": "Persona 2"}}),
        json!({"selections": {"persona": "aud-1"}}),
        json!({"message": "Selected persona: Persona 2"}),
    ];
    for body in personas {
        let answer = server.says(&session, body.clone()).await;
        assert_eq!(answer.body["type"], "marketing_angle", "{body}");
    }
    for body in [json!({"selections": {"angle": {"id": "ang-11"}}}), json!({"context": {"angle": "Angle 2"}})] {
        assert_eq!(server.says(&session, body).await.body["type"], "psychology_selection");
    }
    let concept = json!({"context": {"selectedPsychology": {"id": "psych-1", "metrics": {}}}});
    assert_eq!(server.says(&session, concept).await.body["type"], "script_details");
    let details = server.get(&session).await;
    assert_eq!(
        details.body["selections"]["psychology"],
        json!({"id": "psych-1", "name": "Concept 1", "title": "Concept 1"})
    );
    assert_eq!(details.body["currentStep"], "script_details");
}

#[tokio::test]
async fn a_body_is_json_whatever_fetch_says_of_it() {
    let server = Server::new().await;
    let session = server.session().await;
    let body = json!({"message": MESSAGE, "currentStep": "persona_selection"}).to_string();
    for kind in [None, Some("text/plain;charset=UTF-8"), Some("application/json"), Some("application/ld+json")] {
        server.permit(2);
        let request = server.request(Method::POST, &format!("{session}/messages")).body(body.clone());
        let request = match kind {
            Some(kind) => request.header("content-type", kind),
            None => request,
        };
        assert_eq!(Answer::of(request).await.status, 200, "{kind:?}");
    }
}

#[tokio::test]
async fn a_turn_with_a_conversation_of_a_mebibyte_is_read_and_the_conversation_is_not_kept() {
    let server = Server::new().await;
    let session = server.session().await;
    let turn = |filler: usize| {
        json!({"message": "hello", "currentStep": "persona_selection", "context": {"conversationHistory": ["x".repeat(filler)]}}).to_string()
    };
    let bare = turn(0).len();
    let send =
        async |text: String| Answer::of(server.request(Method::POST, &format!("{session}/messages")).body(text)).await;
    server.permit(2);
    assert_eq!(send(turn(1024 * 1024 - bare)).await.status, 200);
    let refused = send(turn(1024 * 1024 - bare + 1)).await;
    assert_eq!(refused.status, 413);
    let history = server.get(&format!("{session}/messages")).await;
    assert!(history.text.len() < 4_000 && !history.text.contains("xxx"));
}

#[tokio::test]
async fn a_browsers_event_source_reaches_a_turn_by_either_address() {
    let server = Server::new().await;
    let session = server.session().await;
    server.permit(2);
    let mut stream = server.stream(&format!("{session}/messages?message=Generate%20ads")).await;
    assert_eq!(stream.rest().await.last().unwrap(), "ai_response_complete");
    let mut posted = {
        server.permit(2);
        let request = server.request(Method::POST, &format!("{session}/messages?partial=true"));
        let body = json!({"message": "again", "currentStep": "persona_selection", "clientMessageId": "c-1"});
        Events::of(request.header("accept", "text/event-stream").json(&body)).await
    };
    let first = posted.next().await.unwrap();
    assert_eq!((first["clientMessageId"].as_str(), posted.last), (Some("c-1"), Some(3)));
    assert_eq!(
        posted.rest().await,
        ["status_update", "content_delta", "content_delta", "4 audience_group", "ai_response_complete"]
    );
}

#[tokio::test]
async fn sessionless_generation_gives_the_same_data_as_in_chat() {
    let server = Server::new().await;
    for (path, kind) in
        [("personas", "audience_group"), ("angles", "marketing_angle"), ("scripts", "psychology_selection")]
    {
        server.permit(2);
        let body = json!({"productId": "serum-autobronzant", "format": "Hybrid Format", "persona": "Mums", "angle": {"title": "Time"}, "targetDemographics": "women over 40", "count": 2});
        let answer = server.post(&format!("/api/{path}/generate"), body).await;
        assert_eq!((answer.status, answer.body["type"].as_str()), (200, Some(kind)), "{}", answer.text);
    }
    let body = json!({"productId": "1", "script": {"hook": "Wait", "body": "So", "cta": "Go"}, "avatarId": "avatar-female-45"});
    let keyed = async || {
        let request = server.request(Method::POST, "/api/videos/generate").header("Idempotency-Key", "\"k-1\"");
        Answer::of(request.json(&body)).await
    };
    let (first, second) = (keyed().await, keyed().await);
    assert_eq!((first.status, first.header("idempotent-replayed")), (202, ""));
    assert_eq!((second.status, second.header("idempotent-replayed")), (202, "true"));
    assert_eq!(first.body["jobId"], second.body["jobId"]);
    server.permit(2);
    server.film(1);
    finished(&server, first.body["jobId"].as_str().unwrap()).await;
}
