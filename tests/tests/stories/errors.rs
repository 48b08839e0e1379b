//! Every row of the error table that can be reached without authentication, with its exact body, on every transport.

use crate::home;
use adforge_tests::{Answer, Chat, Owner, Server, Socket};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// A body of the one shape, without the number of its request.
fn error(code: &str, message: &str, retryable: bool) -> Value {
    json!({"type": "error", "code": code, "message": message, "retryable": retryable})
}

fn detailed(code: &str, message: &str, retryable: bool, details: Value) -> Value {
    let mut body = error(code, message, retryable);
    body["details"] = details;
    body
}

/// A limit's body without its time, which a socket has no header for; and that time, in seconds.
fn waiting(mut body: Value) -> (Value, u64) {
    let details = body["details"].as_object_mut().unwrap();
    let after = details.remove("retryAfter").and_then(|after| after.as_u64()).unwrap();
    if details.is_empty() {
        body.as_object_mut().unwrap().remove("details");
    }
    (body, after)
}

/// What a socket answers to a frame; it stays open.
async fn refused(server: &Server, chat: &Chat, frame: &Value) -> Value {
    let mut socket = Socket::opens(server.address, &format!("/ws/chat/{}", chat.id)).await;
    socket.up_to("session_state").await;
    let mut frame = frame.clone();
    frame["clientMessageId"] = json!("mine");
    socket.says(&frame).await;
    // Of a turn that runs it is told as well.
    let mut answer = socket.up_to("error").await.pop().unwrap().data;
    let answer_of = answer.as_object_mut().unwrap();
    assert_eq!(answer_of.remove("clientMessageId"), Some(json!("mine")), "it says which frame it refuses");
    assert!(answer_of.remove("requestId").is_some());
    socket.says(&json!({"action": "dance"})).await;
    assert_eq!(socket.next().await.unwrap().data["code"], "VALIDATION_ERROR", "an error never closes a socket");
    answer
}

/// The refusal of a turn, which is the same as JSON, for a stream, by GET and over a socket.
async fn everywhere(server: &Server, chat: &Chat, turn: &Value, status: u16) -> Value {
    let owner = &chat.owner;
    let before = chat.log().await.len();
    let json = chat.says(turn).await.refusal(status);
    let streamed =
        owner.request(Method::POST, &chat.path("/messages")).header("Accept", "text/event-stream").json(turn);
    assert_eq!(owner.send(streamed).await.refusal(status), json, "the same for a stream");
    assert_eq!(refused(server, chat, turn).await, json, "the same over a socket");
    if let (Some(text), Some(step), None) =
        (turn["message"].as_str(), turn["currentStep"].as_str(), turn.get("context"))
    {
        for below in ["/stream", "/messages"] {
            let path = adforge_tests::url(&chat.path(below), &[("message", text), ("step", step)]);
            assert_eq!(owner.get(&path).await.refusal(status), json, "the same by GET {below}");
        }
    }
    assert_eq!(chat.log().await.len(), before, "a refusal appends nothing");
    json
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let nobody = "0198f4a0-0000-7000-8000-000000000000";
    let no_session = error("SESSION_NOT_FOUND", "There is no such session.", false);
    let no_product = error("PRODUCT_NOT_FOUND", "There is no such product.", false);
    let no_job = error("JOB_NOT_FOUND", "There is no such job.", false);
    for id in [nobody, "nonsense", "sess-abc-123"] {
        let chat = owner.chat(id);
        for path in [
            "",
            "/messages",
            "/stream",
            "/context",
            "/stream?message=hi",
            "/messages?message=hi",
            "/stream?lastEventId=4",
        ] {
            assert_eq!(owner.get(&chat.path(path)).await.refusal(404), no_session, "{id} {path}");
        }
        assert_eq!(chat.says(&json!({"message": "hi"})).await.refusal(404), no_session);
        assert_eq!(owner.post(&chat.path("/cancel"), &json!({})).await.refusal(404), no_session);
        for render in ["/video", "/image"] {
            assert_eq!(owner.post(&chat.path(render), &json!({"scriptId": "psych-1"})).await.refusal(404), no_session);
        }
        let erased = owner.send(owner.request(Method::DELETE, &chat.path(""))).await;
        assert_eq!(erased.refusal(404), no_session);
        let mut socket = Socket::opens(server.address, &format!("/ws/chat/{id}")).await;
        let said = socket.rest().await;
        assert_eq!(said.len(), 1);
        assert_eq!((&said[0].data["code"], socket.closed), (&json!("SESSION_NOT_FOUND"), Some(4404)));
        assert_eq!(owner.get(&format!("/api/jobs/{id}")).await.refusal(404), no_job);
        assert_eq!(owner.post(&format!("/api/jobs/{id}/cancel"), &json!({})).await.refusal(404), no_job);
        assert_eq!(owner.get(&format!("/api/products/{id}")).await.refusal(404), no_product);
    }
    let lost = owner.post("/api/chat/sessions", &json!({"productId": "nothing"})).await;
    assert_eq!(lost.refusal(404), no_product);
    for path in ["/nowhere", "/api", "/api/nowhere", "/api/chat/sessions/a/b/c"] {
        let nothing = error("NOT_FOUND", "There is nothing at this address.", false);
        assert_eq!(owner.get(path).await.refusal(404), nothing, "{path}");
    }
    assert_eq!(owner.get("/media/films/nothing.mp4").await.refusal(404)["code"], "NOT_FOUND");
    let other = owner.send(owner.request(Method::PATCH, "/api/products")).await;
    assert_eq!(other.header("allow"), Some("GET, HEAD, POST"));
    assert_eq!(other.refusal(405), error("METHOD_NOT_ALLOWED", "This address answers to GET, HEAD, POST.", false));
}

