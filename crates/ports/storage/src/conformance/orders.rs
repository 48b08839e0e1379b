//! What a job has ordered from a provider outlives its worker, and only the newest claim may say it.

use super::cast::*;
use crate::{Back, Claimed, Due, Store};
use adforge_domain::{
    cards::MediaName,
    failure::FailureCode,
    ids::JobId,
    order::{Order, Orders, Piece},
};
use std::time::Duration;

pub(super) async fn stories(store: &dyn Store, advance: &(dyn Fn(Duration) + Sync)) {
    // What other stories have left is out of the way.
    advance(LEASE * 2);
    store.claim_due(Due::Renders, 10_000, Duration::from_secs(1_000_000_000)).await.unwrap();
    an_order_outlives_its_worker(store, advance).await;
    only_the_newest_claim_tells_of_an_order(store, advance).await;
    a_claim_that_was_given_back_may_still_tell(store).await;
}

fn order(reference: Option<&str>) -> Orders {
    Orders::from_iter([one(reference)])
}

fn one(reference: Option<&str>) -> Order {
    Order {
        piece: Piece::Film,
        provider: "heygen".into(),
        key: "job:1 \"é\"".into(),
        at: AT + Duration::from_millis(123),
        reference: reference.map(Into::into),
        entry: Some(uuid::Uuid::from_u128(7)),
        file: None,
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

async fn stored(store: &dyn Store, claim: &Claimed) -> Orders {
    store.job(&claim.owner, claim.id).await.unwrap().expect("the job is there").orders
}

async fn an_order_outlives_its_worker(store: &dyn Store, advance: &(dyn Fn(Duration) + Sync)) {
    let claim = claimed(store, 740).await;
    assert!(claim.orders.is_empty() && stored(store, &claim).await.is_empty());
    let clip = Order { piece: Piece::Clip(3), file: MediaName::new("jobs/1/a.mp4").ok(), ..one(None) };
    let several = Orders::from_iter([one(None), clip]);
    for orders in [order(None), several, order(Some("vid 1"))] {
        assert!(store.order(claim.id, claim.fence, orders.clone()).await.unwrap());
        assert_eq!(stored(store, &claim).await, orders);
    }
    advance(LEASE);
    let [next] = <[Claimed; 1]>::try_from(claims(store).await).expect("its worker is dead");
    assert_eq!((next.id, next.orders.clone()), (claim.id, order(Some("vid 1"))), "who takes it up is told");
    assert!(store.order(next.id, next.fence, Orders::default()).await.unwrap());
    assert_eq!(stored(store, &claim).await, Orders::default(), "what was never ordered is forgotten");
    assert!(store.end(next.id, Some(next.fence), Ok(video(next.id))).await.unwrap());
}

async fn only_the_newest_claim_tells_of_an_order(store: &dyn Store, advance: &(dyn Fn(Duration) + Sync)) {
    let old = claimed(store, 741).await;
    advance(LEASE);
    let [new] = <[Claimed; 1]>::try_from(claims(store).await).expect("its lease ran out");
    assert!(store.order(new.id, new.fence, order(Some("theirs"))).await.unwrap());
    assert!(!store.order(old.id, old.fence, order(Some("mine"))).await.unwrap());
    assert!(!store.order(old.id, old.fence, Orders::default()).await.unwrap());
    assert_eq!(stored(store, &new).await, order(Some("theirs")));
    assert!(store.end(new.id, None, Err(failure(FailureCode::TurnCancelled))).await.unwrap());
    assert!(!store.order(new.id, new.fence, Orders::default()).await.unwrap(), "what is over is not changed");
    assert_eq!(stored(store, &new).await, order(Some("theirs")), "and still tells what it cost");
    assert!(!store.order(JobId(id(741, 99)), 1, Orders::default()).await.unwrap());
}

async fn a_claim_that_was_given_back_may_still_tell(store: &dyn Store) {
    let claim = claimed(store, 742).await;
    assert!(store.give_back(claim.id, claim.fence, Back::Stopping).await.unwrap());
    assert!(store.order(claim.id, claim.fence, order(Some("late"))).await.unwrap(), "nobody has claimed it since");
    let [next] = <[Claimed; 1]>::try_from(claims(store).await).expect("it is due");
    assert_eq!(next.orders, order(Some("late")));
    assert!(store.end(next.id, Some(next.fence), Ok(video(next.id))).await.unwrap());
}
