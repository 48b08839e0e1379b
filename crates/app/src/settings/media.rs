//! Where films and pictures are.

use super::problem::Wrong;
use adforge_adapters_object_store::S3Settings;
use std::path::PathBuf;

/// Where films and pictures are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Media {
    /// In a folder.
    Folder(PathBuf),
    /// In a bucket.
    S3(S3Settings),
}

/// What `ADFORGE_MEDIA_URL` says of it.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum MediaUrl {
    Folder(PathBuf),
    /// A bucket, and what all names in it begin with.
    Bucket(String, String),
}

impl Default for MediaUrl {
    fn default() -> Self {
        Self::Folder(PathBuf::new())
    }
}

const ALLOWED: &str = "file:// and the path of a folder, or s3:// with a bucket and perhaps a prefix";

/// A folder's path is taken as it stands, as with the database.
pub(super) fn url(text: &str) -> Result<MediaUrl, Wrong> {
    match text.split_once("://") {
        Some(("file", path)) if !path.is_empty() => Ok(MediaUrl::Folder(path.into())),
        Some(("s3", rest)) => {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            let prefix = prefix.trim_end_matches('/');
            if is_bucket(bucket) && is_prefix(prefix) {
                return Ok(MediaUrl::Bucket(bucket.to_owned(), prefix.to_owned()));
            }
            Err(Wrong::allowed("s3:// with a bucket and perhaps a prefix, such as s3://my-bucket/media"))
        }
        Some(("file", _)) | None => Err(Wrong::allowed(ALLOWED)),
        Some((scheme, _)) => Err(Wrong::allowed(format!("{ALLOWED}; {scheme}:// is no store it knows"))),
    }
}

/// As Amazon has it: 3 to 63 small letters, digits, dots and hyphens.
fn is_bucket(name: &str) -> bool {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    (3..=63).contains(&name.len()) && name.chars().all(good)
}

fn is_prefix(prefix: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.chars().all(good);
    prefix.is_empty() || prefix.split('/').all(part)
}

/// A region's name, such as `eu-west-1`.
pub(super) fn region(text: &str) -> Result<String, Wrong> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !text.is_empty() && text.chars().all(good) {
        return Ok(text.to_owned());
    }
    Err(Wrong::allowed("the name of a region, such as eu-west-1"))
}

/// A key, or its name.
pub(super) fn key(text: &str) -> Result<String, Wrong> {
    let good = |c: char| c.is_ascii_graphic();
    if text.chars().all(good) { Ok(text.to_owned()) } else { Err(Wrong::allowed("a key as S3 gives it")) }
}
