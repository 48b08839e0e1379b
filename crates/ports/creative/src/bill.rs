//! Calls that cost money, and on whose account.

use adforge_domain::{
    ids::{JobId, OwnerId, SessionId},
    spending::{Money, Spent},
};
use async_trait::async_trait;
use uuid::Uuid;

/// Who pays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// The user.
    pub owner: OwnerId,
    /// The conversation, if it is for one.
    pub session: Option<SessionId>,
    /// The job, if it is one.
    pub job: Option<JobId>,
}

/// A call before it is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    /// Who pays.
    pub account: Account,
    /// Who is asked, as in `ADFORGE_LLM` (`openai/gpt-6-luna`).
    pub model: String,
    /// The most that it can cost: the whole prompt and the longest answer. `None` where the price isn't known.
    pub most: Option<Money>,
}

/// What a call is called until it is settled.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct EntryId(pub Uuid);

/// Why a call must not be made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BillError {
    /// The day's money is spent, or set aside for calls under way.
    #[error("the day's budget is spent")]
    OverBudget,
    /// The books can't be read now.
    #[error("the books can't be read: {0}")]
    Unavailable(String),
}

/// The books: money is set aside before a call, and what it really cost is put in its place.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Bill: Send + Sync {
    /// Sets aside the most that a call can cost.
    ///
    /// # Errors
    /// [`BillError::OverBudget`]: then the call must not be made, and no other that costs money.
    async fn reserve(&self, call: Call) -> Result<EntryId, BillError>;

    /// What a call really cost. Told once for each reservation, also of a call that failed or was broken off, and so not
    /// waited for: it is told from where a stream is dropped, too.
    fn settle(&self, entry: EntryId, spent: Spent);

    /// Nobody knows what it cost, or not yet: what was set aside stays so, as an estimate, unless it is settled after all, by
    /// whoever learns it. Books that keep no count of their own have nothing to do.
    fn leave(&self, _entry: EntryId) {}
}
