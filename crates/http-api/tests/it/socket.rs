//! A session over a WebSocket.

use crate::cast::{PATIENCE, Server, Setup, until};
use adforge_http_api::HttpSettings;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        protocol::frame::{
            CloseFrame, Frame,
            coding::{Data, OpCode},
        },
    },
};

/// A client's socket.
struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens the socket of a session's address.
    async fn open(server: &Server, session: &str) -> Self {
        Self::with(server, session, &[]).await.unwrap()
    }

    async fn with(server: &Server, session: &str, headers: &[(&'static str, &str)]) -> Result<Self, Error> {
        let id = session.rsplit('/').next().unwrap();
        let mut request = format!("ws://{}/ws/chat/{id}", server.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        timeout(PATIENCE, connect_async(request)).await.unwrap().map(|(socket, _)| Self(socket))
    }

    async fn send(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// The next event.
    async fn next(&mut self) -> Value {
        loop {
            match self.message().await {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("no event but {other:?}"),
            }
        }
    }

    async fn message(&mut self) -> Message {
        timeout(PATIENCE, self.0.next()).await.expect("something comes").expect("it is open").unwrap()
    }

    /// The next events in words: `1 user_message`, `ai_response_start` …
    async fn words(&mut self, count: usize) -> Vec<String> {
        let mut words = Vec::new();
        for _ in 0..count {
            let event = self.next().await;
            let id = event["id"].as_u64().map(|id| format!("{id} ")).unwrap_or_default();
            words.push(format!("{id}{}", event["type"].as_str().unwrap()));
        }
        words
    }

    /// The code with which it is closed.
    async fn closed(&mut self) -> u16 {
        loop {
            match self.message().await {
                Message::Close(Some(CloseFrame { code, .. })) => return code.into(),
                Message::Ping(_) => {}
                other => panic!("not closed but {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_socket_follows_its_session_and_is_not_told_what_it_said_itself() {
    let server = Server::new().await;
    let session = server.session().await;
    let (mut one, mut two) = (Socket::open(&server, &session).await, Socket::open(&server, &session).await);
    let state =
        json!({"id": 0, "type": "session_state", "lastSeq": 0, "currentStep": "persona_selection", "status": "active"});
    assert_eq!((one.next().await, two.next().await), (state.clone(), state));
    server.permit(2);
    one.send(json!({"message": "Generate personas", "context": {}, "clientMessageId": "c-1"})).await;
    let start = one.next().await;
    assert_eq!(
        (&start["id"], &start["type"], &start["clientMessageId"]),
        (&json!(1), &json!("ai_response_start"), &json!("c-1"))
    );
    assert_eq!(one.words(3).await, ["status_update", "2 audience_group", "ai_response_complete"]);
    let told = two.next().await;
    assert_eq!(
        (&told["id"], &told["type"], &told["clientMessageId"]),
        (&json!(1), &json!("user_message"), &json!("c-1"))
    );
    assert_eq!(two.words(4).await, ["ai_response_start", "status_update", "2 audience_group", "ai_response_complete"]);
    // What comes over another way is told to both.
    server.says(&session, json!({"context": {"selectedPersona": "aud-1"}})).await;
    assert_eq!(one.words(2).await, ["3 user_message", "ai_response_start"]);
}

#[tokio::test]
async fn renders_are_answered_by_their_job_and_end_with_their_result() {
    let server = Server::new().await;
    let session = server.with_concepts().await;
    let mut socket = Socket::open(&server, &session).await;
    socket.words(1).await;
    let ask = json!({
        "sessionId": "x", "action": "generate_video", "scriptId": "psych-1", "avatarId": "avatar-female-45",
        "context": {"persona": "Persona 1", "angle": "Angle 1", "script": "Full script text here..."},
    });
    socket.send(ask.clone()).await;
    assert_eq!(socket.words(1).await, ["7 ai_response_start"]);
    let started = socket.next().await;
    assert_eq!((&started["type"], &started["status"]), (&json!("video_generation_started"), &json!("queued")));
    // The same again while it runs is the same job.
    socket.send(ask).await;
    let again = loop {
        let event = socket.next().await;
        if event["type"] == "video_generation_started" {
            break event;
        }
    };
    assert_eq!(again["jobId"], started["jobId"]);
    server.permit(2);
    server.film(1);
    let result = loop {
        let event = socket.next().await;
        if event["type"] == "video_result" {
            break event;
        }
    };
    assert_eq!((&result["id"], &result["data"]["jobId"]), (&json!(8), &started["jobId"]));
    assert_eq!(socket.words(1).await, ["ai_response_complete"]);
    socket.send(json!({"action": "generate_image", "scriptId": "psych-2"})).await;
    socket.words(1).await;
    assert_eq!(socket.next().await["type"], "image_generation_started");
}

#[tokio::test]
async fn a_refusal_is_a_frame_with_the_id_it_refuses_and_the_socket_goes_on() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut socket = Socket::open(&server, &session).await;
    socket.words(1).await;
    for (frame, code, field) in [
        (json!({"message": "x", "currentStep": "angle_selection", "clientMessageId": "c-1"}), "INVALID_STEP", None),
        (json!({"message": 5, "clientMessageId": "c-1"}), "MALFORMED_REQUEST", Some("message")),
        (json!({"message": "a\u{0}", "clientMessageId": "c-1"}), "VALIDATION_ERROR", Some("message")),
        (json!({"action": "dance", "clientMessageId": "c-1"}), "VALIDATION_ERROR", Some("action")),
        (json!({"action": "generate_video", "clientMessageId": "c-1"}), "MALFORMED_REQUEST", Some("scriptId")),
        (json!({"action": "cancel", "clientMessageId": "c-1"}), "NOTHING_RUNNING", None),
        (json!({"action": "resume", "clientMessageId": "c-1"}), "MALFORMED_REQUEST", Some("lastEventId")),
    ] {
        socket.send(frame.clone()).await;
        let error = socket.next().await;
        assert_eq!(
            (&error["type"], &error["code"], &error["clientMessageId"]),
            (&json!("error"), &json!(code), &json!("c-1")),
            "{frame}"
        );
        assert_eq!(error["details"]["field"].as_str(), field, "{frame}");
        assert!(error["requestId"].is_string() && error["message"].is_string());
    }
    socket.0.send(Message::text("not JSON")).await.unwrap();
    assert_eq!(socket.next().await["code"], "MALFORMED_REQUEST");
    server.permit(2);
    socket.0.send(Message::binary(json!({"message": "in bytes"}).to_string().into_bytes())).await.unwrap();
    assert_eq!(socket.words(1).await, ["1 ai_response_start"]);
}

#[tokio::test]
async fn a_cancel_ends_the_turn_and_a_second_turn_waits() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut socket = Socket::open(&server, &session).await;
    socket.send(json!({"message": "one", "currentStep": "persona_selection"})).await;
    assert_eq!(socket.words(3).await, ["0 session_state", "1 ai_response_start", "status_update"]);
    socket.send(json!({"message": "two", "currentStep": "persona_selection", "clientMessageId": "c-2"})).await;
    let busy = socket.next().await;
    assert_eq!((&busy["code"], &busy["clientMessageId"]), (&json!("TURN_IN_PROGRESS"), &json!("c-2")));
    socket.send(json!({"action": "cancel"})).await;
    let end = socket.next().await;
    assert_eq!((&end["id"], &end["code"]), (&json!(2), &json!("TURN_CANCELLED")));
    assert!(end.get("clientMessageId").is_none());
}

#[tokio::test]
async fn a_socket_resumes_from_any_number() {
    let server = Server::new().await;
    let session = server.with_concepts().await;
    let mut socket = Socket::open(&server, &session).await;
    assert_eq!(socket.words(1).await, ["6 session_state"]);
    for id in [json!(4), json!("4")] {
        socket.send(json!({"action": "resume", "lastEventId": id})).await;
        assert_eq!(socket.words(2).await, ["5 user_message", "6 psychology_selection"]);
    }
    for id in [json!(7), json!("x"), json!(-1), json!(1.5)] {
        socket.send(json!({"action": "resume", "lastEventId": id})).await;
        let error = socket.next().await;
        assert_eq!((&error["code"], &error["details"]["lastSeq"]), (&json!("MALFORMED_REQUEST"), &json!(6)), "{id}");
    }
    // Whoever resumes goes on following.
    server.says(&session, json!({"message": "again", "currentStep": "persona_selection"})).await;
    assert_eq!(socket.words(1).await, ["7 user_message"]);
}

#[tokio::test]
async fn a_key_that_is_known_is_answered_again_over_a_socket() {
    let server = Server::new().await;
    let session = server.session().await;
    let turn = json!({"message": "go", "currentStep": "persona_selection", "clientMessageId": "c-1"});
    let first = server.says(&session, turn.clone()).await;
    let mut socket = Socket::open(&server, &session).await;
    socket.words(1).await;
    socket.send(turn).await;
    let start = socket.next().await;
    assert_eq!((&start["messageId"], &start["clientMessageId"]), (&first.body["messageId"], &json!("c-1")));
    assert_eq!(socket.words(2).await, ["audience_group", "ai_response_complete"]);
    assert_eq!(server.writer.asked(), 1);
}

#[tokio::test]
async fn what_a_browser_can_not_see_in_a_handshake_is_told_after_it() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut nothing = Socket::open(&server, "00000000-0000-0000-0000-00000000ffff").await;
    assert_eq!(nothing.next().await["code"], "SESSION_NOT_FOUND");
    assert_eq!(nothing.closed().await, 4404);
    let mut stranger = Socket::open(&server, &format!("{session}?access_token=stranger")).await;
    assert_eq!((stranger.next().await["code"].clone(), stranger.closed().await), (json!("SESSION_NOT_FOUND"), 4404));
    let mut bad = Socket::open(&server, &format!("{session}?access_token=bad")).await;
    assert_eq!((bad.next().await["code"].clone(), bad.closed().await), (json!("UNAUTHENTICATED"), 4401));
    let mut bad = Socket::with(&server, &session, &[("sec-websocket-protocol", "bearer.bad")]).await.unwrap();
    assert_eq!((bad.next().await["code"].clone(), bad.closed().await), (json!("UNAUTHENTICATED"), 4401));
}

#[tokio::test]
async fn pages_of_other_sites_get_no_socket() {
    let server = Server::new().await;
    let session = server.session().await;
    let refused = Socket::with(&server, &session, &[("origin", "https://evil.example")]).await;
    let Err(Error::Http(answer)) = refused.map(|_| ()) else { panic!("it was let in") };
    assert_eq!(answer.status(), 403);
    let plain = server.get(&session.replace("/api/chat/sessions", "/ws/chat")).await;
    assert_eq!((plain.status, &plain.error()["code"]), (400, &json!("MALFORMED_REQUEST")));
}

#[tokio::test]
async fn a_session_that_goes_closes_its_sockets_with_its_own_code() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut socket = Socket::open(&server, &session).await;
    socket.words(1).await;
    server.delete(&session).await;
    assert_eq!((socket.next().await["code"].clone(), socket.closed().await), (json!("SESSION_NOT_FOUND"), 4404));
    let old = server.session().await;
    server.says(&old, json!({"message": "go"})).await;
    server.hand.turn(Duration::from_secs(25 * 3600));
    let mut late = Socket::open(&server, &old).await;
    assert_eq!(late.next().await["status"], "expired");
    assert_eq!((late.next().await["code"].clone(), late.closed().await), (json!("SESSION_EXPIRED"), 4410));
}

#[tokio::test]
async fn a_frame_may_have_a_mebibyte_whole_or_in_parts() {
    let server = Server::new().await;
    let session = server.session().await;
    let frame = |size: usize| {
        let bare = json!({"action": "cancel", "x": ""}).to_string().len();
        json!({"action": "cancel", "x": "x".repeat(size - bare)}).to_string()
    };
    const MOST: usize = 1024 * 1024;
    let mut socket = Socket::open(&server, &session).await;
    socket.words(1).await;
    socket.0.send(Message::text(frame(MOST))).await.unwrap();
    assert_eq!(socket.next().await["code"], "NOTHING_RUNNING");
    let parts = frame(MOST);
    for (at, part) in parts.as_bytes().chunks(300_000).enumerate() {
        let code = OpCode::Data(if at == 0 { Data::Text } else { Data::Continue });
        let last = (at + 1) * 300_000 >= parts.len();
        socket.0.send(Message::Frame(Frame::message(part.to_vec(), code, last))).await.unwrap();
    }
    assert_eq!(socket.next().await["code"], "NOTHING_RUNNING");
    socket.0.send(Message::text(frame(MOST + 1))).await.unwrap();
    assert_eq!((socket.next().await["code"].clone(), socket.closed().await), (json!("PAYLOAD_TOO_LARGE"), 1009));
    let mut parted = Socket::open(&server, &session).await;
    parted.words(1).await;
    for at in 0..2 {
        let code = OpCode::Data(if at == 0 { Data::Text } else { Data::Continue });
        parted.0.send(Message::Frame(Frame::message(vec![b' '; 600_000], code, at == 1))).await.unwrap();
    }
    assert_eq!((parted.next().await["code"].clone(), parted.closed().await), (json!("PAYLOAD_TOO_LARGE"), 1009));
}

#[tokio::test]
async fn a_peer_is_asked_whether_it_lives_and_a_silent_one_is_closed() {
    let settings = HttpSettings { ping: Duration::from_millis(30), ..HttpSettings::default() };
    let server = Server::with(Setup { settings, ..Setup::default() }).await;
    let session = server.session().await;
    let mut living = Socket::open(&server, &session).await;
    let mut pings = 0;
    while pings < 10 {
        // Reading answers pings.
        pings += usize::from(living.message().await.is_ping());
    }
    let silent = Socket::open(&server, &session).await;
    server.gauge("adforge_sockets_open", 2).await;
    let closed = server.gauge("adforge_sockets_open", 1);
    let reading = async {
        loop {
            living.message().await;
        }
    };
    tokio::select! {
        () = closed => {}
        () = reading => {}
    }
    drop(silent);
}

#[tokio::test]
async fn a_closed_socket_is_gone_at_once_and_a_stopping_server_says_so() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut leaves = Socket::open(&server, &session).await;
    leaves.words(1).await;
    let mut stays = Socket::open(&server, &session).await;
    stays.words(1).await;
    drop(leaves);
    server.gauge("adforge_sockets_open", 1).await;
    stays.0.close(None).await.unwrap();
    server.gauge("adforge_sockets_open", 0).await;
    let mut last = Socket::open(&server, &session).await;
    last.words(1).await;
    server.stops().await;
    assert_eq!(last.closed().await, 1012);
}

/// A client that asks for more and more and reads nothing, until `done`.
async fn floods(socket: &mut Socket, done: impl Future<Output = ()>) {
    // Every refusal is a frame that carries this id back.
    let text = json!({"action": "dance", "clientMessageId": "y".repeat(150_000)}).to_string();
    let flood = async {
        while socket.0.send(Message::text(text.clone())).await.is_ok() {}
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = flood => {}
        () = done => {}
    }
}

#[tokio::test]
async fn a_socket_that_reads_too_slowly_is_told_to_come_back() {
    let settings = HttpSettings { patience: Duration::from_secs(3), ..HttpSettings::default() };
    let server = Server::with(Setup { settings, ..Setup::default() }).await;
    let session = server.session().await;
    let mut slow = Socket::open(&server, &session).await;
    floods(&mut slow, server.gauge("adforge_sockets_slow_total", 1)).await;
    let code = loop {
        match slow.message().await {
            Message::Close(Some(frame)) => break u16::from(frame.code),
            _ => continue,
        }
    };
    assert_eq!(code, 4408);
}

#[tokio::test]
async fn a_socket_that_never_reads_is_dropped_and_others_are_served() {
    let settings = HttpSettings { patience: Duration::from_millis(300), ..HttpSettings::default() };
    let server = Server::with(Setup { settings, ..Setup::default() }).await;
    let session = server.session().await;
    let mut lazy = Socket::open(&server, &session).await;
    floods(&mut lazy, server.gauge("adforge_sockets_open", 0)).await;
    until("others are served", async || server.get("/healthz").await.status == 200).await;
    let mut other = Socket::open(&server, &session).await;
    assert_eq!(other.words(1).await, ["0 session_state"]);
}