#[tokio::test]
async fn what_the_workflow_forbids_says_what_is_allowed() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let early = json!({"message": "go", "currentStep": "angle_selection"});
    let details = json!({"currentStep": "persona_selection", "allowed": ["format_selection", "persona_selection"]});
    let expected = detailed("INVALID_STEP", "angle_selection needs a persona first.", false, details);
    assert_eq!(everywhere(&server, &chat, &early, 409).await, expected);
    // The alias has its own name's answer.
    let early = json!({"message": "go", "currentStep": "script_generation"});
    assert_eq!(everywhere(&server, &chat, &early, 409).await["code"], "INVALID_STEP");
    let personas = chat.asks_for_personas().await["data"]["audiences"].clone();
    let choices: Vec<Value> =
        personas.as_array().unwrap().iter().map(|card| json!({"id": card["id"], "name": card["name"]})).collect();
    for unknown in [json!("Nobody Ever"), json!({"id": "aud-99"}), json!({"id": "sess-1", "name": personas[0]["name"]})]
    {
        let turn = json!({"message": "go", "context": {"selectedPersona": unknown}});
        let said = everywhere(&server, &chat, &turn, 422).await;
        assert_eq!(said["code"], "UNKNOWN_SELECTION", "{unknown}");
        let mut offered = said["details"]["choices"].as_array().unwrap().clone();
        offered.sort_by_key(|choice| choice["id"].to_string());
        assert_eq!(offered, choices, "{unknown}");
    }
    let render = owner.post(&chat.path("/video"), &json!({"scriptId": "psych-1"})).await.refusal(422);
    assert_eq!(render["code"], "UNKNOWN_SELECTION");
    let render = refused(&server, &chat, &json!({"action": "generate_video", "scriptId": "psych-7"})).await;
    assert_eq!(render["code"], "UNKNOWN_SELECTION");
    let nothing = json!({"message": "  "});
    assert_eq!(everywhere(&server, &chat, &nothing, 422).await["code"], "VALIDATION_ERROR");
    let format = owner.post("/api/chat/sessions", &json!({"productId": "1", "format": "Opera"})).await.refusal(422);
    assert_eq!(format["code"], "UNKNOWN_SELECTION");
    assert!(format["details"]["choices"].as_array().unwrap().len() >= 10);
    // A card of another session is nobody's here.
    let other = owner.starts_session("1").await;
    let (_, _, concepts) = other.reaches_concepts().await;
    let foreign = owner.post(&chat.path("/video"), &json!({"scriptId": concepts[0]["id"]})).await.refusal(422);
    assert_eq!((foreign["code"].as_str(), &foreign["details"]["choices"]), (Some("UNKNOWN_SELECTION"), &json!([])));
}

