//! Connections that break, transactions in each other's way: what is safe is done again, the rest is told.

use crate::cast::{AT, Moved, end, film, id, origin, owner, turn};
use adforge_adapters_diesel::{DieselStore, ServerOptions};
use adforge_domain::{ids::JobId, job::Outcome};
use adforge_ports_storage::{
    Appended, Charge, Due, Finish, Jobs, KeyClaim, Keys, Log, LoneJob, OwnerKey, Sessions, StoreError, Usage,
};
use adforge_tests_servers::{Database, Postgres, RoundTrips, postgres};
use diesel::{PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::BigInt};
use std::time::Duration;
use tokio::task::{JoinHandle, spawn_blocking};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn count(database: &Database, from: &str) -> i64 {
    sql_query(format!("SELECT count(*) AS n FROM {from}")).get_result::<Count>(&mut database.behind()).unwrap().n
}

/// A store with a session, by way of a proxy that loses things.
async fn lossy(database: &Database) -> (DieselStore, RoundTrips) {
    let through = RoundTrips::before(&database.url);
    let options = ServerOptions { connections: 1, ..ServerOptions::default() };
    let store = DieselStore::connect_with(through.url.as_str(), Moved::new(), &options).unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    warm(&store, 1_000).await;
    (store, through)
}

/// Does everything once, so that what is lost from here on is not the preparing of a statement.
async fn warm(store: &DieselStore, n: u128) {
    store.create(&origin(n), &[]).await.unwrap();
    let turn = turn(origin(n).id, 0, 1);
    store.append(turn.clone()).await.unwrap();
    store.finish(end(&turn, "warm".into())).await.unwrap();
    store.session(&owner(), origin(n).id).await.unwrap();
}

#[tokio::test]
async fn a_turn_is_written_once_though_its_questions_and_answers_are_lost() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let (store, through) = lossy(&database).await;
    let session = origin(1).id;
    let ways: [fn(&RoundTrips); 2] = [RoundTrips::lose_a_question, RoundTrips::lose_an_answer];
    let mut seq = 0;
    for (lose, n) in ways.into_iter().zip(1..) {
        let turn = turn(session, seq, n);
        lose(&through);
        assert_eq!(store.append(turn.clone()).await, Ok(Appended::New(seq + 1)), "{n}");
        warm(&store, n * 10).await;
        lose(&through);
        assert_eq!(store.finish(end(&turn, "once".into())).await, Ok(seq + 2), "{n}");
        warm(&store, n * 10 + 1).await;
        lose(&through);
        assert!(store.session(&owner(), session).await.unwrap().is_some(), "{n}");
        warm(&store, n * 10 + 2).await;
        seq += 2;
    }
    let numbers: Vec<_> = store.after(session, 0, 9).await.unwrap().iter().map(|message| message.seq).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(through.connections(), 2 + 6, "the first one brought the database up to date, and six were lost");
}

#[tokio::test]
async fn an_end_that_somebody_else_wrote_is_not_taken_for_ours() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let (store, through) = lossy(&database).await;
    let turn = turn(origin(1).id, 0, 1);
    store.append(turn.clone()).await.unwrap();
    store.finish(Finish { fence: None, ..end(&turn, "theirs".into()) }).await.unwrap();
    through.lose_an_answer();
    let ours = store.finish(end(&turn, "ours".into())).await;
    assert_eq!(ours, Err(adforge_ports_storage::FinishError::NotOwner));
}

#[tokio::test]
async fn a_key_is_still_ours_though_the_answer_was_lost() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let (store, through) = lossy(&database).await;
    let key = |key: &str| OwnerKey { owner: owner(), key: key.into(), command: "{}".into() };
    store.claim_key(key("warm"), "w", AT).await.unwrap();
    through.lose_an_answer();
    assert_eq!(store.claim_key(key("k"), "mine", AT).await, Ok(KeyClaim::New));
    through.lose_an_answer();
    let known = KeyClaim::Known { intent: "mine".into(), answer: None };
    assert_eq!(store.claim_key(key("k"), "theirs", AT).await, Ok(known));
}

#[tokio::test]
async fn what_may_not_be_done_twice_is_told() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let (store, through) = lossy(&database).await;
    let charge = Charge { owner: owner(), day: AT.date(), videos: false, most: 9 };
    store.charge(&charge).await.unwrap();
    let told = |error: &StoreError| matches!(error, StoreError::Unavailable(_));
    through.lose_an_answer();
    assert!(store.charge(&charge).await.is_err_and(|error| told(&error)));
    assert_eq!(count(&database, "usage WHERE generations = 2"), 1, "it was charged once more, and not twice");
    store.enqueue(LoneJob { id: JobId(id(7)), owner: owner(), work: film(), at: AT }).await.unwrap();
    store.claim_due(Due::Renders, 9, Duration::from_secs(9)).await.unwrap();
    through.lose_an_answer();
    let claimed = store.claim_due(Due::Renders, 9, Duration::from_secs(9)).await;
    assert!(claimed.is_err_and(|error| told(&error)));
    assert!(
        store.end(JobId(id(7)), Some(1), Ok(Outcome::Content { generator: None })).await.unwrap(),
        "the store goes on"
    );
}

