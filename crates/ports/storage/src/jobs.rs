//! Jobs as workers and pollers find them.

use crate::{Repeat, StoreError};
use adforge_domain::{
    failure::Failure,
    ids::{JobId, MessageId, OwnerId, Seq, SessionId},
    job::{Begun, Fence, Job, JobKind, Outcome, Work},
    order::Orders,
};
use async_trait::async_trait;
use std::time::Duration;
use time::OffsetDateTime;

/// Jobs as workers and pollers find them. Times of leases are told by the store's clock.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Stores a job outside a session, queued.
    async fn enqueue(&self, job: LoneJob) -> Result<(), StoreError>;

    /// An owner's job; somebody else's isn't there.
    async fn job(&self, owner: &OwnerId, id: JobId) -> Result<Option<Job>, StoreError>;

    /// Claims what is due: queued jobs whose time has come, and jobs whose lease has run out (these have one crash
    /// more). Each gets a new fence. Turns or renders, at most `limit`; of many owners' jobs each owner's oldest come
    /// first, so that a hundred of one don't hold up another's first; and whose was claimed last comes after those who
    /// have waited since.
    async fn claim_due(&self, due: Due, limit: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError>;

    /// Renews leases, in one step; returns those that were lost.
    async fn renew(&self, held: &[(JobId, Fence)], lease: Duration) -> Result<Vec<JobId>, StoreError>;

    /// Stores how far a render is. Nothing happens when the claim is lost.
    async fn report(&self, id: JobId, fence: Fence, percent: u8) -> Result<(), StoreError>;

    /// Stores all that a job has ordered: before an order is sent, when the provider's own name for it is known, and
    /// (without it) when it is known that the provider took none. A job that was given back and not claimed since may still be
    /// told of. False when somebody else has claimed it, or it is over.
    async fn order(&self, id: JobId, fence: Fence, orders: Orders) -> Result<bool, StoreError>;

    /// Stores what a turn has written so far, in the place of what was stored before. False when the claim is lost.
    async fn begun(&self, id: JobId, fence: Fence, begun: &Begun) -> Result<bool, StoreError>;

    /// Gives a job back: to be tried again `after` a while, with one attempt more when it failed, or with nothing
    /// counted when its worker only stops. False when the claim is lost.
    async fn give_back(&self, id: JobId, fence: Fence, back: Back) -> Result<bool, StoreError>;

    /// Ends a job outside a session, or cancels it (no fence). False when it is somebody else's or over; told again under
    /// the same claim, since its answer was lost, the same end is true again.
    async fn end(&self, id: JobId, fence: Option<Fence>, end: Result<Outcome, Failure>) -> Result<bool, StoreError>;

    /// The ends of these awaited turns were sent to whoever asked.
    async fn heard(&self, jobs: &[JobId]) -> Result<(), StoreError>;

    /// The newest awaited turn of a session that ended within this time by the store's clock, and whose end was not
    /// heard.
    async fn unheard(&self, session: SessionId, within: Duration) -> Result<Option<Repeat>, StoreError>;

    /// How many jobs wait and run, by kind; what there is none of may be absent.
    async fn load(&self) -> Result<Vec<Load>, StoreError>;

    /// Ends every lease. Called by the only process of a store when it starts: whoever held them is dead.
    async fn abandon_leases(&self) -> Result<(), StoreError>;
}

/// A job outside a session.
#[derive(Clone, PartialEq, Debug)]
pub struct LoneJob {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub owner: OwnerId,
    /// What is to be done.
    pub work: Work,
    /// When it was accepted.
    pub at: OffsetDateTime,
}

/// How many jobs of a kind wait, or run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Load {
    /// Of which kind.
    pub kind: JobKind,
    /// Whether they run; otherwise they wait.
    pub runs: bool,
    /// How many.
    pub jobs: u64,
}

/// Which jobs are claimed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// Turns.
    Turns,
    /// Films and still pictures.
    Renders,
}

/// Why a job is given back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Back {
    /// An attempt failed: it is due again after a while.
    Failed(Duration),
    /// Its worker stops: it is due at once.
    Stopping,
}

/// A job that now belongs to the caller.
#[derive(Clone, PartialEq, Debug)]
pub struct Claimed {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub owner: OwnerId,
    /// Its place in a session; none for a job outside a session.
    pub place: Option<Place>,
    /// What is to be done.
    pub work: Work,
    /// The fencing token that every write must carry.
    pub fence: Fence,
    /// How often an attempt failed.
    pub attempts: u32,
    /// How often its worker died.
    pub crashes: u32,
    /// What it has ordered from providers.
    pub orders: Orders,
    /// What a turn had written when its worker died.
    pub begun: Begun,
}

/// A job's place in a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The session.
    pub session: SessionId,
    /// The message that will end it.
    pub reply: MessageId,
    /// The user's message that asked for it.
    pub user_seq: Seq,
}