#[tokio::test]
async fn one_turn_at_a_time_and_its_end_is_told_to_whoever_asked() {
    let home = home().with("ADFORGE_OFFLINE_PACE", "30s").with("ADFORGE_GENERATION_TIMEOUT", "60s");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let turn = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    let idle = owner.post(&chat.path("/cancel"), &json!({})).await.refusal(409);
    let nothing = error("NOTHING_RUNNING", "Nothing is running that could be cancelled.", false);
    assert_eq!(idle, nothing);
    assert_eq!(refused(&server, &chat, &json!({"action": "cancel"})).await, nothing);

    let mut own = owner.posts_and_listens(&chat.path("/messages"), &turn).await;
    let start = own.next().await.unwrap();
    let busy = error(
        "TURN_IN_PROGRESS",
        "Another turn of this session is running. Wait for its end, cancel it, or send onBusy \"interrupt\".",
        true,
    );
    let other = json!({"message": "Something else", "currentStep": "persona_selection"});
    assert_eq!(everywhere(&server, &chat, &other, 409).await, busy);
    // One that would be refused anyway interrupts nothing.
    let impossible = json!({"message": "go", "currentStep": "angle_selection", "onBusy": "interrupt"});
    assert_eq!(chat.says(&impossible).await.refusal(409)["code"], "INVALID_STEP");
    let waiting = {
        let (chat, turn) = (chat.clone(), turn.clone());
        let joins = async move {
            chat.owner
                .get(&adforge_tests::url(
                    &chat.path("/stream"),
                    &[("message", "Generate ads"), ("step", turn["currentStep"].as_str().unwrap())],
                ))
                .await
        };
        tokio::spawn(joins)
    };
    let cancelled = owner.post(&chat.path("/cancel"), &json!({})).await;
    assert_eq!(cancelled.status, StatusCode::ACCEPTED);
    let log = chat.log().await;
    assert_eq!(log.len(), 2, "the end is committed with the 202");
    assert_eq!(log[1]["type"], "error");
    assert_eq!(
        log[1]["data"],
        json!({"code": "TURN_CANCELLED", "message": "The turn was cancelled.", "retryable": true})
    );
    let mut end = own.rest().await.pop().unwrap();
    assert_eq!(end.id, Some(2));
    assert!(end.data.as_object_mut().unwrap().remove("requestId").is_some());
    let mut expected = error("TURN_CANCELLED", "The turn was cancelled.", true);
    expected["messageId"] = start.data["messageId"].clone();
    assert_eq!(end.data, expected);
    drop(waiting.await);
    assert_eq!(chat.log().await.len(), 2);

    // As JSON, an interrupted turn is answered with its error's own status.
    let (chat_too, first) = (chat.clone(), json!({"message": "one", "currentStep": "persona_selection"}));
    let asked = tokio::spawn(async move { chat_too.says(&first).await });
    adforge_tests::until("the turn to run", async || (chat.log().await.len() == 3).then_some(())).await;
    let second = json!({"message": "two", "currentStep": "persona_selection", "onBusy": "interrupt"});
    let mut second = owner.posts_and_listens(&chat.path("/messages"), &second).await;
    second.next().await.unwrap();
    let first = asked.await.unwrap().refusal(409);
    assert_eq!((first["code"].as_str(), first["messageId"].is_string()), (Some("TURN_CANCELLED"), true));
    let kinds: Vec<Value> = chat.log().await.iter().map(|message| message["type"].clone()).collect();
    assert_eq!(kinds, ["text", "error", "text", "error", "text"]);
}

