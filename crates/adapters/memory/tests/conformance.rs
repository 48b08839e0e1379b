//! The store in memory passes the suite of every store; and the suite fails on stores that are broken on purpose.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests may panic as its tests do"
)]

use adforge_adapters_memory::MemoryStore;
use adforge_domain::{
    ids::{OwnerId, Seq, SessionId},
    message::Message,
    session::{Origin, Session},
};
use adforge_ports_runtime::Clock;
use adforge_ports_storage::{
    Append, AppendError, Appended, Claimed, Finish, FinishError, Jobs, Log, Sessions, StoreError, conformance,
};
use async_trait::async_trait;
use std::{sync::Arc, time::Duration};
use time::{OffsetDateTime, macros::datetime};

struct Frozen;

impl Clock for Frozen {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-02-08 14:30 UTC)
    }
}

fn store() -> MemoryStore {
    MemoryStore::new(Arc::new(Frozen))
}

/// How a store is broken.
#[derive(Clone, Copy, PartialEq)]
enum Flaw {
    NoFence,
    Gap,
    ForgottenKey,
    LostCommit,
    AnybodyReads,
}

struct Broken(MemoryStore, Flaw);

#[async_trait]
impl Sessions for Broken {
    async fn create(&self, origin: &Origin) -> Result<(), StoreError> {
        self.0.create(origin).await
    }
    async fn session(&self, owner: &OwnerId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let local = OwnerId("local".into());
        self.0.session(if self.1 == Flaw::AnybodyReads { &local } else { owner }, id).await
    }
}

#[async_trait]
impl Log for Broken {
    async fn append(&self, mut append: Append) -> Result<Appended, AppendError> {
        if self.1 == Flaw::ForgottenKey {
            append.key = None;
        }
        self.0.append(append).await
    }
    async fn finish(&self, mut finish: Finish) -> Result<Seq, FinishError> {
        match self.1 {
            Flaw::NoFence => finish.fence = None,
            Flaw::LostCommit => return Ok(2),
            _ => {}
        }
        self.0.finish(finish).await
    }
    async fn after(&self, session: SessionId, after: Seq, limit: u32) -> Result<Vec<Message>, StoreError> {
        let mut page = self.0.after(session, after, limit).await?;
        if self.1 == Flaw::Gap {
            page.iter_mut().filter(|message| message.seq > 2).for_each(|message| message.seq += 1);
        }
        Ok(page)
    }
}

#[async_trait]
impl Jobs for Broken {
    async fn claim_due(&self, limit: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError> {
        self.0.claim_due(limit, lease).await
    }
    async fn abandon_leases(&self) -> Result<(), StoreError> {
        self.0.abandon_leases().await
    }
}

#[tokio::test]
async fn memory_passes_the_suite() {
    conformance::run(&store()).await;
}

async fn fails(flaw: Flaw) {
    let run = tokio::spawn(async move { conformance::run(&Broken(store(), flaw)).await });
    assert!(run.await.expect_err("the suite passed a broken store").is_panic());
}

#[tokio::test]
async fn the_suite_fails_without_a_fence() {
    fails(Flaw::NoFence).await;
}

#[tokio::test]
async fn the_suite_fails_on_a_gap_in_the_numbers() {
    fails(Flaw::Gap).await;
}

#[tokio::test]
async fn the_suite_fails_on_a_forgotten_key() {
    fails(Flaw::ForgottenKey).await;
}

#[tokio::test]
async fn the_suite_fails_on_a_lost_commit() {
    fails(Flaw::LostCommit).await;
}

#[tokio::test]
async fn the_suite_fails_when_anybody_reads() {
    fails(Flaw::AnybodyReads).await;
}
