//! Files that clients see: films, thumbnails, static ads, products' pictures.

use adforge_domain::cards::MediaName;
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use std::ops::Range;

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
}

/// A file's bytes, in pieces.
pub type MediaStream = BoxStream<'static, Result<Bytes, MediaError>>;

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
