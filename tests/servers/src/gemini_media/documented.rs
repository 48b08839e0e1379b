//! What is documented of the wire.

use crate::http::Request;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;

/// What it can be asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Call {
    /// For a clip or a picture.
    Order,
    /// How an interaction stands.
    Look,
    /// To stop one.
    Cancel,
    /// How a file stands.
    State,
    /// For a file.
    File,
    /// For what is known of a model.
    Model,
}

const FIELDS: &[&str] =
    &["model", "background", "store", "stream", "input", "response_format", "generation_config", "webhook_config"];
const MODELS: &[&str] = &[
    "gemini-omni-1.1-flash",
    "gemini-omni-1.2-flash",
    "gemini-nano-banana-2.1",
    "gemini-3-pro-image",
    "gemini-3.1-flash-lite-image",
];
const PICTURE_RATIOS: &[&str] =
    &["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "1:4", "4:1", "1:8", "8:1"];
const TASKS: &[&str] = &["text_to_video", "image_to_video", "reference_to_video", "edit", "extend"];

/// What a path is about.
pub(super) fn id(path: &str) -> String {
    let path = path.trim_end_matches("/cancel").trim_end_matches(":download");
    path.rsplit('/').next().unwrap().to_owned()
}

impl Call {
    /// Which call a request's line is.
    pub fn of(line: &str) -> Option<Self> {
        let (method, path) = line.split_once(' ')?;
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match (method, parts.as_slice()) {
            ("POST", ["v1beta", "interactions"]) => Some(Self::Order),
            ("GET", ["v1beta", "interactions", id]) if !id.is_empty() => Some(Self::Look),
            ("POST", ["v1beta", "interactions", _, "cancel"]) => Some(Self::Cancel),
            ("GET", ["v1beta", "files", name]) if name.ends_with(":download") => Some(Self::File),
            ("GET", ["v1beta", "files", _]) => Some(Self::State),
            ("GET", ["v1beta", "models", model]) if MODELS.contains(model) => Some(Self::Model),
            _ => None,
        }
    }

    /// Whether headers, query and fields are those that are documented.
    pub(super) fn is_documented(self, request: &Request) -> Result<(), String> {
        let queries: &[(&str, &str)] = if self == Self::File { &[("alt", "media")] } else { &[] };
        let query: Vec<_> = request.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if query != queries {
            return Err(format!("the query {query:?}"));
        }
        // There is none, and who sends one counts on it.
        if request.header("idempotency-key").is_some() {
            return Err("an idempotency key".to_owned());
        }
        match self {
            Self::Order => order(request),
            // The front door asks for it: 411.
            Self::Cancel if request.header("content-length").is_none() => Err("no length".to_owned()),
            Self::Cancel if !request.body.is_empty() => Err("a body".to_owned()),
            _ => Ok(()),
        }
    }
}

fn order(request: &Request) -> Result<(), String> {
    if request.header("content-type") != Some("application/json") {
        return Err("no JSON".to_owned());
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
    only(&body, FIELDS)?;
    one_of(&body["model"], MODELS)?;
    let parts = body["input"].as_array().filter(|parts| !parts.is_empty()).ok_or("no input")?;
    let pictures = parts.iter().filter(|part| part["type"] == "image").count();
    for part in parts {
        input(part)?;
    }
    let format = &body["response_format"];
    match format["type"].as_str() {
        Some("video") if pictures <= 6 => clip(&body, format, pictures),
        Some("image") if pictures <= 14 => picture(&body, format),
        other => Err(format!("{other:?} with {pictures} pictures")),
    }
}

fn input(part: &Value) -> Result<(), String> {
    match part["type"].as_str() {
        Some("text") => {
            only(part, &["type", "text"])?;
            part["text"].as_str().filter(|text| !text.is_empty()).map(drop).ok_or_else(|| "no text".to_owned())
        }
        Some("image") => {
            only(part, &["type", "data", "mime_type"])?;
            let data = part["data"].as_str().and_then(|data| BASE64_STANDARD.decode(data).ok()).ok_or("no base64")?;
            let kind = match data.get(..4) {
                Some([0x89, b'P', b'N', b'G']) => "image/png",
                Some([0xff, 0xd8, 0xff, _]) => "image/jpeg",
                Some(b"RIFF") => "image/webp",
                _ => "nothing",
            };
            one_of(&part["mime_type"], &[kind])
        }
        other => Err(format!("input of {other:?}")),
    }
}

fn clip(body: &Value, format: &Value, pictures: usize) -> Result<(), String> {
    // Without these it blocks until it is done, and can't be asked after.
    if body["background"] != true || body["store"] != true {
        return Err("not in the background".to_owned());
    }
    only(format, &["type", "aspect_ratio", "resolution", "duration", "delivery"])?;
    one_of(&format["aspect_ratio"], &["16:9", "9:16"])?;
    one_of(&format["resolution"], &["360p", "720p", "1080p", "4k"])?;
    one_of(&format["delivery"], &["inline", "uri"])?;
    let seconds = format["duration"].as_str().and_then(|text| text.strip_suffix('s')?.parse::<f64>().ok());
    seconds.filter(|seconds| (3.0..=10.0).contains(seconds)).ok_or(format!("duration: {}", format["duration"]))?;
    only(&body["generation_config"], &["video_config"])?;
    let task = &body["generation_config"]["video_config"]["task"];
    one_of(task, TASKS)?;
    match (task.as_str(), pictures) {
        (Some("text_to_video"), 0) | (Some("image_to_video"), 1) => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

fn picture(body: &Value, format: &Value) -> Result<(), String> {
    if body["background"] == true {
        return Err("in the background".to_owned());
    }
    only(format, &["type", "aspect_ratio", "image_size", "mime_type", "delivery"])?;
    one_of(&format["aspect_ratio"], PICTURE_RATIOS)?;
    one_of(&format["image_size"], &["512", "1K", "2K", "4K"])
}

fn only(body: &Value, fields: &[&str]) -> Result<(), String> {
    let body = body.as_object().ok_or("no object")?;
    let strange = body.keys().find(|field| !fields.contains(&field.as_str()));
    strange.map_or(Ok(()), |strange| Err(format!("no field {strange}")))
}

fn one_of(value: &Value, allowed: &[&str]) -> Result<(), String> {
    if value.as_str().is_some_and(|value| allowed.contains(&value)) { Ok(()) } else { Err(format!("{value}")) }
}
