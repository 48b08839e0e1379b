//! Accepting a turn or a render: decide, append, and hand it to whoever runs it.

use super::started::{Started, Turn};
use crate::{Application, Refusal, follow::Head};
use adforge_domain::{
    failure::{Failure, FailureCode},
    ids::{JobId, MessageId, SessionId},
    job::{Begun, JobKind, Work},
    message::{Body, Call, Draft, Failed, Summary, UserMessage},
    order::Orders,
    workflow::{Command, Decision, Found, State, decide, lookups},
};
use adforge_ports_storage::{Append, AppendError, Appended, Claimed, Interrupt, Key, NewJob, Place};
use std::sync::Arc;

/// How often a decision is made again because the log has grown meanwhile.
const TRIES: u32 = 8;

/// Why one try of accepting came to nothing.
enum Refused {
    /// The log has grown since: decide again.
    Stale,
    Refusal(Refusal),
}

impl<T: Into<Refusal>> From<T> for Refused {
    fn from(refusal: T) -> Self {
        Self::Refusal(refusal.into())
    }
}

impl Application {
    /// Accepts a turn or a render, or finds the one that its key began.
    ///
    /// # Errors
    /// It is refused, and then nothing was appended.
    pub async fn start(self: &Arc<Self>, turn: Turn) -> Result<Started, Refusal> {
        // A decision on what is known here is refused by the store unless that is all there is. What it can't refuse, a
        // refusal or a repeat, is decided again on what there is.
        let known = self.known_head(&turn.owner, turn.session).filter(|_| self.ports.store.is_shared());
        let (mut head, mut is_all) = match known {
            Some(known) => (known, false),
            None => (self.head(&turn.owner, turn.session).await?, true),
        };
        let taken = match self.take_message(&turn.owner).await {
            Ok(taken) => taken,
            // A repeat costs nothing of any limit.
            Err(refusal) => return self.repeated(&turn).await?.ok_or(refusal),
        };
        for _ in 0..TRIES {
            match self.accept(&turn, &head).await {
                Ok(Started { repeated: true, .. }) | Err(Refused::Refusal(_)) if !is_all => {
                    // The limit has taken one already.
                    head = match self.head(&turn.owner, turn.session).await {
                        Ok(head) => head,
                        Err(refusal) => {
                            self.give_message_back(&turn.owner, taken).await;
                            return Err(refusal);
                        }
                    };
                    is_all = true;
                }
                Ok(started) if started.repeated => {
                    self.give_message_back(&turn.owner, taken).await;
                    return Ok(started);
                }
                Ok(started) => return Ok(Started { verdict: taken, ..started }),
                Err(Refused::Stale) => head = self.refreshed(&turn.owner, turn.session).await?,
                Err(Refused::Refusal(refusal)) => {
                    self.give_message_back(&turn.owner, taken).await;
                    // The same key is the same turn, whatever would be decided now.
                    return self.repeated(&turn).await?.ok_or(refusal);
                }
            }
        }
        self.give_message_back(&turn.owner, taken).await;
        Err(Refusal::TurnInProgress)
    }

    async fn accept(self: &Arc<Self>, turn: &Turn, head: &Head) -> Result<Started, Refused> {
        self.still_alive(head)?;
        let interrupt = self.interrupt(turn, head);
        let state = match &interrupt {
            Some(interrupt) => {
                let end = interrupt.message.clone().placed(turn.session, head.state.seq + 1);
                Arc::new(head.state.as_ref().clone().fold([&end]))
            }
            None => Arc::clone(&head.state),
        };
        let found = self.found(turn.session, &lookups(&state, &turn.command)).await?;
        let decision = self.decided(&state, turn, &found).await?;
        let kind = decision.work.kind();
        // A render doesn't wait for the turn, and doesn't take its place.
        let (interrupt, state) = if kind.is_render() { (None, &head.state) } else { (interrupt, &state) };
        if let Some(same) = same_render(state, turn.session, &decision) {
            return Ok(Started { estimated_seconds: self.estimate(kind), ..same });
        }
        if kind == JobKind::Turn && state.running.is_some() {
            return Err(Refusal::TurnInProgress.into());
        }
        self.within_session_quota(state, kind)?;
        self.has_room(kind).await?;
        self.append(turn, head, interrupt, decision).await
    }

    /// Decides, and checks what only the surroundings know.
    async fn decided(&self, state: &State, turn: &Turn, found: &Found) -> Result<Decision, Refused> {
        let decision = decide(state, &turn.command, found).map_err(Refusal::from)?;
        if let Work::Film(filming) | Work::Draw(filming) = &decision.work
            && let Some(avatar) = &filming.avatar
        {
            self.presenter(avatar).await?;
        }
        Ok(decision)
    }

    /// The end of the turn that runs, where the new one takes its place.
    fn interrupt(&self, turn: &Turn, head: &Head) -> Option<Interrupt> {
        let running = head.state.running.as_ref().filter(|_| turn.interrupt)?;
        let failure = Failure {
            code: FailureCode::TurnCancelled,
            message: "The turn was interrupted by the next one.".to_owned(),
        };
        let wanted = running.step.delivers(head.state.media);
        let body = Body::Failed(Failed { job: running.job, failure: failure.clone(), wanted });
        let message = Draft { id: running.reply, at: self.ports.clock.now(), body };
        Some(Interrupt { job: running.job, message, failure })
    }

