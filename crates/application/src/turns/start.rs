//! Accepting a turn: decide, append, and hand it to a runner.

use crate::{Application, Refusal};
use adforge_domain::{
    ids::{CardKind, JobId, MessageId, OwnerId, Seq, SessionId},
    message::{Body, Call, Draft, UserMessage},
    selection::Selections,
    text::fold_name,
    workflow::{Choice, Command, Decision, Found, Lookup, Pick, State, decide, lookups, offers},
};
use adforge_ports_storage::{Append, AppendError, Appended, Claimed, Key, NewJob};
use std::sync::Arc;

/// How often a decision is made again because the log has grown meanwhile.
const DECISIONS: u32 = 5;

/// One request for a turn.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Who asks.
    pub owner: OwnerId,
    /// In which session.
    pub session: SessionId,
    /// What.
    pub command: Command,
    /// The client's idempotency key.
    pub key: Option<String>,
}

/// A turn that is in the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Started {
    /// Its job.
    pub job: JobId,
    /// The message that will end it.
    pub reply: MessageId,
    /// The number of the user's message.
    pub user_seq: Seq,
    /// Whether it was there before: its key was known, and nothing was appended.
    pub repeated: bool,
}

impl Application {
    /// Accepts a turn and starts its runner. When this returns, the turn survives any crash.
    ///
    /// # Errors
    /// Any [`Refusal`] but `NothingRunning`; then nothing was appended.
    pub async fn start(self: &Arc<Self>, turn: Turn) -> Result<Started, Refusal> {
        let (_, mut state) = self.state(&turn.owner, turn.session).await?;
        for _ in 0..DECISIONS {
            match self.append(&turn, &state).await {
                Err(AppendRefusal::Append(AppendError::Stale)) => state = self.fold(turn.session, state).await?,
                Err(AppendRefusal::Append(error)) => return Err(refusal(error)),
                Err(AppendRefusal::Refused(refusal)) => return Err(refusal),
                Ok(started) => return Ok(started),
            }
        }
        Err(Refusal::TurnInProgress)
    }

    async fn append(self: &Arc<Self>, turn: &Turn, state: &State) -> Result<Started, AppendRefusal> {
        let found = self.found(turn.session, &lookups(state, &turn.command)).await?;
        let decision = decide(state, &turn.command, &found).map_err(Refusal::from)?;
        let (job, reply) = (JobId(self.ids.next()), MessageId(self.ids.next()));
        let key = turn
            .key
            .as_ref()
            .map(|key| serde_json::to_string(&turn.command).map(|command| Key { key: key.clone(), command }));
        let key = key.transpose().map_err(|_| Refusal::KeyReused)?;
        let append = Append {
            session: turn.session,
            expected: state.seq,
            message: self.user_message(&decision, job, reply),
            selections: decision.selections,
            job: NewJob {
                id: job,
                owner: turn.owner.clone(),
                reply,
                work: decision.work.clone(),
                lease: self.limits.lease,
            },
            key,
        };
        match self.store.append(append).await? {
            Appended::Repeated { job, reply, user_seq } => Ok(Started { job, reply, user_seq, repeated: true }),
            Appended::New { seq, fence } => {
                let work = decision.work;
                let claimed = Claimed {
                    id: job,
                    owner: turn.owner.clone(),
                    session: turn.session,
                    reply,
                    user_seq: seq,
                    work,
                    fence,
                    crashes: 0,
                };
                self.hub.ring(turn.session);
                self.spawn(claimed);
                Ok(Started { job, reply, user_seq: seq, repeated: false })
            }
        }
    }

    fn user_message(&self, decision: &Decision, job: JobId, reply: MessageId) -> Draft {
        let call = Call { job, kind: decision.work.kind(), reply, step: decision.step, refines: decision.refines };
        let user = UserMessage {
            text: decision.text.clone(),
            badges: decision.badges.clone(),
            selections: decision.selections.clone(),
            calls: Some(call),
            summary: None,
        };
        Draft { id: MessageId(self.ids.next()), at: self.clock.now(), body: Body::User(Box::new(user)) }
    }

    /// What the log has to say to lookups: the newest card of that id or name, with what it was made for.
    async fn found(&self, session: SessionId, lookups: &[Lookup]) -> Result<Found, Refusal> {
        let mut found = Found::default();
        if lookups.is_empty() {
            return Ok(found);
        }
        let mut offered = Vec::new();
        let mut after = 0;
        loop {
            let page = self.store.after(session, after, 200).await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            for message in &page {
                if let Body::Ai(delivered) = &message.body {
                    offered.extend(offers(&delivered.content));
                }
            }
        }
        for lookup in lookups {
            match offered.iter().rev().find(|(id, name, _)| means(lookup, id.kind, &id.to_string(), name)) {
                Some((_, _, selections)) => found.cards.push((lookup.clone(), selections.clone())),
                None => found.choices.push((lookup.kind, newest(&offered, lookup.kind))),
            }
        }
        Ok(found)
    }
}

fn means(lookup: &Lookup, kind: CardKind, id: &str, name: &str) -> bool {
    kind == lookup.kind
        && match &lookup.pick {
            Pick::Id(wanted) => wanted.to_string() == id,
            Pick::Name(wanted) => fold_name(wanted) == fold_name(name),
            Pick::Unknown(_) => false,
        }
}

fn newest(offered: &[(adforge_domain::ids::CardId, String, Selections)], kind: CardKind) -> Vec<Choice> {
    let of_kind = offered.iter().rev().filter(|(id, _, _)| id.kind == kind);
    of_kind.take(50).map(|(id, name, _)| Choice { id: id.to_string(), name: name.clone() }).collect()
}

enum AppendRefusal {
    Append(AppendError),
    Refused(Refusal),
}

impl From<AppendError> for AppendRefusal {
    fn from(error: AppendError) -> Self {
        Self::Append(error)
    }
}

impl From<Refusal> for AppendRefusal {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

fn refusal(error: AppendError) -> Refusal {
    match error {
        AppendError::Stale | AppendError::TurnRunning => Refusal::TurnInProgress,
        AppendError::KeyReused => Refusal::KeyReused,
        AppendError::NotFound => Refusal::SessionNotFound,
        AppendError::Store(error) => Refusal::Store(error),
    }
}
