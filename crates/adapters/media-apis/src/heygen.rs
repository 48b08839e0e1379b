//! HeyGen, version 3 of its interface: avatars that speak a script.
//!
//! An order that is sent again with the same `Idempotency-Key` within a day is the same order. Nothing that was begun can
//! be stopped; what fails isn't charged.

mod callback;
mod casting;
mod kept;
mod pages;
mod presenters;
mod wire;

use crate::{
    Access, SetUpError,
    catalogue::Known,
    download::Downloads,
    kind::Kind,
    line::{Answer, Line, ask, line, secret, segment},
};
use adforge_domain::spending::Money;
use adforge_ports_creative::{
    Bespoke, Callback, Commission, FetchError, Findings, LookError, Makes, MediaProvider, NotHeard, OrderError,
    Ordered, Refused, Standing, Unwell, Word,
};
use async_trait::async_trait;
use casting::Looks;
use presenters::Voices;
use reqwest::{Method, header::HeaderMap};
use std::time::Duration;

/// Its name.
const NAME: &str = "heygen";
/// For how long a key is known.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);
/// When to ask again while the first sending of the same order is still being answered.
const IN_PROGRESS: Duration = Duration::from_secs(2);

/// Films by avatars at HeyGen, and the avatars to choose from.
#[derive(Debug)]
pub struct Heygen {
    line: Line,
    downloads: Downloads,
    access: Access,
    known: Known,
    engine: String,
    model: String,
    looks: Looks,
    voices: Voices,
}

impl Heygen {
    /// HeyGen by its key. The model is an engine's name (`avatar_iv`).
    ///
    /// # Errors
    /// The key can't stand in a request, or no connection can be made at all.
    pub fn new(access: Access) -> Result<Self, SetUpError> {
        let known = Known::of(NAME)?;
        let engine = access.model.clone().unwrap_or_else(|| known.model.clone());
        let key = secret(&access.key).ok_or(SetUpError::Key)?;
        let line = line(&access, &known.base_url, HeaderMap::from_iter([(wire::KEY, key)]))?;
        Ok(Self {
            downloads: Downloads::from(line.base(), &access.patience, Kind::Film)?,
            model: format!("{NAME}/{engine}"),
            engine,
            looks: Looks::default(),
            voices: Voices::default(),
            line,
            access,
            known,
        })
    }
}

#[async_trait]
impl MediaProvider for Heygen {
    fn name(&self) -> &str {
        NAME
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn makes(&self) -> Makes {
        Makes::Films
    }

    fn has_price(&self) -> bool {
        self.known.is_priced(&self.engine)
    }

    fn most(&self, commission: &Commission) -> Option<Money> {
        // An avatar speaks at its own pace: half as long again is more than any takes.
        let tenths = commission.brief.scenes.last().map_or(0, |scene| scene.end);
        self.known.price(&self.engine, f64::from(tenths) * 0.15)
    }

    fn typical_seconds(&self) -> u32 {
        self.known.typical_seconds
    }

    fn remembers_keys(&self) -> Option<Duration> {
        Some(REMEMBERED)
    }

    fn can_cancel(&self) -> bool {
        false
    }

    async fn order(&self, key: &str, commission: &Commission) -> Result<Ordered, OrderError> {
        if commission.piece != Bespoke::Film {
            return Err(OrderError::Refused(Refused::Order));
        }
        let brief = &commission.brief;
        let avatar = self.cast(brief).await?;
        let order = wire::order(key, brief, &avatar, &self.engine);
        let request = self.line.request(Method::POST, "/v3/videos").header("Idempotency-Key", key).json(&order);
        let answer = ask(request, self.access.patience.order).await?;
        match wire::ordered(&answer) {
            Some(id) => Ok(Ordered::Placed(id)),
            None => Err(untaken(&answer)),
        }
    }

    async fn look(&self, reference: &str) -> Result<Standing, LookError> {
        let video = segment(reference).ok_or(LookError::Gone)?;
        let request = self.line.request(Method::GET, &format!("/v3/videos/{video}"));
        let answer = ask(request, self.access.patience.answer)
            .await
            .map_err(|silence| LookError::Later { after: None, why: silence.words().to_owned() })?;
        match (answer.status, wire::standing(&answer.body)) {
            (200, Some(standing)) => Ok(standing),
            (401 | 403, _) => Err(LookError::Key),
            (404, _) => Err(LookError::Gone),
            _ => Err(LookError::Later { after: answer.after, why: wire::what_was_said(&answer) }),
        }
    }

    async fn fetch(&self, link: &str) -> Result<Vec<u8>, FetchError> {
        self.downloads.fetch(link).await
    }

    /// Nothing here stops what was begun.
    async fn cancel(&self, _: &str) -> Result<(), LookError> {
        Ok(())
    }

    async fn hear(&self, callback: &Callback<'_>) -> Result<Option<Word>, NotHeard> {
        let secret = self.access.webhook_secret.as_deref().ok_or(NotHeard::NoCallbacks)?;
        Ok(callback::hear(callback, secret)?.map(Word::Key))
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        let silent = |why: String| Unwell::Silent(why);
        let request = self.line.request(Method::GET, "/v3/users/me");
        let answer = ask(request, self.access.patience.answer).await;
        let answer = answer.map_err(|silence| silent(silence.words().to_owned()))?;
        match (answer.status, wire::balance(&answer.body)) {
            (401 | 403, _) => Err(Unwell::Key),
            (200, balance) => Ok(Findings { quota: balance, has_price: self.has_price(), ..Findings::default() }),
            _ => Err(silent(wire::what_was_said(&answer))),
        }
    }
}

/// Why an order that was answered has no name.
fn untaken(answer: &Answer) -> OrderError {
    let (why, code) = (wire::what_was_said(answer), wire::code(&answer.body));
    match (answer.status, code) {
        (409, _) => OrderError::Later { after: answer.after.or(Some(IN_PROGRESS)), why },
        (_, Some("insufficient_credit")) | (402, _) => OrderError::Refused(Refused::Funds),
        (_, Some("unauthorized")) | (401 | 403, _) => OrderError::Refused(Refused::Key),
        (_, Some("rate_limit_exceeded")) | (429, _) => OrderError::Later { after: answer.after, why },
        (_, Some(code)) if wire::is_about_content(code) => OrderError::Refused(Refused::Content),
        (400..500, _) | (200..300, Some(_)) => OrderError::Refused(Refused::Order),
        _ => OrderError::Unknown(why),
    }
}
