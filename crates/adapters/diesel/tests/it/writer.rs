//! The writer's habits, seen in the statements that it runs: commits are shared, and nothing is prepared twice.

use crate::cast::{
    AT, Moved, behind, end, folder, id, open, origin, owner, turn,
    watch::{seen, watch},
};
use adforge_domain::{
    ids::{JobId, MessageId},
    message::{Body, Delivered, Draft},
};
use adforge_ports_storage::{Append, AppendError, Appended, Charge, Due, Finish, Jobs, Log, Sessions, Snapshot, Store};
use diesel::connection::SimpleConnection;
use futures_util::future::join_all;
use std::{sync::mpsc, thread, time::Duration};

fn rich(append: &mut Append) {
    append.charge = Some(Charge { owner: owner(), day: AT.date(), videos: false, most: 1_000 });
    append.selections = Some(Default::default());
}

fn snapshotted(append: &Append) -> Finish {
    Finish { snapshot: Some(Snapshot { seq: 1, state: "{}".into() }), ..end(append, "hello".into()) }
}

#[tokio::test]
async fn the_hot_path_prepares_nothing_twice() {
    watch();
    let (_folder, path) = folder();
    let store = open(&path, &Moved::new()).unwrap();
    let session = origin(1).id;
    store.create(&origin(1), &[]).await.unwrap();
    let mut kept = vec![];
    for round in 0..2 {
        let mut append = turn(session, round * 2, u128::from(round));
        rich(&mut append);
        if round == 1 {
            kept = seen(&path).kept;
        }
        store.append(append.clone()).await.unwrap();
        store.renew(&[(append.job.id, 1)], Duration::from_secs(9)).await.unwrap();
        store.claim_due(Due::Turns, 9, Duration::from_secs(9)).await.unwrap();
        store.finish(snapshotted(&append)).await.unwrap();
        store.session(&owner(), session).await.unwrap();
        store.after(session, 0, 9).await.unwrap();
        store.snapshot_of(session).await;
    }
    let seen = seen(&path);
    kept.extend(seen.kept);
    assert!(seen.run.len() > 12, "{:?}", seen.run);
    // A reader that is opened meanwhile has its settings to make.
    for sql in seen.run.iter().filter(|sql| !sql.starts_with("PRAGMA")) {
        assert!(kept.iter().any(|kept| same(kept, sql)), "prepared for every run: {sql}");
    }
}

/// Whether two texts say the same statement, however their values are shown.
fn same(kept: &str, run: &str) -> bool {
    let bare = |sql: &str| sql.split_whitespace().collect::<String>();
    bare(kept) == bare(run)
}

trait SnapshotOf {
    async fn snapshot_of(&self, session: adforge_domain::ids::SessionId);
}

impl<S: Store> SnapshotOf for S {
    async fn snapshot_of(&self, session: adforge_domain::ids::SessionId) {
        adforge_ports_storage::Snapshots::snapshot(self, session).await.unwrap();
    }
}

#[tokio::test]
async fn what_waits_shares_a_commit() {
    watch();
    let (_folder, path) = folder();
    let store = open(&path, &Moved::new()).unwrap();
    for n in 1..=64 {
        store.create(&origin(n), &[]).await.unwrap();
    }
    let mut other = behind(&path);
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    seen(&path);
    let appends = join_all((1..=64).map(|n| store.append(turn(origin(n).id, 0, n))));
    let (appended, ()) = futures_util::join!(appends, async { other.batch_execute("COMMIT").unwrap() });
    assert!(appended.iter().all(Result::is_ok));
    let commits = seen(&path).run.iter().filter(|sql| *sql == "COMMIT").count();
    // One more is the other process's.
    assert!(commits <= 4, "{commits} commits for 64 turns");
}

#[tokio::test]
async fn a_turn_takes_two_commits() {
    watch();
    let (_folder, path) = folder();
    let store = open(&path, &Moved::new()).unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    seen(&path);
    let append = turn(origin(1).id, 0, 1);
    store.append(append.clone()).await.unwrap();
    store.finish(end(&append, "hello".into())).await.unwrap();
    assert_eq!(seen(&path).run.iter().filter(|sql| *sql == "COMMIT").count(), 2);
}

#[tokio::test]
async fn a_write_waits_for_another_process_that_writes() {
    let (_folder, path) = folder();
    let store = open(&path, &Moved::new()).unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    let (began, begun) = mpsc::channel();
    let busy = thread::spawn({
        let mut other = behind(&path);
        move || {
            other.batch_execute("BEGIN IMMEDIATE").unwrap();
            began.send(()).unwrap();
            let work = "WITH RECURSIVE n(n) AS (VALUES(1) UNION ALL SELECT n + 1 FROM n WHERE n < 200000) \
                INSERT INTO usage SELECT 'other', n, 0, 0 FROM n; COMMIT;";
            other.batch_execute(work).unwrap();
        }
    });
    begun.recv().unwrap();
    // It reads its key first and writes then, which a deferred transaction could not do beside another writer.
    store.append(turn(origin(1).id, 0, 1)).await.unwrap();
    busy.join().unwrap();
}

#[tokio::test]
async fn cards_of_one_number_do_not_hold_up_a_turn() {
    let (_folder, path) = folder();
    let store = open(&path, &Moved::new()).unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    let card = |name: &str| adforge_domain::cards::Offered {
        id: adforge_domain::ids::CardId { kind: adforge_domain::ids::CardKind::Persona, number: 1 },
        card: serde_json::from_value(serde_json::json!({ "name": name, "gender": "All" })).unwrap(),
    };
    let content = adforge_domain::cards::Content::AudienceGroup {
        product_name: adforge_domain::text::Title::new("Serum").unwrap(),
        made_for: Default::default(),
        audiences: vec![card("one"), card("other")],
        notes: vec![],
    };
    let append = turn(origin(1).id, 0, 1);
    store.append(append.clone()).await.unwrap();
    let body = Body::Ai(Delivered { job: Some(JobId(id(1))), content: content.into(), generator: "test".into() });
    let message = Draft { id: MessageId(append.job.reply.0), at: AT, body };
    assert_eq!(store.finish(Finish { message, ..end(&append, String::new()) }).await, Ok(2));
}

#[tokio::test]
async fn a_refusal_among_those_that_share_a_commit_undoes_itself_alone() {
    let (_folder, path) = folder();
    let store = open(&path, &Moved::new()).unwrap();
    for n in 1..=9 {
        store.create(&origin(n), &[]).await.unwrap();
    }
    store.append(turn(origin(5).id, 0, 1)).await.unwrap();
    let mut other = behind(&path);
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    // In the fifth session a turn is running, which shows only when its head has been moved on.
    let appends = join_all((1..=9).map(|n| store.append(turn(origin(n).id, u64::from(n == 5), n + 1))));
    let (appended, ()) = futures_util::join!(appends, async { other.batch_execute("COMMIT").unwrap() });
    for (outcome, n) in appended.into_iter().zip(1..) {
        let wanted = if n == 5 { Err(AppendError::TurnRunning) } else { Ok(Appended::New(1)) };
        assert_eq!(outcome, wanted, "session {n}");
        assert_eq!(store.session(&owner(), origin(n).id).await.unwrap().unwrap().last_seq, 1, "session {n}");
    }
}
