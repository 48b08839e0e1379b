//! A store over another one, that a test can hold in the middle of a call and let fail.

use adforge_domain::{
    failure::Failure,
    ids::{CardId, CardKind, JobId, OwnerId, ProductId, Seq, SessionId},
    job::{Begun, Fence, Job, Outcome},
    message::{Draft, Message},
    order::Orders,
    product::{Picture, Product, ProductRef},
    session::{Origin, Session},
    spending::{Spent, Total},
    workflow::Lookup,
};
use adforge_ports_storage::*;
use async_trait::async_trait;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use time::OffsetDateTime;
use tokio::{sync::watch, time::timeout};
use uuid::Uuid;

/// How long a call may be waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a call behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mood {
    Well,
    Held,
    Fails,
    Away,
    Unheard,
    BreaksDown,
}

/// One of the calls of a store, as a test has it in its hand.
pub struct Call {
    mood: watch::Sender<Mood>,
    /// How many calls came to where they are held, or failed.
    caught: watch::Sender<usize>,
}

impl Default for Call {
    fn default() -> Self {
        Self { mood: watch::Sender::new(Mood::Well), caught: watch::Sender::new(0) }
    }
}

impl Call {
    /// From now on it does its work, but its answer waits.
    pub fn hold(&self) {
        self.mood.send_replace(Mood::Held);
    }

    /// From now on it fails for want of room, and nothing is done.
    pub fn fail(&self) {
        self.mood.send_replace(Mood::Fails);
    }

    /// From now on the store can't be reached, and nothing is done.
    pub fn is_away(&self) {
        self.mood.send_replace(Mood::Away);
    }

    /// From now on it does its work, but its answer is lost: whoever asked hears that the store can't be reached.
    pub fn is_unheard(&self) {
        self.mood.send_replace(Mood::Unheard);
    }

    /// From now on it panics, and nothing is done.
    pub fn breaks_down(&self) {
        self.mood.send_replace(Mood::BreaksDown);
    }

    /// From now on it does its work; what was held is answered.
    pub fn mend(&self) {
        self.mood.send_replace(Mood::Well);
    }

    /// Waits until so many calls were held or have failed.
    pub async fn caught(&self, calls: usize) {
        let mut caught = self.caught.subscribe();
        let all = timeout(PATIENCE, caught.wait_for(|caught| *caught >= calls)).await;
        all.unwrap_or_else(|_| panic!("{calls} calls never came")).unwrap();
    }

    /// How many calls were held or have failed.
    pub fn has_caught(&self) -> usize {
        *self.caught.borrow()
    }

    async fn of<T, E: From<StoreError>>(&self, work: impl Future<Output = Result<T, E>> + Send) -> Result<T, E> {
        let away = || StoreError::Unavailable("on purpose".into());
        let mood = *self.mood.borrow();
        assert_ne!(mood, Mood::BreaksDown, "as the test wants it");
        if matches!(mood, Mood::Fails | Mood::Away) {
            self.caught.send_modify(|caught| *caught += 1);
            return Err(if mood == Mood::Away { away() } else { StoreError::Full }.into());
        }
        let answer = work.await;
        if mood == Mood::Unheard {
            self.caught.send_modify(|caught| *caught += 1);
            return Err(away().into());
        }
        if *self.mood.borrow() == Mood::Held {
            self.caught.send_modify(|caught| *caught += 1);
            self.mood.subscribe().wait_for(|mood| *mood != Mood::Held).await.unwrap();
        }
        answer
    }
}

/// A store over another one.
pub struct Watched {
    store: Arc<dyn Store>,
    /// Appending a user's message.
    pub append: Call,
    /// Reading a session's log.
    pub after: Call,
    /// Ending a job with its message.
    pub finish: Call,
    /// Ending a job outside a session.
    pub end: Call,
    /// Renewing leases.
    pub renew: Call,
    /// Storing what a turn has written so far.
    pub begun: Call,
    /// Setting money aside.
    pub reserve: Call,
    /// Settling a call that cost money.
    pub settle: Call,
    /// Summing up what was spent.
    pub spent: Call,
    damage: Mutex<Option<Damage>>,
}

