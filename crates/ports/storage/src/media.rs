//! Which files of a media store are needed, and which media store is this one's.

use crate::StoreError;
use adforge_domain::{
    cards::MediaName,
    ids::{JobId, ProductId, SessionId},
};
use async_trait::async_trait;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What the files of a media store belong to.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Media: Send + Sync {
    /// Which files of each of these are needed, in any order; whoever needs none is left out. What a render has left
    /// stays as long as its session, or its job outside one; while a render isn't over, every file of its session or job
    /// may be its own; and a product's pictures stay while it isn't erased, or a session uses it.
    async fn needed(&self, by: &[Holder]) -> Result<Vec<(Holder, Needed)>, StoreError>;

    /// Who this store is, and which media store keeps its results: the first one that was ever named here.
    async fn bond(&self, media: Option<Uuid>) -> Result<Bond, StoreError>;
}

/// What a file belongs to: it lies in its folder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Holder {
    /// A session, with what was rendered in it.
    Session(SessionId),
    /// A job outside a session.
    Job(JobId),
    /// A product, with its pictures.
    Product(ProductId),
}

/// Which files are needed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Needed {
    /// All there are.
    All,
    /// Only these, of which there is at least one.
    Only(BTreeSet<MediaName>),
}

/// A store and the media store that keeps its results.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bond {
    /// The store's own id, for good.
    pub store: Uuid,
    /// The media store's; none before one was named.
    pub media: Option<Uuid>,
}

impl Needed {
    /// What is needed of what one render has left, or may still leave.
    pub fn by_render(over: bool, files: impl IntoIterator<Item = MediaName>) -> Self {
        if over { Self::Only(files.into_iter().collect()) } else { Self::All }
    }

    /// What is needed by both.
    pub fn join(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::Only(files), Self::Only(more)) => files.extend(more),
            (all, _) => *all = Self::All,
        }
    }

    /// Whether it is nothing at all.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Only(files) if files.is_empty())
    }

    /// Whether this file is among them.
    pub fn has(&self, file: &MediaName) -> bool {
        match self {
            Self::All => true,
            Self::Only(files) => files.contains(file),
        }
    }
}
