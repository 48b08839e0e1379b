//! What a step writes, written down before the writer is asked, so that the writer only writes.

use crate::{
    columns::Json,
    rows::{
        self,
        job::{End, status_of},
        json, millis,
    },
};
use adforge_domain::{
    ids::{CardId, JobId, MessageId, OwnerId, Seq, SessionId},
    job::{Fence, JobKind},
    message::{Body, Draft},
    workflow::Step,
};
use adforge_ports_storage::{Append, Charge, Finish, Interrupt, Key, Snapshot, StoreError};

/// A message as it is stored.
pub(crate) struct StoredMessage {
    pub(crate) id: MessageId,
    pub(crate) sender: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) data: Json,
    pub(crate) at: i64,
    /// Who wrote it, if a writer did.
    pub(crate) writer: Option<String>,
    pub(crate) cards: Vec<StoredCard>,
}

/// A card that a message offers.
pub(crate) struct StoredCard {
    pub(crate) id: CardId,
    pub(crate) name: String,
}

impl StoredMessage {
    pub(crate) fn of(draft: &Draft) -> Result<Self, StoreError> {
        let cards = match &draft.body {
            Body::Ai(delivered) => delivered.content.cards(),
            Body::User(_) | Body::Failed(_) => Vec::new(),
        };
        let card = |(id, name): (CardId, &str)| StoredCard { id, name: name.to_owned() };
        Ok(Self {
            id: draft.id,
            sender: if matches!(draft.body, Body::User(_)) { "user" } else { "ai" },
            kind: draft.body.kind(),
            data: json(&draft.body)?,
            at: millis(draft.at),
            writer: draft.body.writer().map(str::to_owned),
            cards: cards.into_iter().map(card).collect(),
        })
    }
}

/// An append as it is stored.
pub(crate) struct StoredAppend {
    pub(crate) session: SessionId,
    pub(crate) expected: Seq,
    pub(crate) interrupts: Option<StoredInterrupt>,
    pub(crate) message: StoredMessage,
    pub(crate) selections: Option<Json>,
    pub(crate) job: StoredJob,
    pub(crate) key: Option<Key>,
    pub(crate) charge: Option<Charge>,
}

/// The end of the turn that an append interrupts.
pub(crate) struct StoredInterrupt {
    pub(crate) job: JobId,
    pub(crate) message: StoredMessage,
    pub(crate) status: &'static str,
    pub(crate) failure: Json,
}

/// The job of an append.
pub(crate) struct StoredJob {
    pub(crate) id: JobId,
    pub(crate) owner: OwnerId,
    pub(crate) reply: MessageId,
    pub(crate) kind: JobKind,
    pub(crate) work: Json,
    /// In milliseconds.
    pub(crate) lease: Option<i64>,
    /// 1 if it is.
    pub(crate) awaited: i64,
}

impl StoredAppend {
    pub(crate) fn of(append: Append) -> Result<Self, StoreError> {
        let interrupt = |interrupt: Interrupt| {
            Ok::<_, StoreError>(StoredInterrupt {
                job: interrupt.job,
                message: StoredMessage::of(&interrupt.message)?,
                status: status_of(&interrupt.failure),
                failure: json(&interrupt.failure)?,
            })
        };
        Ok(Self {
            session: append.session,
            expected: append.expected,
            interrupts: append.interrupts.map(interrupt).transpose()?,
            message: StoredMessage::of(&append.message)?,
            selections: append.selections.as_ref().map(json).transpose()?,
            job: StoredJob {
                id: append.job.id,
                reply: append.job.reply,
                kind: append.job.work.kind(),
                work: json(&append.job.work)?,
                lease: append.job.lease.map(|lease| rows::later(0, lease)),
                awaited: i64::from(append.job.awaited),
                owner: append.job.owner,
            },
            key: append.key,
            charge: append.charge,
        })
    }
}

/// A job's end as it is stored.
pub(crate) struct StoredFinish {
    pub(crate) session: SessionId,
    pub(crate) job: JobId,
    pub(crate) fence: Option<Fence>,
    pub(crate) message: StoredMessage,
    pub(crate) delivered: Option<Step>,
    pub(crate) end: End,
    pub(crate) snapshot: Option<Snapshot>,
}

impl StoredFinish {
    pub(crate) fn of(finish: Finish) -> Result<Self, StoreError> {
        Ok(Self {
            session: finish.session,
            job: finish.job,
            fence: finish.fence,
            message: StoredMessage::of(&finish.message)?,
            delivered: finish.delivered,
            end: End::of(&finish.end)?,
            snapshot: finish.snapshot,
        })
    }
}
