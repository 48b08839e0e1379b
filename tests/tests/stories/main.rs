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
mod cancelled;
mod commits;
mod crashes;
mod crowd;
mod cuts;
mod disk;
mod docs;
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
mod voices;

use adforge_tests::Home;
use diesel::{Connection, SqliteConnection};

/// A folder for the program under test.
fn home() -> Home {
    Home::new(env!("CARGO_BIN_EXE_adforge-under-test"))
}

/// A folder's database, behind the program's back.
fn database(home: &Home) -> SqliteConnection {
    SqliteConnection::establish(home.data().join("adforge.db").to_str().unwrap()).unwrap()
}