#[tokio::test]
async fn a_generation_that_takes_too_long_ends_with_its_limit() {
    let home = home().with("ADFORGE_OFFLINE_PACE", "30s").with("ADFORGE_GENERATION_TIMEOUT", "300ms");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let turn = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    let answer = owner.post_once(&chat.path("/messages"), "one", &turn).await;
    let first = answer.clone().refusal(504);
    assert_eq!((first["code"].as_str(), first["retryable"].as_bool()), (Some("AI_TIMEOUT"), Some(true)));
    assert!(first["messageId"].is_string() && first["message"].as_str().unwrap().contains("0.3 s"), "{first:#}");
    // A key's failure is the key's.
    let again = owner.post_once(&chat.path("/messages"), "one", &turn).await;
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.refusal(504), first);
    assert_eq!(chat.log().await.len(), 2);
    let end = owner.posts_and_listens(&chat.path("/messages"), &turn).await.rest().await.pop().unwrap();
    assert_eq!((end.kind(), &end.data["code"], end.id), ("error", &json!("AI_TIMEOUT"), Some(4)));
    let said = owner.post("/api/personas/generate", &json!({"productId": "1"})).await.refusal(504);
    assert_eq!(said["code"], "AI_TIMEOUT");
}

#[tokio::test]
async fn work_that_brings_its_server_down_again_and_again_ends_with_a_reason() {
    let home = home().with("ADFORGE_OFFLINE_PACE", "30s").with("ADFORGE_JOB_CRASHES", "2");
    let mut server = home.serves();
    let chat = Owner::of(server.address).starts_session("1").await;
    let turn = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    for _ in 0..3 {
        let owner = Owner::of(server.address);
        let request = owner.request(Method::POST, &chat.path("/messages")).header("Accept", "text/event-stream");
        let request = request.header("Idempotency-Key", "one").json(&turn);
        let mut stream = adforge_tests::Stream::of(request.send().await.unwrap());
        stream.up_to("status_update").await;
        server.kill();
        server = home.serves();
    }
    let owner = Owner::of(server.address);
    let end = owner.post_once(&chat.path("/messages"), "one", &turn).await.refusal(500);
    assert_eq!((end["code"].as_str(), end["retryable"].as_bool()), (Some("AI_GENERATION_ERROR"), Some(true)));
    let log = chat.by(&owner).log().await;
    assert_eq!((log.len(), &log[1]["type"]), (2, &json!("error")));
}

#[tokio::test]
async fn an_expired_session_takes_no_turns_and_is_still_read() {
    let home = home().with("ADFORGE_SESSION_TTL", "1500ms");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let (_, _, concepts) = chat.reaches_concepts().await;
    let mut open = owner.listens(&chat.path("/stream?lastEventId=0")).await;
    let mut socket = Socket::opens(server.address, &format!("/ws/chat/{}", chat.id)).await;
    let said = open.rest().await;
    assert_eq!(said.last().unwrap().data["code"], "SESSION_EXPIRED", "an open stream is told, and ends");
    assert_eq!(said.iter().filter_map(|event| event.id).max(), Some(6));
    assert_eq!(socket.rest().await.last().unwrap().data["code"], "SESSION_EXPIRED");
    assert_eq!(socket.closed, Some(4410));

    let expired = error("SESSION_EXPIRED", "The session has expired; it can still be read. Begin a new one.", false);
    assert_eq!(chat.says(&json!({"message": "more"})).await.refusal(410), expired);
    for path in ["/stream?message=more", "/messages?message=more"] {
        assert_eq!(owner.get(&chat.path(path)).await.refusal(410), expired);
    }
    for render in ["/video", "/image"] {
        let asked = json!({"scriptId": concepts[0]["id"]});
        assert_eq!(owner.post(&chat.path(render), &asked).await.refusal(410), expired);
    }
    let details = owner.get(&chat.path("")).await.good();
    assert_eq!(details["status"], "expired");
    assert_eq!(chat.log().await.len(), 6);
    owner.get(&chat.path("/context")).await.good();
    let missed = owner.listens(&chat.path("/stream?lastEventId=4")).await.rest().await;
    let ids: Vec<Option<u64>> = missed.iter().map(|event| event.id).collect();
    assert_eq!(ids, [Some(5), Some(6), None], "what was missed, and then that it has expired: {missed:#?}");
    assert_eq!(missed[2].data["code"], "SESSION_EXPIRED");
    let from = json!({"productId": "1", "from": {"sessionId": chat.id, "cardId": concepts[1]["id"]}});
    let next = owner.starts(&from).await;
    let chosen = owner.get(&next.path("")).await.good()["selections"].clone();
    assert_eq!(
        chosen["concept"].get("title").or(chosen["psychology"].get("title")),
        Some(&concepts[1]["title"]),
        "{chosen:#}"
    );
}

