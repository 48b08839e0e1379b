//! The suite fails on stores that are broken on purpose: each flaw here is one that a real store could have.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic as its tests do")]

use adforge_adapters_memory::MemoryStore;
use adforge_domain::{
    failure::Failure,
    ids::{CardId, CardKind, JobId, OwnerId, ProductId, Seq, SessionId},
    job::{Fence, Job, Outcome},
    message::{Draft, Message},
    order::Order,
    product::{Picture, Product, ProductRef},
    session::{Origin, Session},
    spending::{Spent, Total},
    workflow::Lookup,
};
use adforge_ports_runtime::Clock;
use adforge_ports_storage::*;
use async_trait::async_trait;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use time::{
    OffsetDateTime,
    macros::{date, datetime},
};
use uuid::Uuid;

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
impl Sessions for Broken {
    async fn create(&self, origin: &Origin, opening: &[Draft]) -> Result<(), StoreError> {
        self.0.create(origin, if self.is(Flaw::OpeningLost) { &[] } else { opening }).await
    }
    async fn session(&self, owner: &OwnerId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let real = OwnerId(format!("owner-{}", id.0.as_u128() >> 64));
        let session = self.0.session(if self.is(Flaw::AnybodyReads) { &real } else { owner }, id).await?;
        let forgets = |session| Session { generator: None, ..session };
        Ok(if self.is(Flaw::WriterForgotten) { session.map(forgets) } else { session })
    }
    async fn sessions(
        &self,
        owner: &OwnerId,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let mut sessions = self.0.sessions(owner, before, limit).await?;
        if self.is(Flaw::ListBackwards) {
            sessions.reverse();
        }
        Ok(sessions)
    }
    async fn erase(&self, owner: &OwnerId, id: SessionId) -> Result<bool, StoreError> {
        let real = OwnerId(format!("owner-{}", id.0.as_u128() >> 64));
        self.0.erase(if self.is(Flaw::AnybodyErases) { &real } else { owner }, id).await
    }
    async fn idle(&self, since: OffsetDateTime, limit: u32) -> Result<Vec<(OwnerId, SessionId)>, StoreError> {
        self.0.idle(since, if self.is(Flaw::NoLimit) { u32::MAX } else { limit }).await
    }
}

#[async_trait]
impl Log for Broken {
    async fn append(&self, mut append: Append) -> Result<Appended, AppendError> {
        match self.1 {
            Flaw::ForgottenKey => append.key = None,
            Flaw::ForgottenCharge => append.charge = None,
            Flaw::StaleIsFine => {
                if let Some(newest) = self.0.newest(append.session, 1).await?.first() {
                    append.expected = newest.seq;
                }
            }
            // The old turn is ended by a commit of its own, before it is known whether the new one is accepted.
            Flaw::HalfAnInterrupt => {
                if let Some(interrupt) = append.interrupts.take() {
                    let finish = Finish {
                        session: append.session,
                        job: interrupt.job,
                        fence: None,
                        message: interrupt.message,
                        delivered: None,
                        end: Err(interrupt.failure),
                        snapshot: None,
                    };
                    append.expected += u64::from(self.0.finish(finish).await.is_ok());
                }
            }
            _ => {}
        }
        self.0.append(append).await
    }
    async fn finish(&self, mut finish: Finish) -> Result<Seq, FinishError> {
        match self.1 {
            Flaw::NoFence => finish.fence = None,
            Flaw::LostCommit => return Ok(2),
            Flaw::LostSnapshot => finish.snapshot = None,
            Flaw::OlderSnapshot => {
                if let Some(snapshot) = &mut finish.snapshot {
                    snapshot.seq = snapshot.seq.max(5);
                }
            }
            Flaw::EndsAreNotKnownAgain => {
                let log = self.0.after(finish.session, 0, 1_000).await?;
                if log.iter().any(|told| told.id == finish.message.id) {
                    return Err(FinishError::NotOwner);
                }
            }
            _ => {}
        }
        self.0.finish(finish).await
    }
    async fn after(&self, session: SessionId, after: Seq, limit: u32) -> Result<Vec<Message>, StoreError> {
        let mut page = self.0.after(session, after, limit).await?;
        if self.is(Flaw::Gap) {
            page.iter_mut().filter(|message| message.seq > 2).for_each(|message| message.seq += 1);
        }
        Ok(page)
    }
    async fn newest(&self, session: SessionId, limit: u32) -> Result<Vec<Message>, StoreError> {
        self.0.newest(session, if self.is(Flaw::LogCutShort) { limit.min(4) } else { limit }).await
    }
    async fn heads(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, Seq)>, StoreError> {
        let mut heads = self.0.heads(sessions).await?;
        if self.is(Flaw::OldHeads) {
            heads.iter_mut().for_each(|(_, seq)| *seq = (*seq).min(1));
        }
        Ok(heads)
    }
    async fn offered(&self, session: SessionId, lookup: &Lookup) -> Result<Option<Message>, StoreError> {
        match self.1 {
            Flaw::ForgottenCard => Ok(None),
            Flaw::OldestName => {
                let mut log = self.0.after(session, 0, 1_000).await?.into_iter();
                let mut found = self.0.offered(session, lookup).await?;
                if let Some(newest) = &found {
                    found = log.find(|one| one.body.kind() == newest.body.kind());
                }
                Ok(found)
            }
            _ => self.0.offered(session, lookup).await,
        }
    }
    async fn cards(&self, session: SessionId, kind: CardKind, limit: u32) -> Result<Vec<(CardId, String)>, StoreError> {
        self.0.cards(session, kind, limit).await
    }
    async fn keyed(&self, session: SessionId, key: &str) -> Result<Option<(String, Repeat)>, StoreError> {
        self.0.keyed(session, key).await
    }
}

