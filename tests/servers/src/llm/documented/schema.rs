//! The JSON schemas that every provider takes: the strictest of each rule.

use serde_json::Value;

/// Refuses what one of them would.
pub(super) fn check(schema: &Value) -> Result<(), String> {
    if schema["type"] != "object" {
        return Err("the root of a schema is an object".to_owned());
    }
    walk(schema)
}

fn walk(schema: &Value) -> Result<(), String> {
    let known = ["type", "properties", "required", "additionalProperties", "items", "enum", "description"];
    super::fields(schema, &known)?;
    match schema["type"].as_str().ok_or("a schema has a type")? {
        "object" => {
            let properties = schema["properties"].as_object().ok_or("an object has properties")?;
            let required = schema["required"].as_array().ok_or("an object says what is required")?;
            if schema["additionalProperties"] != false || required.len() != properties.len() {
                return Err("every key is required, and none is beside them".to_owned());
            }
            properties.values().try_for_each(walk)
        }
        "array" => walk(&schema["items"]),
        "string" | "number" | "integer" | "boolean" => Ok(()),
        other => Err(format!("no type {other}")),
    }
}