#[tokio::test]
async fn limits_say_when_to_come_back() {
    let home = home().with("ADFORGE_MESSAGES_PER_MINUTE", "2");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let turn = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    let first = owner.post_once(&chat.path("/messages"), "first", &turn).await;
    assert_eq!(first.header("ratelimit-policy"), Some("\"messages\";q=2;w=60"));
    assert!(first.header("ratelimit").unwrap().starts_with("\"messages\";r=1;t="));
    // What is refused for another reason costs nothing.
    let early = json!({"message": "go", "currentStep": "script_details"});
    chat.says(&early).await.refusal(409);
    chat.says(&turn).await.good();
    let over = chat.says(&turn).await;
    let after: u64 = over.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&after), "{after}");
    let left = over.header("ratelimit").unwrap();
    assert!(left.starts_with("\"messages\";r=0;t="), "{left}");
    assert!(left.rsplit('=').next().unwrap().parse::<u64>().unwrap() <= after);
    let limited = error("RATE_LIMITED", "You have sent many messages in a short time. Wait a moment.", true);
    assert_eq!(waiting(over.refusal(429)), (limited.clone(), after));
    let streamed = owner.get(&chat.path("/stream?message=more")).await.refusal(429);
    assert_eq!(waiting(streamed).0, limited);
    assert_eq!(waiting(refused(&server, &chat, &json!({"message": "more"})).await).0, limited);
    // Replays, joins and reading cost nothing.
    let again = owner.post_once(&chat.path("/messages"), "first", &turn).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (StatusCode::OK, Some("true")));
    assert_eq!(chat.log().await.len(), 4);
}

#[tokio::test]
async fn a_days_allowance_ends_and_says_when_the_next_begins() {
    let home = home().with("ADFORGE_GENERATIONS_PER_DAY", "3").with("ADFORGE_VIDEOS_PER_DAY", "1");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let (_, _, concepts) = chat.reaches_concepts().await;
    let over = chat.says(&json!({"message": "more"})).await;
    let quota = |answer: &Answer, name: &str, most: u64| -> u64 {
        let after: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=86_400).contains(&after), "{after}");
        assert_eq!(answer.header("ratelimit-policy"), Some(format!("\"{name}\";q={most};w=86400").as_str()));
        after
    };
    let after = quota(&over, "generations", 3);
    let message = "3 generations of a session are allowed a day. The next day begins at 00:00 UTC.";
    let expected = detailed("QUOTA_EXCEEDED", message, false, json!({"limit": 3}));
    assert_eq!(waiting(over.refusal(429)), (expected.clone(), after));
    assert_eq!(waiting(refused(&server, &chat, &json!({"message": "more"})).await).0, expected);
    let script = json!({"hook": "One.", "body": "Two.", "cta": "Three."});
    let film = json!({"scriptId": concepts[0]["id"], "context": {"script": script}});
    let job = chat.films(&film).await["jobId"].clone();
    let again = chat.films(&film).await;
    assert_eq!(again["jobId"], job, "the same film while it is made is the same job");
    let other = json!({"scriptId": concepts[1]["id"], "context": {"script": script}});
    let over = owner.post(&chat.path("/video"), &other).await;
    quota(&over, "videos", 1);
    assert_eq!(over.refusal(429)["code"], "QUOTA_EXCEEDED");
    let still = owner.post(&chat.path("/image"), &json!({"scriptId": concepts[0]["id"]})).await;
    assert_eq!(still.refusal(429)["code"], "QUOTA_EXCEEDED", "a static ad counts as a generation");
    owner.post(&format!("/api/jobs/{}/cancel", job.as_str().unwrap()), &json!({})).await;
    // Another session has its own day.
    owner.starts_session("1").await.asks_for_personas().await;
}

