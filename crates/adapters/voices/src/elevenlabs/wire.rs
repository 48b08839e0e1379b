//! What is sent to ElevenLabs, and what its answers say.

use crate::{
    line::{Answer, in_short},
    timing::Said,
};
use adforge_ports_creative::{OrderError, Refused, Unwell, Utterance};
use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::header::HeaderName;
use serde::Deserialize;
use serde_json::{Value, json};

/// Where the key stands.
pub(super) const KEY: HeaderName = HeaderName::from_static("xi-api-key");
/// Samples without a header, so that nothing is decoded.
pub(super) const FORMAT: &str = "pcm_24000";
/// Of that format.
pub(super) const RATE: u32 = 24_000;

/// An order. Its seeds have 32 bits.
pub(super) fn order(words: &Utterance, model: &str, language: Option<&str>) -> Value {
    let mut order = json!({"text": words.text, "model_id": model, "seed": words.seed & u64::from(u32::MAX)});
    if let (Some(language), Some(fields)) = (language, order.as_object_mut()) {
        fields.insert("language_code".to_owned(), language.into());
    }
    order
}

#[derive(Deserialize)]
struct Spoken {
    audio_base64: String,
    #[serde(default)]
    alignment: Option<Alignment>,
    #[serde(default)]
    normalized_alignment: Option<Alignment>,
}

#[derive(Deserialize)]
struct Alignment {
    characters: Vec<String>,
    character_start_times_seconds: Vec<f64>,
    character_end_times_seconds: Vec<f64>,
}

/// The samples' bytes and the times of the characters, where there are any: those of the text as it was sent, else of the
/// text as it was spoken ("five dollars").
pub(super) fn spoken(body: &[u8]) -> Option<(Vec<u8>, Vec<Said>)> {
    let spoken: Spoken = serde_json::from_slice(body).ok()?;
    let sound = BASE64_STANDARD.decode(spoken.audio_base64).ok()?;
    let said = spoken.alignment.or(spoken.normalized_alignment).map(Alignment::said);
    Some((sound, said.unwrap_or_default()))
}

impl Alignment {
    fn said(self) -> Vec<Said> {
        let times = self.character_start_times_seconds.into_iter().zip(self.character_end_times_seconds);
        let characters = self.characters.into_iter().zip(times);
        characters.map(|(text, (starts, ends))| Said { text, starts, ends }).collect()
    }
}

/// Why nothing was spoken.
pub(super) fn refused(answer: &Answer) -> OrderError {
    let why = what_was_said(answer);
    let codes = codes(&answer.json());
    let says = |words: &[&str]| codes.iter().any(|code| words.iter().any(|word| code.contains(word)));
    if says(&["quota_exceeded", "payment_required", "paid_plan_required", "insufficient"]) || answer.status == 402 {
        // Whatever the status: an empty account is a 401 here.
        return Refused::Funds.into();
    }
    if says(&["against_policy", "moderation", "unsafe", "prohibited", "blocked"]) {
        return Refused::Content.into();
    }
    match answer.status {
        401 | 403 => Refused::Key.into(),
        429 => OrderError::Later { after: answer.after(), why },
        400..500 => Refused::Order.into(),
        _ => OrderError::Unknown(why),
    }
}

/// A question's answer; none where our key is good, but not for this question.
pub(super) fn look(answer: &Answer) -> Result<Option<Value>, Unwell> {
    let body = answer.json();
    match answer.status {
        200 => Ok(Some(body)),
        401 | 403 if codes(&body).iter().any(|code| code == "missing_permissions") => Ok(None),
        401 | 403 => Err(Unwell::Key),
        _ => Err(Unwell::Silent(what_was_said(answer))),
    }
}

/// How many characters are left.
pub(super) fn left(account: &Value) -> Option<u64> {
    let number = |name: &str| account.get(name).and_then(Value::as_u64);
    Some(number("character_limit")?.saturating_sub(number("character_count")?))
}

/// Whether the list of models has one that speaks.
pub(super) fn has_model(models: &Value, model: &str) -> Option<bool> {
    let is_it = |it: &Value| it.get("model_id").and_then(Value::as_str) == Some(model);
    let speaks = |it: &Value| it.get("can_do_text_to_speech").and_then(Value::as_bool) != Some(false);
    Some(models.as_array()?.iter().any(|it| is_it(it) && speaks(it)))
}

/// The status and the error's code, for the log.
pub(super) fn what_was_said(answer: &Answer) -> String {
    in_short(answer.status, codes(&answer.json()).first().map(String::as_str))
}

/// What an error calls itself: `status` in the older generation of errors, `code` and `type` beside it in the newer.
fn codes(body: &Value) -> Vec<String> {
    let detail = body.get("detail");
    let name = |name: &str| detail?.get(name)?.as_str().map(str::to_ascii_lowercase);
    ["code", "status", "type"].into_iter().filter_map(name).collect()
}
