//! How much of each day's allowance is left.

use crate::{Application, Refusal, follow::Head};
use adforge_domain::{ids::OwnerId, job::JobKind, workflow::State};
use adforge_ports_runtime::Verdict;
use adforge_ports_storage::Charge;
use std::time::Duration;
use time::{OffsetDateTime, Time};

impl Application {
    /// Whether a session's day allows one more of a kind.
    pub(crate) fn within_session_quota(&self, state: &State, kind: JobKind) -> Result<(), Refusal> {
        let now = self.ports.clock.now();
        let used = state.usage.filter(|usage| usage.day == now.date());
        let quotas = &self.limits.quotas;
        let (used, most, what) = if Charge::counts_as_video(kind) {
            (used.map(|it| it.videos), quotas.session_videos, "videos of a session")
        } else {
            (used.map(|it| it.generations), quotas.session_generations, "generations of a session")
        };
        match most {
            Some(most) if used.unwrap_or_default() >= most => {
                Err(Refusal::QuotaExceeded { what, most, resets_in: until_midnight(now) })
            }
            _ => Ok(()),
        }
    }

    /// What goes on a user's account, where accounts are limited.
    pub(crate) fn charge(&self, owner: &OwnerId, kind: JobKind) -> Option<Charge> {
        let videos = Charge::counts_as_video(kind);
        let quotas = &self.limits.quotas;
        let most = if videos { quotas.user_videos } else { quotas.user_generations }?;
        Some(Charge { owner: owner.clone(), day: self.ports.clock.now().date(), videos, most })
    }

    /// Why a charge was refused.
    pub(crate) fn overcharged(&self, charge: &Charge) -> Refusal {
        Refusal::QuotaExceeded {
            what: if charge.videos { "videos of a user" } else { "generations of a user" },
            most: charge.most,
            resets_in: until_midnight(self.ports.clock.now()),
        }
    }

    /// Charges a user for work outside a session.
    pub(crate) async fn charge_alone(&self, owner: &OwnerId, kind: JobKind) -> Result<(), Refusal> {
        match self.charge(owner, kind) {
            Some(charge) if !self.ports.store.charge(&charge).await? => Err(self.overcharged(&charge)),
            _ => Ok(()),
        }
    }

    /// Takes one of the messages that a user may send in a while.
    pub(crate) async fn take_message(&self, owner: &OwnerId) -> Result<Option<Verdict>, Refusal> {
        let Some(limiter) = &self.ports.limiter else { return Ok(None) };
        let verdict = limiter.take(owner).await;
        if verdict.allowed { Ok(Some(verdict)) } else { Err(Refusal::RateLimited(verdict)) }
    }

    /// Gives one back that was taken for nothing.
    pub(crate) async fn give_message_back(&self, owner: &OwnerId, taken: Option<Verdict>) {
        if let (Some(limiter), Some(_)) = (&self.ports.limiter, taken) {
            limiter.give_back(owner).await;
        }
    }

    /// Refuses new turns and renders of a session that has expired.
    pub(crate) fn still_alive(&self, head: &Head) -> Result<(), Refusal> {
        if self.has_expired(head) { Err(Refusal::Expired) } else { Ok(()) }
    }
}

fn until_midnight(now: OffsetDateTime) -> Duration {
    let tomorrow = now.date().next_day().map(|day| day.with_time(Time::MIDNIGHT).assume_utc());
    tomorrow.and_then(|tomorrow| Duration::try_from(tomorrow - now).ok()).unwrap_or_default()
}
