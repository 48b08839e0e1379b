//! What a turn costs, counted on the wire.

use crate::cast::{AT, Moved, end, id, origin, owner, turn};
use adforge_adapters_diesel::{DieselStore, ServerOptions};
use adforge_domain::{
    cards::{Angle, AngleMetrics, Content, ContentType, Offered},
    failure::{Failure, FailureCode},
    ids::{CardId, CardKind, SessionId},
    message::{Body, Draft, Failed},
    score::Score,
    selection::Selections,
    text::Title,
};
use adforge_ports_storage::{Append, Appended, Charge, Finish, Interrupt, Log, Sessions, Snapshot};
use adforge_tests_servers::{Database, Postgres, RoundTrips, postgres};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
use std::sync::Arc;

/// How often everything is done before it is counted, so that all is prepared.
const WARM: u64 = 3;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many transactions that write the server has begun.
fn transactions(database: &Database) -> i64 {
    let next = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS n";
    sql_query(next).get_result::<Count>(&mut database.behind()).unwrap().n
}

/// A turn with everything that a turn can have: a key, a charge, selections, cards and a snapshot.
fn whole_turn(session: SessionId, n: u64) -> (Append, Finish) {
    let mut append = turn(session, (n - 1) * 2, n.into());
    append.charge = Some(Charge { owner: owner(), day: AT.date(), videos: false, most: 1_000 });
    append.selections = Some(Selections::default());
    let mut finish = end(&append, String::new());
    let content = Content::MarketingAngle { made_for: Selections::default(), angles: vec![angle(n)], notes: vec![] };
    if let Body::Ai(delivered) = &mut finish.message.body {
        delivered.content = Arc::new(content);
    }
    finish.snapshot = Some(Snapshot { seq: n, state: "{}".into() });
    (append, finish)
}

fn angle(n: u64) -> Offered<Angle> {
    let score = Score::from_tenths(85).unwrap();
    let metrics = AngleMetrics { emotion: score, proof: score, differentiation: score };
    let (description, reason, notes) = ("d".into(), "r".into(), Default::default());
    let card = Angle { title: Title::new("Calm").unwrap(), score, description, metrics, reason, notes };
    let id = CardId { kind: CardKind::Angle, number: u32::try_from(n).unwrap() };
    Offered { id, card: Arc::new(card) }
}

async fn store(through: &RoundTrips) -> (DieselStore, SessionId) {
    let options = ServerOptions { connections: 1, ..ServerOptions::default() };
    let store = DieselStore::connect_with(through.url.as_str(), Moved::new(), &options).unwrap();
    let origin = origin(1);
    store.create(&origin, &[]).await.unwrap();
    (store, origin.id)
}

#[tokio::test]
async fn a_turn_is_two_round_trips_and_two_commits() {
    // A server of its own: transactions are counted by the server, for all its databases together.
    let Some(server) = Postgres::start_with(&["autovacuum=off"]) else { return };
    let database = server.database();
    let through = RoundTrips::before(&database.url);
    let (store, session) = store(&through).await;
    let mut counted = Vec::new();
    for n in 1..=20 {
        let (append, finish) = whole_turn(session, n);
        let (asked, begun) = (through.count(), transactions(&database));
        assert_eq!(store.append(append).await, Ok(Appended::New(n * 2 - 1)));
        assert_eq!(store.finish(finish).await, Ok(n * 2));
        counted.push((through.count() - asked, transactions(&database) - begun));
    }
    assert!(counted[WARM as usize..].iter().all(|cost| *cost == (2, 2)), "{counted:?}");
    assert!(counted.iter().all(|(asked, _)| *asked <= 8), "not even while it warms up: {counted:?}");
}

#[tokio::test]
async fn an_interrupt_is_one_round_trip() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let through = RoundTrips::before(&database.url);
    let (store, session) = store(&through).await;
    let mut old = turn(session, 0, 1);
    store.append(old.clone()).await.unwrap();
    let mut counted = Vec::new();
    for n in 2..=10 {
        let mut new = turn(session, u64::try_from(n).unwrap() * 2 - 3, n);
        let failure = Failure { code: FailureCode::TurnCancelled, message: "Interrupted.".into() };
        let wanted = ContentType::Text;
        let body = Body::Failed(Failed { job: old.job.id, failure: failure.clone(), wanted });
        let message = Draft { id: old.job.reply, at: AT, body };
        new.interrupts = Some(Interrupt { job: old.job.id, message, failure });
        let asked = through.count();
        assert_eq!(store.append(new.clone()).await, Ok(Appended::New(u64::try_from(n).unwrap() * 2 - 1)));
        counted.push(through.count() - asked);
        old = new;
    }
    assert!(counted[WARM as usize..].iter().all(|asked| *asked == 1), "{counted:?}");
}

#[tokio::test]
async fn the_newest_numbers_of_a_thousand_sessions_are_one_round_trip() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let through = RoundTrips::before(&database.url);
    let (store, session) = store(&through).await;
    let many: Vec<_> = (1_000..2_000).map(|n| SessionId(id(n))).chain([session]).collect();
    assert_eq!(store.heads(&many).await.unwrap(), [(session, 0)]);
    let asked = through.count();
    store.heads(&many).await.unwrap();
    assert_eq!(through.count() - asked, 1);
}
