//! Every row of the error table that can be met without authentication, with its exact body; and bad input everywhere.

mod addresses;
mod bodies;
mod callers;
mod limits;
mod values;
mod workflow;

use serde_json::{Value, json};

fn error(code: &str, message: &str, retryable: bool) -> Value {
    json!({"type": "error", "code": code, "message": message, "retryable": retryable})
}

fn with(mut error: Value, key: &str, value: Value) -> Value {
    error[key] = value;
    error
}

const PERSONAS: &str = "persona_selection";
