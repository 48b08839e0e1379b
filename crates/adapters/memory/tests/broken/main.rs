//! The suite fails on stores that are broken on purpose: each flaw here is one that a real store could have.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic as its tests do")]

mod accounts;
mod copies;
mod jobs;
mod log;
mod products;
mod sessions;

use adforge_adapters_memory::MemoryStore;
use adforge_ports_runtime::Clock;
use adforge_ports_storage::*;
use async_trait::async_trait;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use time::{OffsetDateTime, macros::datetime};

struct Moved(Mutex<OffsetDateTime>);

impl Clock for Moved {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

/// How a store is broken.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Flaw {
    NoFence,
    Gap,
    ForgottenKey,
    LostCommit,
    AnybodyReads,
    AnybodyErases,
    HalfAnInterrupt,
    StaleIsFine,
    NoFairness,
    NoLimit,
    EternalLease,
    CrashIsAnAttempt,
    SlugTwice,
    ErasedIsFound,
    ErasedIsGone,
    PictureLost,
    ForgottenCharge,
    ForgottenCard,
    OldestName,
    LostSnapshot,
    OlderSnapshot,
    KeyForEverybody,
    AnswerLost,
    OpeningLost,
    ListBackwards,
    LogCutShort,
    LoneJobTwice,
    OldHeads,
    NothingCounted,
    LivingRenderForgotten,
    NewestMedia,
    OrderLost,
    AnybodyOrders,
    BeginningLost,
    AnybodyBegins,
    EndsAreNotKnownAgain,
    NeverHeard,
    UnheardForEver,
    NoBudget,
    NeverSettled,
    SettledAgain,
    SessionPaysTheDay,
    UnpricedIsNothing,
    WriterForgotten,
}

struct Broken(MemoryStore, Flaw);

impl Broken {
    fn is(&self, flaw: Flaw) -> bool {
        self.1 == flaw
    }
}

#[async_trait]
impl Store for Broken {
    async fn check(&self) -> Result<(), StoreError> {
        self.0.check().await
    }
}

async fn run(flaw: Flaw) {
    let clock = Arc::new(Moved(Mutex::new(datetime!(2026-02-08 14:30 UTC))));
    let store = Broken(MemoryStore::new(Arc::clone(&clock) as Arc<dyn Clock>), flaw);
    conformance::run(&store, &|by: Duration| *clock.0.lock().unwrap() += by).await;
}

#[tokio::test]
async fn the_suite_fails_on_every_flaw() {
    let flaws = [
        Flaw::NoFence,
        Flaw::Gap,
        Flaw::ForgottenKey,
        Flaw::LostCommit,
        Flaw::AnybodyReads,
        Flaw::AnybodyErases,
        Flaw::HalfAnInterrupt,
        Flaw::StaleIsFine,
        Flaw::NoFairness,
        Flaw::NoLimit,
        Flaw::EternalLease,
        Flaw::CrashIsAnAttempt,
        Flaw::SlugTwice,
        Flaw::ErasedIsFound,
        Flaw::ErasedIsGone,
        Flaw::PictureLost,
        Flaw::ForgottenCharge,
        Flaw::ForgottenCard,
        Flaw::OldestName,
        Flaw::LostSnapshot,
        Flaw::OlderSnapshot,
        Flaw::KeyForEverybody,
        Flaw::AnswerLost,
        Flaw::OpeningLost,
        Flaw::ListBackwards,
        Flaw::LogCutShort,
        Flaw::LoneJobTwice,
        Flaw::OldHeads,
        Flaw::NothingCounted,
        Flaw::LivingRenderForgotten,
        Flaw::NewestMedia,
        Flaw::OrderLost,
        Flaw::AnybodyOrders,
        Flaw::BeginningLost,
        Flaw::AnybodyBegins,
        Flaw::EndsAreNotKnownAgain,
        Flaw::NeverHeard,
        Flaw::UnheardForEver,
        Flaw::NoBudget,
        Flaw::NeverSettled,
        Flaw::SettledAgain,
        Flaw::SessionPaysTheDay,
        Flaw::UnpricedIsNothing,
        Flaw::WriterForgotten,
    ];
    let mut passed = Vec::new();
    for flaw in flaws {
        match tokio::spawn(run(flaw)).await {
            Ok(()) => passed.push(flaw),
            Err(failure) => assert!(failure.is_panic()),
        }
    }
    assert_eq!(passed, [], "the suite passed these broken stores");
}
