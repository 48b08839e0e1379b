//! fal, a house of many models behind one queue: clips, and pictures.
//!
//! It knows no idempotency keys: who sends an order again buys again. There is no status for what failed: it is completed,
//! and its result is the error. What breaks down there is free; what is refused late may be paid.

mod callback;
mod examined;
mod fault;
mod keys;
mod place;
mod standing;
mod ware;

use crate::{
    Access, SetUpError,
    catalogue::Known,
    download::Downloads,
    line::{Line, ask, line, secret},
};
use adforge_domain::spending::Money;
use adforge_ports_creative::{
    Callback, Commission, FetchError, Findings, LookError, Makes, MediaProvider, NotHeard, OrderError, Ordered,
    Refused, Standing, Unwell, Word,
};
use async_trait::async_trait;
use fault::Fault;
use keys::Keys;
use moka::sync::Cache;
use place::Place;
use reqwest::{
    Method,
    header::{AUTHORIZATION, CONTENT_LENGTH, HeaderMap, HeaderName},
};
use serde_json::Value;
use std::time::Duration;
use ware::Ware;

/// Its name.
const NAME: &str = "fal";
/// For how long what was made is kept there: it is fetched at once, and nobody else needs it.
const LIFE: HeaderName = HeaderName::from_static("x-fal-object-lifecycle-preference");
const A_DAY: &str = r#"{"expiration_duration_seconds":86400}"#;
/// How many orders are known by their ids, for callbacks.
const ORDERS: u64 = 10_000;
/// For how long one is that nobody asks after.
const REMEMBERED: Duration = Duration::from_secs(3600);

/// Clips or pictures by a model at fal.
#[derive(Debug)]
pub struct Fal {
    line: Line,
    downloads: Downloads,
    access: Access,
    known: Known,
    ware: Ware,
    /// As fal calls the family of its endpoints, and as the books do.
    family: String,
    model: String,
    keys: Keys,
    /// Callbacks name an order by its id alone; what we call it says where it is, too.
    orders: Cache<String, String>,
}

impl Fal {
    /// Clips, by fal's key. The model is an endpoint's name, with or without what it begins with
    /// (`bytedance/seedance-2.0`, `bytedance/seedance-2.0/image-to-video`).
    ///
    /// # Errors
    /// The key can't stand in a request, or no connection can be made at all.
    pub fn clips(access: Access) -> Result<Self, SetUpError> {
        Self::new(access, Ware::Clips)
    }

    /// Pictures, by fal's key. The model is an endpoint's name (`fal-ai/nano-banana-2`).
    ///
    /// # Errors
    /// The key can't stand in a request, or no connection can be made at all.
    pub fn pictures(access: Access) -> Result<Self, SetUpError> {
        Self::new(access, Ware::Pictures)
    }

    fn new(access: Access, ware: Ware) -> Result<Self, SetUpError> {
        let known = Known::of(ware.section())?;
        let family = ware.family(access.model.as_ref().unwrap_or(&known.model)).to_owned();
        let key = secret(&format!("Key {}", access.key)).ok_or(SetUpError::Key)?;
        let line = line(&access, &known.base_url, HeaderMap::from_iter([(AUTHORIZATION, key)]))?;
        // Who answers in fal's place has its keys, too.
        let beside = |path: &str| access.base_url.as_ref().and_then(|base| base.join(path).ok());
        let keys_at = access.jwks_url.clone().or_else(|| beside(keys::PATH)).or_else(|| known.jwks_url.clone());
        Ok(Self {
            downloads: Downloads::from(line.base(), &access.patience, ware.kind())?,
            keys: Keys::at(keys_at, &access)?,
            model: format!("{NAME}/{family}"),
            orders: Cache::builder().max_capacity(ORDERS).time_to_idle(REMEMBERED).build(),
            family,
            ware,
            line,
            access,
            known,
        })
    }
}

#[async_trait]
impl MediaProvider for Fal {
    fn name(&self) -> &str {
        NAME
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn makes(&self) -> Makes {
        self.ware.makes()
    }

    fn typical_seconds(&self) -> u32 {
        self.known.typical_seconds
    }

    fn has_price(&self) -> bool {
        self.known.is_priced(&self.family)
    }

    fn most(&self, commission: &Commission) -> Option<Money> {
        match self.ware.seconds(commission.piece)? {
            Some(seconds) => self.known.price(&self.family, f64::from(seconds)),
            None => self.known.price_of_one(&self.family),
        }
    }

    fn remembers_keys(&self) -> Option<Duration> {
        None
    }

    fn can_cancel(&self) -> bool {
        true
    }

    async fn order(&self, _: &str, commission: &Commission) -> Result<Ordered, OrderError> {
        let order = self.ware.order(commission).ok_or(OrderError::Refused(Refused::Order))?;
        let query = self.access.callback_url.as_ref().map(|url| with("fal_webhook", url.as_str())).unwrap_or_default();
        let path = format!("/{}{}{query}", self.family, order.endpoint);
        let request = self.line.request(Method::POST, &path).header(LIFE, A_DAY).json(&order.input);
        let answer = ask(request, self.access.patience.order).await?;
        if let Some(fault) = Fault::of(&answer) {
            return Err(fault.untaken());
        }
        let unknown = || OrderError::Unknown("it doesn't say where the order is".to_owned());
        let id = answer.body.get("request_id").and_then(Value::as_str);
        let place = Place::told(&answer.body, [self.line.base(), &self.known.base_url]).ok_or_else(unknown)?;
        let reference = place.to_string();
        if let Some(id) = id {
            self.orders.insert(id.to_owned(), reference.clone());
        }
        Ok(Ordered::Placed(reference))
    }

    async fn look(&self, reference: &str) -> Result<Standing, LookError> {
        self.standing(reference).await
    }

    async fn fetch(&self, link: &str) -> Result<Vec<u8>, FetchError> {
        match ware::inline(link) {
            Some(file) => self.downloads.checked(file?),
            None => self.downloads.fetch(link).await,
        }
    }

    async fn cancel(&self, reference: &str) -> Result<(), LookError> {
        let place = Place::of(reference).ok_or(LookError::Gone)?;
        let answer = self.asked(self.line.request(Method::PUT, &place.cancel).header(CONTENT_LENGTH, 0)).await?;
        match Fault::of(&answer) {
            Some(fault) if !fault.is_over() => Err(fault.unseen()),
            _ => Ok(()),
        }
    }

    async fn hear(&self, callback: &Callback<'_>) -> Result<Option<Word>, NotHeard> {
        // None was asked for.
        self.access.callback_url.as_ref().ok_or(NotHeard::NoCallbacks)?;
        let id = callback::check(callback, &self.keys).await?;
        Ok(self.orders.get(id).map(Word::Reference))
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        self.examined().await
    }
}

/// A query of one value.
fn with(name: &str, value: &str) -> String {
    format!("?{}", url::form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish())
}

fn later(why: &str) -> LookError {
    LookError::Later { after: None, why: why.to_owned() }
}
