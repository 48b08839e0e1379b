//! The shapes of answers are such as every provider takes.

use crate::schema::shape;
use adforge_domain::{format::MediaType, workflow::Step};
use adforge_doubles::WRITTEN_STEPS;
use serde_json::Value;

/// Nothing but what all wires know: OpenAI's strict mode, Anthropic, Gemini and grammars of local servers.
fn held(schema: &Value, depth: usize) {
    let known = ["type", "description", "properties", "required", "additionalProperties", "items", "enum"];
    let keys: Vec<&String> = schema.as_object().unwrap().keys().collect();
    assert!(keys.iter().all(|key| known.contains(&key.as_str())), "{keys:?}");
    assert!(depth < 5);
    match schema["type"].as_str().unwrap() {
        "object" => {
            assert_eq!(schema["additionalProperties"], false);
            let properties = schema["properties"].as_object().unwrap();
            let mut required: Vec<&str> =
                schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            required.sort_unstable();
            assert_eq!(required, properties.keys().collect::<Vec<_>>());
            properties.values().for_each(|property| held(property, depth + 1));
        }
        "array" => held(&schema["items"], depth + 1),
        "string" | "number" | "integer" | "boolean" => {}
        other => panic!("{other}"),
    }
}

#[test]
fn every_shape_is_one_that_every_wire_takes() {
    for (step, media, answers) in WRITTEN_STEPS.iter().flat_map(|step| {
        [(MediaType::Video, true), (MediaType::Image, false)].map(|(media, answers)| (*step, media, answers))
    }) {
        let shape = shape(step, media, answers).unwrap();
        assert!(shape.name.len() <= 64 && shape.name.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        held(&shape.schema, 0);
    }
    assert_eq!(shape(Step::VideoGeneration, MediaType::Video, false), None);
}

#[test]
fn the_amount_comes_first_then_the_cards() {
    for step in WRITTEN_STEPS {
        let text = shape(step, MediaType::Video, true).unwrap().schema.to_string();
        let root = &text[text.find("\"properties\"").unwrap()..];
        let at = |key: &str| root.find(&format!("\"{key}\":{{")).unwrap();
        assert!(at("amount") < at("cards") && at("cards") < at("notes") && at("notes") < at("words"), "{root}");
    }
}

#[test]
fn the_shapes_are_these() {
    for step in WRITTEN_STEPS {
        let shape = shape(step, MediaType::Video, step == Step::AngleSelection).unwrap();
        insta::assert_json_snapshot!(shape.name, shape.schema);
    }
}