#[tokio::test]
async fn nobody_notices_that_all_idle_connections_were_cut() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let store = DieselStore::connect(database.url.as_str(), Moved::new()).unwrap();
    // As many as there may be are made, since each has to wait.
    let origins: Vec<_> = (1..=16).map(origin).collect();
    let mut other = database.behind();
    other.batch_execute("BEGIN; LOCK TABLE chat_sessions").unwrap();
    let makes = futures_util::future::join_all(origins.iter().map(|origin| store.create(origin, &[])));
    let (made, released) = futures_util::join!(makes, once_waiting(&database, 16, other, "COMMIT"));
    released.unwrap();
    assert!(made.into_iter().all(|made| made.is_ok()));
    let cut = format!(
        "SELECT count(pg_terminate_backend(pid, 10000)) AS n FROM pg_stat_activity WHERE datname = '{}'",
        database.name()
    );
    let cut = sql_query(cut).get_result::<Count>(&mut database.beside()).unwrap().n;
    assert_eq!(cut, 16);
    // The one that may not be done twice finds a whole connection, too, once a break is known.
    store.append(turn(origin(1).id, 0, 1)).await.unwrap();
    let charge = Charge { owner: owner(), day: AT.date(), videos: false, most: 9 };
    let charges = futures_util::future::join_all((0..9).map(|_| store.charge(&charge))).await;
    assert!(charges.into_iter().all(|charged| charged == Ok(true)));
}

#[tokio::test]
async fn a_restart_of_the_server_is_a_wait() {
    let Some(server) = Postgres::start() else { return };
    let database = server.database();
    let store = DieselStore::connect(database.url.as_str(), Moved::new()).unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    let turn = turn(origin(1).id, 0, 1);
    server.crash();
    let (appended, ()) = futures_util::join!(store.append(turn.clone()), async {
        tokio::task::spawn_blocking(|| ()).await.unwrap();
        server.revive();
    });
    assert_eq!(appended, Ok(Appended::New(1)));
    server.crash();
    server.revive();
    assert_eq!(store.finish(end(&turn, "after a crash".into())).await, Ok(2));
}

/// Has another connection say something as soon as so many of the others wait for it.
fn once_waiting(database: &Database, many: i64, mut other: PgConnection, says: &'static str) -> JoinHandle<()> {
    let mut watch = database.behind();
    let waiting =
        "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    spawn_blocking(move || {
        while sql_query(waiting).get_result::<Count>(&mut watch).unwrap().n < many {
            std::thread::yield_now();
        }
        other.batch_execute(says).unwrap();
    })
}

/// Refuses the first so many inserts into a table, as PostgreSQL does when transactions were in each other's way.
fn refuses(database: &Database, table: &str, times: u32) {
    let refuse = format!(
        "CREATE SEQUENCE tries; CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        IF nextval('tries') <= {times} THEN RAISE 'in the way' USING ERRCODE = 'serialization_failure'; END IF; \
        RETURN NEW; END $$; \
        CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"
    );
    database.behind().batch_execute(&refuse).unwrap();
}

#[tokio::test]
async fn transactions_in_each_others_way_are_tried_again() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let store = DieselStore::connect(database.url.as_str(), Moved::new()).unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    refuses(&database, "chat_messages", 2);
    let turn = turn(origin(1).id, 0, 1);
    assert_eq!(store.append(turn.clone()).await, Ok(Appended::New(1)));
    // What may not be done twice may be tried twice: the first time was undone.
    let charge = Charge { owner: owner(), day: AT.date(), videos: false, most: 9 };
    database
        .behind()
        .batch_execute("DROP TRIGGER refuse ON chat_messages; DROP FUNCTION refuse; DROP SEQUENCE tries")
        .unwrap();
    refuses(&database, "usage", 2);
    assert_eq!(store.charge(&charge).await, Ok(true));
}

#[tokio::test]
async fn transactions_that_stay_in_each_others_way_are_given_up() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let store = DieselStore::connect(database.url.as_str(), Moved::new()).unwrap();
    refuses(&database, "chat_sessions", 1_000);
    let made = store.create(&origin(1), &[]).await;
    assert!(matches!(&made, Err(StoreError::Unavailable(why)) if why == "in the way"), "{made:?}");
}

/// The other waits for what we hold, and we for what it holds. It waits longer before it looks, so that we are refused.
#[tokio::test]
async fn a_deadlock_is_tried_again() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let store = DieselStore::connect(database.url.as_str(), Moved::new()).unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    let turn = turn(origin(1).id, 0, 1);
    store.append(turn.clone()).await.unwrap();
    let mut other = database.behind();
    other.batch_execute("SET deadlock_timeout = '1min'; BEGIN; SELECT FROM jobs FOR UPDATE").unwrap();
    let blocker = once_waiting(&database, 1, other, "SELECT FROM chat_sessions FOR UPDATE; COMMIT");
    let (finished, blocker) = futures_util::join!(store.finish(end(&turn, "in the end".into())), blocker);
    blocker.unwrap();
    assert_eq!(finished, Ok(2));
}
