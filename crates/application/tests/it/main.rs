//! The use cases over real stores in memory and in files, with doubles for all that is slow or costs money.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do, and not every test needs every helper"
)]

mod begun;
mod bills;
mod books;
mod copies;
mod elsewhere;
mod elsewhere_films;
mod examinations;
mod follow;
mod media;
mod outage;
mod pieces;
mod rejoin;
mod relay;
mod remembered;
mod renders;
mod sessions;
mod snapshots;
mod threads;
mod turns;
mod world;
