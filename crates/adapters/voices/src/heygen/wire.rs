//! What is sent to HeyGen, and what its answers say.

use crate::{
    line::{Answer, in_short},
    timing::Said,
};
use adforge_ports_creative::{OrderError, Refused, Utterance};
use reqwest::header::HeaderName;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Where the key stands.
pub(super) const KEY: HeaderName = HeaderName::from_static("x-api-key");
/// When to ask again while another order of the same kind is still being answered.
const IN_PROGRESS: Duration = Duration::from_secs(2);

/// An order.
pub(super) fn order(words: &Utterance, voice: &str) -> Value {
    json!({"text": words.text, "voice_id": voice, "input_type": "text", "language": words.language.tag()})
}

/// A text that was spoken.
pub(super) struct Spoken {
    /// Where its sound is, for a while.
    pub(super) link: String,
    /// The sound's length, where it is said.
    pub(super) seconds: Option<f64>,
    pub(super) said: Vec<Said>,
}

#[derive(Deserialize)]
struct Timed {
    word: String,
    start: f64,
    end: f64,
}

/// What was spoken, if anything was.
pub(super) fn spoken(answer: &Answer) -> Option<Spoken> {
    let body = answer.json();
    let data = body.get("data").filter(|_| answer.status == 200 && code(&body).is_none())?;
    let link = data.get("audio_url").and_then(Value::as_str).filter(|link| !link.is_empty())?.to_owned();
    let seconds = data.get("duration").and_then(Value::as_f64).filter(|it| it.is_finite() && *it > 0.0);
    let timed = data.get("word_timestamps").and_then(Value::as_array).into_iter().flatten();
    let timed = timed.filter_map(|word| Timed::deserialize(word).ok());
    // The list's own beginning and end stand in it as `<start>` and `<end>`.
    let words = timed.filter(|timed| !(timed.word.starts_with('<') && timed.word.ends_with('>')));
    let said = words.map(|timed| Said { text: timed.word, starts: timed.start, ends: timed.end }).collect();
    Some(Spoken { link, seconds, said })
}

/// Why nothing was spoken.
pub(super) fn unspoken(answer: &Answer) -> OrderError {
    let (why, body) = (what_was_said(answer), answer.json());
    let code = code(&body);
    match (answer.status, code) {
        (409, _) => OrderError::Later { after: answer.after().or(Some(IN_PROGRESS)), why },
        (_, Some("insufficient_credit")) | (402, _) => Refused::Funds.into(),
        (_, Some("rate_limit_exceeded")) | (429, _) => OrderError::Later { after: answer.after(), why },
        (_, Some(code)) if is_about_content(code) => Refused::Content.into(),
        (_, Some("unauthorized")) | (401 | 403, _) => Refused::Key.into(),
        (400..500, _) | (200..300, Some(_)) => Refused::Order.into(),
        _ => OrderError::Unknown(why),
    }
}

/// What is left of the account, where it has a purse.
pub(super) fn balance(body: &Value) -> Option<String> {
    let wallet = body.pointer("/data/wallet").filter(|wallet| !wallet.is_null())?;
    let left = wallet.get("remaining_balance")?.as_f64()?;
    let currency = wallet.get("currency").and_then(Value::as_str).filter(|it| matches!(*it, "usd" | "credits"))?;
    Some(format!("{left:.2} {currency}"))
}

/// The status and the error's code, for the log.
pub(super) fn what_was_said(answer: &Answer) -> String {
    in_short(answer.status, code(&answer.json()))
}

/// The code of an error, which may stand in an answer that is 200.
fn code(body: &Value) -> Option<&str> {
    let error = body.get("error").filter(|error| !error.is_null())?;
    Some(error.get("code").and_then(Value::as_str).unwrap_or("?"))
}

/// Whether a code says that the content isn't wanted; there is no list of them.
fn is_about_content(code: &str) -> bool {
    let code = code.to_ascii_lowercase();
    ["moderation", "blocked_words", "nsfw", "content_policy", "prohibited"].iter().any(|word| code.contains(word))
}