#[tokio::test]
async fn a_cancelled_render_is_over_at_once_and_says_so() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let (_, _, concepts) = chat.reaches_concepts().await;
    let job = chat.films(&json!({"scriptId": concepts[0]["id"]})).await["jobId"].as_str().unwrap().to_owned();
    let path = format!("/api/jobs/{job}/cancel");
    let idle = owner.post(&chat.path("/cancel"), &json!({})).await.refusal(409);
    assert_eq!(idle["code"], "NOTHING_RUNNING", "a render isn't the running turn");
    assert_eq!(owner.post(&path, &json!({})).await.status, StatusCode::ACCEPTED);
    let over = owner.post(&path, &json!({})).await.refusal(409);
    let expected = detailed("NOTHING_RUNNING", "The job is cancelled already.", false, json!({"status": "cancelled"}));
    assert_eq!(over, expected);
    let polled = owner.get(&format!("/api/jobs/{job}")).await.good();
    assert_eq!(polled["status"], "cancelled");
    let log = chat.log().await;
    assert_eq!((log.len(), &log[7]["data"]["code"]), (8, &json!("TURN_CANCELLED")));
}

#[tokio::test]
async fn a_key_is_one_command_and_a_refused_one_is_free() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let path = chat.path("/messages");
    let early = json!({"message": "go", "currentStep": "angle_selection"});
    owner.post_once(&path, "key", &early).await.refusal(409);
    let turn = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    let first = owner.post_once(&path, "key", &turn).await.good();
    let again = owner
        .post_once(&path, "\"key\"", &json!({"message": " Generate ads ", "currentStep": "persona_selection"}))
        .await;
    assert_eq!(
        again.header("idempotent-replayed"),
        Some("true"),
        "the same command as parsed, the key with or without quotes"
    );
    assert_eq!(again.good(), first);
    let other = owner.post_once(&path, "key", &json!({"message": "Other"})).await.refusal(422);
    assert_eq!(other["code"], "VALIDATION_ERROR");
    // Over a socket, too.
    let mut socket = Socket::opens(server.address, &format!("/ws/chat/{}", chat.id)).await;
    let mut framed = turn.clone();
    framed["clientMessageId"] = json!("key");
    socket.says(&framed).await;
    let events = socket.up_to("ai_response_complete").await;
    assert!(events.iter().any(|event| event.data["data"] == first["data"]), "{events:#?}");
    assert_eq!(chat.log().await.len(), 2);
    // Sessions and products honour the header, too.
    let asked = json!({"productId": "1", "format": "Hybrid Format"});
    let one = owner.post_once("/api/chat/sessions", "s", &asked).await;
    let two = owner.post_once("/api/chat/sessions", "s", &asked).await;
    assert_eq!(one.body["sessionId"], two.body["sessionId"]);
    assert_eq!(two.header("idempotent-replayed"), Some("true"));
    let other = owner.post_once("/api/chat/sessions", "s", &json!({"productId": "2"})).await.refusal(422);
    assert_eq!(other["code"], "VALIDATION_ERROR");
    let product = json!({"name": "Once Only", "language": "en"});
    let one = owner.post_once("/api/products", "p", &product).await.good();
    assert_eq!(owner.post_once("/api/products", "p", &product).await.good()["id"], one["id"]);
}
