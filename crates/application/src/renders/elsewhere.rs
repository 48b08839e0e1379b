//! A film that is made elsewhere, for money: ordered once, waited for, and its file taken over.

use super::{
    doing::{Doing, words},
    orders::Placed,
    run::{Trouble, trouble},
};
use crate::{Application, turns::failed};
use adforge_domain::{failure::Failure, ids::JobId, language::Language};
use adforge_ports_creative::{FetchError, Film, FilmBrief, LookError, MediaProvider, Refused, Standing, Tell};
use adforge_ports_storage::Claimed;
use std::sync::Arc;
use tokio::{sync::Notify, time::Instant};

/// How often a file is fetched before the attempt has failed.
const FETCHES: u32 = 4;
/// A film that isn't there yet is never told to be further than this, in percent.
const ALMOST: u64 = 90;

impl Application {
    /// Has a film made elsewhere: whatever was ordered before is asked for first.
    pub(super) async fn film_elsewhere(
        self: &Arc<Self>,
        provider: &Arc<dyn MediaProvider>,
        claimed: &Claimed,
        brief: FilmBrief,
        tell: &Tell,
    ) -> Result<Film, Trouble> {
        let language = brief.language;
        tell(1, words(Doing::Ordering, language));
        let Placed(reference) = self.placed(provider, claimed, brief).await?;
        let news = self.orders.begins(claimed.id, &reference);
        let mut failures = 0;
        let bytes = loop {
            let link = self.delivered(provider, (claimed.id, &reference), &news, language, tell).await?;
            tell(92, words(Doing::Fetching, language));
            match provider.fetch(&link).await {
                Ok(bytes) => break bytes,
                Err(error) => {
                    tracing::warn!(job = %claimed.id, provider = provider.name(), %error, "a film's file didn't come");
                    failures += 1;
                    if failures == FETCHES {
                        return Err(undelivered(&error));
                    }
                }
            }
            tokio::time::sleep(self.limits.orders.first_look).await;
        };
        tell(97, words(Doing::Checking, language));
        let renderer = Arc::clone(&self.ports.renderer);
        let reviewed = tokio::task::spawn_blocking(move || renderer.review(bytes)).await;
        let film = reviewed.map_err(|_| Trouble::Again(failed("The video's file could not be looked at.")))?;
        let film = film.map_err(trouble)?;
        tell(100, words(Doing::Done, language));
        Ok(film)
    }

    /// Waits until an order is done; a word from the provider (a webhook) ends a wait early. Returns the film's link.
    async fn delivered(
        &self,
        provider: &Arc<dyn MediaProvider>,
        (job, reference): (JobId, &str),
        news: &Notify,
        language: Language,
        tell: &Tell,
    ) -> Result<String, Trouble> {
        let begun = Instant::now();
        let typical = u64::from(provider.typical_seconds().max(1));
        let (mut pace, slowest) = (self.limits.orders.first_look, self.limits.orders.slowest_look);
        loop {
            let mut wait = pace;
            match provider.look(reference).await {
                Ok(Standing::Done { link, .. }) => return Ok(link),
                Ok(Standing::Failed { why, .. }) => return Err(Trouble::Final(refusal(why, provider.name()))),
                Ok(Standing::Working(percent)) => {
                    let guess = || begun.elapsed().as_secs() * ALMOST / typical;
                    let percent = percent.map_or_else(guess, u64::from).min(ALMOST);
                    tell(u8::try_from(percent).unwrap_or_default().max(2), words(Doing::Filming, language));
                }
                Err(LookError::Gone) => {
                    return Err(Trouble::Final(failed(
                        "The video provider no longer knows the video that was ordered.",
                    )));
                }
                // Whoever runs the server may mend it, and what was paid is still there.
                Err(LookError::Key) => return Err(Trouble::Again(refusal(Refused::Key, provider.name()))),
                Err(LookError::Later { after, why }) => {
                    tracing::warn!(%job, provider = provider.name(), why, "a provider could not be asked");
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

/// A refusal as users are told of it.
pub(super) fn refusal(refused: Refused, provider: &str) -> Failure {
    use adforge_domain::failure::FailureCode::{AiGenerationError, QuotaExceeded, Unavailable};
    let (code, message) = match refused {
        Refused::Key => (Unavailable, format!("{provider} refuses this server's key. Please tell whoever runs it.")),
        Refused::Funds => {
            (QuotaExceeded, format!("This server's account with {provider} is exhausted. Please tell whoever runs it."))
        }
        Refused::Content => {
            (AiGenerationError, format!("{provider} doesn't make videos of such content. Please change the script."))
        }
        Refused::Order => {
            (AiGenerationError, format!("{provider} can't make this video. Please change the script or the presenter."))
        }
        Refused::Broke => (AiGenerationError, format!("{provider} could not make the video. Please try again.")),
    };
    Failure { code, message }
}

fn undelivered(error: &FetchError) -> Trouble {
    match error {
        FetchError::TooLarge(_) => Trouble::Final(failed("The video that was delivered is too large to be kept.")),
        FetchError::WrongKind => Trouble::Final(failed("What was delivered as the video is none.")),
        FetchError::Expired | FetchError::Broken(_) => {
            Trouble::Again(failed("The finished video could not be fetched from its provider. Please try again."))
        }
    }
}
