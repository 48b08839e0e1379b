//! Ollama's `/api/chat`.

use super::{fields, must, number, schema, text};
use crate::http::Request;
use serde_json::Value;

pub(super) fn question(request: &Request, body: &Value) -> Result<(), String> {
    must(request.path == "/api/chat" && request.query.is_empty(), "no such path")?;
    fields(body, &["model", "messages", "stream", "think", "keep_alive", "format", "options"])?;
    text(body, "/model")?;
    must(body["stream"] == true && body["think"].is_boolean(), "stream, think")?;
    for message in body["messages"].as_array().filter(|all| !all.is_empty()).ok_or("no messages")? {
        fields(message, &["role", "content"])?;
        text(message, "/content")?;
        must(["system", "user", "assistant"].contains(&text(message, "/role")?), "role")?;
    }
    fields(&body["options"], &["num_predict", "num_ctx", "temperature", "seed"])?;
    let (predict, context) = (number(body, "/options/num_predict")?, number(body, "/options/num_ctx")?);
    let said: usize = request.body.len();
    // A prompt that doesn't fit is cut without a word: a client has to see to that itself.
    must(context >= predict + said as u64 / 6, "num_ctx is too small")?;
    body.get("format").map_or(Ok(()), schema::check)
}
