//! What OpenAI's refusals mean, and those of others: their codes are strings, numbers or missing, their errors objects or
//! strings.

use crate::{
    line::{Refusal, in_words},
    model::{Closed, Fault},
};
use serde_json::Value;

/// Codes and types that tell of money or a quota that is spent, whatever the status.
const SPENT: [&str; 6] = [
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_usage_limit_exceeded",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "billing_hard_limit_reached",
];
/// Codes and types that tell of too much to do, whatever the status.
const BUSY: [&str; 7] = [
    "rate_limit_exceeded",
    "rate_limit_error",
    "slow_down",
    "tokens",
    "requests",
    "server_is_overloaded",
    "service_unavailable_error",
];

/// What a refusal means.
pub(super) fn fault(refusal: &Refusal) -> Fault {
    let error = refusal.body.get("error").unwrap_or(&Value::Null);
    let word = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    let said = |words: &[&str]| words.contains(&word("code")) || words.contains(&word("type"));
    // In the middle of an answer only the body tells a status, and not always.
    let inner = error.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    let status = if refusal.status == 200 { inner.unwrap_or_default() } else { refusal.status };
    let busy = || Fault::Busy { after: refusal.after.or_else(|| in_words(word("message"))) };
    match status {
        _ if said(&SPENT) => Fault::Closed(Closed::Account),
        429 | 503 | 529 => busy(),
        401 | 403 => Fault::Closed(Closed::Key),
        404 => Fault::Closed(Closed::Model),
        402 => Fault::Closed(Closed::Account),
        _ if said(&BUSY) => busy(),
        _ if said(&["model_not_found", "not_found_error"]) => Fault::Closed(Closed::Model),
        408 | 409 => Fault::Down,
        300..500 => Fault::Misasked { status },
        0 if said(&["invalid_request_error", "invalid_prompt"]) => Fault::Misasked { status: 400 },
        _ => Fault::Down,
    }
}