/// What becomes of a copy of a state in its keeping.
type Damage = Box<dyn Fn(&str) -> String + Send>;

impl Watched {
    /// Over this store; it does as that does.
    pub fn over(store: Arc<dyn Store>) -> Arc<Self> {
        Arc::new(Self {
            store,
            append: Call::default(),
            after: Call::default(),
            finish: Call::default(),
            end: Call::default(),
            renew: Call::default(),
            begun: Call::default(),
            reserve: Call::default(),
            settle: Call::default(),
            spent: Call::default(),
            damage: Mutex::default(),
        })
    }

    /// From now on copies of states are read with this damage.
    pub fn damages_snapshots(&self, damage: impl Fn(&str) -> String + Send + 'static) {
        *self.damage.lock().unwrap() = Some(Box::new(damage));
    }
}

#[async_trait]
impl Sessions for Watched {
    async fn create(&self, origin: &Origin, opening: &[Draft]) -> Result<(), StoreError> {
        self.store.create(origin, opening).await
    }
    async fn session(&self, owner: &OwnerId, id: SessionId) -> Result<Option<Session>, StoreError> {
        self.store.session(owner, id).await
    }
    async fn sessions(
        &self,
        owner: &OwnerId,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        self.store.sessions(owner, before, limit).await
    }
    async fn erase(&self, owner: &OwnerId, id: SessionId) -> Result<bool, StoreError> {
        self.store.erase(owner, id).await
    }
    async fn idle(&self, since: OffsetDateTime, limit: u32) -> Result<Vec<(OwnerId, SessionId)>, StoreError> {
        self.store.idle(since, limit).await
    }
}

#[async_trait]
impl Log for Watched {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.append.of(self.store.append(append)).await
    }
    async fn finish(&self, finish: Finish) -> Result<Seq, FinishError> {
        self.finish.of(self.store.finish(finish)).await
    }
    async fn after(&self, session: SessionId, after: Seq, limit: u32) -> Result<Vec<Message>, StoreError> {
        self.after.of(self.store.after(session, after, limit)).await
    }
    async fn newest(&self, session: SessionId, limit: u32) -> Result<Vec<Message>, StoreError> {
        self.store.newest(session, limit).await
    }
    async fn heads(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, Seq)>, StoreError> {
        self.store.heads(sessions).await
    }
    async fn offered(&self, session: SessionId, lookup: &Lookup) -> Result<Option<Message>, StoreError> {
        self.store.offered(session, lookup).await
    }
    async fn cards(&self, session: SessionId, kind: CardKind, limit: u32) -> Result<Vec<(CardId, String)>, StoreError> {
        self.store.cards(session, kind, limit).await
    }
    async fn keyed(&self, session: SessionId, key: &str) -> Result<Option<(String, Repeat)>, StoreError> {
        self.store.keyed(session, key).await
    }
}

