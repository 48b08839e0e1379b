//! What a dropped connection may cost: nothing. The promises of a stream, one by one.

use crate::cast::{Answer, Events, Server, Setup, until};
use adforge_http_api::HttpSettings;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

const TURN: &str = "message=Generate%20ads&step=persona_selection";

#[tokio::test]
async fn a_stream_says_how_to_read_it_before_anything_else() {
    let server = Server::new().await;
    let session = server.session().await;
    let request = server.request(Method::GET, &format!("{session}/stream")).header("accept-encoding", "gzip, br");
    let mut stream = Events::of(request).await;
    let header =
        |name: &str| stream.headers.get_all(name).iter().map(|it| it.to_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!((stream.status, header("content-type")), (200, vec!["text/event-stream".to_owned()]));
    assert_eq!(header("cache-control"), ["no-cache, no-transform"]);
    assert_eq!(header("x-accel-buffering"), ["no"]);
    assert_eq!(header("content-encoding"), Vec::<String>::new());
    assert_eq!(stream.block().await.unwrap(), "retry: 1000");
    let state = r#"{"type":"session_state","lastSeq":0,"currentStep":"persona_selection","status":"active"}"#;
    assert_eq!(stream.block().await.unwrap(), format!("id: 0\ndata: {state}"));
}

#[tokio::test]
async fn a_turns_stream_has_its_number_at_once_and_does_not_repeat_the_users_message() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut follower = server.stream(&format!("{session}/stream")).await;
    assert_eq!(follower.words(1).await, ["0 session_state"]);
    let mut own = server.stream(&format!("{session}/stream?{TURN}")).await;
    let first = own.next().await.unwrap();
    assert_eq!((own.last, &first["type"]), (Some(1), &json!("ai_response_start")));
    server.permit(2);
    assert_eq!(own.rest().await, ["status_update", "2 audience_group", "ai_response_complete"]);
    let told = follower.next().await.unwrap();
    assert_eq!(
        (follower.last, &told["type"], &told["messageId"]),
        (Some(1), &json!("user_message"), &first["userMessageId"])
    );
    assert_eq!(told["message"]["content"], "Generate ads");
    // The start comes after its own number went out: it has none.
    let words = follower.words(4).await;
    assert_eq!(words, ["ai_response_start", "status_update", "2 audience_group", "ai_response_complete"]);
}

#[tokio::test]
async fn who_follows_two_ways_sees_the_same_bytes() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut streams =
        [server.stream(&format!("{session}/stream")).await, server.stream(&format!("{session}/stream")).await];
    server.says(&session, json!({"message": "go"})).await;
    for stream in &mut streams {
        stream.words(6).await;
    }
    assert_eq!(streams[0].raw, streams[1].raw);
}

#[tokio::test]
async fn a_session_is_replayed_from_any_number_once_and_in_order() {
    let server = Server::new().await;
    let session = server.with_concepts().await;
    let all = [
        "1 user_message",
        "2 audience_group",
        "3 user_message",
        "4 marketing_angle",
        "5 user_message",
        "6 psychology_selection",
    ];
    let stream = format!("{session}/stream");
    for after in 0..6 {
        let mut by_header = server.resume(&stream, after as u64).await;
        assert_eq!(by_header.words(6 - after).await, all[after..], "after {after}");
        let mut by_query = server.stream(&format!("{stream}?lastEventId={after}")).await;
        assert_eq!(by_query.words(6 - after).await, all[after..], "after {after}");
    }
    // A browser's address is frozen at its first value: the header wins.
    let mut both = server.resume(&format!("{stream}?lastEventId=0"), 5).await;
    assert_eq!(both.words(1).await, ["6 psychology_selection"]);
    // An empty one is none.
    let empty = server.request(Method::GET, &stream).header("Last-Event-ID", "");
    assert_eq!(Events::of(empty).await.words(1).await, ["6 session_state"]);
}

#[tokio::test]
async fn a_number_that_this_log_does_not_have_is_refused() {
    let server = Server::new().await;
    let session = server.session().await;
    server.says(&session, json!({"message": "go"})).await;
    for path in [format!("{session}/stream"), format!("{session}/stream?{TURN}"), format!("{session}/messages?{TURN}")]
    {
        for id in ["3", "99999999999999999999", "-1", "+1", "1.5", "abc"] {
            let answer = Answer::of(server.request(Method::GET, &path).header("Last-Event-ID", id)).await;
            assert_eq!(
                (answer.status, answer.error()["code"].as_str()),
                (400, Some("MALFORMED_REQUEST")),
                "{path} {id}"
            );
            assert_eq!(answer.body["details"]["lastSeq"], 2, "{path} {id}");
        }
    }
    assert_eq!(server.writer.asked(), 1, "none of them began a generation");
}

