//! What is kept.

use adforge_domain::{
    ids::{JobId, OwnerId, ProductId, Seq, SessionId},
    job::{Begun, Job, JobKind, JobStatus},
    message::{Draft, Message},
    product::Product,
    session::Session,
    spending::{Money, Spent},
};
use adforge_ports_storage::{Charge, Key, Place, Repeat, Reservation, Snapshot};
use std::collections::BTreeMap;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

#[derive(Default)]
pub(crate) struct Tables {
    pub(crate) sessions: BTreeMap<SessionId, Kept>,
    pub(crate) jobs: BTreeMap<JobId, Stored>,
    pub(crate) products: BTreeMap<ProductId, Shelved>,
    pub(crate) keys: BTreeMap<(OwnerId, String), Claim>,
    /// The media store that keeps the results.
    pub(crate) media: Option<Uuid>,
    pub(crate) spending: BTreeMap<Uuid, Entry>,
    /// What is spent and set aside.
    pub(crate) days: BTreeMap<Date, Money>,
    pub(crate) usage: BTreeMap<(OwnerId, Date, bool), u32>,
}

/// A session with all that goes when it is erased, but its jobs.
pub(crate) struct Kept {
    pub(crate) head: Session,
    pub(crate) log: Vec<Message>,
    pub(crate) keys: BTreeMap<String, (Key, Repeat)>,
    pub(crate) snapshot: Option<Snapshot>,
}

/// A job, its place and the number of its claim.
pub(crate) struct Stored {
    pub(crate) job: Job,
    pub(crate) place: Option<Place>,
    pub(crate) fence: u32,
    /// When it may be claimed: a queued job's turn, or the end of a running job's lease.
    /// Once it has ended, when it did.
    pub(crate) due_at: OffsetDateTime,
    /// Whether the client that asked has yet to hear of its end.
    pub(crate) awaited: bool,
    /// What a turn has written so far.
    pub(crate) begun: Begun,
}

/// A call that costs money.
pub(crate) struct Entry {
    pub(crate) reservation: Reservation,
    pub(crate) spent: Option<Spent>,
}

/// A product; erased, it is kept for the sessions that use it.
pub(crate) struct Shelved {
    pub(crate) product: Product,
    pub(crate) erased: bool,
}

/// An owner's key.
pub(crate) struct Claim {
    pub(crate) command: String,
    pub(crate) intent: String,
    pub(crate) answer: Option<String>,
    pub(crate) at: OffsetDateTime,
}

impl Kept {
    pub(crate) fn push(&mut self, draft: Draft) -> Seq {
        self.head.last_seq += 1;
        self.head.updated_at = draft.at;
        if let Some(writer) = draft.body.writer() {
            self.head.generator = Some(writer.to_owned());
        }
        self.log.push(draft.placed(self.head.origin.id, self.head.last_seq));
        self.head.last_seq
    }
}

impl Stored {
    /// Whether a claim is worth something.
    pub(crate) fn is_held(&self, fence: u32) -> bool {
        matches!(self.job.status, JobStatus::Processing { fence: held, .. } if held == fence)
    }

    pub(crate) fn is_live_turn_of(&self, session: SessionId) -> bool {
        self.job.session == Some(session) && self.job.work.kind() == JobKind::Turn && !self.job.status.is_over()
    }
}

impl Tables {
    /// One more on a user's account. False when that would be too many.
    pub(crate) fn charge(&mut self, charge: &Charge) -> bool {
        let count = self.usage.entry((charge.owner.clone(), charge.day, charge.videos)).or_default();
        let charged = *count < charge.most;
        *count += u32::from(charged);
        charged
    }
}
