//! What a job has ordered from a provider outlives its worker, and only the newest claim may say it.

use super::cast::*;
use crate::{Back, Claimed, Due, Store};
use adforge_domain::{failure::FailureCode, ids::JobId, order::Order};
use std::time::Duration;

pub(super) async fn stories(store: &dyn Store, advance: &(dyn Fn(Duration) + Sync)) {
    // What other stories have left is out of the way.
    advance(LEASE * 2);
    store.claim_due(Due::Renders, 10_000, Duration::from_secs(1_000_000_000)).await.unwrap();
    an_order_outlives_its_worker(store, advance).await;
    only_the_newest_claim_tells_of_an_order(store, advance).await;
    a_claim_that_was_given_back_may_still_tell(store).await;
}

fn order(reference: Option<&str>) -> Order {
    Order {
        provider: "heygen".into(),
        key: "job:1 \"é\"".into(),
        at: AT + Duration::from_millis(123),
        reference: reference.map(Into::into),
    }
}

async fn claims(store: &dyn Store) -> Vec<Claimed> {
    store.claim_due(Due::Renders, 9, LEASE).await.unwrap()
}

async fn claimed(store: &dyn Store, story: u128) -> Claimed {
    store.enqueue(lone(story, 1, &owner(story))).await.unwrap();
    let [claimed] = <[Claimed; 1]>::try_from(claims(store).await).expect("it alone is due");
    claimed
}

async fn stored(store: &dyn Store, claim: &Claimed) -> Option<Order> {
    store.job(&claim.owner, claim.id).await.unwrap().expect("the job is there").order
}

async fn an_order_outlives_its_worker(store: &dyn Store, advance: &(dyn Fn(Duration) + Sync)) {
    let claim = claimed(store, 740).await;
    assert_eq!((&claim.order, stored(store, &claim).await), (&None, None));
    for order in [order(None), order(Some("vid 1"))] {
        assert!(store.order(claim.id, claim.fence, Some(order.clone())).await.unwrap());
        assert_eq!(stored(store, &claim).await, Some(order));
    }
    advance(LEASE);
    let [next] = <[Claimed; 1]>::try_from(claims(store).await).expect("its worker is dead");
    assert_eq!((next.id, next.order.clone()), (claim.id, Some(order(Some("vid 1")))), "who takes it up is told");
    assert!(store.order(next.id, next.fence, None).await.unwrap());
    assert_eq!(stored(store, &claim).await, None, "what was never ordered is forgotten");
    assert!(store.end(next.id, Some(next.fence), Ok(video(next.id))).await.unwrap());
}

async fn only_the_newest_claim_tells_of_an_order(store: &dyn Store, advance: &(dyn Fn(Duration) + Sync)) {
    let old = claimed(store, 741).await;
    advance(LEASE);
    let [new] = <[Claimed; 1]>::try_from(claims(store).await).expect("its lease ran out");
    assert!(store.order(new.id, new.fence, Some(order(Some("theirs")))).await.unwrap());
    assert!(!store.order(old.id, old.fence, Some(order(Some("mine")))).await.unwrap());
    assert!(!store.order(old.id, old.fence, None).await.unwrap());
    assert_eq!(stored(store, &new).await, Some(order(Some("theirs"))));
    assert!(store.end(new.id, None, Err(failure(FailureCode::TurnCancelled))).await.unwrap());
    assert!(!store.order(new.id, new.fence, None).await.unwrap(), "what is over is not changed");
    assert_eq!(stored(store, &new).await, Some(order(Some("theirs"))), "and still tells what it cost");
    assert!(!store.order(JobId(id(741, 99)), 1, None).await.unwrap());
}

async fn a_claim_that_was_given_back_may_still_tell(store: &dyn Store) {
    let claim = claimed(store, 742).await;
    assert!(store.give_back(claim.id, claim.fence, Back::Stopping).await.unwrap());
    assert!(
        store.order(claim.id, claim.fence, Some(order(Some("late")))).await.unwrap(),
        "nobody has claimed it since"
    );
    let [next] = <[Claimed; 1]>::try_from(claims(store).await).expect("it is due");
    assert_eq!(next.order, Some(order(Some("late"))));
    assert!(store.end(next.id, Some(next.fence), Ok(video(next.id))).await.unwrap());
}
