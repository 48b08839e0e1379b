//! Google's Gemini API: clips by Omni, and pictures. Both are interactions, which know no idempotency keys: once one has an
//! id it is paid, and who sends it again buys again.

mod clips;
mod fault;
mod files;
mod interaction;
mod pictures;

pub use clips::GeminiClips;
pub use pictures::GeminiPictures;

use crate::{
    Access, SetUpError,
    catalogue::Known,
    line::{Answer, Line, ask, ask_for, line, secret, segment},
};
use adforge_domain::spending::Spent;
use adforge_ports_creative::{Findings, OrderError, PictureBytes, Unwell};
use base64::{Engine, prelude::BASE64_STANDARD};
use fault::{Fault, Meaning};
use interaction::Interaction;
use reqwest::{
    Method,
    header::{HeaderMap, HeaderName},
};
use serde_json::{Value, json};
use std::time::Duration;

/// Its name.
const NAME: &str = "gemini";
/// Where the key stands. It could stand in the query too, and then in every log on the way.
const KEY: HeaderName = HeaderName::from_static("x-goog-api-key");
/// Where interactions are.
const INTERACTIONS: &str = "/v1beta/interactions";
/// The largest interaction that is read, in bytes: it may hold what was made, and what was thought about it.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A model at Google's, and how it is reached.
#[derive(Debug)]
struct Studio {
    line: Line,
    access: Access,
    known: Known,
    /// The model as Google calls it, and as the books do.
    id: String,
    model: String,
}

impl Studio {
    fn new(access: Access, section: &str) -> Result<Self, SetUpError> {
        let known = Known::of(section)?;
        let id = access.model.clone().unwrap_or_else(|| known.model.clone());
        let key = secret(&access.key).ok_or(SetUpError::Key)?;
        let line = line(&access, &known.base_url, HeaderMap::from_iter([(KEY, key)]))?;
        Ok(Self { line, model: format!("{NAME}/{id}"), id, known, access })
    }

    /// Begins an interaction.
    async fn begin(&self, interaction: &Value, patience: Duration) -> Result<Answer, OrderError> {
        let request = self.line.request(Method::POST, INTERACTIONS).json(interaction);
        ask_for(request, patience, LARGEST).await.map_err(OrderError::from)
    }

    /// What an interaction cost that made something of this kind.
    fn spent(&self, interaction: &Interaction<'_>, made: &str) -> Option<Spent> {
        let (tokens, is_told) = interaction.tokens(made)?;
        Some(Spent { estimated: !is_told, ..self.known.spent(&self.id, tokens) })
    }

    /// What one cost that made nothing of it.
    fn used(&self, interaction: &Interaction<'_>, made: &str) -> Option<Spent> {
        Some(self.known.spent(&self.id, interaction.used(made)?))
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        let no_name = || Unwell::Silent("the model's name can't be asked for".to_owned());
        let model = segment(&self.id).ok_or_else(no_name)?;
        let request = self.line.request(Method::GET, &format!("/v1beta/models/{model}"));
        let answer = ask(request, self.access.patience.answer).await;
        let answer = answer.map_err(Unwell::from)?;
        let has_model = match (answer.status, Fault::of(&answer)) {
            (200, None) => true,
            (_, Some(Fault { meaning: Meaning::Missing, .. })) => false,
            (_, Some(Fault { meaning: Meaning::Key, .. })) => return Err(Unwell::Key),
            (_, Some(Fault { meaning: Meaning::Funds, .. })) => return Err(Unwell::Funds),
            (_, Some(fault)) => return Err(Unwell::Silent(fault.words)),
            (status, None) => return Err(Unwell::Silent(format!("it answers {status}"))),
        };
        Ok(Findings {
            has_model: Some(has_model),
            // It doesn't say when a model ends.
            retires: self.known.retires(&self.id),
            quota: None,
            has_price: self.known.is_priced(&self.id),
        })
    }
}

/// A picture as a part of what is put in.
fn shown(picture: &PictureBytes) -> Option<Value> {
    let kind = crate::kind::picture(&picture.0)?;
    Some(json!({"type": "image", "data": BASE64_STANDARD.encode(&picture.0), "mime_type": kind.content_type()}))
}
