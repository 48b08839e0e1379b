//! A full disk, a file that may not grow, a database that may not be written, too many writes: each is told by its
//! name, changes nothing, and passes when its cause does.

use crate::cast::{Moved, behind, end, folder, open, open_with, origin, owner, turn};
use adforge_adapters_diesel::{DieselStore, Options};
use adforge_domain::ids::SessionId;
use adforge_ports_storage::{AppendError, Appended, FinishError, Log, Sessions, Store, StoreError};
use diesel::{RunQueryDsl, connection::SimpleConnection, dsl, sql_types::Integer};
use futures_util::future::join_all;
use std::process::Command;

async fn session(store: &DieselStore, n: u128) -> SessionId {
    store.create(&origin(n), &[]).await.unwrap();
    origin(n).id
}

/// Appends turns of 20 KB until the store can't; returns how many messages it took.
async fn fill(store: &DieselStore, session: SessionId) -> (u64, StoreError) {
    let mut seq = 0;
    loop {
        let turn = turn(session, seq, u128::from(seq));
        match store.append(turn.clone()).await {
            Ok(Appended::New(new)) => seq = new,
            Err(AppendError::Store(error)) => return (seq, error),
            other => panic!("{other:?}"),
        }
        match store.finish(end(&turn, "x".repeat(20_000))).await {
            Ok(new) => seq = new,
            Err(FinishError::Store(error)) => return (seq, error),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_full_database_says_so_and_goes_on_when_there_is_room() {
    let (_folder, path) = folder();
    let store = open_with(&path, &Options { max_pages: Some(120), ..Options::default() }).unwrap();
    let (first, second) = (session(&store, 1).await, session(&store, 2).await);
    store.check().await.unwrap();
    let (seq, error) = fill(&store, first).await;
    assert_eq!(error, StoreError::Full);
    assert_eq!(store.check().await, Err(StoreError::Full), "a check shows it");
    let log = store.after(first, 0, 1_000).await.unwrap();
    assert_eq!(
        log.iter().map(|message| message.seq).collect::<Vec<_>>(),
        (1..=seq).collect::<Vec<_>>(),
        "nothing is lost"
    );
    assert!(store.erase(&owner(), first).await.unwrap(), "there is room to make room");
    store.check().await.unwrap();
    assert_eq!(store.append(turn(second, 0, 1)).await, Ok(Appended::New(1)));
}

#[tokio::test]
async fn one_write_too_big_fails_alone_among_those_that_share_its_commit() {
    let (_folder, path) = folder();
    let store = open_with(&path, &Options { max_pages: Some(150), ..Options::default() }).unwrap();
    for n in 1..=20 {
        session(&store, n).await;
    }
    let mut other = behind(&path);
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let turns = (1..=20).map(|n| {
        let mut turn = turn(origin(n).id, 0, n);
        if n == 10 {
            turn.selections = None;
            turn.key.as_mut().unwrap().command = "x".repeat(1_000_000);
        }
        turn
    });
    let appends = join_all(turns.map(|turn| store.append(turn)));
    // All of them wait for the other process, and then for each other.
    let (appended, ()) = futures_util::join!(appends, async { other.batch_execute("COMMIT").unwrap() });
    for (outcome, n) in appended.into_iter().zip(1..) {
        let wanted = if n == 10 { Err(AppendError::Store(StoreError::Full)) } else { Ok(Appended::New(1)) };
        assert_eq!(outcome, wanted, "turn {n}");
    }
}

#[tokio::test]
async fn a_read_only_database_says_so_and_is_still_read() {
    let (_folder, path) = folder();
    session(&open(&path, &Moved::new()).unwrap(), 1).await;
    let store = open_with(&path, &Options { read_only: true, ..Options::default() }).unwrap();
    assert_eq!(store.append(turn(origin(1).id, 0, 1)).await, Err(AppendError::Store(StoreError::ReadOnly)));
    assert_eq!(store.check().await, Err(StoreError::ReadOnly));
    assert!(store.session(&owner(), origin(1).id).await.unwrap().is_some());
}

#[tokio::test]
async fn a_check_leaves_nothing_behind() {
    let (_folder, path) = folder();
    let store = open(&path, &Moved::new()).unwrap();
    // As the database counts them: its file shows them only when the log has been moved there.
    let pages = || dsl::sql::<Integer>("SELECT page_count FROM pragma_page_count").get_result(&mut behind(&path));
    let before: i32 = pages().unwrap();
    for _ in 0..20 {
        store.check().await.unwrap();
    }
    assert_eq!(pages(), Ok(before));
}

#[tokio::test]
async fn too_many_waiting_writes_are_told_so_at_once() {
    let (_folder, path) = folder();
    let store = open_with(&path, &Options { waiting: 1, ..Options::default() }).unwrap();
    let mut other = behind(&path);
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let origins: Vec<_> = (1..=100).map(origin).collect();
    let creates = join_all(origins.iter().map(|origin| store.create(origin, &[])));
    let (created, ()) = futures_util::join!(creates, async { other.batch_execute("COMMIT").unwrap() });
    let busy = Err(StoreError::Unavailable("too many writes are waiting".into()));
    assert!(created.contains(&busy), "nothing piles up");
    for (origin, created) in origins.iter().zip(created) {
        let there = store.session(&owner(), origin.id).await.unwrap().is_some();
        assert_eq!((created.is_ok(), created == busy), (there, !there), "who was told so has written nothing");
    }
}

/// Runs itself again in a process whose files may not grow past 2,000 blocks of 512 bytes.
#[tokio::test]
async fn a_file_that_may_not_grow_is_a_full_database() {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let limited = limits.lines().any(|line| line.starts_with("Max file size") && !line.contains("unlimited"));
    if limited {
        return under_a_file_size_limit().await;
    }
    let again = "trap '' XFSZ; ulimit -f 2000; exec \"$0\" --exact limits::a_file_that_may_not_grow_is_a_full_database";
    let run = Command::new("sh").arg("-c").arg(again).arg(std::env::current_exe().unwrap()).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.contains("1 passed"), "{said}");
}

async fn under_a_file_size_limit() {
    let (_folder, path) = folder();
    let store = open(&path, &Moved::new()).unwrap();
    let session = session(&store, 1).await;
    let (seq, error) = fill(&store, session).await;
    assert_eq!(error, StoreError::Full);
    assert_eq!(store.check().await, Err(StoreError::Full), "a check shows it");
    assert_eq!(store.after(session, 0, 1_000).await.unwrap().len() as u64, seq, "nothing is lost");
}
