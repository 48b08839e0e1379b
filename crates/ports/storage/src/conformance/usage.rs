//! An account takes as much as is allowed on a day, and a refused turn costs nothing.

use super::cast::*;
use crate::{AppendError, Appended, Charge, Store};
use futures_util::future::join_all;
use time::macros::date;

fn charge(n: u128, most: u32) -> Charge {
    Charge { owner: owner(n), day: date!(2026 - 02 - 08), videos: false, most }
}

pub(super) async fn stories(store: &dyn Store) {
    a_day_takes_as_much_as_is_allowed(store).await;
    a_turn_is_charged_with_its_append(store).await;
    of_many_at_once_as_many_as_allowed_are_charged(store).await;
}

async fn a_day_takes_as_much_as_is_allowed(store: &dyn Store) {
    let takes = async |charge: Charge| store.charge(&charge).await.unwrap();
    assert!(!takes(charge(500, 0)).await, "none is allowed");
    assert!(takes(charge(500, 2)).await && takes(charge(500, 2)).await);
    assert!(!takes(charge(500, 2)).await, "a third is too many");
    assert!(!takes(charge(500, 2)).await, "and a refusal is not counted");
    assert!(takes(charge(500, 3)).await, "unless more are allowed");
    assert!(takes(Charge { videos: true, ..charge(500, 1) }).await, "films are counted apart");
    assert!(!takes(Charge { videos: true, ..charge(500, 1) }).await);
    assert!(takes(Charge { day: date!(2026 - 02 - 09), ..charge(500, 1) }).await, "the next day is a new one");
    assert!(takes(charge(501, 1)).await, "another owner has an account of their own");
}

async fn a_turn_is_charged_with_its_append(store: &dyn Store) {
    let session = session(store, 502, 1).await;
    let costs = |mut turn: crate::Append, most| {
        turn.charge = Some(charge(502, most));
        turn
    };
    assert_eq!(
        store.append(costs(turn(session, 7, 1), 1)).await,
        Err(AppendError::Stale),
        "refused for another reason"
    );
    let first = costs(keyed(turn(session, 0, 1), "k", "c"), 1);
    assert_eq!(store.append(first.clone()).await, Ok(Appended::New(1)), "which cost nothing");
    assert_eq!(store.append(costs(turn(session, 1, 2), 1)).await, Err(AppendError::TurnRunning));
    assert!(matches!(store.append(first.clone()).await, Ok(Appended::Repeated(_))), "a repeat is not charged");
    store.finish(end(&first, Some(1))).await.unwrap();
    let second = costs(keyed(turn(session, 2, 2), "l", "c"), 1);
    assert_eq!(store.append(second).await, Err(AppendError::Charged));
    assert_eq!(store.after(session, 0, 9).await.unwrap().len(), 2, "nothing was appended");
    assert_eq!(store.keyed(session, "l").await.unwrap(), None, "its key is free");
    assert_eq!(store.session(&owner(502), session).await.unwrap().unwrap().last_seq, 2);
    assert_eq!(store.append(costs(turn(session, 2, 3), 2)).await, Ok(Appended::New(3)), "as if it had not been asked");
}

async fn of_many_at_once_as_many_as_allowed_are_charged(store: &dyn Store) {
    let charge = charge(503, 7);
    let charged = join_all((0..20).map(|_| store.charge(&charge))).await;
    assert_eq!(charged.into_iter().map(Result::unwrap).filter(|charged| *charged).count(), 7);
}
