//! What is made elsewhere, for money: ordered once, waited for, and its file taken over.

use super::{
    orders::{Bought, Missed, Purchases},
    run::{Trouble, trouble},
    sellers::{Commissioned, Seller},
    words::{Doing, doing, forgotten, refusal, undelivered},
};
use crate::{Application, turns::failed};
use adforge_domain::{language::Language, order::Piece, spending::Spent};
use adforge_ports_creative::{
    Bespoke, Commission, Cost, Film, FilmBrief, LookError, MediaProvider, Refused, Standing, Tell,
};
use adforge_ports_storage::Claimed;
use std::sync::Arc;
use tokio::{sync::Notify, time::Instant};

/// How often a file is fetched before the attempt has failed.
const FETCHES: u32 = 4;
/// What isn't there yet is never told to be further than this, in percent.
const ALMOST: u64 = 90;

impl Application {
    /// Has a film made elsewhere: whatever was ordered before is asked for first.
    pub(super) async fn film_elsewhere(
        self: &Arc<Self>,
        provider: &Arc<dyn MediaProvider>,
        purchases: &Purchases,
        brief: FilmBrief,
        tell: &Tell,
    ) -> Result<Film, Trouble> {
        let language = brief.language;
        tell(1, doing(Doing::Ordering, language));
        let commission = Commission { brief: Arc::new(brief), piece: Bespoke::Film };
        let bought = purchases.placed(&seller(provider, commission), Piece::Film).await?;
        let bytes = self.delivered(provider, purchases.claimed(), bought, language, tell).await?;
        tell(97, doing(Doing::Checking, language));
        let film = self.reviewed(bytes).await?;
        tell(100, doing(Doing::Done, language));
        Ok(film)
    }

    /// Looks at a film that somebody else made.
    pub(super) async fn reviewed(&self, mp4: Vec<u8>) -> Result<Film, Trouble> {
        let renderer = Arc::clone(&self.ports.renderer);
        let reviewed = tokio::task::spawn_blocking(move || renderer.review(mp4)).await;
        let film = reviewed.map_err(|_| Trouble::Again(failed("The video's file could not be looked at.")))?;
        film.map_err(trouble)
    }

    /// The file of an order: waited for, and fetched, each time by a fresh link.
    pub(super) async fn delivered(
        &self,
        provider: &Arc<dyn MediaProvider>,
        claimed: &Claimed,
        bought: Bought,
        language: Language,
        tell: &Tell,
    ) -> Result<Vec<u8>, Missed> {
        let Bought { order, set_aside } = bought;
        if order.file.is_some() {
            return self.kept_file(&order).await;
        }
        let reference = order.reference.unwrap_or_default();
        let news = self.orders.begins(claimed.id, &reference);
        let (mut failures, mut set_aside) = (0, Some(set_aside));
        loop {
            let (link, spent) = match self.done(provider, claimed, (&reference, &news), language, tell).await {
                Ok(done) => done,
                Err((missed, cost)) => {
                    set_aside.into_iter().for_each(|set_aside| set_aside.lost(cost));
                    return Err(missed);
                }
            };
            if let Some(set_aside) = set_aside.take() {
                set_aside.cost(spent);
            }
            tell(92, doing(Doing::Fetching, language));
            match provider.fetch(&link).await {
                Ok(bytes) => return Ok(bytes),
                Err(error) => {
                    tracing::warn!(job = %claimed.id, provider = provider.name(), %error, "a file didn't come");
                    failures += 1;
                    if failures == FETCHES {
                        let (failure, again) = undelivered(&error);
                        return Err(if again { Missed::NotNow(failure) } else { Missed::Gone(failure) });
                    }
                }
            }
            tokio::time::sleep(self.limits.orders.first_look).await;
        }
    }

    /// Waits until an order is done; news of it (a webhook) end a wait early. Returns its link and what it cost, else why there
    /// is nothing, and what it cost all the same.
    async fn done(
        &self,
        provider: &Arc<dyn MediaProvider>,
        claimed: &Claimed,
        (reference, news): (&str, &Notify),
        language: Language,
        tell: &Tell,
    ) -> Result<(String, Option<Spent>), (Missed, Cost)> {
        let begun = Instant::now();
        let typical = u64::from(provider.typical_seconds().max(1));
        let (mut pace, slowest) = (self.limits.orders.first_look, self.limits.orders.slowest_look);
        loop {
            let mut wait = pace;
            match provider.look(reference).await {
                Ok(Standing::Done { link, spent }) => return Ok((link, spent)),
                Ok(Standing::Failed { why, cost }) => {
                    return Err((Missed::Refused(refusal(why, provider.name())), cost));
                }
                Ok(Standing::Working(percent)) => {
                    let guess = || begun.elapsed().as_secs() * ALMOST / typical;
                    let percent = percent.map_or_else(guess, u64::from).min(ALMOST);
                    tell(u8::try_from(percent).unwrap_or_default().max(2), doing(Doing::Filming, language));
                }
                Err(LookError::Gone) => return Err((Missed::Gone(forgotten(provider.name())), Cost::Perhaps)),
                // Whoever runs the server may mend it, and what was paid is still there.
                Err(LookError::Key) => {
                    return Err((Missed::NotNow(refusal(Refused::Key, provider.name())), Cost::Perhaps));
                }
                Err(LookError::Later { after, why }) => {
                    tracing::warn!(job = %claimed.id, provider = provider.name(), why, "a provider could not be asked");
                    wait = after.unwrap_or(pace).max(pace);
                }
            }
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = news.notified() => {}
            }
            pace = (pace * 3 / 2).min(slowest);
        }
    }
}

/// A provider with what it is to make.
pub(super) fn seller(provider: &Arc<dyn MediaProvider>, commission: Commission) -> Arc<dyn Seller> {
    Arc::new(Commissioned { provider: Arc::clone(provider), commission })
}
