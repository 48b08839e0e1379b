//! What is documented: paths, queries, headers, and what each model wants to be told.

use crate::http::Request;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;

/// What fal can be asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Call {
    /// To run a model.
    Order,
    /// How a run stands.
    Status,
    /// What came of it.
    Result,
    /// To stop it.
    Cancel,
    /// For a file.
    File,
    /// For the keys that callbacks are signed with.
    Keys,
    /// What a model costs.
    Prices,
}

/// The endpoints that there are here: of clips, and of pictures.
const CLIPS: [&str; 4] = [
    "bytedance/seedance-2.0/image-to-video",
    "bytedance/seedance-2.0/text-to-video",
    "bytedance/seedance-2.0/fast/image-to-video",
    "bytedance/seedance-2.0/fast/text-to-video",
];
const PICTURES: [&str; 2] = ["fal-ai/nano-banana-2", "fal-ai/nano-banana-2/edit"];

/// The largest picture that may be sent along, in bytes.
const LARGEST: usize = 30_000_000;

pub(super) fn is_of_clips(endpoint: &str) -> bool {
    CLIPS.contains(&endpoint)
}

pub(super) fn is_model(path: &str) -> bool {
    path.strip_prefix('/').is_some_and(|model| is_of_clips(model) || PICTURES.contains(&model))
}

/// The id in a run's path.
pub(super) fn id(path: &str) -> String {
    path.split('/').skip_while(|part| *part != "requests").nth(1).unwrap_or_default().to_owned()
}

impl Call {
    /// Which call a request's line is.
    pub fn of(line: &str) -> Option<Self> {
        let (method, path) = line.split_once(' ')?;
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match (method, parts.as_slice()) {
            ("GET", [".well-known", "jwks.json"]) => Some(Self::Keys),
            ("GET", ["v1", "models", "pricing"]) => Some(Self::Prices),
            ("GET", ["files", _, _]) => Some(Self::File),
            ("GET", [_, _, "requests", _, "status"]) => Some(Self::Status),
            ("PUT", [_, _, "requests", _, "cancel"]) => Some(Self::Cancel),
            ("GET", [_, _, "requests", _]) => Some(Self::Result),
            ("POST", [_, _, rest @ ..]) if !rest.contains(&"requests") => Some(Self::Order),
            _ => None,
        }
    }

    /// Whether it is answered to everybody, so that our key has no business there.
    pub(super) fn is_public(self) -> bool {
        matches!(self, Self::File | Self::Keys)
    }

    /// Whether headers, query and fields are those that are documented.
    pub(super) fn is_documented(self, request: &Request) -> Result<(), String> {
        let queries: &[&str] = match self {
            Self::Order => &["fal_webhook", "fal_max_queue_length"],
            Self::Status => &["logs"],
            Self::Prices => &["endpoint_id"],
            _ => &[],
        };
        if let Some((strange, _)) = request.query.iter().find(|(name, _)| !queries.contains(&name.as_str())) {
            return Err(format!("no query {strange}"));
        }
        if self.is_public() && request.header("authorization").is_some() {
            return Err("the key was sent to whoever keeps files or publishes keys".to_owned());
        }
        let headers =
            request.headers.iter().filter(|(name, _)| name.starts_with("x-fal-") || name.contains("idempotency"));
        for (name, value) in headers {
            match name.as_str() {
                "x-fal-object-lifecycle-preference" if self == Self::Order => {
                    let body: Value = serde_json::from_str(value).map_err(|error| error.to_string())?;
                    body["expiration_duration_seconds"].as_u64().ok_or("no life")?;
                }
                other => return Err(format!("no header {other}")),
            }
        }
        match self {
            Self::Order if is_model(&request.path) => order(request),
            Self::Cancel if request.header("content-length") != Some("0") => Err("no length".to_owned()),
            _ => Ok(()),
        }
    }
}

fn order(request: &Request) -> Result<(), String> {
    if request.header("content-type") != Some("application/json") {
        return Err("no JSON".to_owned());
    }
    let webhook = request.asked("fal_webhook").map(url::Url::parse).transpose().map_err(|error| error.to_string())?;
    if webhook.is_some_and(|url| !matches!(url.scheme(), "http" | "https")) {
        return Err("the webhook is no address".to_owned());
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
    let fields = body.as_object().ok_or("no object")?;
    let endpoint = request.path.trim_start_matches('/');
    let of_clips = is_of_clips(endpoint);
    let mut known = match of_clips {
        true => {
            vec!["prompt", "aspect_ratio", "duration", "resolution", "generate_audio", "bitrate_mode", "end_user_id"]
        }
        false => vec![
            "prompt",
            "num_images",
            "aspect_ratio",
            "resolution",
            "output_format",
            "safety_tolerance",
            "seed",
            "sync_mode",
        ],
    };
    known.extend(match endpoint.rsplit('/').next() {
        Some("image-to-video") => &["image_url", "end_image_url"][..],
        Some("edit") => &["image_urls"],
        _ => &[],
    });
    if let Some(strange) = fields.keys().find(|field| !known.contains(&field.as_str())) {
        return Err(format!("no field {strange}"));
    }
    body["prompt"].as_str().filter(|text| !text.is_empty()).ok_or("no prompt")?;
    let one_of = |field: &str, allowed: &[&str]| match &body[field] {
        Value::Null => Ok(()),
        value if value.as_str().is_some_and(|value| allowed.contains(&value)) => Ok(()),
        value => Err(format!("{field}: {value}")),
    };
    if of_clips {
        let seconds: Vec<String> = (4..=15).map(|seconds| seconds.to_string()).collect();
        let lengths: Vec<&str> = seconds.iter().map(String::as_str).chain(["auto"]).collect();
        one_of("duration", &lengths)?;
        one_of("resolution", &["480p", "720p", "1080p", "4k"])?;
        one_of("aspect_ratio", &["auto", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"])?;
    } else {
        one_of("resolution", &["0.5K", "1K", "2K", "4K"])?;
        one_of("output_format", &["png", "jpeg", "webp"])?;
        one_of("aspect_ratio", &["auto", "21:9", "16:9", "3:2", "4:3", "5:4", "1:1", "4:5", "3:4", "2:3", "9:16"])?;
        if body.get("num_images").is_some_and(|count| !count.as_u64().is_some_and(|count| (1..=4).contains(&count))) {
            return Err("num_images".to_owned());
        }
    }
    match endpoint.rsplit('/').next() {
        Some("image-to-video") => picture(&body["image_url"]),
        Some("edit") => body["image_urls"].as_array().ok_or("no pictures")?.iter().try_for_each(picture),
        _ => Ok(()),
    }
}

/// Whether it leads to a picture or holds one.
fn picture(link: &Value) -> Result<(), String> {
    let link = link.as_str().ok_or("a picture is missing")?;
    let Some(held) = link.strip_prefix("data:image/") else {
        return if link.starts_with("http") { Ok(()) } else { Err("no link".to_owned()) };
    };
    let (_, held) = held.split_once(";base64,").ok_or("no picture in it")?;
    let bytes = BASE64_STANDARD.decode(held).map_err(|error| error.to_string())?;
    if bytes.is_empty() || bytes.len() > LARGEST { Err("the picture's size".to_owned()) } else { Ok(()) }
}
