//! Clips by Gemini Omni: an interaction in the background, and a file that is there a while after it.
//!
//! What it has accepted is paid for, or may be, whatever comes of it; stopping it keeps it from being made, and whether that is
//! paid isn't documented.

use super::{
    INTERACTIONS, NAME, Studio,
    fault::Fault,
    interaction::{Interaction, State},
    shown,
};
use crate::{
    Access, SetUpError,
    download::Downloads,
    kind::Kind,
    line::{ask, segment},
    prompt,
    standard_webhooks::Secret,
};
use adforge_domain::spending::Money;
use adforge_ports_creative::{
    Bespoke, Callback, Commission, FetchError, Findings, LookError, Makes, MediaProvider, NotHeard, OrderError,
    Ordered, Refused, Standing, Unwell, Word,
};
use async_trait::async_trait;
use reqwest::{Method, header::CONTENT_LENGTH};
use serde_json::{Value, json};
use std::time::Duration;

const MAKES: Makes = Makes::Clips { shortest: 3, longest: 10 };
/// What binds the picture that is sent along to the beginning.
const FIRST_FRAME: &str = "<FIRST_FRAME> ";
/// What its prices are known for.
const RESOLUTION: &str = "720p";

/// Clips by Gemini Omni.
#[derive(Debug)]
pub struct GeminiClips {
    pub(super) studio: Studio,
    pub(super) downloads: Downloads,
    secret: Option<Secret>,
}

impl GeminiClips {
    /// Gemini by its key.
    ///
    /// # Errors
    /// The key can't stand in a request, the webhook's secret is none, or no connection can be made at all.
    pub fn new(access: Access) -> Result<Self, SetUpError> {
        let shown = access.webhook_secret.as_deref();
        let secret = shown.map(|it| Secret::new(it).ok_or(SetUpError::WebhookSecret)).transpose()?;
        let studio = Studio::new(access, "gemini_clips")?;
        let downloads = Downloads::from(studio.line.base(), &studio.access.patience, Kind::Film)?;
        Ok(Self { studio, downloads, secret })
    }

    fn body(&self, told: &prompt::Told<'_>, seconds: u32) -> Value {
        let picture = told.picture.and_then(shown);
        let (task, tag) = if picture.is_some() { ("image_to_video", FIRST_FRAME) } else { ("text_to_video", "") };
        let words = json!({"type": "text", "text": format!("{tag}{}", told.words)});
        json!({
            "model": self.studio.id,
            // Otherwise it is answered, and paid, only when it is done.
            "background": true,
            "store": true,
            "input": picture.into_iter().chain([words]).collect::<Vec<_>>(),
            "response_format": {
                "type": "video",
                "aspect_ratio": "9:16",
                "resolution": RESOLUTION,
                "duration": format!("{seconds}s"),
                "delivery": "uri",
            },
            "generation_config": {"video_config": {"task": task}},
        })
    }

    /// What came to nothing, at what it used for that.
    fn failed(&self, interaction: &Interaction<'_>, why: Refused) -> Standing {
        Standing::Failed { why, cost: self.studio.used(interaction, "video").into() }
    }
}

#[async_trait]
impl MediaProvider for GeminiClips {
    fn name(&self) -> &str {
        NAME
    }

    fn model(&self) -> &str {
        &self.studio.model
    }

    fn makes(&self) -> Makes {
        MAKES
    }

    fn typical_seconds(&self) -> u32 {
        self.studio.known.typical_seconds
    }

    fn has_price(&self) -> bool {
        self.studio.known.is_priced(&self.studio.id)
    }

    fn most(&self, commission: &Commission) -> Option<Money> {
        let Bespoke::Clip { seconds, .. } = commission.piece else { return None };
        // A part of a second may count as a whole one.
        self.studio.known.most(&self.studio.id, seconds.saturating_add(1))
    }

    fn remembers_keys(&self) -> Option<Duration> {
        None
    }

    fn can_cancel(&self) -> bool {
        true
    }

    async fn order(&self, _: &str, commission: &Commission) -> Result<Ordered, OrderError> {
        let told = prompt::clip(commission).ok_or(OrderError::Refused(Refused::Order))?;
        let Bespoke::Clip { seconds, .. } = commission.piece else { return Err(OrderError::Refused(Refused::Order)) };
        let Makes::Clips { shortest, longest } = MAKES else { return Err(OrderError::Refused(Refused::Order)) };
        let body = self.body(&told, seconds.clamp(shortest, longest));
        let answer = self.studio.begin(&body, self.studio.access.patience.order).await?;
        // What has a name was taken, whatever else is said of it: a limit may be told only when it is asked after.
        if let Some(id) = Interaction::of(&answer).and_then(|interaction| interaction.id().map(str::to_owned)) {
            return Ok(Ordered::Placed(id));
        }
        let unknown = || OrderError::Unknown("it says no name".to_owned());
        Err(Fault::of(&answer).map_or_else(unknown, Fault::untaken))
    }

    async fn look(&self, reference: &str) -> Result<Standing, LookError> {
        let path = format!("{INTERACTIONS}/{}", segment(reference).ok_or(LookError::Gone)?);
        let answer = self.asked(&path).await?;
        let Some(interaction) = Interaction::of(&answer) else {
            return Err(Fault::of(&answer).map_or_else(|| later("it says no status"), Fault::unseen));
        };
        match interaction.state() {
            State::Working => return Ok(Standing::Working(None)),
            State::Failed(why) => return Ok(self.failed(&interaction, why)),
            State::Completed => {}
        }
        let spent = self.studio.spent(&interaction, "video");
        let text = |clip: &Value, name: &str| clip.get(name).and_then(Value::as_str).map(str::to_owned);
        let clip = interaction.made("video");
        match clip.map(|clip| (text(clip, "data"), text(clip, "uri"))) {
            Some((Some(_), _)) => Ok(Standing::Done { link: self.link(&path), spent }),
            Some((None, Some(uri))) => self.filed(&uri, spent).await,
            // It has come to an end, and talks about it: such content isn't made.
            _ => Ok(self.failed(&interaction, Refused::Content)),
        }
    }

    async fn fetch(&self, link: &str) -> Result<Vec<u8>, FetchError> {
        self.fetched(link).await
    }

    async fn cancel(&self, reference: &str) -> Result<(), LookError> {
        let path = format!("{INTERACTIONS}/{}/cancel", segment(reference).ok_or(LookError::Gone)?);
        // The front door wants to be told that nothing follows.
        let request = self.studio.line.request(Method::POST, &path).header(CONTENT_LENGTH, 0);
        let answer = ask(request, self.studio.access.patience.answer).await;
        let answer = answer.map_err(|silence| later(silence.words()))?;
        match Fault::of(&answer) {
            None => Ok(()),
            // What is over can't be stopped, and needn't.
            Some(fault) if fault.is_over() => Ok(()),
            Some(fault) => Err(fault.unseen()),
        }
    }

    async fn hear(&self, callback: &Callback<'_>) -> Result<Option<Word>, NotHeard> {
        self.secret.as_ref().ok_or(NotHeard::NoCallbacks)?.check(callback)?;
        let body: Value = serde_json::from_slice(callback.body).unwrap_or_default();
        let id = body.pointer("/data/id").and_then(Value::as_str);
        Ok(id.map(|id| Word::Reference(id.to_owned())))
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        self.studio.examine().await
    }
}

pub(super) fn later(why: &str) -> LookError {
    LookError::Later { after: None, why: why.to_owned() }
}
