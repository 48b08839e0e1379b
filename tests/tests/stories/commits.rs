//! What a turn costs the disk, counted beneath all of our code.

use crate::home;
use adforge_tests::{Owner, Traced};
use adforge_tests_servers::{Redis, RoundTrips, postgres};
use futures_util::future::join_all;
use serde_json::json;
use std::time::{Duration, Instant};

const ALONE: usize = 20;
const OVER_POSTGRESQL: usize = 100;
const AT_ONCE: usize = 64;
const ROUNDS: usize = 3;

fn turn(number: usize) -> serde_json::Value {
    json!({"message": format!("Generate ads, take {number}"), "currentStep": "persona_selection"})
}

#[tokio::test]
async fn a_turn_over_postgresql_takes_two_round_trips_and_nothing_else() {
    let Some(server) = postgres() else { return };
    let (Some(redis), database) = (Redis::start(), server.database()) else { return };
    let through = RoundTrips::before(&database.url);
    let home = home().with("ADFORGE_DATABASE_URL", through.url.as_str()).with("ADFORGE_REDIS_URL", &redis.url());
    let process = home.serves();
    let owner = Owner::of(process.address);
    let chat = owner.starts_session("1").await;
    for warm in 0..5 {
        chat.says(&turn(warm)).await.good();
    }
    // As JSON and as a stream, which ask in different ways.
    let (before, begun) = (through.count(), Instant::now());
    for number in 0..OVER_POSTGRESQL {
        chat.says(&turn(10 + number)).await.good();
        let mut stream = owner.posts_and_listens(&chat.path("/messages"), &turn(1_000 + number)).await;
        stream.up_to("ai_response_complete").await;
    }
    let (turns, all) = (2 * OVER_POSTGRESQL as u64, through.count() - before);
    // What each new connection learns, and what a process looks for each second, however many a busy machine takes.
    let more = turns / 8 + 8 * (begun.elapsed().as_secs() + 1);
    println!("{turns} turns, {all} round trips in {} ms", begun.elapsed().as_millis());
    assert!((2 * turns..2 * turns + more).contains(&all), "{all} round trips for {turns} turns, at most {more} more");
}

/// Calls by the file they were for.
fn of(calls: &[String], file: &str) -> usize {
    calls.iter().filter(|call| call.contains(file)).count()
}

#[tokio::test]
async fn a_turn_alone_takes_two_commits_and_many_at_once_share_theirs() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chats = join_all((0..AT_ONCE).map(|_| owner.starts_session("1"))).await;
    // The first turn of a session reads what the next ones know.
    join_all(chats.iter().map(|chat| chat.asks_for_personas())).await;
    let Some(disk) = Traced::fsyncs(server.id(), Duration::from_millis(4)).await else { return };
    let before = disk.until_quiet().await.len();
    for (number, chat) in chats.iter().enumerate().take(ALONE) {
        chat.says(&turn(number)).await.good();
    }
    let calls = disk.until_quiet().await.split_off(before);
    let (all, log, checkpoints) = (calls.len(), of(&calls, "adforge.db-wal>"), of(&calls, "adforge.db>"));
    println!("alone: {ALONE} turns, {all} fsyncs, {log} of them of the write-ahead log, {checkpoints} checkpoints");
    assert!(log >= ALONE, "the tracer saw the commits: {calls:#?}");
    // A checkpoint makes the log durable, then the database, then the log's new beginning; hundreds of turns share one.
    assert!(checkpoints <= 1 && all <= 2 * ALONE + 3 * checkpoints, "{all} fsyncs for {ALONE} turns: {calls:#?}");

    let before = disk.until_quiet().await.len();
    for round in 0..ROUNDS {
        let turns = chats.iter().map(|chat| async { chat.says(&turn(100 + round)).await.good() });
        join_all(turns).await;
    }
    let all = disk.until_quiet().await.len() - before;
    let turns = AT_ONCE * ROUNDS;
    println!("at once: {turns} turns, {all} fsyncs");
    assert!(all > 0 && all * 2 < turns, "{all} fsyncs for {turns} turns are not well under one each");
}