#[async_trait]
impl Jobs for Watched {
    async fn enqueue(&self, job: LoneJob) -> Result<(), StoreError> {
        self.store.enqueue(job).await
    }
    async fn job(&self, owner: &OwnerId, id: JobId) -> Result<Option<Job>, StoreError> {
        self.store.job(owner, id).await
    }
    async fn claim_due(&self, due: Due, limit: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError> {
        self.store.claim_due(due, limit, lease).await
    }
    async fn renew(&self, held: &[(JobId, Fence)], lease: Duration) -> Result<Vec<JobId>, StoreError> {
        self.renew.of(self.store.renew(held, lease)).await
    }
    async fn report(&self, id: JobId, fence: Fence, percent: u8) -> Result<(), StoreError> {
        self.store.report(id, fence, percent).await
    }
    async fn order(&self, id: JobId, fence: Fence, orders: Orders) -> Result<bool, StoreError> {
        self.store.order(id, fence, orders).await
    }
    async fn begun(&self, id: JobId, fence: Fence, begun: &Begun) -> Result<bool, StoreError> {
        self.begun.of(self.store.begun(id, fence, begun)).await
    }
    async fn give_back(&self, id: JobId, fence: Fence, back: Back) -> Result<bool, StoreError> {
        self.store.give_back(id, fence, back).await
    }
    async fn end(&self, id: JobId, fence: Option<Fence>, end: Result<Outcome, Failure>) -> Result<bool, StoreError> {
        self.end.of(self.store.end(id, fence, end)).await
    }
    async fn heard(&self, jobs: &[JobId]) -> Result<(), StoreError> {
        self.store.heard(jobs).await
    }
    async fn unheard(&self, session: SessionId, within: Duration) -> Result<Option<Repeat>, StoreError> {
        self.store.unheard(session, within).await
    }
    async fn load(&self) -> Result<Vec<Load>, StoreError> {
        self.store.load().await
    }
    async fn abandon_leases(&self) -> Result<(), StoreError> {
        self.store.abandon_leases().await
    }
}

#[async_trait]
impl Snapshots for Watched {
    async fn snapshot(&self, session: SessionId) -> Result<Option<Snapshot>, StoreError> {
        let mut snapshot = self.store.snapshot(session).await?;
        if let (Some(snapshot), Some(damage)) = (&mut snapshot, self.damage.lock().unwrap().as_ref()) {
            snapshot.state = damage(&snapshot.state);
        }
        Ok(snapshot)
    }
}

#[async_trait]
impl Products for Watched {
    async fn save(&self, product: NewProduct) -> Result<Product, StoreError> {
        self.store.save(product).await
    }
    async fn product(&self, owner: &OwnerId, named: &ProductRef) -> Result<Option<Product>, StoreError> {
        self.store.product(owner, named).await
    }
    async fn product_of_session(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        self.store.product_of_session(id).await
    }
    async fn products(
        &self,
        owner: &OwnerId,
        after: Option<ProductId>,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        self.store.products(owner, after, limit).await
    }
    async fn set_picture(
        &self,
        owner: &OwnerId,
        id: ProductId,
        picture: Picture,
        at: OffsetDateTime,
    ) -> Result<Option<Product>, StoreError> {
        self.store.set_picture(owner, id, picture, at).await
    }
    async fn erase_product(&self, owner: &OwnerId, id: ProductId, at: OffsetDateTime) -> Result<bool, StoreError> {
        self.store.erase_product(owner, id, at).await
    }
    async fn no_products(&self) -> Result<bool, StoreError> {
        self.store.no_products().await
    }
}

#[async_trait]
impl Keys for Watched {
    async fn claim_key(&self, key: OwnerKey, intent: &str, at: OffsetDateTime) -> Result<KeyClaim, StoreError> {
        self.store.claim_key(key, intent, at).await
    }
    async fn answer_key(&self, owner: &OwnerId, key: &str, answer: &str) -> Result<(), StoreError> {
        self.store.answer_key(owner, key, answer).await
    }
    async fn free_key(&self, owner: &OwnerId, key: &str) -> Result<(), StoreError> {
        self.store.free_key(owner, key).await
    }
    async fn forget_keys(&self, before: OffsetDateTime, limit: u32) -> Result<u32, StoreError> {
        self.store.forget_keys(before, limit).await
    }
}

#[async_trait]
impl Spending for Watched {
    async fn reserve(&self, reservation: &Reservation) -> Result<bool, StoreError> {
        self.reserve.of(self.store.reserve(reservation)).await
    }
    async fn settle(&self, id: Uuid, spent: &Spent) -> Result<bool, StoreError> {
        self.settle.of(self.store.settle(id, spent)).await
    }
    async fn spent(&self, on: Whose) -> Result<Total, StoreError> {
        self.spent.of(self.store.spent(on)).await
    }
}

#[async_trait]
impl Usage for Watched {
    async fn charge(&self, charge: &Charge) -> Result<bool, StoreError> {
        self.store.charge(charge).await
    }
}

#[async_trait]
impl Media for Watched {
    async fn needed(&self, by: &[Holder]) -> Result<Vec<(Holder, Needed)>, StoreError> {
        self.store.needed(by).await
    }
    async fn bond(&self, media: Option<Uuid>) -> Result<Bond, StoreError> {
        self.store.bond(media).await
    }
}

#[async_trait]
impl Store for Watched {
    async fn check(&self) -> Result<(), StoreError> {
        self.store.check().await
    }
}
