//! Placing an order so that no crash buys twice: the intent is stored, the order is sent, its name is stored.

use super::{elsewhere::refusal, run::Trouble};
use crate::{Application, turns::failed};
use adforge_domain::{
    failure::{Failure, FailureCode},
    ids::{JobId, OwnerId},
    order::Order,
};
use adforge_ports_creative::{Bespoke, Commission, FilmBrief, MediaProvider, OrderError, Ordered, Refused};
use adforge_ports_storage::Claimed;
use std::{sync::Arc, time::Duration};

/// How often an order is sent in one attempt, when the provider won't take it yet or nobody knows whether it did.
const SENDS: u32 = 5;
/// The longest that a provider may let us wait before the attempt is given up.
const LONGEST: Duration = Duration::from_secs(300);
/// How much earlier than the provider we take a key to be forgotten.
const MARGIN: Duration = Duration::from_secs(3600);

/// An order that the provider has, by its name there.
pub(super) struct Placed(pub(super) String);

/// What became of one sending.
enum Sent {
    Placed(String),
    /// It may be sent again after a while.
    Again(Option<Duration>),
    /// Nobody knows whether it was taken, and asking again would buy again.
    Unknown,
    /// It ends with this.
    Refused(Failure),
    /// The job is somebody else's, or over.
    Lost,
    /// The store could not; nothing was sent.
    NotNow,
}

impl Application {
    /// The order's name: as it is known, else by sending the order, which is safe to do again only where keys are known.
    pub(super) async fn placed(
        self: &Arc<Self>,
        provider: &Arc<dyn MediaProvider>,
        claimed: &Claimed,
        brief: FilmBrief,
    ) -> Result<Placed, Trouble> {
        let order = match claimed.order.clone() {
            None => Order {
                provider: provider.name().to_owned(),
                key: key_of(claimed.id),
                at: self.ports.clock.now(),
                reference: None,
            },
            Some(order) if order.provider != provider.name() => return Err(elsewhere(&order)),
            Some(Order { reference: Some(reference), .. }) => return Ok(Placed(reference)),
            Some(order) if self.is_remembered(provider, &order) => order,
            Some(_) => return Err(Trouble::Final(unknown(provider.name()))),
        };
        let commission = Commission { brief: Arc::new(brief), piece: Bespoke::Film };
        for sent in 0..SENDS {
            let sending =
                Arc::clone(self).send(Arc::clone(provider), claimed.clone(), order.clone(), commission.clone());
            // A task of its own: once begun, it goes on to the name of the order, whatever becomes of the render.
            let wait = match self.tasks.spawn(sending).await {
                Ok(Sent::Placed(reference)) => return Ok(Placed(reference)),
                Ok(Sent::Again(after)) => after.unwrap_or_else(|| self.before_resend(sent, claimed)),
                Ok(Sent::NotNow) => self.before_resend(sent, claimed),
                Ok(Sent::Unknown) => return Err(Trouble::Final(unknown(provider.name()))),
                Ok(Sent::Refused(failure)) => return Err(Trouble::Final(failure)),
                Ok(Sent::Lost) | Err(_) => break,
            };
            if wait > LONGEST {
                break;
            }
            tokio::time::sleep(wait).await;
        }
        let message = format!("{} doesn't take the order for the video now. Please try again later.", provider.name());
        Err(Trouble::Again(Failure { code: FailureCode::Unavailable, message }))
    }

    fn is_remembered(&self, provider: &Arc<dyn MediaProvider>, order: &Order) -> bool {
        let age = Duration::try_from(self.ports.clock.now() - order.at).unwrap_or_default();
        provider.remembers_keys().is_some_and(|time| age + MARGIN < time)
    }

    /// Doubled with each sending, and another for each job.
    fn before_resend(&self, sent: u32, claimed: &Claimed) -> Duration {
        let pause = self.limits.orders.resend * 2_u32.saturating_pow(sent);
        pause + pause.mul_f64(f64::from(super::run::jitter(claimed).subsec_millis()) / 1_000.0)
    }

