//! fal's documented answers, filled in.

use super::{documented, runs::Sale, trouble::Says};
use crate::http::Reply;

pub(super) const TAKEN: &str = include_str!("../../answers/fal/taken.json");
pub(super) const IN_QUEUE: &str = include_str!("../../answers/fal/in-queue.json");
pub(super) const IN_PROGRESS: &str = include_str!("../../answers/fal/in-progress.json");
pub(super) const COMPLETED: &str = include_str!("../../answers/fal/completed.json");
pub(super) const COMPLETED_ERROR: &str = include_str!("../../answers/fal/completed-error.json");
pub(super) const CLIP: &str = include_str!("../../answers/fal/clip.json");
pub(super) const PICTURE: &str = include_str!("../../answers/fal/picture.json");
pub(super) const CANCEL: &str = include_str!("../../answers/fal/cancel.json");
const PLATFORM: &str = include_str!("../../answers/fal/error-platform.json");
const MODEL: &str = include_str!("../../answers/fal/error-model.json");
const SAID: &str = include_str!("../../answers/fal/error-said.json");
const PRICES: &str = include_str!("../../answers/fal/prices.json");
const OK_CALL: &str = include_str!("../../answers/fal/webhook-ok.json");
const ERROR_CALL: &str = include_str!("../../answers/fal/webhook-error.json");

/// What people would read, and nobody here may show.
pub(super) const RAW: &str = "raw words of the provider";

pub(super) fn error(says: Says) -> String {
    match says {
        Says::Platform(kind) => PLATFORM.replace("{type}", kind).replace("{message}", RAW),
        Says::Model(kind) => MODEL.replace("{type}", kind).replace("{message}", RAW),
        Says::Text(text) => SAID.replace("{message}", text),
    }
}

/// That an order is or isn't stopped.
pub(super) fn word(status: u16, word: &str) -> Reply {
    Reply::json(status, CANCEL.replace("{word}", word))
}

/// What a model costs.
pub(super) fn prices(endpoint: &str) -> Reply {
    match documented::is_model(&format!("/{endpoint}")) {
        true => Reply::json(200, PRICES.replace("{endpoint}", endpoint)),
        false => Reply::json(404, r#"{"error":{"type":"not_found","message":"raw words of the provider"}}"#),
    }
}

/// A callback's raw body.
pub(super) fn callback(sale: &Sale, done: bool) -> String {
    let (shape, payload) = match done {
        true => (OK_CALL, output(&sale.endpoint).replace("{link}", "https://v3b.fal.media/files/x")),
        false => (ERROR_CALL, error(Says::Model("content_policy_violation"))),
    };
    shape.replace("{payload}", payload.trim()).replace("{id}", &sale.id)
}

/// The output of an endpoint's model.
pub(super) fn output(endpoint: &str) -> &'static str {
    if documented::is_of_clips(endpoint) { CLIP } else { PICTURE }
}
