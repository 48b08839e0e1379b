//! How it starts, and how it stops: told to, told twice, killed, and with a full disk.

use crate::adforge::{Adforge, Running, between, database};
use diesel::{QueryableByName, RunQueryDsl, SqliteConnection, sql_query, sql_types::BigInt};
use std::{
    io::{BufRead, BufReader},
    net::TcpStream,
};

const SESSION: &str = r#"{"productId":"1","format":"Hybrid Format","mediaType":"video"}"#;

fn session(server: &Running) -> String {
    let created = server.post("/api/chat/sessions", SESSION);
    assert_eq!(created.status, 201, "{created:?}");
    between(&created.body, "\"sessionId\":\"", "\"").to_owned()
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn count(database: &mut SqliteConnection, query: &str) -> i64 {
    sql_query(query).get_result::<Counted>(database).unwrap().n
}

#[test]
fn it_serves_with_no_setting_at_all_and_stops_when_it_is_told() {
    for signal in ["TERM", "INT"] {
        let server = Adforge::new().serves();
        assert_eq!(server.get("/healthz").status, 200);
        assert_eq!(server.get("/readyz").status, 200);
        let product = server.get("/api/products/1");
        assert!(product.body.contains("\"slug\":\"serum-autobronzant\""), "{product:?}");
        session(&server);
        server.signal(signal);
        let run = server.ends();
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.out.is_empty(), "only the address goes to standard output");
        assert!(run.home.path().join("data/adforge.db").exists());
    }
}

#[test]
fn a_log_for_machines_is_json_line_by_line() {
    let server = Adforge::new().variable("ADFORGE_LOG_FORMAT", "json").serves();
    let address = server.address.clone();
    server.signal("TERM");
    let run = server.ends();
    let lines: Vec<serde_json::Value> = run.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["fields"]["address"] == address.as_str()), "{}", run.err);
}

#[test]
fn a_process_that_was_killed_leaves_no_lock_and_its_products_and_sessions_are_there() {
    let server = Adforge::new().serves();
    let session = session(&server);
    server.signal("KILL");
    let killed = server.ends();
    assert_eq!(killed.code, -1);
    let server = Adforge::at(killed.home).serves();
    assert_eq!(server.get(&format!("/api/chat/sessions/{session}")).status, 200);
    server.signal("TERM");
    assert_eq!(server.ends().code, 0);
}

#[test]
fn a_running_turn_may_end_after_the_signal_and_its_content_is_kept() {
    // Slow enough that the signal falls between the cards.
    let server = Adforge::new().variable("ADFORGE_OFFLINE_PACE", "300ms").serves();
    let session = session(&server);
    let path = format!("/api/chat/sessions/{session}");
    let mut stream =
        server.streams(&format!("{path}/stream?message=Generate%20ads&step=persona_selection&partial=true"));
    reads_until(&mut stream, "content_delta");
    server.signal("TERM");
    reads_to_the_end(&mut stream);
    let stopped = server.ends();
    assert_eq!(stopped.code, 0, "{stopped:?}");
    let mut database = database(stopped.home.path());
    assert_eq!(
        count(&mut database, "SELECT count(*) AS n FROM chat_messages"),
        2,
        "the turn has its end: {}",
        stopped.err
    );
}

/// Asks for personas of a writer that is never done, and waits until it is at work.
fn begins_a_turn_without_end(server: &Running, path: &str) -> (TcpStream, BufReader<TcpStream>) {
    let unanswered = server.begins_to_post(&format!("{path}/messages"), ASKED);
    let mut stream = server.streams(&format!("{path}/stream?lastEventId=0"));
    reads_until(&mut stream, "status_update");
    (unanswered, stream)
}

/// Personas, under a key that can be asked for again.
const ASKED: &str = r#"{"message":"Generate ads","currentStep":"persona_selection","clientMessageId":"one"}"#;

/// The turn is done after all, once.
fn is_answered_once(server: &Running, path: &str) {
    let answered = server.post(&format!("{path}/messages"), ASKED);
    assert_eq!(answered.status, 200, "{answered:?}");
    assert!(answered.body.contains("audience_group"), "{answered:?}");
    let history = server.get(&format!("{path}/messages"));
    assert_eq!(history.body.matches("\"seq\":").count(), 2, "one turn, not two: {history:?}");
}

fn writer_without_end() -> Adforge {
    Adforge::new().variable("ADFORGE_OFFLINE_PACE", "1h").variable("ADFORGE_GENERATION_TIMEOUT", "0")
}

fn reads_until(stream: &mut BufReader<TcpStream>, word: &str) {
    let mut line = String::new();
    while !line.contains(word) {
        line.clear();
        assert!(stream.read_line(&mut line).unwrap() > 0, "the stream ended before {word}");
    }
}

fn reads_to_the_end(stream: &mut BufReader<TcpStream>) {
    while stream.read_line(&mut String::new()).unwrap() > 0 {}
}

#[test]
fn what_does_not_end_in_time_is_handed_back_and_taken_up_by_the_next_start() {
    let server = writer_without_end().variable("ADFORGE_DRAIN_TIMEOUT", "0ms").serves();
    let path = format!("/api/chat/sessions/{}", session(&server));
    let _reading = begins_a_turn_without_end(&server, &path);
    server.signal("TERM");
    let stopped = server.ends();
    assert_eq!(stopped.code, 0, "{stopped:?}");
    let mut database = database(stopped.home.path());
    assert_eq!(count(&mut database, "SELECT count(*) AS n FROM jobs WHERE status = 'queued'"), 1, "{}", stopped.err);
    let server = Adforge::at(stopped.home).serves();
    is_answered_once(&server, &path);
    server.signal("TERM");
    assert_eq!(server.ends().code, 0);
}

#[test]
fn what_a_kill_cut_off_is_taken_up_at_once_however_long_its_lease() {
    let server = writer_without_end().variable("ADFORGE_JOB_LEASE", "1h").serves();
    let path = format!("/api/chat/sessions/{}", session(&server));
    let _reading = begins_a_turn_without_end(&server, &path);
    server.signal("KILL");
    let server = Adforge::at(server.ends().home).variable("ADFORGE_JOB_LEASE", "1h").serves();
    is_answered_once(&server, &path);
    server.signal("TERM");
    assert_eq!(server.ends().code, 0);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let server = writer_without_end().variable("ADFORGE_DRAIN_TIMEOUT", "1h").serves();
    let path = format!("/api/chat/sessions/{}", session(&server));
    let (_unanswered, mut stream) = begins_a_turn_without_end(&server, &path);
    server.signal("TERM");
    // Its streams end with the first signal, so the second isn't taken for one with it.
    reads_to_the_end(&mut stream);
    server.signal("TERM");
    let run = server.ends();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("stopped at once"), "{}", run.err);
}

#[test]
fn a_file_that_may_not_grow_is_a_full_disk_and_not_the_end() {
    let server = Adforge::new().serves_with_files_up_to(1024);
    let refused = (0..5000).map(|_| server.post("/api/chat/sessions", SESSION)).find(|answer| answer.status != 201);
    let refused = refused.expect("a file never grew past its limit");
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.body.contains("\"code\":\"UNAVAILABLE\""), "{refused:?}");
    assert_eq!(server.get("/readyz").status, 503);
    assert_eq!(server.get("/healthz").status, 200);
    server.signal("TERM");
    assert_eq!(server.ends().code, 0);
}
