//! Running a turn: have it written, and end it once.

use super::write::{Run, Writing, Written, brief, failed, seed};
use crate::{
    Application, Refusal,
    follow::{Head, Live},
    jobs::Ended,
};
use adforge_domain::{
    cards::ContentType,
    failure::{Failure, FailureCode},
    format::MediaType,
    job::{Begun, Outcome, Work},
    message::{Body, Delivered, Draft, Failed},
    product::Product,
    workflow::Step,
};
use adforge_ports_creative::Account;
use adforge_ports_storage::{Claimed, Finish, Place};
use futures_util::FutureExt;
use std::{future::Future, panic::AssertUnwindSafe, sync::Arc};
use tokio_util::sync::CancellationToken;

impl Application {
    /// Runs a claimed turn when a runner is free: the client that asked for it may leave.
    pub(crate) fn run_turn(self: &Arc<Self>, claimed: Claimed) {
        self.leases.hold(&claimed);
        if self.stopped.is_cancelled() {
            let (application, job) = (Arc::clone(self), claimed.id);
            drop(self.tasks.spawn(async move { application.hand_back(|held| held == job).await }));
            return;
        }
        if let Some(claimed) = self.runners.admit(claimed) {
            self.spawn_turn(claimed);
        }
    }

    fn spawn_turn(self: &Arc<Self>, claimed: Claimed) {
        let application = Arc::clone(self);
        let turns = async move {
            let mut next = Some(claimed);
            // A runner that is done takes who waits next, so that the wait has an order.
            while let Some(claimed) = next {
                application.turn(&claimed).await;
                next = application.runners.done();
            }
        };
        // Owned by the tracker, which `settled` waits for.
        drop(self.spawn_writing(turns));
    }

    async fn turn(self: &Arc<Self>, claimed: &Claimed) {
        let Some(place) = claimed.place else {
            tracing::error!(job = %claimed.id, "a turn without a session");
            return;
        };
        let Some(stop) = self.leases.starts(claimed.id, self.limits.generation) else { return };
        let step = match &claimed.work {
            Work::Write { step, .. } => *step,
            Work::Film(_) | Work::Draw(_) => Step::VideoGeneration,
        };
        let written = tokio::select! {
            // Who has lost it does no more work on it.
            biased;
            // Cancelled, erased, or claimed by another: its end is not ours to tell.
            () = stop.cancelled() => None,
            written = self.attempts(claimed, place, step) => written,
        };
        let ended = match written {
            Some(written) => self.finish(claimed, place, step, written, &stop).await,
            None => Ended::Lost,
        };
        self.leases.release(claimed.id, claimed.fence);
        let Some(room) = self.rooms.known(place.session) else { return };
        match ended {
            Ended::Over { message, snapshot } => self.committed(&room, vec![message], snapshot),
            Ended::Lost | Ended::Unknown | Ended::Alone => {
                room.lives().iter().filter(|live| live.is_of(claimed)).for_each(|live| room.lose(live))
            }
        }
    }

    /// Writes until it is written: a writer that breaks down is asked again, as often as a job may be tried. None when the
    /// process ends under it.
    async fn attempts(
        self: &Arc<Self>,
        claimed: &Claimed,
        place: Place,
        step: Step,
    ) -> Option<Result<Written, Failure>> {
        let mut written = Err(failed("The writer broke down. Please try again."));
        if claimed.crashes > self.limits.crashes {
            written = Err(failed("This turn has brought down its server too often. Please try another."));
        } else {
            match self.subject(claimed, place).await {
                Err(refusal) => written = Err(unreadable(&refusal)),
                Ok((head, product)) => {
                    let mut begun = claimed.begun.clone();
                    for _ in 0..self.limits.attempts {
                        // What a writer that panics has half done is dropped with it; whole cards stand.
                        let subject = (&head, Arc::clone(&product));
                        let writing = self.limited(self.written(claimed, place, step, subject, &mut begun));
                        match AssertUnwindSafe(writing).catch_unwind().await {
                            Ok(result) => {
                                written = result;
                                break;
                            }
                            // Nothing can be written while the process ends; that is no failure of the turn.
                            Err(_) if self.stopped.is_cancelled() => return None,
                            Err(_) => tracing::error!(job = %claimed.id, "a writer panicked"),
                        }
                    }
                }
            }
        }
        Some(written)
    }

