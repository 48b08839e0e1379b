//! How a turn or a job failed, as it stands in the log.

use serde::{Deserialize, Serialize};

/// The codes with which a turn or job can end. Their words on the wire are those of the contract's error table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailureCode {
    /// The writer or renderer failed.
    AiGenerationError,
    /// It took too long.
    AiTimeout,
    /// It was cancelled or interrupted.
    TurnCancelled,
    /// A store or provider is down.
    Unavailable,
    /// The session was over before the work was.
    SessionExpired,
    /// A limit was met in the middle of the work.
    QuotaExceeded,
}

impl FailureCode {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AiGenerationError => "AI_GENERATION_ERROR",
            Self::AiTimeout => "AI_TIMEOUT",
            Self::TurnCancelled => "TURN_CANCELLED",
            Self::Unavailable => "UNAVAILABLE",
            Self::SessionExpired => "SESSION_EXPIRED",
            Self::QuotaExceeded => "QUOTA_EXCEEDED",
        }
    }

    /// Whether trying again (with a new key) can help.
    pub fn retryable(self) -> bool {
        !matches!(self, Self::SessionExpired | Self::QuotaExceeded)
    }
}

/// How a turn or job failed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// What kind.
    pub code: FailureCode,
    /// A sentence a person can act on.
    pub message: String,
}
