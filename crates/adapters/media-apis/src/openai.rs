//! OpenAI's pictures: one request that is answered when the picture is made. There is no order to ask after and no
//! idempotency key: an answer that is lost is paid, and what was made is gone.

mod wire;

use crate::{
    Access, SetUpError,
    catalogue::Known,
    kind::Kind,
    line::{Answer, Line, ask, ask_for, line, secret, segment},
    prompt,
};
use adforge_domain::spending::Money;
use adforge_ports_creative::{
    Bespoke, Callback, Commission, FetchError, Findings, LookError, Makes, MediaProvider, NotHeard, OrderError,
    Ordered, Refused, Standing, Unwell, Word,
};
use async_trait::async_trait;
use reqwest::{
    Method, RequestBuilder,
    header::{AUTHORIZATION, HeaderMap},
};
use std::time::Duration;

/// Its name.
const NAME: &str = "openai";
/// The largest answer that is read, in bytes: a picture in it is half as long again as its file.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Pictures by OpenAI's models.
#[derive(Debug)]
pub struct OpenaiPictures {
    line: Line,
    access: Access,
    known: Known,
    /// The model as OpenAI calls it, and as the books do.
    id: String,
    model: String,
}

impl OpenaiPictures {
    /// OpenAI by its key.
    ///
    /// # Errors
    /// The key can't stand in a request, or no connection can be made at all.
    pub fn new(access: Access) -> Result<Self, SetUpError> {
        let known = Known::of("openai_pictures")?;
        let id = access.model.clone().unwrap_or_else(|| known.model.clone());
        let key = secret(&format!("Bearer {}", access.key)).ok_or(SetUpError::Key)?;
        let line = line(&access, &known.base_url, HeaderMap::from_iter([(AUTHORIZATION, key)]))?;
        Ok(Self { line, model: format!("{NAME}/{id}"), id, known, access })
    }

    /// A picture after the product's, where it has one.
    fn request(&self, told: &prompt::Told<'_>) -> RequestBuilder {
        let post = |path: &str| self.line.request(Method::POST, path);
        match told.picture.and_then(wire::file) {
            Some(file) => post("/images/edits").multipart(wire::edit(&self.id, &told.words, file)),
            None => post("/images/generations").json(&wire::generation(&self.id, &told.words)),
        }
    }

    fn made(&self, answer: &Answer) -> Option<Result<Ordered, OrderError>> {
        let bytes = wire::made(answer)?;
        let spent = wire::tokens(&answer.body).map(|tokens| self.known.spent(&self.id, tokens));
        Some(match bytes.filter(|it| Kind::Picture.fits(it, self.access.patience.largest_file)) {
            Some(bytes) => Ok(Ordered::Made { bytes, spent }),
            // It is paid, whatever it is.
            None => Err(OrderError::Unknown("what it made is no picture".to_owned())),
        })
    }
}

#[async_trait]
impl MediaProvider for OpenaiPictures {
    fn name(&self) -> &str {
        NAME
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn makes(&self) -> Makes {
        Makes::Pictures
    }

    fn typical_seconds(&self) -> u32 {
        self.known.typical_seconds
    }

    fn has_price(&self) -> bool {
        self.known.is_priced(&self.id)
    }

    fn most(&self, commission: &Commission) -> Option<Money> {
        (commission.piece == Bespoke::Picture).then(|| self.known.most(&self.id, 1)).flatten()
    }

    fn remembers_keys(&self) -> Option<Duration> {
        None
    }

    fn can_cancel(&self) -> bool {
        false
    }

    async fn order(&self, _: &str, commission: &Commission) -> Result<Ordered, OrderError> {
        let told = prompt::picture(commission).ok_or(Refused::Order)?;
        let answer = ask_for(self.request(&told), self.access.patience.picture, LARGEST).await?;
        self.made(&answer).unwrap_or_else(|| Err(wire::untaken(&answer)))
    }

    /// What is made at once is never asked after.
    async fn look(&self, _: &str) -> Result<Standing, LookError> {
        Err(LookError::Gone)
    }

    /// Nor fetched.
    async fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Err(FetchError::Expired)
    }

    /// Nor stopped: who no longer waits closes the connection.
    async fn cancel(&self, _: &str) -> Result<(), LookError> {
        Ok(())
    }

    async fn hear(&self, _: &Callback<'_>) -> Result<Option<Word>, NotHeard> {
        Err(NotHeard::NoCallbacks)
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        let no_name = || Unwell::Silent("the model's name can't be asked for".to_owned());
        let model = segment(&self.id).ok_or_else(no_name)?;
        let request = self.line.request(Method::GET, &format!("/models/{model}"));
        let answer = ask(request, self.access.patience.answer).await;
        let answer = answer.map_err(Unwell::from)?;
        let has_model = wire::has_model(&answer)?;
        Ok(Findings {
            has_model: Some(has_model),
            retires: wire::last_day(&answer.body).or_else(|| self.known.retires(&self.id)),
            quota: None,
            has_price: self.has_price(),
        })
    }
}
