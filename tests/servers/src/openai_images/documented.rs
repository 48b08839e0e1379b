//! What is documented of the wire.

use super::{Sale, form};
use crate::http::Request;
use serde_json::{Value, json};

/// What it can be asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Call {
    /// For a picture out of words.
    Generate,
    /// For a picture out of words and pictures.
    Edit,
    /// For what is known of a model.
    Model,
}

const FIELDS: &[&str] = &[
    "model",
    "prompt",
    "n",
    "size",
    "quality",
    "complexity",
    "background",
    "output_format",
    "output_compression",
    "moderation",
    "safety_identifier",
];
const MODELS: &[&str] = &[
    "gpt-image-2.6-flare",
    "gpt-image-2.6-sunburst",
    "gpt-image-2.5-flare",
    "gpt-image-2.5-sunburst",
    "gpt-image-2",
    "gpt-image-1.5",
];

impl Call {
    /// Which call a request's line is.
    pub fn of(line: &str) -> Option<Self> {
        let (method, path) = line.split_once(' ')?;
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match (method, parts.as_slice()) {
            ("POST", ["v1", "images", "generations"]) => Some(Self::Generate),
            ("POST", ["v1", "images", "edits"]) => Some(Self::Edit),
            ("GET", ["v1", "models", model]) if MODELS.contains(model) => Some(Self::Model),
            _ => None,
        }
    }

    /// What is ordered, if it is documented; none where nothing is.
    pub(super) fn order(self, request: &Request) -> Result<Option<Sale>, String> {
        if !request.query.is_empty() {
            return Err("a query".to_owned());
        }
        // It is not promised to replay, and who sends one counts on it.
        if request.header("idempotency-key").is_some() {
            return Err("an idempotency key".to_owned());
        }
        let sale = match self {
            Self::Model => return Ok(None),
            Self::Generate => generation(request)?,
            Self::Edit => edit(request)?,
        };
        checked(&sale.order)?;
        Ok(Some(sale))
    }
}

fn generation(request: &Request) -> Result<Sale, String> {
    if request.header("content-type") != Some("application/json") {
        return Err("no JSON".to_owned());
    }
    let order: Value = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
    match order["n"].as_u64() {
        Some(1..=10) => Ok(Sale { order, pictures: Vec::new() }),
        _ => Err(format!("n: {}", order["n"])),
    }
}

fn edit(request: &Request) -> Result<Sale, String> {
    let fields = form::fields(request).ok_or("no form")?;
    let (pictures, texts): (Vec<_>, Vec<_>) = fields.into_iter().partition(|field| field.name == "image[]");
    if !(1..=16).contains(&pictures.len()) {
        return Err(format!("{} pictures", pictures.len()));
    }
    for picture in &pictures {
        let magic: &[u8] = match picture.kind.as_deref() {
            Some("image/png") => b"\x89PNG",
            Some("image/jpeg") => b"\xff\xd8\xff",
            Some("image/webp") => b"RIFF",
            other => return Err(format!("a picture of {other:?}")),
        };
        if !picture.value.starts_with(magic) || picture.file.is_none() {
            return Err("a picture that is none".to_owned());
        }
    }
    let mut order = json!({});
    for text in texts {
        order[&text.name] = String::from_utf8(text.value).map_err(|error| error.to_string())?.into();
    }
    Ok(Sale { order, pictures })
}

fn checked(order: &Value) -> Result<(), String> {
    let fields = order.as_object().ok_or("no object")?;
    if let Some(strange) = fields.keys().find(|field| !FIELDS.contains(&field.as_str())) {
        return Err(format!("no field {strange}"));
    }
    let text = |field: &str| order[field].as_str().ok_or(format!("{field} is missing"));
    let one_of = |field: &str, allowed: &[&str]| match order[field].as_str() {
        Some(value) if !allowed.contains(&value) => Err(format!("{field}: {value}")),
        _ => Ok(()),
    };
    if !MODELS.contains(&text("model")?) {
        return Err(format!("no model {}", order["model"]));
    }
    if !(1..=32_000).contains(&text("prompt")?.chars().count()) {
        return Err("the prompt's length".to_owned());
    }
    one_of("quality", &["low", "medium", "high", "auto"])?;
    one_of("output_format", &["png", "jpeg", "webp"])?;
    size(text("size")?)
}

/// `auto`, or two sides that are multiples of 16, neither too long nor too narrow, with neither too few pixels nor too many.
fn size(size: &str) -> Result<(), String> {
    if size == "auto" {
        return Ok(());
    }
    let sides = size.split_once('x').and_then(|(wide, high)| Some((wide.parse().ok()?, high.parse().ok()?)));
    let (wide, high): (u64, u64) = sides.ok_or("no size")?;
    let good = wide.is_multiple_of(16)
        && high.is_multiple_of(16)
        && wide.max(high) <= 3840
        && wide.max(high) <= 3 * wide.min(high)
        && (655_360..=8_294_400).contains(&(wide * high));
    if good { Ok(()) } else { Err(format!("size: {size}")) }
}