#[tokio::test]
async fn a_turns_address_that_comes_back_never_generates() {
    let server = Server::new().await;
    let session = server.session().await;
    let turn = format!("{session}/stream?{TURN}");
    // An id of 0 on an empty log is none.
    let mut first = server.resume(&turn, 0).await;
    assert_eq!(first.words(2).await, ["1 ai_response_start", "status_update"]);
    server.permit(1);
    drop(first);
    // It runs: what was missed, its start, its present, and its end.
    let mut running = server.resume(&format!("{turn}&partial=true"), 1).await;
    assert_eq!(running.words(3).await, ["ai_response_start", "status_update", "content_delta"]);
    let mut whole = server.resume(&turn, 0).await;
    assert_eq!(whole.words(2).await, ["1 user_message", "ai_response_start"]);
    server.permit(1);
    assert_eq!(running.rest().await, ["content_delta", "2 audience_group", "ai_response_complete"]);
    assert_eq!(whole.rest().await.last().unwrap(), "ai_response_complete");
    // It is over.
    assert_eq!(server.resume(&turn, 1).await.rest().await, ["2 audience_group", "ai_response_complete"]);
    let nothing = server.resume(&turn, 2).await;
    assert_eq!(nothing.status, 204);
    // A body that comes back as a polyfill sends it is held to the same.
    let posted = server.request(Method::POST, &format!("{session}/messages")).header("accept", "text/event-stream");
    let posted = posted
        .header("Last-Event-ID", "2")
        .json(&json!({"message": "Generate ads", "currentStep": "persona_selection"}));
    assert_eq!(Events::of(posted).await.status, 204);
    assert_eq!(server.writer.asked(), 1);
}