    /// Sends an order once.
    async fn send(
        self: Arc<Self>,
        provider: Arc<dyn MediaProvider>,
        claimed: Claimed,
        mut order: Order,
        commission: Commission,
    ) -> Sent {
        match self.ports.store.order(claimed.id, claimed.fence, Some(order.clone())).await {
            Ok(true) => {}
            Ok(false) => return Sent::Lost,
            Err(error) => {
                tracing::warn!(job = %claimed.id, %error, "an order waits for the store");
                return Sent::NotNow;
            }
        }
        let answer = provider.order(&order.key, &commission).await;
        if let Err(error) = &answer {
            tracing::warn!(job = %claimed.id, provider = provider.name(), %error, "an order was not placed");
        }
        match answer {
            Ok(Ordered::Made { .. }) => Sent::Refused(refusal(Refused::Order, provider.name())),
            Ok(Ordered::Placed(reference)) => {
                tracing::info!(job = %claimed.id, provider = provider.name(), reference, "a film was ordered");
                order.reference = Some(reference.clone());
                if self.keep_order(&claimed, Some(order)).await {
                    return Sent::Placed(reference);
                }
                self.call_off(&provider, &claimed.owner, claimed.id, &reference).await;
                Sent::Lost
            }
            Err(OrderError::Unknown(_)) if provider.remembers_keys().is_some() => Sent::Again(None),
            Err(OrderError::Unknown(_)) => Sent::Unknown,
            Err(OrderError::Later { after, .. }) => {
                self.keep_order(&claimed, None).await;
                Sent::Again(after)
            }
            Err(OrderError::Refused(refused)) => {
                self.keep_order(&claimed, None).await;
                Sent::Refused(refusal(refused, provider.name()))
            }
        }
    }

    /// Stores what is known of an order, and again until the store has taken it. False when the job is no longer ours.
    async fn keep_order(&self, claimed: &Claimed, order: Option<Order>) -> bool {
        let mut failures = 0;
        loop {
            match self.ports.store.order(claimed.id, claimed.fence, order.clone()).await {
                Ok(ours) => return ours,
                Err(error) => tracing::warn!(job = %claimed.id, %error, "an order's name waits for the store"),
            }
            self.pause(failures).await;
            failures += 1;
        }
    }

    /// Stops whatever a job that is over has ordered, beside whatever else is done.
    pub(crate) async fn call_off_order(self: &Arc<Self>, owner: &OwnerId, job: JobId) {
        let Some(provider) = self.ports.video.clone() else { return };
        let order = self.ports.store.job(owner, job).await.ok().flatten().and_then(|job| job.order);
        let Some(reference) = order.filter(|it| it.provider == provider.name()).and_then(|it| it.reference) else {
            return;
        };
        let (application, owner) = (Arc::clone(self), owner.clone());
        drop(self.tasks.spawn(async move { application.call_off(&provider, &owner, job, &reference).await }));
    }

    /// Stops an order whose job is over or erased; a job that is another worker's keeps it.
    pub(crate) async fn call_off(
        &self,
        provider: &Arc<dyn MediaProvider>,
        owner: &OwnerId,
        job: JobId,
        reference: &str,
    ) {
        let wanted = match self.ports.store.job(owner, job).await {
            Ok(found) => found.is_some_and(|found| !found.status.is_over()),
            Err(_) => true,
        };
        if wanted || !provider.can_cancel() {
            return;
        }
        match provider.cancel(reference).await {
            Ok(()) => tracing::info!(%job, provider = provider.name(), "an order was called off"),
            Err(error) => tracing::warn!(%job, provider = provider.name(), %error, "an order could not be called off"),
        }
    }
}

/// A film that was ordered from somebody who is no longer set up: nobody else makes it, since it may be paid for.
pub(super) fn elsewhere(order: &Order) -> Trouble {
    let message = format!("This video was ordered from {}, which is no longer set up here.", order.provider);
    Trouble::Final(failed(&message))
}

/// What all our keys begin with, for whoever reads them at the provider.
const KEYS: &str = "adforge-";

/// The idempotency key of a job's order.
fn key_of(job: JobId) -> String {
    format!("{KEYS}{job}")
}

/// The job of an order's key.
pub(super) fn job_of(key: &str) -> Option<JobId> {
    key.strip_prefix(KEYS)?.parse().ok()
}

fn unknown(provider: &str) -> Failure {
    let message = format!(
        "It is unknown whether {provider} took the order for this video: the connection broke before it said so. \
         It wasn't ordered again, so that it isn't paid twice. Please look there before you try again."
    );
    Failure { code: FailureCode::AiGenerationError, message }
}