    /// What a turn is about. Until the store can tell, its time doesn't run.
    async fn subject(&self, claimed: &Claimed, place: Place) -> Result<(Head, Arc<Product>), Refusal> {
        // What was known when it was asked for is what it is about, whatever was added to the log since.
        let known = self.rooms.known(place.session).and_then(|room| room.head());
        let head = match known.filter(|head| head.state.seq >= place.user_seq) {
            Some(head) => head,
            None => self.read_surely(claimed.id, || self.head(&claimed.owner, place.session)).await?,
        };
        let product = self.read_surely(claimed.id, || self.product_of(head.origin.product)).await?;
        Ok((head, product))
    }

    /// Gives a writer its time, and no more.
    pub(crate) async fn limited(
        &self,
        writing: impl Future<Output = Result<Written, Failure>>,
    ) -> Result<Written, Failure> {
        let Some(limit) = self.limits.generation else { return writing.await };
        tokio::time::timeout(limit, writing).await.unwrap_or_else(|_| {
            Err(Failure {
                code: FailureCode::AiTimeout,
                message: format!("The answer took longer than {} s. Please try again.", limit.as_secs_f32()),
            })
        })
    }

    async fn written(
        self: &Arc<Self>,
        claimed: &Claimed,
        place: Place,
        step: Step,
        (head, product): (&Head, Arc<Product>),
        begun: &mut Begun,
    ) -> Result<Written, Failure> {
        let Work::Write { wish, may_answer, .. } = &claimed.work else {
            return Err(failed("A render was given to a writer."));
        };
        let room = self.rooms.room(place.session);
        let live = Arc::new(Live::new(place, claimed.fence, &room, self.ports.bell.clone()));
        room.begin(&live);
        self.attend_soon(&room);
        let account = Account { owner: claimed.owner.clone(), session: Some(place.session), job: Some(claimed.id) };
        let writing = Writing { step, wish: wish.clone(), may_answer: *may_answer, count: None, account };
        let mut brief = brief(&writing, &product, &head.state, seed(place.session, place.user_seq));
        brief.subject.product = in_the_sessions_language(product, head.origin.language);
        self.write(brief, &head.state, Some(Run { claimed, live: &live, begun })).await
    }

    /// Stores the end of a turn, however long the store is away: until then it has not ended.
    async fn finish(
        &self,
        claimed: &Claimed,
        place: Place,
        step: Step,
        written: Result<Written, Failure>,
        stop: &CancellationToken,
    ) -> Ended {
        let (body, delivered, end) = match written {
            Ok(Written { content, generator }) => {
                let delivered = (content.kind() != ContentType::Text).then_some(step);
                let outcome = Outcome::Content { generator: Some(generator.clone()) };
                let content = Arc::new(content);
                (Body::Ai(Delivered { job: Some(claimed.id), content, generator }), delivered, Ok(outcome))
            }
            Err(failure) => {
                let wanted = step.delivers(MediaType::Video);
                (Body::Failed(Failed { job: claimed.id, failure: failure.clone(), wanted }), None, Err(failure))
            }
        };
        let snapshot = self.rooms.room(place.session).head().and_then(|head| self.snapshot(&head));
        let finish = Finish {
            session: place.session,
            job: claimed.id,
            fence: Some(claimed.fence),
            message: Draft { id: place.reply, at: self.ports.clock.now(), body },
            delivered,
            end,
            snapshot,
        };
        self.finish_surely(finish, stop).await
    }
}

/// The session's language is its product's when it began; a product that has none takes the session's.
fn in_the_sessions_language(
    product: Arc<Product>,
    language: Option<adforge_domain::language::Language>,
) -> Arc<Product> {
    if product.facts.language.is_some() || language.is_none() {
        return product;
    }
    let mut product = product.as_ref().clone();
    product.facts.language = language;
    Arc::new(product)
}

pub(crate) fn unreadable(refusal: &Refusal) -> Failure {
    tracing::error!(%refusal, "a job could not read what it needs");
    Failure { code: FailureCode::Unavailable, message: "The store can't be read now. Please try again.".to_owned() }
}
