//! What is sent to HeyGen, and what its answers say.

use crate::line::{Answer, in_short};
use adforge_ports_creative::{Cost, FilmBrief, Refused, Standing};
use reqwest::header::HeaderName;
use serde_json::{Value, json};

/// Where the key stands.
pub(super) const KEY: HeaderName = HeaderName::from_static("x-api-key");

/// An order: an avatar that speaks the script, upright, with captions.
pub(super) fn order(key: &str, brief: &FilmBrief, avatar: &str, engine: &str) -> Value {
    let script = [&brief.script.hook, &brief.script.body, &brief.script.cta].map(|part| part.trim());
    let script: Vec<&str> = script.into_iter().filter(|part| !part.is_empty()).collect();
    json!({
        "type": "avatar",
        "avatar_id": avatar,
        "script": script.join("\n\n"),
        "aspect_ratio": "9:16",
        "resolution": "1080p",
        "output_format": "mp4",
        "engine": {"type": engine},
        "caption": {"file_format": "srt", "style": "default"},
        "title": brief.product.facts.name.to_string(),
        "callback_id": key,
    })
}

/// The id of an order that was taken.
pub(super) fn ordered(answer: &Answer) -> Option<String> {
    let taken = (200..300).contains(&answer.status) && code(&answer.body).is_none();
    let id = answer.body.pointer("/data/video_id").and_then(Value::as_str).filter(|id| !id.is_empty());
    id.filter(|_| taken).map(str::to_owned)
}

/// How an order stands. A status that isn't known is one that waits.
pub(super) fn standing(body: &Value) -> Option<Standing> {
    let data = body.get("data")?;
    Some(match data.get("status")?.as_str()? {
        "completed" => {
            let link = |name: &str| data.get(name).and_then(Value::as_str).filter(|link| !link.is_empty());
            // The link of a film that is just done may come a moment later.
            match link("captioned_video_url").or_else(|| link("video_url")) {
                Some(link) => Standing::Done { link: link.to_owned(), spent: None },
                None => Standing::Working(None),
            }
        }
        // What fails isn't charged.
        "failed" => Standing::Failed {
            cost: Cost::Nothing,
            why: match data.get("failure_code").and_then(Value::as_str) {
                Some("insufficient_credit") => Refused::Funds,
                Some(code) if is_about_content(code) => Refused::Content,
                _ => Refused::Broke,
            },
        },
        _ => Standing::Working(None),
    })
}

/// What is left of the account, where it has a purse.
pub(super) fn balance(body: &Value) -> Option<String> {
    let wallet = body.pointer("/data/wallet").filter(|wallet| !wallet.is_null())?;
    let left = wallet.get("remaining_balance")?.as_f64()?;
    let currency = wallet.get("currency").and_then(Value::as_str).filter(|it| matches!(*it, "usd" | "credits"))?;
    Some(format!("{left:.2} {currency}"))
}

/// The code of an error, which may stand in an answer that is 200.
pub(super) fn code(body: &Value) -> Option<&str> {
    let error = body.get("error").filter(|error| !error.is_null())?;
    Some(error.get("code").and_then(Value::as_str).unwrap_or("?"))
}

/// Whether a code says that the content isn't wanted; there is no list of them.
pub(super) fn is_about_content(code: &str) -> bool {
    let code = code.to_ascii_lowercase();
    ["moderation", "blocked_words", "nsfw", "content_policy", "prohibited"].iter().any(|word| code.contains(word))
}

/// The status and the error's code, for the log: never what the provider wrote.
pub(super) fn what_was_said(answer: &Answer) -> String {
    in_short(answer.status, code(&answer.body))
}
