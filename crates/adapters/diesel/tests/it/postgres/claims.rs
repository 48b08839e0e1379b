//! Several processes on one database: each job is one's, and leases are told by the database's clock.

use crate::{
    cast::{AT, Moved, end, film, id, origin, owner, turn},
    postgres::clock::MovedDatabase,
};
use adforge_adapters_diesel::DieselStore;
use adforge_domain::{ids::JobId, job::Outcome};
use adforge_ports_storage::{Due, FinishError, Jobs, Log, LoneJob, Sessions};
use adforge_tests_servers::postgres;
use diesel::connection::SimpleConnection;
use futures_util::future::join_all;
use std::time::Duration;

const LEASE: Duration = Duration::from_secs(30);
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_process_whose_clock_is_wrong_does_no_harm() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let moved = MovedDatabase::over(&database);
    let (right, wrong) = (Moved::new(), Moved::new());
    wrong.advance(HOUR);
    let a = DieselStore::connect(moved.url.as_str(), right).unwrap();
    let b = DieselStore::connect(moved.url.as_str(), wrong).unwrap();
    for (n, mine, other) in [(1, &a, &b), (2, &b, &a)] {
        mine.create(&origin(n), &[]).await.unwrap();
        let turn = turn(origin(n).id, 0, 1);
        mine.append(turn.clone()).await.unwrap();
        assert_eq!(other.claim_due(Due::Turns, 9, LEASE).await.unwrap(), [], "a living lease is not taken");
        moved.advance(LEASE / 2);
        assert_eq!(mine.renew(&[(turn.job.id, 1)], LEASE).await.unwrap(), []);
        moved.advance(LEASE - Duration::from_millis(1));
        assert_eq!(other.claim_due(Due::Turns, 9, LEASE).await.unwrap(), [], "nor one that was renewed");
        moved.advance(Duration::from_millis(1));
        let claimed = other.claim_due(Due::Turns, 9, LEASE).await.unwrap();
        assert_eq!(claimed.iter().map(|claim| (claim.id, claim.fence)).collect::<Vec<_>>(), [(turn.job.id, 2)]);
        assert_eq!(
            mine.finish(end(&turn, "late".into())).await,
            Err(FinishError::NotOwner),
            "the late write is refused"
        );
        assert_eq!(mine.renew(&[(turn.job.id, 1)], LEASE).await.unwrap(), [turn.job.id]);
        let mut finish = end(&turn, "in time".into());
        finish.fence = Some(2);
        assert_eq!(other.finish(finish).await, Ok(2));
    }
}

fn lone(n: u128) -> LoneJob {
    LoneJob { id: JobId(id(n)), owner: owner(), work: film(), at: AT }
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_claim_at_once_share_nothing() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let stores: Vec<_> = (0..4).map(|_| DieselStore::connect(database.url.as_str(), Moved::new()).unwrap()).collect();
    for n in 1..=200 {
        stores[0].enqueue(lone(n)).await.unwrap();
    }
    let mut claimed = Vec::new();
    // Whoever finds all that is left just being claimed comes back later.
    while claimed.len() < 200 {
        let claims = join_all((0..32).map(|n| stores[n % 4].claim_due(Due::Renders, 5, LEASE))).await;
        let claims: Vec<_> = claims.into_iter().flat_map(Result::unwrap).collect();
        assert!(!claims.is_empty(), "{} were claimed, and then none", claimed.len());
        claimed.extend(claims.into_iter().map(|claim| (claim.id, claim.fence)));
    }
    claimed.sort();
    let wanted: Vec<_> = (1..=200).map(|n| (JobId(id(n)), 1)).collect();
    assert_eq!(claimed, wanted, "each is claimed once");
}

#[tokio::test]
async fn what_another_is_just_claiming_is_passed_over() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let store = DieselStore::connect(database.url.as_str(), Moved::new()).unwrap();
    for n in 1..=3 {
        store.enqueue(lone(n)).await.unwrap();
    }
    let mut other = database.behind();
    let first = "BEGIN; SELECT FROM jobs WHERE id = '00000000-0000-0000-0000-000000000001' FOR UPDATE";
    other.batch_execute(first).unwrap();
    let claimed = store.claim_due(Due::Renders, 2, LEASE).await.unwrap();
    assert_eq!(claimed.iter().map(|claim| claim.id).collect::<Vec<_>>(), [JobId(id(2)), JobId(id(3))]);
    other.batch_execute("ROLLBACK").unwrap();
    let claimed = store.claim_due(Due::Renders, 2, LEASE).await.unwrap();
    assert_eq!(claimed.iter().map(|claim| claim.id).collect::<Vec<_>>(), [JobId(id(1))]);
    assert!(store.end(JobId(id(1)), Some(1), Ok(Outcome::Content { generator: None })).await.unwrap());
}

#[tokio::test]
async fn one_users_hundred_renders_do_not_hold_up_anothers_first_whichever_process_is_free() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let stores: Vec<_> = (0..2).map(|_| DieselStore::connect(database.url.as_str(), Moved::new()).unwrap()).collect();
    for n in 1..=100 {
        stores[0].enqueue(lone(n)).await.unwrap();
    }
    let claims = |store: usize| stores[store].claim_due(Due::Renders, 1, LEASE);
    let first = [claims(0).await.unwrap(), claims(1).await.unwrap()].concat();
    assert_eq!(first.iter().map(|claim| claim.id).collect::<Vec<_>>(), [JobId(id(1)), JobId(id(2))]);
    let another = adforge_domain::ids::OwnerId("another".into());
    let late = LoneJob { owner: another.clone(), at: AT + HOUR, ..lone(1_000) };
    stores[1].enqueue(late).await.unwrap();
    // Each process takes one when it is free, as its renderer is: of both owners the oldest that waits.
    let next = [claims(1).await.unwrap(), claims(0).await.unwrap()].concat();
    assert!(next.iter().any(|claim| claim.owner == another), "it waits for one of the hundred at most: {next:?}");
}
