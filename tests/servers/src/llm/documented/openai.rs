//! Chat Completions, as OpenAI and the servers that follow it have them.

use super::{fields, must, number, schema, text};
use crate::http::Request;
use serde_json::Value;

pub(super) fn question(request: &Request, body: &Value) -> Result<(), String> {
    must(request.path == "/chat/completions" && request.query.is_empty(), "no such path")?;
    fields(
        body,
        &[
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_completion_tokens",
            "max_tokens",
            "reasoning_effort",
            "safety_identifier",
            "response_format",
        ],
    )?;
    let model = text(body, "/model")?;
    // The reasoning models of OpenAI refuse the older name; the other servers know no other.
    let own = model.starts_with("gpt-");
    must(body["stream"] == true && body["stream_options"]["include_usage"] == true, "no stream with usage")?;
    if own {
        number(body, "/max_completion_tokens")?;
        fields(&body["stream_options"], &["include_usage", "include_obfuscation"])?;
    } else {
        number(body, "/max_tokens")?;
        fields(&body["stream_options"], &["include_usage"])?;
    }
    must(own != body.get("max_tokens").is_some(), "max_tokens")?;
    must(own || body.get("safety_identifier").is_none(), "safety_identifier")?;
    let messages = body["messages"].as_array().ok_or("no messages")?;
    for (number, message) in messages.iter().enumerate() {
        fields(message, &["role", "content"])?;
        text(message, "/content")?;
        let roles: &[&str] = match (number, own) {
            (0, true) => &["developer"],
            (0, false) => &["system"],
            _ => &["user", "assistant"],
        };
        must(roles.contains(&text(message, "/role")?), "role")?;
    }
    let Some(format) = body.get("response_format") else { return Ok(()) };
    must(format["type"] == "json_schema", "response_format")?;
    fields(&format["json_schema"], &["name", "strict", "schema"])?;
    must(format["json_schema"]["strict"] == true, "strict")?;
    let name = text(format, "/json_schema/name")?;
    let good = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    must(name.len() <= 64 && name.chars().all(good), "name")?;
    schema::check(&format["json_schema"]["schema"])
}
