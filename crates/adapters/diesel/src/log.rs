//! A session's log. What is stored is written down before the writer is asked, so that the writer only writes.

use crate::{
    DieselStore,
    columns::{Id, Json, StoredId},
    dialect,
    rows::{
        self, Place, big,
        job::{End, status_of},
        json,
        message::MessageRow,
        millis,
    },
    schema::{chat_messages, idempotency_keys, offered_cards},
};
use adforge_domain::{
    ids::{CardId, CardKind, JobId, MessageId, OwnerId, Seq, SessionId},
    job::{Fence, JobKind},
    message::{Body, Draft, Message},
    text::fold_name,
    workflow::{Lookup, Pick, Step},
};
use adforge_ports_storage::{
    Append, AppendError, Appended, Charge, Finish, FinishError, Key, Log, Repeat, Snapshot, StoreError,
};
use async_trait::async_trait;
use diesel::prelude::*;

#[async_trait]
impl Log for DieselStore {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let (stored, now) = (StoredAppend::of(append)?, self.now());
        self.write(move |connection| dialect::append(connection, &stored, now)).await
    }

    async fn finish(&self, finish: Finish) -> Result<Seq, FinishError> {
        let stored = StoredFinish::of(finish)?;
        self.write(move |connection| dialect::finish(connection, &stored)).await
    }

    async fn after(&self, session: SessionId, after: Seq, limit: u32) -> Result<Vec<Message>, StoreError> {
        self.read(move |connection| {
            let rows: Vec<MessageRow> = chat_messages::table
                .filter(chat_messages::session_id.eq(Id(session.0)).and(chat_messages::seq.gt(big(after))))
                .order(chat_messages::seq)
                .limit(i64::from(limit))
                .select(MessageRow::as_select())
                .load(connection)?;
            rows.into_iter().map(|row| Ok(Message::try_from(row)?)).collect()
        })
        .await
    }

    async fn newest(&self, session: SessionId, limit: u32) -> Result<Vec<Message>, StoreError> {
        self.read(move |connection| {
            let rows: Vec<MessageRow> = chat_messages::table
                .filter(chat_messages::session_id.eq(Id(session.0)))
                .order(chat_messages::seq.desc())
                .limit(i64::from(limit))
                .select(MessageRow::as_select())
                .load(connection)?;
            rows.into_iter().rev().map(|row| Ok(Message::try_from(row)?)).collect()
        })
        .await
    }

    async fn offered(&self, session: SessionId, lookup: &Lookup) -> Result<Option<Message>, StoreError> {
        let (kind, number, name) = match &lookup.pick {
            Pick::Id(id) => (id.kind, Some(i64::from(id.number)), None),
            Pick::Name(name) => (lookup.kind, None, Some(fold_name(name))),
            Pick::Unknown(_) => return Ok(None),
        };
        self.read(move |connection| {
            let of_kind = offered_cards::session_id.eq(Id(session.0)).and(offered_cards::kind.eq(kind.prefix()));
            let cards = offered_cards::table
                .inner_join(
                    chat_messages::table.on(chat_messages::session_id
                        .eq(offered_cards::session_id)
                        .and(chat_messages::seq.eq(offered_cards::seq))),
                )
                .filter(of_kind)
                .select(MessageRow::as_select());
            let row = match (number, name) {
                (Some(number), _) => cards.filter(offered_cards::number.eq(number)).first(connection),
                (None, name) => cards
                    .filter(offered_cards::folded_name.eq(name.unwrap_or_default()))
                    .order(offered_cards::number.desc())
                    .first(connection),
            };
            Ok(row.optional()?.map(Message::try_from).transpose()?)
        })
        .await
    }

    async fn cards(&self, session: SessionId, kind: CardKind, limit: u32) -> Result<Vec<(CardId, String)>, StoreError> {
        self.read(move |connection| {
            let rows: Vec<(i64, String)> = offered_cards::table
                .filter(offered_cards::session_id.eq(Id(session.0)).and(offered_cards::kind.eq(kind.prefix())))
                .order(offered_cards::number.desc())
                .limit(i64::from(limit))
                .select((offered_cards::number, offered_cards::name))
                .load(connection)?;
            let cards = rows.into_iter().map(|(number, name)| {
                let id = || format!("{session}/{}-{number}", kind.prefix());
                let number = Place::new("offered_cards", &id).number(number, "number")?;
                Ok((CardId { kind, number }, name))
            });
            cards.collect()
        })
        .await
    }

    async fn keyed(&self, session: SessionId, key: &str) -> Result<Option<(String, Repeat)>, StoreError> {
        let key = key.to_owned();
        self.read(move |connection| {
            let known: Option<(String, StoredId, StoredId, i64)> = idempotency_keys::table
                .filter(idempotency_keys::session_id.eq(Id(session.0)).and(idempotency_keys::key.eq(&key)))
                .select((
                    idempotency_keys::command,
                    idempotency_keys::job_id,
                    idempotency_keys::reply_id,
                    idempotency_keys::user_seq,
                ))
                .first(connection)
                .optional()?;
            let Some((command, job, reply, user_seq)) = known else { return Ok(None) };
            Ok(Some((command, rows::repeat(session, &key, &job, &reply, user_seq)?)))
        })
        .await
    }
}

/// A message as it is stored.
pub(crate) struct StoredMessage {
    pub(crate) id: MessageId,
    pub(crate) sender: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) data: Json,
    pub(crate) at: i64,
    pub(crate) cards: Vec<StoredCard>,
}

/// A card that a message offers.
pub(crate) struct StoredCard {
    pub(crate) id: CardId,
    pub(crate) name: String,
    pub(crate) folded: String,
}

impl StoredMessage {
    pub(crate) fn of(draft: &Draft) -> Result<Self, StoreError> {
        let cards = match &draft.body {
            Body::Ai(delivered) => delivered.content.cards(),
            Body::User(_) | Body::Failed(_) => Vec::new(),
        };
        let card = |(id, name): (CardId, &str)| StoredCard { id, name: name.to_owned(), folded: fold_name(name) };
        Ok(Self {
            id: draft.id,
            sender: if matches!(draft.body, Body::User(_)) { "user" } else { "ai" },
            kind: draft.body.kind(),
            data: json(&draft.body)?,
            at: millis(draft.at),
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
}

impl StoredAppend {
    fn of(append: Append) -> Result<Self, StoreError> {
        let interrupt = |interrupt: adforge_ports_storage::Interrupt| {
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
    fn of(finish: Finish) -> Result<Self, StoreError> {
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
