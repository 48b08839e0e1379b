//! What calls that cost money cost.

use crate::StoreError;
use adforge_domain::{
    ids::{JobId, OwnerId, SessionId},
    spending::{Money, Spent, Total},
};
use async_trait::async_trait;
use time::Date;
use uuid::Uuid;

/// A call that is about to be made, and the money that is set aside for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reservation {
    /// What it is called until it is settled; never used before.
    pub id: Uuid,
    /// Who pays.
    pub owner: OwnerId,
    /// The conversation, if it is for one.
    pub session: Option<SessionId>,
    /// The job, if it is one.
    pub job: Option<JobId>,
    /// Who is asked.
    pub model: String,
    /// The most that it can cost; absent where its price isn't known.
    pub most: Option<Money>,
    /// On which UTC day's account it goes, also when it is settled on another.
    pub day: Date,
    /// How much may be spent and set aside on that day in all; absent where there is no limit.
    pub budget: Option<Money>,
}

impl Reservation {
    /// How much may be spent and set aside on its day already; none where it can't be made at all. What costs nothing is
    /// always made, and a call whose price isn't known as long as anything is left.
    pub fn ceiling(&self) -> Option<Money> {
        match (self.budget, self.most) {
            (None, _) | (_, Some(Money(0))) => Some(Money(u64::MAX)),
            (Some(budget), most) => budget.0.checked_sub(most.map_or(1, |most| most.0)).map(Money),
        }
    }
}

/// The books of everything that costs money. They are as durable as the log, and outlive the sessions and jobs that they
/// are about.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Spending: Send + Sync {
    /// Sets money aside, in one step among all who do: never is more spent and set aside on a day than its budget. False
    /// when it would be; then nothing is.
    async fn reserve(&self, reservation: &Reservation) -> Result<bool, StoreError>;

    /// Puts what a call really cost in the place of what was set aside; where the price isn't known after all, what was
    /// set aside stays so. False when it was told before, or nothing is known of it; then nothing changes.
    async fn settle(&self, id: Uuid, spent: &Spent) -> Result<bool, StoreError>;

    /// What the calls of some account cost in all. One that was never settled counts as the most that it could cost, and
    /// as estimated.
    async fn spent(&self, on: Whose) -> Result<Total, StoreError>;
}

/// Whose calls are summed up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Those of a job.
    Job(JobId),
    /// Those of a session.
    Session(SessionId),
    /// Those of a UTC day.
    Day(Date),
}
