//! What a render leaves is needed as long as its session; what nobody needs is known.

use super::{cast::*, products::new_product};
use crate::{Bond, Due, Holder, Needed, Store};
use adforge_domain::{
    cards::MediaName,
    failure::FailureCode,
    ids::{JobId, ProductId, SessionId},
    job::Outcome,
};
use std::collections::BTreeSet;
use uuid::Uuid;

pub(super) async fn stories(store: &dyn Store) {
    a_store_keeps_to_the_first_media_store(store).await;
    a_render_needs_all_files_until_it_is_over_and_its_results_after_that(store).await;
    a_render_outside_a_session_needs_its_files(store).await;
    a_product_needs_its_pictures_while_it_is_used(store).await;
    who_is_not_there_needs_nothing(store).await;
}

fn files(outcome: &Outcome) -> Needed {
    Needed::Only(outcome.files().into_iter().collect())
}

async fn needed(store: &dyn Store, by: Holder) -> Option<Needed> {
    let mut needed = store.needed(&[by]).await.unwrap();
    assert!(needed.len() <= 1 && needed.iter().all(|(of, _)| *of == by), "{needed:?}");
    needed.pop().map(|(_, needed)| needed)
}

async fn a_store_keeps_to_the_first_media_store(store: &dyn Store) {
    let nobody = store.bond(None).await.unwrap();
    assert_eq!(nobody.media, None);
    let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let bond = Bond { media: Some(first), ..nobody };
    for named in [Some(first), Some(second), None] {
        assert_eq!(store.bond(named).await, Ok(bond), "its own id stays, too");
    }
}

async fn a_render_needs_all_files_until_it_is_over_and_its_results_after_that(store: &dyn Store) {
    let session = session(store, 910, 1).await;
    let by = Holder::Session(session);
    let written = turn(session, 0, 1);
    store.append(written.clone()).await.unwrap();
    assert_eq!(needed(store, by).await, None, "a turn leaves no files");
    store.finish(end(&written, Some(1))).await.unwrap();
    let first = film(session, 2, 2);
    store.append(first.clone()).await.unwrap();
    assert_eq!(needed(store, by).await, Some(Needed::All), "it waits, and perhaps somebody has begun it");
    let outcome = video(first.job.id);
    let mut finish = end(&first, None);
    finish.end = Ok(outcome.clone());
    store.finish(finish).await.unwrap();
    assert_eq!(needed(store, by).await, Some(files(&outcome)));
    let second = film(session, 4, 3);
    store.append(second.clone()).await.unwrap();
    assert_eq!(needed(store, by).await, Some(Needed::All), "another one is under way");
    store.finish(fail(&second, None, FailureCode::AiGenerationError)).await.unwrap();
    assert_eq!(needed(store, by).await, Some(files(&outcome)), "and came to nothing");
    let third = film(session, 6, 4);
    store.append(third.clone()).await.unwrap();
    let still = image(third.job.id);
    let mut finish = end(&third, None);
    finish.end = Ok(still.clone());
    store.finish(finish).await.unwrap();
    let both: BTreeSet<MediaName> = outcome.files().into_iter().chain(still.files()).collect();
    assert_eq!(needed(store, by).await, Some(Needed::Only(both)));
    store.erase(&owner(910), session).await.unwrap();
    assert_eq!(needed(store, by).await, None);
}

async fn a_render_outside_a_session_needs_its_files(store: &dyn Store) {
    let (queued, done, failed) = (lone(911, 1, &owner(911)), lone(911, 2, &owner(911)), lone(911, 3, &owner(911)));
    for job in [&queued, &done, &failed] {
        store.enqueue(job.clone()).await.unwrap();
    }
    let outcome = video(done.id);
    // Others may be due, too.
    let claimed = store.claim_due(Due::Renders, 1_000, LEASE).await.unwrap();
    let fence = |id| claimed.iter().find(|claimed| claimed.id == id).map(|claimed| claimed.fence);
    assert!(store.end(done.id, fence(done.id), Ok(outcome.clone())).await.unwrap());
    assert!(store.end(failed.id, None, Err(failure(FailureCode::TurnCancelled))).await.unwrap());
    let all = [queued.id, done.id, failed.id].map(Holder::Job);
    let mut told = store.needed(&all).await.unwrap();
    told.sort_by_key(|(by, _)| *by);
    assert_eq!(told, [(all[0], Needed::All), (all[1], files(&outcome))]);
    assert!(store.end(queued.id, None, Err(failure(FailureCode::TurnCancelled))).await.unwrap());
}

async fn a_product_needs_its_pictures_while_it_is_used(store: &dyn Store) {
    let product = new_product(store, 912).await;
    let by = Holder::Product(product);
    assert_eq!(needed(store, by).await, Some(Needed::All));
    let mut origin = origin(912, 1);
    origin.product = product;
    store.create(&origin, &[]).await.unwrap();
    store.erase_product(&owner(912), product, AT).await.unwrap();
    assert_eq!(needed(store, by).await, Some(Needed::All), "its session goes on");
    store.erase(&owner(912), origin.id).await.unwrap();
    assert_eq!(needed(store, by).await, None);
}

async fn who_is_not_there_needs_nothing(store: &dyn Store) {
    let nobody = id(913, 1);
    let all = [Holder::Session(SessionId(nobody)), Holder::Job(JobId(nobody)), Holder::Product(ProductId(nobody))];
    assert_eq!(store.needed(&all).await, Ok(vec![]));
    assert_eq!(store.needed(&[]).await, Ok(vec![]));
}
