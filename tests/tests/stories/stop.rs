//! Stopping, changing over, and clients that never read: nobody else is harmed.

use crate::{database, home};
use adforge_tests::{Event, Home, Owner, Socket, Stream, raise_file_limit, until};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
};

#[tokio::test]
async fn a_signal_lets_the_running_turn_end_and_ends_every_stream_cleanly() {
    let home = home().with("ADFORGE_OFFLINE_PACE", "150ms");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let path = chat.path("/stream");
    let mut followers = join_all((0..100).map(|_| owner.listens(&path))).await;
    for follower in &mut followers {
        assert_eq!(follower.next().await.unwrap().kind(), "session_state");
    }
    let mut socket = Socket::opens(server.address, &format!("/ws/chat/{}", chat.id)).await;
    assert_eq!(socket.next().await.unwrap().kind(), "session_state");
    let turn = json!({"message": "Generate ads", "currentStep": "persona_selection", "clientMessageId": "one"});
    let mut own = owner.posts_and_listens(&chat.path("/messages"), &turn).await;
    assert_eq!(own.next().await.unwrap().kind(), "ai_response_start");
    let asked = std::time::Instant::now();
    server.signal("TERM");
    // Its own stream may end before the turn does, but never with an error; the others end cleanly, too.
    let rest = own.rest().await;
    assert!(!own.broke && rest.iter().all(|event| event.kind() != "error"), "{rest:#?}");
    for mut follower in followers {
        let rest = follower.rest().await;
        assert!(!follower.broke && rest.iter().all(|event| event.kind() != "error"), "{rest:#?}");
    }
    socket.rest().await;
    assert_eq!(socket.closed, Some(1012), "a socket is told to come back");
    let status = server.ends().await;
    println!("stopped after {:?}", asked.elapsed());
    assert_eq!(status.code(), Some(0));
    // The next start finds the turn ended: by its content, which the stopping process waited for.
    let server = home.serves();
    let chat = chat.by(&Owner::of(server.address));
    let log = chat.log().await;
    let kinds: Vec<&Value> = log.iter().map(|message| &message["type"]).collect();
    assert_eq!(kinds, ["text", "audience_group"]);
}

#[tokio::test]
async fn a_turn_that_is_not_done_in_time_is_handed_to_the_next_start() {
    let home = home().with("ADFORGE_OFFLINE_PACE", "400ms").with("ADFORGE_DRAIN_TIMEOUT", "1ms");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let turn = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    let mut own = owner.posts_and_listens(&chat.path("/messages"), &turn).await;
    assert_eq!(own.next().await.unwrap().kind(), "ai_response_start");
    server.signal("TERM");
    let rest = own.rest().await;
    assert!(rest.iter().all(|event| event.kind() != "error"), "{rest:#?}");
    assert_eq!(server.ends().await.code(), Some(0));
    // Handed back, and not just left: the next start takes up what was left, too, but counts that as a crash.
    assert_eq!(the_job(&home), ("queued".into(), 0));
    let server = home.serves();
    let chat = chat.by(&Owner::of(server.address));
    let mut resumed = chat.owner.listens(&chat.path("/stream?message=Generate%20ads&lastEventId=1")).await;
    let events = resumed.rest().await;
    assert_eq!(events.last().unwrap().kind(), "ai_response_complete", "{events:#?}");
    assert_eq!(chat.log().await.len(), 2);
    assert_eq!(the_job(&home), ("completed".into(), 0));
}

/// How the only job of a folder stands, and how many crashes it has seen.
fn the_job(home: &Home) -> (String, i64) {
    let stored: Stored = sql_query("SELECT status, crashes FROM jobs").get_result(&mut database(home)).unwrap();
    (stored.status, stored.crashes)
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = sql_types::Text)]
    status: String,
    #[diesel(sql_type = sql_types::BigInt)]
    crashes: i64,
}

#[tokio::test]
async fn one_folder_is_one_servers_and_the_next_takes_over_when_it_stops() {
    let home = home();
    let first = home.serves();
    let owner = Owner::of(first.address);
    let chat = owner.starts_session("1").await;
    chat.asks_for_personas().await;
    let refused = home.refuses();
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("in use by another adforge process"), "{}", refused.err);
    assert_eq!(owner.get("/readyz").await.status, 200, "the first one goes on");
    let mut follower = owner.listens(&chat.path("/stream?lastEventId=0")).await;
    let before = follower.up_to_one("the answer", |event| event.id == Some(2)).await;
    first.signal("TERM");
    assert!(follower.rest().await.is_empty() && !follower.broke);
    assert_eq!(first.ends().await.code(), Some(0));
    let second = home.serves();
    let chat = chat.by(&Owner::of(second.address));
    let resumed: Vec<Event> = chat.replays().await;
    let bodies = |events: &[Event]| -> Vec<(Option<u64>, Value)> {
        let body = |event: &Event| (event.id, event.data["messageId"].clone());
        events.iter().filter(|event| event.id.is_some()).map(body).collect()
    };
    assert_eq!(bodies(&before), bodies(&resumed));
    chat.says(&json!({"message": "make them younger"})).await.good();
}

