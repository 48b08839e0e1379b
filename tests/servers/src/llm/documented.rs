//! What each provider's documentation lets a client send.

mod anthropic;
mod gemini;
mod ollama;
mod openai;
mod schema;

use super::{KEY, Scene, Speaks};
use crate::http::Request;
use serde_json::Value;

impl Speaks {
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Ollama => "ollama",
        }
    }

    /// Whether path, headers and fields are those that are documented.
    pub(super) fn is_documented(self, request: &Request) -> Result<(), String> {
        if request.method != "POST" || request.header("content-type") != Some("application/json") {
            return Err("it takes JSON by POST".to_owned());
        }
        let body = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
        match self {
            Self::OpenAi => openai::question(request, &body),
            Self::Anthropic => anthropic::question(request, &body),
            Self::Gemini => gemini::question(request, &body),
            Self::Ollama => ollama::question(request, &body),
        }
    }

    /// Whether the key is the right one, where one is needed.
    pub(super) fn lets_in(self, request: &Request) -> bool {
        let bearer = format!("Bearer {KEY}");
        match self {
            Self::OpenAi => request.header("authorization") == Some(&bearer),
            Self::Anthropic => {
                request.header("x-api-key") == Some(KEY) || request.header("authorization") == Some(&bearer)
            }
            Self::Gemini => request.header("x-goog-api-key") == Some(KEY),
            Self::Ollama => request.header("authorization").is_none_or(|key| key == bearer),
        }
    }

    /// The answer to a question about a model, if it is one.
    pub(super) fn looks_up(self, request: &Request) -> Option<Scene> {
        let known = match self {
            Self::OpenAi => request.method == "GET" && request.path.starts_with("/models"),
            Self::Anthropic => request.method == "GET" && request.path.starts_with("/v1/models/"),
            Self::Gemini => request.method == "GET" && request.path.starts_with("/v1beta/models/"),
            Self::Ollama => request.method == "POST" && request.path == "/api/show",
        };
        let versioned = self != Self::Anthropic || request.header("anthropic-version").is_some();
        let name = match request.path.as_str() {
            "/models" => "models",
            "/models/gpt-5" => "model-undated",
            _ => "model",
        };
        let named = format!("{}{}", request.path, String::from_utf8_lossy(&request.body));
        (known && versioned).then(|| match (self.lets_in(request), named.contains("no-such-model")) {
            (false, _) => Scene::error(self, 401, "key"),
            (true, true) => Scene::error(self, 404, "model"),
            (true, false) => Scene::found(self, name),
        })
    }
}

/// Refuses a field that isn't in the list.
fn fields(object: &Value, known: &[&str]) -> Result<(), String> {
    let object = object.as_object().ok_or("no object")?;
    object
        .keys()
        .find(|field| !known.contains(&field.as_str()))
        .map_or(Ok(()), |field| Err(format!("no field {field}")))
}

/// A text that must be there, and not empty.
fn text<'a>(value: &'a Value, pointer: &str) -> Result<&'a str, String> {
    let text = value.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| format!("{pointer} is missing"))
}

/// A number of at least one.
fn number(value: &Value, pointer: &str) -> Result<u64, String> {
    let number = value.pointer(pointer).and_then(Value::as_u64).filter(|number| *number > 0);
    number.ok_or_else(|| format!("{pointer} is missing"))
}

fn must(good: bool, what: &str) -> Result<(), String> {
    if good { Ok(()) } else { Err(what.to_owned()) }
}
