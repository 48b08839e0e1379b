//! HTTP to a provider: one question, one answer, nothing tried twice, and what is known when there is no answer; and files
//! that are fetched by links. It knows no provider's wire.

mod answer;
mod downloads;
mod line;

pub use answer::{Answer, Silence, ask, asked_wait, in_short, wait, whole};
pub use downloads::{Bounds, Downloads};
pub use line::{Line, secret, segment};

/// No TLS, or no certificates to trust.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NoConnections(String);

impl From<reqwest::Error> for NoConnections {
    fn from(error: reqwest::Error) -> Self {
        Self(error.without_url().to_string())
    }
}
