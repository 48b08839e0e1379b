//! What is sent to OpenAI for a picture, and what its answers say.

use crate::{
    catalogue::{Counts, day},
    kind,
    line::{Answer, in_short},
};
use adforge_ports_creative::{OrderError, PictureBytes, Refused, Unwell};
use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use time::Date;

/// As upright as a static ad, 4:5: both sides are to be multiples of 16.
const SIZE: &str = "1088x1360";
const FORMAT: &str = "png";
/// What its most is known for.
const QUALITY: &str = "medium";

/// A picture out of words.
pub(super) fn generation(model: &str, words: &str) -> Value {
    json!({"model": model, "prompt": words, "n": 1, "size": SIZE, "quality": QUALITY, "output_format": FORMAT})
}

/// The same, after a picture.
pub(super) fn edit(model: &str, words: &str, picture: Part) -> Form {
    let fields = [
        ("model", model),
        ("prompt", words),
        ("n", "1"),
        ("size", SIZE),
        ("quality", QUALITY),
        ("output_format", FORMAT),
    ];
    let form = fields.into_iter().fold(Form::new(), |form, (name, value)| form.text(name, value.to_owned()));
    form.part("image[]", picture)
}

/// The product's picture as a form's file; none where it is no picture.
pub(super) fn file(picture: &PictureBytes) -> Option<Part> {
    let kind = kind::picture(&picture.0)?;
    let part = Part::bytes(picture.0.to_vec()).file_name(format!("product.{}", kind.extension()));
    part.mime_str(kind.content_type()).ok()
}

/// Whether a picture was made; the picture, unless it can't be read.
pub(super) fn made(answer: &Answer) -> Option<Option<Vec<u8>>> {
    let data = answer.body.pointer("/data/0/b64_json").filter(|_| answer.status == 200)?;
    Some(data.as_str().and_then(|data| BASE64_STANDARD.decode(data).ok()))
}

/// Its tokens, where it says them. All that comes out is the picture.
pub(super) fn tokens(body: &Value) -> Option<Counts<u64>> {
    let count = |path: &str| body.pointer(path).and_then(Value::as_u64);
    let (input, made) = (count("/usage/input_tokens")?, count("/usage/output_tokens")?);
    let seen = count("/usage/input_tokens_details/image_tokens").unwrap_or_default().min(input);
    Some(Counts { read: input - seen, seen, written: 0, made })
}

/// Why there is no picture.
pub(super) fn untaken(answer: &Answer) -> OrderError {
    let why = in_short(answer.status, code(&answer.body));
    match (answer.status, code(&answer.body)) {
        (_, Some("moderation_blocked" | "content_policy_violation")) => OrderError::Refused(Refused::Content),
        // It comes as a 429, and no wait helps.
        (_, Some("insufficient_quota" | "billing_hard_limit_reached")) => OrderError::Refused(Refused::Funds),
        (_, Some("invalid_api_key")) | (401 | 403, _) => OrderError::Refused(Refused::Key),
        (429, _) | (_, Some("rate_limit_exceeded")) => OrderError::Later { after: answer.after, why },
        (408 | 409, _) => OrderError::Unknown(why),
        (400..500, _) => OrderError::Refused(Refused::Order),
        _ => OrderError::Unknown(why),
    }
}

/// Whether there is the model that was asked for.
pub(super) fn has_model(answer: &Answer) -> Result<bool, Unwell> {
    match (answer.status, code(&answer.body)) {
        (200, None) => Ok(true),
        (404, _) | (_, Some("model_not_found")) => Ok(false),
        (_, Some("insufficient_quota" | "billing_hard_limit_reached")) => Err(Unwell::Funds),
        (401 | 403, _) => Err(Unwell::Key),
        (status, code) => Err(Unwell::Silent(in_short(status, code))),
    }
}

/// The day on which a model is switched off.
pub(super) fn last_day(model: &Value) -> Option<Date> {
    model.get("shutdown_date").and_then(Value::as_str).and_then(day)
}

/// An error's code, or its type where it has none.
fn code(body: &Value) -> Option<&str> {
    let error = body.get("error").filter(|error| !error.is_null())?;
    let text = |name: &str| error.get(name).and_then(Value::as_str);
    Some(text("code").or_else(|| text("type")).unwrap_or("?"))
}
