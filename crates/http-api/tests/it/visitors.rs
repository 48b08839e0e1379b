//! Visitors who close, who never read, and who stay until the server stops.

use crate::cast::{Server, Setup, until};
use adforge_http_api::HttpSettings;
use serde_json::json;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Asks for something and gives back the connection, unread.
async fn asks(server: &Server, path: &str) -> TcpStream {
    sends(server, &format!("GET {path} HTTP/1.1"), "").await
}

/// Begins a turn and gives back the connection, unread.
async fn begins_a_turn(server: &Server, session: &str) -> TcpStream {
    sends(server, &format!("POST {session}/messages HTTP/1.1"), &json!({"message": "go"}).to_string()).await
}

async fn sends(server: &Server, line: &str, body: &str) -> TcpStream {
    let mut connection = TcpStream::connect(server.address).await.unwrap();
    let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let request = format!("{line}\r\nHost: {}\r\n{length}\r\n{body}", server.address);
    connection.write_all(request.as_bytes()).await.unwrap();
    connection
}

#[tokio::test]
async fn a_follower_that_closes_is_gone_at_once() {
    let server = Server::new().await;
    let session = server.session().await;
    let one = asks(&server, &format!("{session}/stream")).await;
    let mut half = asks(&server, &format!("{session}/stream")).await;
    server.gauge("adforge_streams_open", 2).await;
    drop(one);
    server.gauge("adforge_streams_open", 1).await;
    // Half-closed is closed: who sends no more is not kept for the sake of an old protocol.
    half.shutdown().await.unwrap();
    server.gauge("adforge_streams_open", 0).await;
}

#[tokio::test]
async fn a_follower_that_never_reads_is_dropped_and_harms_nobody() {
    let settings = HttpSettings { patience: Duration::from_millis(500), ..HttpSettings::default() };
    let server = Server::with(Setup { settings, ..Setup::default() }).await;
    let session = server.session().await;
    // Long messages soon fill what the kernel takes.
    for _ in 0..40 {
        server.says(&session, json!({"message": "é".repeat(4_000), "currentStep": "persona_selection"})).await;
    }
    let mut lazy = Vec::new();
    for _ in 0..20 {
        let connection = TcpStream::connect(server.address).await.unwrap();
        socket2::SockRef::from(&connection).set_recv_buffer_size(4_096).unwrap();
        let mut connection = connection;
        let head = format!("GET {session}/stream?lastEventId=0 HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
        connection.write_all(head.as_bytes()).await.unwrap();
        lazy.push(connection);
    }
    server.gauge("adforge_streams_open", 20).await;
    let mut reads = server.stream(&format!("{session}/stream?lastEventId=0")).await;
    assert_eq!(reads.words(80).await.len(), 80);
    server.gauge("adforge_streams_open", 1).await;
    drop(lazy);
}

#[tokio::test]
async fn a_server_with_a_thousand_followers_stops_and_no_client_sees_an_error() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut followers = Vec::new();
    for _ in 0..1_000 {
        followers.push(asks(&server, &format!("{session}/stream")).await);
    }
    server.gauge("adforge_streams_open", 1_000).await;
    let address = server.address;
    server.stops().await;
    for mut follower in followers {
        let mut text = Vec::new();
        follower.read_to_end(&mut text).await.unwrap();
        // Every body is whole: it ends with the last chunk.
        assert!(text.ends_with(b"\r\n0\r\n\r\n"), "{}", String::from_utf8_lossy(&text));
    }
    until("nobody is let in any more", async || TcpStream::connect(address).await.is_err()).await;
}

#[tokio::test]
async fn a_stopping_server_answers_what_it_has_begun() {
    let server = Server::new().await;
    let session = server.session().await;
    let path = format!("{session}/messages");
    let request = server.request(reqwest::Method::POST, &path).json(&json!({"message": "go"}));
    let answer = tokio::spawn(crate::cast::Answer::of(request));
    until("it runs", async || server.story(&session).await.len() == 1).await;
    server.shutdown.cancel();
    server.permit(2);
    assert_eq!(answer.await.unwrap().status, 200);
    server.stops().await;
}

#[tokio::test]
async fn a_stopping_server_begins_nothing_of_what_it_is_still_being_told() {
    let server = Server::new().await;
    let session = server.session().await;
    let body = r#"{"message":"go"}"#;
    let (begun, rest) = body.split_at(5);
    let mut half = TcpStream::connect(server.address).await.unwrap();
    let head =
        format!("POST {session}/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{begun}", body.len());
    half.write_all(head.as_bytes()).await.unwrap();
    server.gauge("adforge_requests_open", 2).await;
    server.shutdown.cancel();
    until("nobody is let in any more", async || TcpStream::connect(server.address).await.is_err()).await;
    half.write_all(rest.as_bytes()).await.unwrap();
    let mut refused = String::new();
    half.read_to_string(&mut refused).await.unwrap();
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("UNAVAILABLE"), "{refused}");
    assert!(refused.to_lowercase().contains("retry-after: 1\r\n"), "{refused}");
    let id = session.rsplit('/').next().unwrap().parse().unwrap();
    let owner = adforge_domain::ids::OwnerId("local".into());
    assert_eq!(server.application.session(&owner, id).await.unwrap().session.last_seq, 0, "it was not begun");
}