#[async_trait]
impl Jobs for Broken {
    async fn enqueue(&self, mut job: LoneJob) -> Result<(), StoreError> {
        if self.is(Flaw::LoneJobTwice) && self.0.job(&job.owner, job.id).await?.is_some() {
            job.id = JobId(uuid::Uuid::from_u128(job.id.0.as_u128() + (1 << 40)));
        }
        self.0.enqueue(job).await
    }
    async fn job(&self, owner: &OwnerId, id: JobId) -> Result<Option<Job>, StoreError> {
        self.0.job(owner, id).await
    }
    async fn claim_due(&self, due: Due, limit: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError> {
        if self.is(Flaw::NoFairness) && limit < 9 {
            let mut all = self.0.claim_due(due, 1_000, lease).await?;
            all.sort_by_key(|claim| claim.id);
            for extra in all.split_off(all.len().min(limit as usize)) {
                self.0.give_back(extra.id, extra.fence, Back::Stopping).await?;
            }
            return Ok(all);
        }
        let mut claims = self.0.claim_due(due, limit, lease).await?;
        if self.is(Flaw::CrashIsAnAttempt) {
            claims.iter_mut().for_each(|claim| claim.attempts += std::mem::take(&mut claim.crashes));
        }
        Ok(claims)
    }
    async fn renew(&self, held: &[(JobId, Fence)], lease: Duration) -> Result<Vec<JobId>, StoreError> {
        if self.is(Flaw::EternalLease) {
            return Ok(vec![]);
        }
        self.0.renew(held, lease).await
    }
    async fn report(&self, id: JobId, fence: Fence, percent: u8) -> Result<(), StoreError> {
        self.0.report(id, fence, percent).await
    }
    async fn order(&self, id: JobId, fence: Fence, order: Option<Order>) -> Result<bool, StoreError> {
        if self.is(Flaw::OrderLost) && order.as_ref().is_some_and(|order| order.reference.is_some()) {
            return Ok(true);
        }
        if self.is(Flaw::AnybodyOrders) && !self.0.order(id, fence, order.clone()).await? {
            return self.0.order(id, fence + 1, order).await;
        }
        self.0.order(id, fence, order).await
    }
    async fn give_back(&self, id: JobId, fence: Fence, back: Back) -> Result<bool, StoreError> {
        self.0.give_back(id, fence, back).await
    }
    async fn end(&self, id: JobId, fence: Option<Fence>, end: Result<Outcome, Failure>) -> Result<bool, StoreError> {
        self.0.end(id, fence, end).await
    }
    async fn heard(&self, jobs: &[JobId]) -> Result<(), StoreError> {
        if self.is(Flaw::NeverHeard) {
            return Ok(());
        }
        self.0.heard(jobs).await
    }
    async fn unheard(&self, session: SessionId, within: Duration) -> Result<Option<Repeat>, StoreError> {
        let within = if self.is(Flaw::UnheardForEver) { within * 1_000 } else { within };
        self.0.unheard(session, within).await
    }
    async fn load(&self) -> Result<Vec<Load>, StoreError> {
        if self.is(Flaw::NothingCounted) {
            return Ok(vec![]);
        }
        self.0.load().await
    }
    async fn abandon_leases(&self) -> Result<(), StoreError> {
        self.0.abandon_leases().await
    }
}

#[async_trait]
impl Snapshots for Broken {
    async fn snapshot(&self, session: SessionId) -> Result<Option<Snapshot>, StoreError> {
        self.0.snapshot(session).await
    }
}

#[async_trait]
impl Products for Broken {
    async fn save(&self, product: NewProduct) -> Result<Product, StoreError> {
        let mut saved = self.0.save(product).await?;
        if self.is(Flaw::SlugTwice) {
            saved.slug.truncate(4);
        }
        Ok(saved)
    }
    async fn product(&self, owner: &OwnerId, named: &ProductRef) -> Result<Option<Product>, StoreError> {
        let found = self.0.product(owner, named).await?;
        match named.id() {
            Some(id) if self.is(Flaw::ErasedIsFound) && found.is_none() => {
                Ok(self.0.product_of_session(id).await?.filter(|product| product.owner == *owner))
            }
            _ => Ok(found),
        }
    }
    async fn product_of_session(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        let found = self.0.product_of_session(id).await?;
        match &found {
            Some(product) if self.is(Flaw::ErasedIsGone) => {
                self.0.product(&product.owner, &ProductRef(id.to_string())).await
            }
            _ => Ok(found),
        }
    }
    async fn products(
        &self,
        owner: &OwnerId,
        after: Option<ProductId>,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        self.0.products(owner, after, limit).await
    }
    async fn set_picture(
        &self,
        owner: &OwnerId,
        id: ProductId,
        picture: Picture,
        at: OffsetDateTime,
    ) -> Result<Option<Product>, StoreError> {
        let picture = if self.is(Flaw::PictureLost) { Picture::Link("https://example.com".into()) } else { picture };
        self.0.set_picture(owner, id, picture, at).await
    }
    async fn erase_product(&self, owner: &OwnerId, id: ProductId, at: OffsetDateTime) -> Result<bool, StoreError> {
        self.0.erase_product(owner, id, at).await
    }
    async fn no_products(&self) -> Result<bool, StoreError> {
        self.0.no_products().await
    }
}

#[async_trait]
impl Keys for Broken {
    async fn claim_key(&self, mut key: OwnerKey, intent: &str, at: OffsetDateTime) -> Result<KeyClaim, StoreError> {
        if self.is(Flaw::KeyForEverybody) {
            key.owner = OwnerId("everybody".into());
        }
        self.0.claim_key(key, intent, at).await
    }
    async fn answer_key(&self, owner: &OwnerId, key: &str, answer: &str) -> Result<(), StoreError> {
        if self.is(Flaw::AnswerLost) {
            return Ok(());
        }
        self.0.answer_key(owner, key, answer).await
    }
    async fn free_key(&self, owner: &OwnerId, key: &str) -> Result<(), StoreError> {
        self.0.free_key(owner, key).await
    }
    async fn forget_keys(&self, before: OffsetDateTime, limit: u32) -> Result<u32, StoreError> {
        self.0.forget_keys(before, limit).await
    }
}

#[async_trait]
impl Spending for Broken {
    async fn reserve(&self, reservation: &Reservation) -> Result<bool, StoreError> {
        let mut reservation = reservation.clone();
        if self.is(Flaw::NoBudget) {
            reservation.budget = None;
        }
        self.0.reserve(&reservation).await
    }
    async fn settle(&self, id: Uuid, spent: &Spent) -> Result<bool, StoreError> {
        if self.is(Flaw::NeverSettled) {
            return Ok(true);
        }
        Ok(self.0.settle(id, spent).await? || self.is(Flaw::SettledAgain))
    }
    async fn spent(&self, on: Whose) -> Result<Total, StoreError> {
        let on = match on {
            Whose::Session(_) if self.is(Flaw::SessionPaysTheDay) => Whose::Day(date!(2026 - 02 - 14)),
            on => on,
        };
        let total = self.0.spent(on).await?;
        Ok(if self.is(Flaw::UnpricedIsNothing) { Total { unpriced: 0, ..total } } else { total })
    }
}

#[async_trait]
impl Usage for Broken {
    async fn charge(&self, charge: &Charge) -> Result<bool, StoreError> {
        self.0.charge(charge).await
    }
}

#[async_trait]
impl Media for Broken {
    async fn needed(&self, by: &[Holder]) -> Result<Vec<(Holder, Needed)>, StoreError> {
        let mut needed = self.0.needed(by).await?;
        if self.is(Flaw::LivingRenderForgotten) {
            needed.retain(|(_, needed)| *needed != Needed::All);
        }
        Ok(needed)
    }
    async fn bond(&self, media: Option<Uuid>) -> Result<Bond, StoreError> {
        let bond = self.0.bond(media).await?;
        Ok(if self.is(Flaw::NewestMedia) { Bond { media: media.or(bond.media), ..bond } } else { bond })
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
