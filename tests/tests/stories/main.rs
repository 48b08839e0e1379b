//! What AdForge promises, told as stories against the real program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do"
)]

mod bad_input;
mod bought;
mod callbacks;
mod cancelled;
mod commits;
mod crashes;
mod crowd;
mod cuts;
mod disk;
mod docs;
mod doctor;
mod errors;
mod facts;
mod films;
mod fleet;
mod guide;
mod later;
mod lives;
mod media;
mod models;
mod pieces;
mod proxy;
mod ready;
mod rolling;
mod sellers;
mod shared_personas;
mod snapshots;
mod stop;
mod sweep;
mod takeover;
mod troubles;
mod voices;

use adforge_tests::Home;
use diesel::{Connection, SqliteConnection};
use std::thread::{self, JoinHandle};
use tokio::runtime::Runtime;

/// A folder for the program under test.
fn home() -> Home {
    Home::new(env!("CARGO_BIN_EXE_adforge-under-test"))
}

/// A folder's database, behind the program's back.
fn database(home: &Home) -> SqliteConnection {
    SqliteConnection::establish(home.data().join("adforge.db").to_str().unwrap()).unwrap()
}

/// The same story of each, at the same time. Each comes to its end, so that no server is left behind.
fn at_once<T: Send + 'static, F: Future<Output = ()> + 'static>(all: Vec<T>, story: fn(T) -> F) {
    let told = all.into_iter().map(|one| thread::spawn(move || Runtime::new().unwrap().block_on(story(one))));
    let told: Vec<_> = told.collect::<Vec<_>>().into_iter().map(JoinHandle::join).collect();
    told.into_iter().for_each(|one| one.unwrap());
}
