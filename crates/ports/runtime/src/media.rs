//! Files that clients see: films, thumbnails, static ads, products' pictures.

use adforge_domain::cards::MediaName;
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use std::{collections::BTreeSet, ops::Range, time::Duration};
use uuid::Uuid;

/// Keeps files by name. Names are never used twice, so a file never changes.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait MediaStore: Send + Sync {
    /// Keeps a file; whole and durable when it returns.
    async fn put(&self, name: &MediaName, bytes: Bytes) -> Result<(), MediaError>;

    /// A file's size in bytes; none when there is no such file.
    async fn size(&self, name: &MediaName) -> Result<Option<u64>, MediaError>;

    /// A part of a file, in pieces. `range` lies within the file.
    async fn read(&self, name: &MediaName, range: Range<u64>) -> Result<MediaStream, MediaError>;

    /// Removes every file below a folder (`sessions/<id>`); a folder that isn't there is fine.
    async fn remove_folder(&self, folder: &MediaName) -> Result<(), MediaError>;

    /// Removes one file; one that isn't there is fine.
    async fn remove(&self, name: &MediaName) -> Result<(), MediaError>;

    /// Whether files can be kept now.
    async fn check(&self) -> Result<(), MediaError>;

    /// Everything that is kept, in any order, what was begun and never ended included. What is kept or removed while
    /// this is read may be there or not.
    async fn list(&self) -> Result<Findings, MediaError>;

    /// Removes what was found; what is gone meanwhile is fine.
    async fn discard(&self, found: &Found) -> Result<(), MediaError>;

    /// The store's own id, which stands in it; none before it has one.
    async fn id(&self) -> Result<Option<Uuid>, MediaError>;

    /// Gives the store an id unless it has one. Returns the one it has now.
    async fn set_id(&self, id: Uuid) -> Result<Uuid, MediaError>;

    /// Writes down that this database's results are kept here; once is enough.
    async fn join(&self, database: Uuid) -> Result<(), MediaError>;

    /// The databases whose results are kept here.
    async fn databases(&self) -> Result<BTreeSet<Uuid>, MediaError>;
}

/// A file's bytes, in pieces.
pub type MediaStream = BoxStream<'static, Result<Bytes, MediaError>>;

/// What is found in a media store, one after the other.
pub type Findings = BoxStream<'static, Result<Found, MediaError>>;

/// Something in a media store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Found {
    /// Where it is: a [`MediaName`] if it is a file of ours, something else if it isn't whole, or not ours.
    pub path: String,
    /// How long ago it was written, by the media store's own clock.
    pub age: Duration,
}

/// Why a file can't be kept or read now.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MediaError {
    /// There is no room left.
    #[error("the media store is full")]
    Full,
    /// It can't be read or written.
    #[error("the media store is unavailable: {0}")]
    Unavailable(String),
}

/// What a file is, as the web calls it: its name's end says so.
pub fn content_type(name: &MediaName) -> &'static str {
    match name.as_str().rsplit_once('.').map(|(_, end)| end) {
        Some("mp4") => "video/mp4",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        _ => "application/octet-stream",
    }
}
