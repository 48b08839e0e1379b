//! Gemini's `streamGenerateContent`.

use super::{fields, must, number, schema, text};
use crate::http::Request;
use serde_json::Value;

pub(super) fn question(request: &Request, body: &Value) -> Result<(), String> {
    let model =
        request.path.strip_prefix("/v1beta/models/").and_then(|rest| rest.strip_suffix(":streamGenerateContent"));
    must(model.is_some_and(|model| !model.is_empty() && !model.contains('/')), "no such path")?;
    // The key in a query would stand in logs.
    must(request.query == [("alt".to_owned(), "sse".to_owned())], "query")?;
    fields(body, &["systemInstruction", "contents", "generationConfig"])?;
    text(body, "/systemInstruction/parts/0/text")?;
    for content in body["contents"].as_array().filter(|all| !all.is_empty()).ok_or("no contents")? {
        fields(content, &["role", "parts"])?;
        text(content, "/parts/0/text")?;
        must(["user", "model"].contains(&text(content, "/role")?), "role")?;
    }
    let config = &body["generationConfig"];
    fields(config, &["responseMimeType", "responseJsonSchema", "maxOutputTokens", "thinkingConfig"])?;
    number(config, "/maxOutputTokens")?;
    if let Some(thinking) = config.get("thinkingConfig") {
        fields(thinking, &["thinkingLevel"])?;
        must(["minimal", "low", "medium", "high"].contains(&text(thinking, "/thinkingLevel")?), "thinkingLevel")?;
    }
    let Some(shape) = config.get("responseJsonSchema") else { return Ok(()) };
    must(config["responseMimeType"] == "application/json", "responseMimeType")?;
    schema::check(shape)
}
