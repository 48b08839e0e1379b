//! The suites that every media store and every shared cache must pass, told as stories; each panics with what was wrong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a suite fails by panicking, as tests do"
)]

use crate::{Cache, Found, MediaStore};
use adforge_domain::cards::MediaName;
use bytes::Bytes;
use futures_util::{TryStreamExt, future::join_all};
use std::{
    collections::BTreeSet,
    ops::Range,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Whether claims hold between two processes; `one` and `other` are the same cache, as each of them sees it.
pub async fn claims(one: &dyn Cache, other: &dyn Cache) {
    let long = Duration::from_secs(600);
    assert!(one.claim("a", 1, long).await, "nobody is at it");
    assert!(!other.claim("a", 2, long).await, "somebody is");
    assert!(other.claim("b", 2, long).await, "another name is another");
    assert!(one.claim("a", 1, long).await, "it may go on");
    other.release("a", 2).await;
    assert!(!other.claim("a", 2, long).await, "only who holds it can let go");
    one.keep("a", "kept".into(), long).await;
    one.forget("a").await;
    assert!(!other.claim("a", 2, long).await, "a copy of the same name is nothing to it");
    one.release("a", 1).await;
    assert!(other.claim("a", 2, long).await, "it is free again");
    // Who says nothing more loses it, and one that goes on keeps it.
    let soon = Duration::from_millis(50);
    assert!(other.claim("a", 2, soon).await && other.claim("b", 2, soon).await && other.claim("b", 2, long).await);
    let begun = Instant::now();
    while !one.claim("a", 3, long).await {
        assert!(begun.elapsed() < Duration::from_secs(10), "it doesn't end by itself");
    }
    assert!(!one.claim("b", 3, long).await, "a claim holds from when it was last made");
}

/// Runs all stories on an empty store without an id.
pub async fn media(store: &dyn MediaStore) {
    store.check().await.expect("a new store can keep files");
    a_file_is_read_back_whole_and_in_part(store).await;
    a_file_of_no_bytes_is_a_file(store).await;
    what_is_not_there_has_no_size_and_goes_without_a_word(store).await;
    a_folder_goes_with_all_it_holds_and_its_neighbours_stay(store).await;
    a_file_is_removed_alone(store).await;
    everything_is_found_and_can_be_discarded(store).await;
    a_store_gets_an_id_once(store).await;
    a_store_knows_whose_results_it_keeps(store).await;
    store.check().await.expect("it still can");
}

fn name(text: &str) -> MediaName {
    MediaName::new(text).unwrap()
}

async fn keep(store: &dyn MediaStore, files: &[&str]) {
    for file in files {
        store.put(&name(file), Bytes::from(file.as_bytes().to_vec())).await.unwrap();
    }
}

async fn read(store: &dyn MediaStore, file: &str, range: Range<u64>) -> Vec<u8> {
    let pieces: Vec<Bytes> = store.read(&name(file), range).await.unwrap().try_collect().await.unwrap();
    pieces.concat()
}

async fn found(store: &dyn MediaStore) -> Vec<Found> {
    store.list().await.unwrap().try_collect().await.unwrap()
}

async fn paths(store: &dyn MediaStore) -> BTreeSet<String> {
    found(store).await.into_iter().map(|found| found.path).collect()
}

async fn a_file_is_read_back_whole_and_in_part(store: &dyn MediaStore) {
    let film: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    let (file, size) = ("sessions/1/film.mp4", film.len() as u64);
    store.put(&name(file), film.clone().into()).await.unwrap();
    assert_eq!(store.size(&name(file)).await, Ok(Some(size)));
    assert_eq!(read(store, file, 0..size).await, film);
    assert_eq!(read(store, file, 12_345..312_345).await, &film[12_345..312_345]);
    assert_eq!(read(store, file, size - 1..size).await, &film[film.len() - 1..]);
    store.remove(&name(file)).await.unwrap();
}

async fn a_file_of_no_bytes_is_a_file(store: &dyn MediaStore) {
    store.put(&name("products/2/empty.png"), Bytes::new()).await.unwrap();
    assert_eq!(store.size(&name("products/2/empty.png")).await, Ok(Some(0)));
    assert!(read(store, "products/2/empty.png", 0..0).await.is_empty());
    store.remove(&name("products/2/empty.png")).await.unwrap();
}

async fn what_is_not_there_has_no_size_and_goes_without_a_word(store: &dyn MediaStore) {
    assert_eq!(store.size(&name("sessions/3/film.mp4")).await, Ok(None));
    assert!(store.read(&name("sessions/3/film.mp4"), 0..1).await.is_err(), "and there is nothing to read");
    assert_eq!(store.remove(&name("sessions/3/film.mp4")).await, Ok(()));
    assert_eq!(store.remove_folder(&name("sessions/3")).await, Ok(()));
}

async fn a_folder_goes_with_all_it_holds_and_its_neighbours_stay(store: &dyn MediaStore) {
    keep(store, &["sessions/4/a.mp4", "sessions/4/b.jpg", "sessions/42/a.mp4", "products/4/a.png"]).await;
    store.remove_folder(&name("sessions/4")).await.unwrap();
    let left = ["products/4/a.png", "sessions/42/a.mp4"].map(str::to_owned);
    assert_eq!(paths(store).await, left.into(), "a name that begins alike is another");
    store.remove_folder(&name("sessions/42")).await.unwrap();
    store.remove_folder(&name("products")).await.unwrap();
    assert_eq!(paths(store).await, BTreeSet::new());
}

async fn a_file_is_removed_alone(store: &dyn MediaStore) {
    keep(store, &["products/5/a.png", "products/5/b.png"]).await;
    store.remove(&name("products/5/a.png")).await.unwrap();
    assert_eq!(store.size(&name("products/5/a.png")).await, Ok(None));
    assert_eq!(read(store, "products/5/b.png", 0..16).await, b"products/5/b.png");
    store.remove(&name("products/5/b.png")).await.unwrap();
}

async fn everything_is_found_and_can_be_discarded(store: &dyn MediaStore) {
    let kept = ["jobs/6/a.mp4", "products/6/a.png", "sessions/6/a.jpg", "sessions/6/b.mp4"];
    keep(store, &kept).await;
    let all = found(store).await;
    assert_eq!(paths(store).await, kept.map(str::to_owned).into());
    assert!(all.iter().all(|found| found.age < Duration::from_secs(60)), "just now: {all:?}");
    for one in all.iter().filter(|found| found.path.starts_with("sessions")) {
        store.discard(one).await.unwrap();
        assert_eq!(store.discard(one).await, Ok(()), "somebody else may have been quicker");
    }
    assert_eq!(paths(store).await, ["jobs/6/a.mp4", "products/6/a.png"].map(str::to_owned).into());
    for one in all {
        store.discard(&one).await.unwrap();
    }
    assert_eq!(paths(store).await, BTreeSet::new());
}

async fn a_store_gets_an_id_once(store: &dyn MediaStore) {
    assert_eq!(store.id().await, Ok(None));
    let first = store.set_id(Uuid::from_u128(1)).await.unwrap();
    assert_eq!(first, Uuid::from_u128(1));
    let later = join_all((2..8).map(|n| store.set_id(Uuid::from_u128(n)))).await;
    assert!(later.iter().all(|id| *id == Ok(first)), "the first one stays: {later:?}");
    assert_eq!(store.id().await, Ok(Some(first)));
}

async fn a_store_knows_whose_results_it_keeps(store: &dyn MediaStore) {
    assert_eq!(store.databases().await, Ok([].into()));
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    for database in [one, one, other] {
        store.join(database).await.unwrap();
    }
    assert_eq!(store.databases().await, Ok([one, other].into()));
    assert_eq!(paths(store).await, BTreeSet::new(), "none of this is anybody's file");
}
