//! Every row of the error table that can be met without authentication, with its exact body; and bad input everywhere.

use crate::cast::{Answer, Server, Setup};
use adforge_application::{Limits, Quotas};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

fn error(code: &str, message: &str, retryable: bool) -> Value {
    json!({"type": "error", "code": code, "message": message, "retryable": retryable})
}

fn with(mut error: Value, key: &str, value: Value) -> Value {
    error[key] = value;
    error
}

const PERSONAS: &str = "persona_selection";

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

#[tokio::test]
async fn pages_of_other_sites_may_not_call_unless_they_are_known() {
    let settings = adforge_http_api::HttpSettings {
        allowed_origins: vec!["https://APP.example.com:443/".into()],
        ..Default::default()
    };
    let server = Server::with(Setup { settings, ..Setup::default() }).await;
    let session = server.session().await;
    let stream = format!("{session}/stream");
    let call = async |path: &str, headers: &[(&str, &str)]| {
        let request =
            headers.iter().fold(server.request(Method::GET, path), |it, (name, value)| it.header(*name, *value));
        let answer = tokio::time::timeout(crate::cast::PATIENCE, request.send()).await.unwrap().unwrap();
        answer.status().as_u16()
    };
    let own = format!("http://{}", server.address);
    for path in [session.as_str(), &stream, "/docs/", "/healthz"] {
        for foreign in [
            &[("origin", "https://evil.example")][..],
            &[("origin", "null")],
            &[("origin", "http://app.example.com")],
            &[("origin", "https://app.example.com.evil.example")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "cross-site"), ("referer", "https://evil.example/")],
            &[("host", "evil.example")],
            &[("host", "127.0.0.1.evil.example:80")],
        ] {
            assert_eq!(call(path, foreign).await, 403, "{path} {foreign:?}");
        }
        for known in [
            &[("origin", own.as_str())][..],
            &[("origin", "https://app.example.com"), ("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "cross-site"), ("referer", "https://app.example.com/page")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("host", "localhost:1234")],
            &[("host", "[::1]:80")],
        ] {
            assert_eq!(call(path, known).await, 200, "{path} {known:?}");
        }
    }
    let refused = Answer::of(server.request(Method::GET, &session).header("origin", "https://evil.example")).await;
    assert_eq!(
        refused.error(),
        error(
            "FORBIDDEN",
            "Pages of this origin may not call. Its operator can allow it with ADFORGE_ALLOWED_ORIGINS.",
            false
        )
    );
    let allowed =
        Answer::of(server.request(Method::GET, "/api/nowhere").header("origin", "https://app.example.com")).await;
    assert_eq!(allowed.header("access-control-allow-origin"), "https://app.example.com");
    assert_eq!(allowed.error()["code"], "NOT_FOUND", "errors are told to known pages, too");
    let preflight = server
        .request(Method::OPTIONS, &format!("{session}/messages"))
        .header("origin", "https://app.example.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,idempotency-key,last-event-id");
    let preflight = Answer::of(preflight).await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (200, "https://app.example.com"));
}

#[tokio::test]
async fn who_has_no_valid_token_is_told_so() {
    let server = Server::new().await;
    let answer = Answer::of(server.request(Method::GET, "/api/formats").bearer_auth("bad")).await;
    assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer"));
    let message = "A valid token is needed: send it as `Authorization: Bearer …`.";
    assert_eq!(answer.error(), error("UNAUTHENTICATED", message, false));
}

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
        crate::cast::until("the first turn runs", async || server.story(&session).await.len() == 1).await;
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
async fn bodies_have_their_limits_to_the_byte() {
    let server = Server::new().await;
    let product = |size: usize| {
        let bare = json!({"name": "a", "x": ""}).to_string().len();
        json!({"name": "a", "x": "x".repeat(size - bare)}).to_string()
    };
    let send = async |text: String| Answer::of(server.request(Method::POST, "/api/products").body(text)).await;
    assert_eq!(send(product(65_536)).await.status, 201);
    let refused = send(product(65_537)).await;
    let too_large = |kib: usize| {
        with(
            error("PAYLOAD_TOO_LARGE", &format!("The body is too large: at most {kib} KiB are allowed."), false),
            "details",
            json!({"limit": kib * 1024}),
        )
    };
    assert_eq!((refused.status, refused.error()), (413, too_large(64)));
    // Without a length the same, once it is too long.
    let pieces = futures_util::stream::iter((0..66).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1_000])));
    let chunked = server.request(Method::POST, "/api/products").body(reqwest::Body::wrap_stream(pieces));
    assert_eq!(Answer::of(chunked).await.status, 413);
    let picture = |size: usize| {
        let mut bytes = b"PNG".to_vec();
        bytes.resize(size, 0);
        Answer::of(server.request(Method::PUT, "/api/products/1/image").body(bytes))
    };
    assert_eq!(picture(10 * 1024 * 1024).await.status, 200);
    assert_eq!(picture(10 * 1024 * 1024 + 1).await.error(), too_large(10 * 1024));
}

#[tokio::test]
async fn what_is_no_json_and_no_picture_is_unsupported() {
    let server = Server::new().await;
    let form = server
        .request(Method::POST, "/api/products")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("name=a");
    let refused = Answer::of(form).await;
    assert_eq!(
        (refused.status, refused.error()),
        (415, error("UNSUPPORTED_MEDIA_TYPE", "Send JSON, with `Content-Type: application/json`.", false))
    );
    let text = server
        .request(Method::PUT, "/api/products/1/image")
        .header("content-type", "image/png")
        .body("I am no picture");
    let refused = Answer::of(text).await;
    assert_eq!((refused.status, &refused.error()["code"]), (415, &json!("UNSUPPORTED_MEDIA_TYPE")));
}

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
