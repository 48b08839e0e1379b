//! What users have asked for on a day.

use crate::StoreError;
use adforge_domain::{ids::OwnerId, job::JobKind};
use async_trait::async_trait;
use time::Date;

/// One more piece of work on a user's account, unless that would be more than allowed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Charge {
    /// Whose account.
    pub owner: OwnerId,
    /// On which UTC day.
    pub day: Date,
    /// Films, or generations (static ads among them).
    pub videos: bool,
    /// How many are allowed on that day.
    pub most: u32,
}

impl Charge {
    /// Whether a kind of work counts as a film.
    pub fn counts_as_video(kind: JobKind) -> bool {
        kind == JobKind::Video
    }
}

/// The accounts of all users. Work in a session is charged by [`crate::Log::append`], in the same commit.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Usage: Send + Sync {
    /// Charges one piece of work outside a session. False when that would be too many; then nothing is charged.
    async fn charge(&self, charge: &Charge) -> Result<bool, StoreError>;
}
