//! What a render leaves: which file, never a link; links are made when a result is sent.

use crate::{ids::JobId, text::Title};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A file in the media store: `sessions/<id>/<unguessable>.mp4`. Letters, digits, `-`, `_`, `.` and `/` only, no `..`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MediaName(String);

/// The text is no media name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a media name")]
pub struct BadMediaName;

impl MediaName {
    /// A checked name.
    ///
    /// # Errors
    /// Empty parts, dots at a part's start, other characters, or more than 200 bytes.
    pub fn new(name: impl Into<String>) -> Result<Self, BadMediaName> {
        let name = name.into();
        let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let parts = name.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(good));
        if parts && name.len() <= 200 { Ok(Self(name)) } else { Err(BadMediaName) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for MediaName {
    type Error = BadMediaName;
    fn try_from(name: String) -> Result<Self, BadMediaName> {
        Self::new(name)
    }
}

impl From<MediaName> for String {
    fn from(name: MediaName) -> Self {
        name.0
    }
}

impl fmt::Display for MediaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A finished film.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Video {
    /// Whose ad it is.
    pub product_name: Title,
    /// The film, MP4.
    pub file: MediaName,
    /// Its thumbnail, JPEG.
    pub thumbnail: MediaName,
    /// Length in milliseconds.
    pub duration_ms: u32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The job that made it.
    pub job: JobId,
}

/// A finished still picture.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StaticAd {
    /// Whose ad it is.
    pub product_name: Title,
    /// The picture, PNG.
    pub file: MediaName,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The job that made it.
    pub job: JobId,
}