/// Opens a stream and never reads from it; its kernel takes little, so that the server's is soon full.
async fn never_reads(address: SocketAddr, path: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut client = socket.connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n");
    client.write_all(request.as_bytes()).await.unwrap();
    client
}

const NEVER_READING: usize = 1_000;
/// How much memory the server may take for them, in KiB.
const MEMORY: u64 = 600 * 1024;

#[tokio::test]
async fn a_thousand_clients_that_never_read_harm_nobody() {
    raise_file_limit(4_096);
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    // A log that is larger than what a kernel buffers for a client, so that each of them holds something up.
    for _ in 0..12 {
        chat.asks_for_personas().await;
    }
    let path = chat.path("/stream?lastEventId=0&partial=true");
    let lazy = join_all((0..NEVER_READING).map(|_| never_reads(server.address, &path))).await;
    let mut reader: Stream = owner.listens(&chat.path("/stream?lastEventId=0")).await;
    reader.up_to_one("the log so far", |event| event.id == Some(24)).await;
    for number in 0..30u64 {
        chat.asks_for_personas().await;
        reader.up_to_one("the newest answer", |event| event.id == Some(24 + 2 * (number + 1))).await;
    }
    let held = server.resident();
    println!("with {NEVER_READING} that never read: {held} KiB");
    assert!(held < MEMORY, "{held} KiB");
    // They are still there, and are dropped all the same.
    until("the server to drop them", async || (server.open_files() < NEVER_READING / 2).then_some(())).await;
    drop(lazy);
    chat.asks_for_personas().await;
    reader.up_to_one("the newest answer", |event| event.id == Some(86)).await;
}

#[tokio::test]
async fn a_client_that_leaves_is_noticed_though_nothing_is_said() {
    let home = home().with("ADFORGE_SSE_HEARTBEAT", "0");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let path = chat.path("/stream");
    let mut leaving = join_all((0..50).map(|_| owner.listens(&path))).await;
    for stream in &mut leaving {
        assert_eq!(stream.next().await.unwrap().kind(), "session_state");
    }
    let open = server.open_files();
    drop(leaving);
    until("their connections to be gone", async || (server.open_files() <= open - 50).then_some(())).await;
}

#[tokio::test]
async fn a_turn_is_its_sessions_whoever_asks_again_and_whoever_leaves() {
    let home = home().with("ADFORGE_OFFLINE_PACE", "100ms");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let path = chat.path("/stream?message=Generate%20ads&step=persona_selection");
    let mut asking = join_all((0..21).map(|_| owner.listens(&path))).await;
    let mut stays = asking.pop().unwrap();
    for stream in &mut asking {
        assert_eq!(stream.next().await.unwrap().kind(), "ai_response_start");
    }
    drop(asking);
    stays.up_to("ai_response_complete").await;
    assert_eq!(chat.log().await.len(), 2, "twenty-one asked the same: one turn");
}

#[tokio::test]
async fn streams_say_what_proxies_must_know_and_show_that_they_live() {
    let home = home().with("ADFORGE_SSE_HEARTBEAT", "50ms");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let request = owner.request(Method::GET, &chat.path("/stream")).header("Accept-Encoding", "gzip, br");
    let mut stream = Stream::of(request.send().await.unwrap());
    assert_eq!(stream.header("cache-control"), Some("no-cache, no-transform"));
    assert_eq!(stream.header("x-accel-buffering"), Some("no"));
    assert!(stream.header("content-encoding").is_none_or(|coding| coding == "identity"));
    assert_eq!(stream.next().await.unwrap().kind(), "session_state");
    assert_eq!(stream.retry, Some(1000));
    let later = async {
        // Several heartbeats pass before anything happens.
        let mut quiet = owner.listens(&chat.path("/stream")).await;
        quiet.next().await;
        tokio::time::timeout(std::time::Duration::from_millis(400), quiet.next()).await.unwrap_err();
        quiet.comments
    };
    assert!(later.await >= 2, "a silent stream shows that it lives");
}