#[tokio::test]
async fn a_turn_outlives_the_client_that_began_it() {
    let server = Server::new().await;
    let session = server.session().await;
    let connection = begins_a_turn(&server, &session).await;
    until("it runs", async || server.story(&session).await.len() == 1).await;
    drop(connection);
    server.permit(2);
    until("it is over", async || server.story(&session).await == ["1 text", "2 audience_group"]).await;
}

#[tokio::test]
async fn a_turn_that_is_being_stored_when_its_client_leaves_is_run_all_the_same() {
    let server = Server::new().await;
    let session = server.session().await;
    server.store.append.hold();
    let connection = begins_a_turn(&server, &session).await;
    server.store.append.caught(1).await;
    // It is committed, and nobody runs it yet. Its client leaves, and what answered it is gone with it.
    drop(connection);
    server.gauge("adforge_requests_open", 1).await;
    server.store.append.mend();
    server.permit(2);
    until("it is over", async || server.story(&session).await == ["1 text", "2 audience_group"]).await;
}

#[tokio::test]
async fn a_request_that_breaks_down_is_told_so_and_the_next_ones_are_served() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut stays = asks(&server, &format!("{session}/stream")).await;
    server.gauge("adforge_streams_open", 1).await;
    let begin = || {
        let request = server.request(reqwest::Method::POST, &format!("{session}/messages"));
        crate::cast::Answer::of(request.json(&json!({"message": "go"})))
    };
    server.store.append.breaks_down();
    for _ in 0..3 {
        let refused = begin().await;
        assert!(refused.status == 503 && refused.text.contains("The request broke down"), "{refused:?}");
        assert_eq!(refused.header("retry-after"), "1");
    }
    server.store.append.mend();
    server.permit(2);
    assert_eq!(begin().await.status, 200);
    let mut heard = Vec::new();
    while !heard.windows(15).any(|some| some == b"audience_group\"") {
        assert!(stays.read_buf(&mut heard).await.unwrap() > 0, "who follows is served on");
    }
}

#[tokio::test]
async fn a_turn_goes_on_when_the_server_that_took_it_has_stopped() {
    let server = Server::new().await;
    let session = server.session().await;
    let stream = server.stream(&format!("{session}/stream?message=x&step=persona_selection")).await;
    until("it runs", async || server.story(&session).await.len() == 1).await;
    drop(stream);
    let (application, writer) = (server.application.clone(), server.writer.clone());
    server.stops().await;
    writer.permit(2);
    let owner = adforge_domain::ids::OwnerId("local".into());
    let id = session.rsplit('/').next().unwrap().parse().unwrap();
    until("it is over", async || application.session(&owner, id).await.unwrap().session.last_seq == 2).await;
    let history = application.history(&owner, id, 0, 10).await.unwrap();
    assert_eq!(history.messages[1].body.kind(), "audience_group");
}

#[tokio::test]
async fn what_is_there_at_once_goes_out_in_pieces_of_a_few_kilobytes() {
    let server = Server::new().await;
    let session = server.session().await;
    for _ in 0..10 {
        server.says(&session, json!({"message": "x".repeat(3_900), "currentStep": "persona_selection"})).await;
    }
    let mut connection = sends(&server, &format!("GET {session}/stream HTTP/1.1\r\nLast-Event-ID: 0"), "").await;
    let mut answer = Vec::new();
    while !answer.windows(8).any(|some| some == b"\nid: 20\n") {
        assert!(connection.read_buf(&mut answer).await.unwrap() > 0, "{}", String::from_utf8_lossy(&answer));
    }
    let answer = String::from_utf8(answer).unwrap();
    let (_, mut rest) = answer.split_once("\r\n\r\n").unwrap();
    let mut pieces = Vec::new();
    while let Some((length, more)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        let (Some(piece), Some(more)) = (more.get(..length), more.get(length + 2..)) else { break };
        pieces.push(piece);
        rest = more;
    }
    let events = |piece: &&str| piece.matches("data: ").count();
    assert!(pieces.iter().any(|piece| events(piece) > 1), "{:?}", pieces.iter().map(events).collect::<Vec<_>>());
    let longest = pieces.iter().map(|piece| piece.len()).max().unwrap();
    assert!((8 * 1024..24 * 1024).contains(&longest), "{longest}");
}
