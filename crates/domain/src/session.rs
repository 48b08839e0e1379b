//! A session's head: what it was created with, and when it was last alive.

use crate::{
    format::{FormatId, MediaType},
    ids::{OwnerId, ProductId, Seq, SessionId},
    language::Language,
    workflow::Step,
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// What a session was created with. It never changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Origin {
    /// The session.
    pub id: SessionId,
    /// Whose it is.
    pub owner: OwnerId,
    /// The guide's `userId`, a label when nobody is authenticated.
    pub user_label: Option<String>,
    /// What is advertised.
    pub product: ProductId,
    /// The format chosen at creation.
    pub format: Option<FormatId>,
    /// What it makes.
    pub media: MediaType,
    /// What its ads are written in, if it is known from the product.
    pub language: Option<Language>,
    /// When it was created.
    pub created_at: OffsetDateTime,
}

/// A session as lists and details show it.
#[derive(Clone, PartialEq, Debug)]
pub struct Session {
    /// What it was created with.
    pub origin: Origin,
    /// The number of its newest message, 0 when there is none.
    pub last_seq: Seq,
    /// What it delivered last.
    pub current_step: Step,
    /// What is chosen.
    pub selections: crate::selection::Selections,
    /// Who wrote what was written last; nobody before anything was.
    pub generator: Option<String>,
    /// Its last turn or result.
    pub updated_at: OffsetDateTime,
}

impl Session {
    /// When it stops taking turns.
    pub fn expires_at(&self, ttl: Duration) -> OffsetDateTime {
        self.updated_at + ttl
    }
}
