//! What a job has ordered from a provider that works elsewhere, for money.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// An order at a provider. It is stored before it is sent, so that no crash lets anybody buy the same twice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Order {
    /// At whom (`"heygen"`).
    pub provider: String,
    /// The idempotency key that goes with it: the same in every attempt of a job.
    pub key: String,
    /// When it was first sent, or was about to be.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// What the provider calls it. None while nobody knows whether the provider has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}
