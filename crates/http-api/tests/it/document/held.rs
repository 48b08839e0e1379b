//! Holding what the server really sends against what the document says, to the last property.

use crate::cast::Answer;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The document, and which of its answers were seen.
pub(super) struct Document {
    text: Value,
    /// Its schemas, but with nothing allowed that they don't name.
    closed: Value,
    seen: BTreeSet<(String, bool)>,
}

impl Document {
    pub(super) fn new() -> Self {
        let text: Value = serde_json::from_str(&adforge_http_api::openapi()).unwrap();
        let mut closed = text["components"].clone();
        close(&mut closed);
        Self { text, closed, seen: BTreeSet::new() }
    }

    pub(super) fn version(&self) -> &Value {
        &self.text["openapi"]
    }

    /// Every method and path.
    pub(super) fn operations(&self) -> impl Iterator<Item = (String, String)> {
        let paths = self.text["paths"].as_object().unwrap();
        paths.iter().flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
        })
    }

    /// Holds an answer against what is said of its operation, as `GET /api/products/{id}`.
    pub(super) fn holds(&mut self, operation: &str, answer: &Answer) {
        let what = format!("{operation} {}", answer.status);
        self.seen.insert((operation.to_owned(), answer.status < 400));
        let responses = self.responses(operation);
        let said = responses.get(&answer.status.to_string()).or_else(|| responses.get("default"));
        let said = said.unwrap_or_else(|| panic!("{what} is not in the document: {}", answer.text));
        let Some(content) = said["content"].as_object() else {
            assert!(answer.bytes.is_empty(), "{what} is said to have no body: {}", answer.text);
            return;
        };
        let kind = answer.header("content-type").split(';').next().unwrap_or_default();
        let content = content.get(kind).or_else(|| content.get("*/*"));
        let content = content.unwrap_or_else(|| panic!("{what} is not said to be {kind}"));
        if kind == "application/json" {
            self.fits(&content["schema"], &answer.body, &what);
        }
    }

    /// Holds an event of a stream against its schema.
    pub(super) fn holds_event(&self, event: &Value) {
        let kind = event["type"].as_str().unwrap();
        let schema = match kind {
            "session_state" => "SessionStateEvent",
            "user_message" => "UserMessageEvent",
            "ai_response_start" => "AiResponseStart",
            "ai_response_complete" => "AiResponseComplete",
            "status_update" | "reasoning" | "content_delta" => "ProgressEvent",
            "video_generation_started" | "image_generation_started" => "RenderStarted",
            "error" => "Error",
            _ => "ContentEvent",
        };
        self.fits(&json!({"$ref": format!("#/components/schemas/{schema}")}), event, kind);
    }

    /// The operations of which no answer of a kind that they have was seen.
    pub(super) fn unseen(&self) -> Vec<String> {
        let mut unseen = Vec::new();
        for (method, path) in self.operations() {
            let operation = format!("{method} {path}");
            let responses = self.responses(&operation);
            let has = |well: bool| responses.keys().any(|it| it.starts_with(['1', '2', '3']) == well);
            for (well, what) in [(true, "no success"), (false, "no error")] {
                if has(well) && !self.seen.contains(&(operation.clone(), well)) {
                    unseen.push(format!("{operation}: {what}"));
                }
            }
        }
        unseen
    }

    fn responses(&self, operation: &str) -> &serde_json::Map<String, Value> {
        let (method, path) = operation.split_once(' ').unwrap();
        let responses = &self.text["paths"][path][method.to_lowercase()]["responses"];
        responses.as_object().unwrap_or_else(|| panic!("{operation} is not in the document"))
    }

    fn fits(&self, schema: &Value, value: &Value, what: &str) {
        let mut schema = schema.clone();
        close(&mut schema);
        closed(&mut schema);
        schema["components"] = self.closed.clone();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{what}: {errors:#?}\n{value:#}");
    }
}

/// Closes a schema's properties and items: what isn't named isn't there. Only an object of which nothing at all is
/// named, such as an error's details, may hold anything.
fn close(schema: &mut Value) {
    match schema {
        Value::Array(list) => list.iter_mut().for_each(close),
        Value::Object(map) => {
            let anything = map.get("type").is_some_and(|it| it == "object" || it == &json!(["object", "null"]));
            if anything && !map.contains_key("properties") {
                map.entry("additionalProperties").or_insert(json!(true));
            }
            map.values_mut().for_each(close);
            let properties = map.get_mut("properties").and_then(Value::as_object_mut);
            properties.into_iter().flat_map(|it| it.values_mut()).for_each(closed);
            map.get_mut("items").into_iter().for_each(closed);
        }
        _ => {}
    }
}

fn closed(schema: &mut Value) {
    *schema = json!({"allOf": [schema.take()], "unevaluatedProperties": false});
}
