//! Three processes over one PostgreSQL and one Redis, a hundred sessions at work, and everything that can fail fails. Films
//! are made here in the first round of faults, and bought from then on.
//!
//! `ADFORGE_CHAOS_SECONDS` says for how long (`just chaos`), `ADFORGE_TEST_SEED` which faults come in which order.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do"
)]

mod client;
mod faults;
mod film;
mod fleet;
mod follower;
mod judge;
mod judged;
mod orders;
mod reads;
mod sales;
mod say;
mod tally;

use adforge_tests::{Dice, raise_file_limit};
use client::Client;
use faults::{Fault, strike};
use film::Studio;
use fleet::Fleet;
use follower::Follower;
use std::{sync::Arc, time::Duration};
use tally::Tally;
use tokio::{task::JoinHandle, time::Instant};

/// How many sessions say something now and then.
const SESSIONS: usize = 100;
/// How many of them are followed by somebody who does nothing else.
const FOLLOWED: usize = 12;
/// How many more have films and pictures made: two cores make few.
const STUDIOS: usize = 2;
/// For how long, unless something else is wanted.
const SECONDS: u64 = 120;
/// How much longer it may take until every fault has hit something.
const MORE: Duration = Duration::from_secs(180);

#[allow(clippy::disallowed_methods, reason = "whoever runs it says for how long")]
fn seconds() -> u64 {
    std::env::var("ADFORGE_CHAOS_SECONDS").map_or(SECONDS, |text| text.parse().expect("it is a number of seconds"))
}

/// Whatever goes wrong with a client ends the test at once; what the processes say of it is told with it.
async fn still_well(fleet: &Fleet, work: &mut Vec<JoinHandle<()>>) {
    while let Some(at) = work.iter().position(JoinHandle::is_finished) {
        if let Err(error) = work.swap_remove(at).await {
            fleet.complains();
            panic!("{error}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fails_each_message_is_accepted_once_each_turn_ends_once_and_each_film_is_made_once() {
    let mut dice = Dice::thrown("chaos");
    raise_file_limit(4_096);
    let Some(fleet) = Fleet::start() else { return };
    let fleet = Arc::new(fleet);
    let mut clients = Vec::new();
    for _ in 0..SESSIONS {
        clients.push(Client::begins(&fleet, dice.split()).await);
    }
    let followers: Vec<_> =
        clients.iter().take(FOLLOWED).map(|it| Follower::of(&fleet, it.id(), dice.split())).collect();
    let mut work: Vec<JoinHandle<()>> = clients.into_iter().map(|client| tokio::spawn(client.works())).collect();
    for _ in 0..STUDIOS {
        work.push(tokio::spawn(Studio::begins(&fleet, dice.split()).await.works()));
    }
    let followers: Vec<_> = followers.into_iter().map(|follower| tokio::spawn(follower.follows())).collect();

    let (began, mut tally, mut buys) = (Instant::now(), Tally::default(), false);
    let end = Duration::from_secs(seconds());
    while began.elapsed() < end || (tally.misses_one_that_comes_and_goes() && began.elapsed() < end + MORE) {
        for fault in Fault::shuffled(buys, &mut dice) {
            // What has not hit anything by then gets the time that is left.
            if began.elapsed() < end || tally.missed().contains(&fault) {
                strike(fault, &fleet, &mut dice, &mut tally).await;
                still_well(&fleet, &mut work).await;
            }
        }
        if !buys {
            fleet.buys().await;
            buys = true;
        }
    }
    println!("{} s of chaos; what comes now is quiet", began.elapsed().as_secs());
    fleet.quiet();
    while !work.is_empty() {
        still_well(&fleet, &mut work).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let told = judge::all_is_well(&fleet, &mut tally).await;
    for follower in followers {
        follower.await.unwrap().has_seen_all(&told);
    }
    println!("{tally}");
    assert!(tally.missed().is_empty(), "these faults hit nothing that ran: {:?}", tally.missed());
}