#[tokio::test]
async fn an_error_is_its_own_end_when_a_turn_is_come_back_to() {
    let server = Server::new().await;
    let session = server.session().await;
    let turn = format!("{session}/stream?{TURN}");
    let mut own = server.stream(&turn).await;
    own.words(1).await;
    server.post(&format!("{session}/cancel"), json!({})).await;
    assert_eq!(own.rest().await.last().unwrap(), "2 error");
    let mut late = server.resume(&turn, 1).await;
    let error = late.next().await.unwrap();
    assert_eq!((late.last, &error["code"], &error["retryable"]), (Some(2), &json!("TURN_CANCELLED"), &json!(true)));
    assert!(error["requestId"].is_string() && error["messageId"].is_string());
    assert_eq!(late.rest().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_browser_that_lost_its_first_byte_joins_the_turn_it_began() {
    let server = Server::new().await;
    let session = server.session().await;
    let turn = format!("{session}/stream?{TURN}");
    let own = server.stream(&turn).await;
    until("it runs", async || server.story(&session).await.len() == 1).await;
    drop(own);
    server.gauge("adforge_streams_open", 0).await;
    let joined = server.stream(&turn).await;
    drop(joined);
    server.permit(2);
    until("it is over", async || server.story(&session).await.len() == 2).await;
    // Its own stream broke off before the end could be sent.
    let mut again = server.stream(&turn).await;
    assert_eq!(again.rest().await, ["1 ai_response_start", "2 audience_group", "ai_response_complete"]);
    assert_eq!(server.writer.asked(), 1);
    // Other words are another turn.
    server.permit(2);
    server.stream(&format!("{session}/stream?message=Other&step=persona_selection")).await.rest().await;
    assert_eq!(server.writer.asked(), 2);
}

#[tokio::test]
async fn ten_seconds_after_the_end_the_same_words_are_a_new_turn() {
    let server = Server::new().await;
    let session = server.session().await;
    let turn = format!("{session}/stream?{TURN}");
    server.stream(&turn).await.words(1).await;
    server.gauge("adforge_streams_open", 0).await;
    server.permit(2);
    until("it is over", async || server.story(&session).await.len() == 2).await;
    assert_eq!(server.stream(&turn).await.words(1).await, ["1 ai_response_start"]);
    server.hand.turn(Duration::from_secs(11));
    server.permit(2);
    assert_eq!(server.stream(&turn).await.rest().await[0], "3 ai_response_start");
}

#[tokio::test]
async fn a_key_joins_while_its_turn_runs_and_replays_once_it_is_over() {
    let server = Server::new().await;
    let session = server.session().await;
    let turn = format!("{session}/stream?{TURN}&clientMessageId=c-1");
    let mut first = server.stream(&turn).await;
    first.words(1).await;
    let mut second = server.stream(&turn).await;
    assert_eq!(second.words(1).await, ["1 ai_response_start"]);
    assert!(!second.headers.contains_key("idempotent-replayed"));
    server.permit(2);
    assert_eq!(first.rest().await.last(), second.rest().await.last());
    let mut third = server.stream(&turn).await;
    assert_eq!(third.headers["idempotent-replayed"], "true");
    assert_eq!(third.rest().await, ["1 ai_response_start", "2 audience_group", "ai_response_complete"]);
    assert_eq!(server.writer.asked(), 1);
}

#[tokio::test]
async fn cards_go_out_one_by_one_to_who_asks_and_each_once_to_who_joins() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut own = server.stream(&format!("{session}/stream?{TURN}&partial=true")).await;
    server.permit(1);
    assert_eq!(own.words(2).await, ["1 ai_response_start", "status_update"]);
    let card = own.next().await.unwrap();
    assert_eq!(
        (&card["type"], &card["contentType"], &card["index"]),
        (&json!("content_delta"), &json!("audience_group"), &json!(0))
    );
    assert_eq!((card["item"]["id"].as_str(), card["item"]["label"].is_string()), (Some("aud-1"), true));
    let mut joined = server.stream(&format!("{session}/stream?partial=true")).await;
    assert_eq!(joined.words(4).await, ["1 session_state", "ai_response_start", "status_update", "content_delta"]);
    let mut plain = server.stream(&format!("{session}/stream")).await;
    server.permit(1);
    let rest = ["content_delta", "2 audience_group", "ai_response_complete"];
    assert_eq!(joined.words(3).await, rest);
    assert_eq!(own.rest().await, rest);
    assert_eq!(
        plain.words(5).await,
        ["1 session_state", "ai_response_start", "status_update", "2 audience_group", "ai_response_complete"]
    );
    assert_eq!(server.get(&format!("{session}/stream?partial=perhaps")).await.status, 422);
}

#[tokio::test]
async fn a_turns_stream_carries_the_film_that_became_ready_meanwhile() {
    let server = Server::new().await;
    let session = server.with_concepts().await;
    let video = server.post(&format!("{session}/video"), json!({"scriptId": "psych-1"})).await;
    assert_eq!(video.status, 202, "{}", video.text);
    server.permit(2);
    until("it is being filmed", async || !server.studio.films.lock().unwrap().is_empty()).await;
    let mut turn = server.stream(&format!("{session}/stream?message=again&step=persona_selection")).await;
    assert_eq!(turn.words(1).await, ["8 ai_response_start"]);
    server.film(1);
    let seen = turn.words(2).await;
    assert!(seen.contains(&"9 video_result".to_owned()), "{seen:?}");
    server.permit(2);
    assert_eq!(turn.rest().await, ["10 audience_group", "ai_response_complete"]);
}

#[tokio::test]
async fn a_render_can_be_followed_by_its_own_request() {
    let server = Server::new().await;
    let session = server.with_concepts().await;
    let request = server.request(Method::POST, &format!("{session}/image")).header("accept", "text/event-stream");
    let mut stream = Events::of(request.json(&json!({"scriptId": "psych-2"}))).await;
    assert_eq!(stream.words(1).await, ["7 ai_response_start"]);
    let queued = stream.next().await.unwrap();
    assert_eq!(
        (&queued["type"], &queued["status"], &queued["estimatedTime"]),
        (&json!("image_generation_started"), &json!("queued"), &json!("2s"))
    );
    server.permit(2);
    server.film(1);
    let rest = stream.rest().await;
    assert_eq!(rest[rest.len() - 2..], ["8 static_ad_result", "ai_response_complete"], "{rest:?}");
    let cancelled = server.post(&format!("/api/jobs/{}/cancel", queued["jobId"].as_str().unwrap()), json!({})).await;
    assert_eq!(
        (cancelled.status, &cancelled.body["code"], &cancelled.body["details"]["status"]),
        (409, &json!("NOTHING_RUNNING"), &json!("completed"))
    );
}

#[tokio::test]
async fn the_streams_of_a_session_that_is_erased_say_so_and_end() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut stream = server.stream(&format!("{session}/stream")).await;
    stream.words(1).await;
    assert_eq!(server.delete(&session).await.status, 204);
    let error = stream.next().await.unwrap();
    assert_eq!((&error["code"], &error["type"]), (&json!("SESSION_NOT_FOUND"), &json!("error")));
    assert!(stream.block().await.is_none());
    assert_eq!(server.get(&session).await.status, 404);
}

#[tokio::test]
async fn a_silent_stream_shows_that_it_lives() {
    let settings = HttpSettings { heartbeat: Some(Duration::from_millis(10)), ..HttpSettings::default() };
    let server = Server::with(Setup { settings, ..Setup::default() }).await;
    let session = server.session().await;
    let mut stream = server.stream(&format!("{session}/stream")).await;
    stream.words(1).await;
    assert_eq!(stream.block().await.unwrap(), ": alive");
    assert_eq!(stream.block().await.unwrap(), ": alive");
    assert_eq!(stream.raw.matches("retry: ").count(), 1);
}

#[tokio::test]
async fn the_history_that_a_stream_replays_is_the_history() {
    let server = Server::new().await;
    let session = server.with_concepts().await;
    let history = server.get(&format!("{session}/messages")).await;
    let mut stream = server.stream(&format!("{session}/stream?lastEventId=0")).await;
    for message in history.body["messages"].as_array().unwrap() {
        let event = stream.next().await.unwrap();
        assert_eq!((stream.last, &event["messageId"]), (message["seq"].as_u64(), &message["id"]));
        let shown = if event["type"] == "user_message" { &event["message"] } else { &event["data"] };
        let kept: &Value = if event["type"] == "user_message" { message } else { &message["data"] };
        assert_eq!(shown, kept);
    }
}
