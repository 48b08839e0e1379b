//! Anthropic's Messages.

use super::{fields, must, number, schema, text};
use crate::http::Request;
use serde_json::Value;

pub(super) fn question(request: &Request, body: &Value) -> Result<(), String> {
    must(request.path == "/v1/messages" && request.query.is_empty(), "no such path")?;
    must(matches!(request.header("anthropic-version"), Some("2023-06-01" | "2026-10-21")), "anthropic-version")?;
    must(request.header("anthropic-beta").is_none(), "no beta is needed")?;
    fields(body, &["model", "max_tokens", "stream", "system", "messages", "thinking", "output_config", "metadata"])?;
    text(body, "/model")?;
    text(body, "/system")?;
    number(body, "/max_tokens")?;
    must(body["stream"] == true, "no stream")?;
    let messages = body["messages"].as_array().filter(|all| !all.is_empty()).ok_or("no messages")?;
    for message in messages {
        fields(message, &["role", "content"])?;
        text(message, "/content")?;
        must(["user", "assistant"].contains(&text(message, "/role")?), "role")?;
    }
    if let Some(metadata) = body.get("metadata") {
        fields(metadata, &["user_id"])?;
    }
    if let Some(thinking) = body.get("thinking") {
        fields(thinking, &["type"])?;
        must(["adaptive", "disabled", "between_tools"].contains(&text(thinking, "/type")?), "thinking")?;
    }
    let Some(config) = body.get("output_config") else { return Ok(()) };
    fields(config, &["effort", "format"])?;
    let Some(format) = config.get("format") else { return Ok(()) };
    fields(format, &["type", "schema"])?;
    must(format["type"] == "json_schema", "format")?;
    must(messages.last().is_some_and(|last| last["role"] == "user"), "no answer is begun for it")?;
    schema::check(&format["schema"])
}