    async fn append(
        self: &Arc<Self>,
        turn: &Turn,
        head: &Head,
        interrupt: Option<Interrupt>,
        decision: Decision,
    ) -> Result<Started, Refused> {
        let (job, reply, user) =
            (JobId(self.ports.ids.next()), MessageId(self.ports.ids.next()), MessageId(self.ports.ids.next()));
        let kind = decision.work.kind();
        let charge = self.charge(&turn.owner, kind);
        let message = self.user_message(turn, head, &decision, (job, reply, user)).await?;
        let append = Append {
            session: turn.session,
            expected: head.state.seq,
            interrupts: interrupt.clone(),
            message: message.clone(),
            selections: decision.selections.clone(),
            job: NewJob {
                id: job,
                owner: turn.owner.clone(),
                reply,
                work: decision.work.clone(),
                lease: (kind == JobKind::Turn).then_some(self.limits.lease),
                awaited: turn.awaited && kind == JobKind::Turn,
            },
            key: turn.key.clone().map(|key| Key { key, command: command_text(&turn.command) }),
            charge: charge.clone(),
        };
        let user_seq = match self.ports.store.append(append).await {
            Ok(Appended::New(seq)) => seq,
            Ok(Appended::Repeated(repeat)) => return Ok(self.repeat(&turn.owner, turn.session, repeat).await?),
            Err(AppendError::Stale) => return Err(Refused::Stale),
            Err(AppendError::TurnRunning) => return Err(Refusal::TurnInProgress.into()),
            Err(AppendError::KeyReused) => return Err(Refusal::KeyReused.into()),
            Err(AppendError::NotFound) => return Err(Refusal::SessionNotFound.into()),
            Err(AppendError::Charged) => {
                return Err(charge.map_or(Refusal::Busy, |charge| self.overcharged(&charge)).into());
            }
            Err(AppendError::Store(error)) => return Err(Refusal::Store(error).into()),
        };
        let mut committed = Vec::with_capacity(2);
        if let Some(interrupt) = interrupt {
            self.leases.stop(interrupt.job);
            committed.push(interrupt.message.placed(turn.session, user_seq - 1));
        }
        committed.push(message.placed(turn.session, user_seq));
        self.committed(&self.rooms.room(turn.session), committed, None);
        let started = Started {
            session: turn.session,
            job,
            kind,
            reply,
            user,
            user_seq,
            step: decision.step,
            text: decision.text,
            client_id: turn.client_id.clone(),
            repeated: false,
            over: false,
            estimated_seconds: self.estimate(kind),
            verdict: None,
        };
        self.hand_over(turn, &started, decision.work);
        Ok(started)
    }

    /// A turn runs here at once, a render when its turn comes.
    fn hand_over(self: &Arc<Self>, turn: &Turn, started: &Started, work: Work) {
        if started.kind.is_render() {
            self.queued.notify_one();
            return;
        }
        let place = Place { session: started.session, reply: started.reply, user_seq: started.user_seq };
        self.run_turn(Claimed {
            id: started.job,
            owner: turn.owner.clone(),
            place: Some(place),
            work,
            fence: 1,
            attempts: 0,
            crashes: 0,
            orders: Orders::default(),
            begun: Begun::default(),
        });
    }

    async fn user_message(
        &self,
        turn: &Turn,
        head: &Head,
        decision: &Decision,
        (job, reply, user): (JobId, MessageId, MessageId),
    ) -> Result<Draft, Refusal> {
        let call = Call { job, kind: decision.work.kind(), reply, step: decision.step, refines: decision.refines };
        let summary = match &decision.work {
            Work::Write { .. } => None,
            Work::Film(filming) | Work::Draw(filming) => {
                let product = self.product_of(head.origin.product).await?;
                Some(Summary {
                    images: Self::picture_of(&product).cloned().into_iter().collect(),
                    product: product.facts.name.to_string(),
                    made_for: filming.selections.clone(),
                    script: filming.script.clone(),
                    edited: filming.edited,
                    avatar: filming.avatar.clone(),
                })
            }
        };
        let message = UserMessage {
            text: decision.text.clone(),
            client_id: turn.client_id.clone(),
            badges: decision.badges.clone(),
            selections: decision.selections.clone(),
            calls: Some(call),
            summary,
        };
        Ok(Draft { id: user, at: self.ports.clock.now(), body: Body::User(Box::new(message)) })
    }
}

/// A command as it is compared with that of a key. It has no maps, so the same command is the same text.
pub(super) fn command_text(command: &Command) -> String {
    serde_json::to_string(command).unwrap_or_default()
}

/// The render of the same words by the same presenter, while it is under way.
fn same_render(state: &State, session: SessionId, decision: &Decision) -> Option<Started> {
    let (Work::Film(filming) | Work::Draw(filming)) = &decision.work else { return None };
    let concept = filming.selections.concept.as_ref().map(|concept| concept.id);
    let same = state.rendering.iter().find(|render| {
        render.kind == decision.work.kind()
            && render.concept == concept
            && render.script == filming.script
            && render.avatar == filming.avatar
    })?;
    Some(Started {
        session,
        job: same.job,
        kind: same.kind,
        reply: same.reply,
        user: same.user,
        user_seq: same.user_seq,
        step: decision.step,
        text: decision.text.clone(),
        client_id: None,
        repeated: true,
        over: false,
        estimated_seconds: 0,
        verdict: None,
    })
}
