//! The suite that every store must pass, told as stories; each panics with what was wrong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a suite fails by panicking, as tests do"
)]

mod cast;
mod jobs;
mod keys;
mod log;
mod media;
mod orders;
mod products;
mod sessions;
mod snapshots;
mod spending;
mod usage;

use crate::Store;
use std::time::Duration;

/// Runs all stories on an empty store. `advance` moves the store's clock, by which leases are told.
pub async fn run(store: &dyn Store, advance: &(dyn Fn(Duration) + Sync)) {
    store.check().await.expect("a new store can be read and written");
    products::stories(store).await;
    sessions::stories(store).await;
    log::stories(store).await;
    snapshots::stories(store).await;
    keys::stories(store).await;
    usage::stories(store).await;
    spending::stories(store).await;
    jobs::stories(store, advance).await;
    media::stories(store).await;
    orders::stories(store, advance).await;
    store.check().await.expect("it still can");
}
