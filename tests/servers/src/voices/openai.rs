//! The answers of OpenAI's speech, and of servers that speak its wire.

use super::{Call, Kind, Sale, Take, desk::State};
use crate::http::{Reply, Request};
use serde_json::Value;

const MODELS: &str = include_str!("../../answers/openai-speech/models.json");
const ERROR: &str = include_str!("../../answers/openai-speech/error.json");
const VOICES: [&str; 13] =
    ["alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin", "cedar"];

/// A documented error.
pub(super) fn error(status: u16, code: &str) -> Reply {
    let (kind, code) = code.split_once('/').unwrap_or(("invalid_request_error", code));
    let body = ERROR.replace("{type}", kind).replace("{code}", code).replace("{message}", "raw words of the provider");
    Reply::json(status, body).with("x-request-id", "req-1")
}

pub(super) fn answer(state: &mut State, kind: Kind, call: Call, request: &Request) -> Reply {
    match (call, kind) {
        (Call::Models, Kind::OpenAi) => Reply::json(200, MODELS),
        (Call::Models, _) => Reply::of(404, "text/plain", b"Not Found".to_vec()),
        _ => speaks(state, kind, request),
    }
}

fn speaks(state: &mut State, kind: Kind, request: &Request) -> Reply {
    let order: Value = serde_json::from_slice(&request.body).unwrap();
    let voice = order["voice"].as_str().unwrap_or_default().to_owned();
    if kind == Kind::OpenAi && !VOICES.contains(&voice.as_str()) {
        return error(400, "invalid_value");
    }
    let known: Value = serde_json::from_str(MODELS).unwrap();
    if kind == Kind::OpenAi && !known["data"].as_array().unwrap().iter().any(|model| model["id"] == order["model"]) {
        return error(404, "model_not_found");
    }
    if order["response_format"] != "wav" {
        return error(400, "unsupported_format");
    }
    // OpenAI streams its files, and so doesn't know how long they will be.
    let take = Take::of(order["input"].as_str().unwrap(), if kind == Kind::OpenAi { 0 } else { 2 });
    let file = take.wav(kind == Kind::OpenAi);
    state.sales.push(Sale { voice, order, take });
    Reply::of(200, "audio/wav", file)
}
