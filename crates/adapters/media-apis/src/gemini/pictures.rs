//! Pictures by Gemini's models: one interaction that is answered when the picture is made, and kept nowhere.

use super::{
    NAME, Studio,
    fault::Fault,
    interaction::{Interaction, State},
    shown,
};
use crate::{Access, SetUpError, kind::Kind, prompt};
use adforge_domain::spending::Money;
use adforge_ports_creative::{
    Bespoke, Callback, Commission, FetchError, Findings, LookError, Makes, MediaProvider, NotHeard, OrderError,
    Ordered, Refused, Standing, Unwell, Word,
};
use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::time::Duration;

/// Pictures by Gemini's models.
#[derive(Debug)]
pub struct GeminiPictures(Studio);

impl GeminiPictures {
    /// Gemini by its key.
    ///
    /// # Errors
    /// The key can't stand in a request, or no connection can be made at all.
    pub fn new(access: Access) -> Result<Self, SetUpError> {
        Studio::new(access, "gemini_pictures").map(Self)
    }

    fn body(&self, told: &prompt::Told<'_>) -> Value {
        let words = json!({"type": "text", "text": told.words});
        let input: Vec<Value> = std::iter::once(words).chain(told.picture.and_then(shown)).collect();
        json!({
            "model": self.0.id,
            "store": false,
            "input": input,
            "response_format": {"type": "image", "aspect_ratio": "4:5", "image_size": "1K"},
        })
    }

    /// The picture that an interaction has made.
    fn made(&self, interaction: &Interaction<'_>) -> Result<Ordered, OrderError> {
        let data = interaction.made("image").and_then(|picture| picture.get("data")).and_then(Value::as_str);
        // It has come to an end, and talks about it: such content isn't made.
        let data = data.ok_or_else(|| self.failed(interaction, Refused::Content))?;
        let bytes = BASE64_STANDARD.decode(data).ok();
        let bytes = bytes.filter(|it| Kind::Picture.fits(it, self.0.access.patience.largest_file));
        let bytes = bytes.ok_or_else(|| unknown("what it made is no picture"))?;
        Ok(Ordered::Made { bytes, spent: self.0.spent(interaction, "image") })
    }

    /// What came to nothing, at what it used for that.
    fn failed(&self, interaction: &Interaction<'_>, why: Refused) -> OrderError {
        OrderError::Failed { why, cost: self.0.used(interaction, "image").into() }
    }
}

#[async_trait]
impl MediaProvider for GeminiPictures {
    fn name(&self) -> &str {
        NAME
    }

    fn model(&self) -> &str {
        &self.0.model
    }

    fn makes(&self) -> Makes {
        Makes::Pictures
    }

    fn typical_seconds(&self) -> u32 {
        self.0.known.typical_seconds
    }

    fn has_price(&self) -> bool {
        self.0.known.is_priced(&self.0.id)
    }

    fn most(&self, commission: &Commission) -> Option<Money> {
        (commission.piece == Bespoke::Picture).then(|| self.0.known.most(&self.0.id, 1)).flatten()
    }

    fn remembers_keys(&self) -> Option<Duration> {
        None
    }

    fn can_cancel(&self) -> bool {
        false
    }

    async fn order(&self, _: &str, commission: &Commission) -> Result<Ordered, OrderError> {
        let told = prompt::picture(commission).ok_or(Refused::Order)?;
        let answer = self.0.begin(&self.body(&told), self.0.access.patience.picture).await?;
        let Some(interaction) = Interaction::of(&answer) else {
            return Err(Fault::of(&answer).map_or_else(|| unknown("it says no status"), Fault::untaken));
        };
        match interaction.state() {
            State::Completed => self.made(&interaction),
            // It had begun, so it may be paid.
            State::Failed(Refused::Broke) => Err(unknown("it failed over it")),
            State::Failed(why) => Err(self.failed(&interaction, why)),
            State::Working => Err(unknown("it isn't done")),
        }
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
        self.0.examine().await
    }
}

/// Whatever became of it may be paid.
fn unknown(why: &str) -> OrderError {
    OrderError::Unknown(why.to_owned())
}
