//! Real processes that are paused in the middle of their work, or whose clock is wrong: what they worked on goes on
//! elsewhere, and what they write too late is refused.

use crate::fleet::Fleet;
use adforge_tests::{Chat, Owner, Server, Stream, faketime, until, without_links};
use adforge_tests_servers::Database;
use diesel::{PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::BigInt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many rows there are.
pub(crate) fn count(on: &mut PgConnection, rows: &str) -> i64 {
    sql_query(format!("SELECT count(*) AS n FROM {rows}")).get_result::<Count>(on).unwrap().n
}

/// Holds a session's row, which whoever ends a job of it needs first.
pub(crate) struct Held(PgConnection);

impl Held {
    pub(crate) fn of(database: &Database, chat: &Chat) -> Self {
        let mut holder = database.behind();
        let hold = format!("BEGIN; SELECT FROM chat_sessions WHERE id = '{}' FOR NO KEY UPDATE", chat.id);
        holder.batch_execute(&hold).unwrap();
        Self(holder)
    }

    pub(crate) fn lets_go(mut self) {
        self.0.batch_execute("ROLLBACK").unwrap();
    }
}

/// The ends that wait for a row that somebody holds.
pub(crate) const WAITING_ENDS: &str =
    "pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%, ended AS (%'";

/// Pauses a process whose end of a job has reached the database and waits there, until another process has taken the job
/// up; then the end is carried out, too late. Who had `connected` before asks while it is paused, and is answered.
async fn is_paused_at_the_end_of(job: &str, fleet: &Fleet, held: Held, process: &Server, connected: Option<TcpStream>) {
    let mut look = fleet.database.behind();
    until("its end to be written", async || (count(&mut look, WAITING_ENDS) == 1).then_some(())).await;
    process.signal("STOP");
    let over = format!("SELECT (extract(epoch FROM now() - due_at) * 1000)::bigint AS n FROM jobs WHERE {job}");
    let over = sql_query(over);
    let mut since = 0;
    let taken_up = format!("jobs WHERE {job} AND status = 'processing' AND fence = 2");
    until("another to take it up", async || {
        since = since.max(over.clone().get_result::<Count>(&mut look).unwrap().n);
        (count(&mut look, &taken_up) == 1).then_some(())
    })
    .await;
    println!("{job} was taken up {since} ms after its lease was over");
    held.lets_go();
    until("the late end to be answered", async || (count(&mut look, WAITING_ENDS) == 0).then_some(())).await;
    assert_eq!(count(&mut look, &taken_up), 1, "the late end was refused: the job is still the other's");
    let Some(mut connected) = connected else { return process.signal("CONT") };
    connected.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    process.signal("CONT");
    let mut answer = String::new();
    connected.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

async fn kinds(chat: &Chat) -> Vec<String> {
    chat.log().await.iter().map(|message| message["type"].as_str().unwrap().to_owned()).collect()
}

async fn follows(owner: &Owner, chat: &Chat) -> Stream {
    let mut stream = owner.listens(&chat.path("/stream?partial=true")).await;
    assert_eq!(stream.next().await.unwrap().kind(), "session_state");
    stream
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_whose_process_is_paused_past_its_lease_is_anothers_and_the_late_answer_is_refused() {
    let Some(fleet) = Fleet::new() else { return };
    // Long enough for what waits meanwhile to be late, too.
    let home = fleet.process().with("ADFORGE_JOB_LEASE", "6s");
    let (a, b) = (home.serves(), home.serves());
    let (on_a, on_b) = (Owner::of(a.address), Owner::of(b.address));
    let chat = on_a.starts_session("1").await;
    let mut stream = follows(&on_b, &chat).await;
    let turn = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    let path = chat.path("/messages");
    let asking = tokio::spawn(async move { on_a.post_once(&path, "k", &turn).await });
    stream.up_to("ai_response_start").await;
    let held = Held::of(&fleet.database, &chat);
    let waits = TcpStream::connect(a.address).await.unwrap();
    is_paused_at_the_end_of("kind = 'turn'", &fleet, held, &a, Some(waits)).await;
    stream.up_to("ai_response_complete").await;
    let log = chat.by(&on_b).log().await;
    assert_eq!(kinds(&chat.by(&on_b)).await, ["text", "audience_group"]);
    // Whoever asked the paused process is told what the other wrote.
    let answer = asking.await.unwrap().good();
    assert_eq!(answer["messageId"], log[1]["id"]);
    let same = [chat.log().await, log].map(|log| without_links(&log.into()));
    assert_eq!(same[0], same[1], "both tell the same");
    assert_eq!(count(&mut fleet.database.behind(), "jobs WHERE fence = 2 AND crashes = 1"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_whose_process_is_paused_past_its_lease_is_made_by_another_and_the_late_one_is_refused() {
    let Some(fleet) = Fleet::new() else { return };
    let quick = |fleet: &Fleet| fleet.process().with("ADFORGE_OFFLINE_PACE", "0ms");
    let a = quick(&fleet).serves();
    let on_a = Owner::of(a.address);
    let chat = on_a.starts_session("1").await;
    let (_, _, concepts) = chat.reaches_concepts().await;
    let script = json!({"hook": "Ever?", "body": "It glows.", "cta": "Try it."});
    let job = chat.films(&json!({"scriptId": concepts[0]["id"], "context": {"script": script}})).await["jobId"].clone();
    let job = job.as_str().unwrap();
    let held = Held::of(&fleet.database, &chat);
    let mut look = fleet.database.behind();
    until("a to film", async || (count(&mut look, "jobs WHERE kind = 'video' AND fence = 1") == 1).then_some(())).await;
    let b = quick(&fleet).serves();
    let on_b = Owner::of(b.address);
    is_paused_at_the_end_of("kind = 'video'", &fleet, held, &a, None).await;
    let result = on_b.awaits(job).await;
    assert!(!on_b.fetches(result["videoUrl"].as_str().unwrap()).await.is_empty(), "its files are there");
    let log = chat.by(&on_b).log().await;
    let films: Vec<&Value> = log.iter().filter(|message| message["type"] == "video_result").collect();
    assert_eq!(films.len(), 1);
    // The late one's files are gone, once the process that made them is awake.
    let films = fleet.media().join("media");
    until("what nobody wants to be removed", async || (mp4s(&films) == 1).then_some(())).await;
}

/// How many films are kept below a folder.
fn mp4s(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let one = |path: std::path::PathBuf| {
        if path.is_dir() { mp4s(&path) } else { usize::from(path.extension().is_some_and(|end| end == "mp4")) }
    };
    entries.map(one).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_whose_clock_is_an_hour_off_claims_nothing_early_and_holds_nothing_late() {
    let (Some(library), Some(fleet)) = (faketime(), Fleet::new()) else { return };
    for offset in ["+1h", "-1h"] {
        let off = fleet.process().with("LD_PRELOAD", library.to_str().unwrap()).with("FAKETIME", offset);
        let off = off.with("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        // Longer than the lease, so that it has to be renewed.
        let slow = fleet.process().with("ADFORGE_OFFLINE_PACE", "1s");
        let (right, off) = (slow.serves(), off.serves());
        let (on_right, on_off) = (Owner::of(right.address), Owner::of(off.address));
        let chat = on_right.starts_session("1").await;
        chat.asks_for_personas().await;
        let mut look = fleet.database.behind();
        let mine = format!("jobs WHERE session_id = '{}' AND fence", chat.id);
        assert_eq!(count(&mut look, &format!("{mine} = 1")), 1, "{offset}: nobody took it before its time");
        // Now the other way: what it held is free when the lease is over, and not an hour later.
        let chat = on_off.starts_session("1").await;
        let mut stream = follows(&on_right, &chat).await;
        let turn = json!({"message": "Generate ads", "currentStep": "persona_selection"});
        let own = on_off.posts_and_listens(&chat.path("/messages"), &turn).await;
        stream.up_to("content_delta").await;
        off.kill();
        drop(own);
        stream.up_to("ai_response_complete").await;
        assert_eq!(kinds(&chat.by(&on_right)).await, ["text", "audience_group"], "{offset}");
    }
}
