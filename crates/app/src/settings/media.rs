//! Where films and pictures are.

use super::{
    Reader, key as key_of,
    layers::{Given, Source},
    parse,
    problem::{Problem, Wrong},
};
use adforge_adapters_object_store::S3Settings;
use std::path::PathBuf;
use url::Url;

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
enum MediaUrl {
    Folder(PathBuf),
    /// A bucket, and what all names in it begin with.
    Bucket(String, String),
}

impl Default for MediaUrl {
    fn default() -> Self {
        Self::Folder(PathBuf::new())
    }
}

/// A key's name, and the key.
const S3_KEYS: [&str; 2] = ["ADFORGE_MEDIA_ACCESS_KEY", "ADFORGE_MEDIA_SECRET_KEY"];

/// What only an S3 has.
const S3_ONLY: [&str; 4] =
    ["ADFORGE_MEDIA_ENDPOINT", "ADFORGE_MEDIA_REGION", "ADFORGE_MEDIA_ACCESS_KEY", "ADFORGE_MEDIA_SECRET_KEY"];

impl Reader<'_> {
    /// Where films and pictures are. `inside` puts the data folder where it is meant.
    pub(super) fn media(&mut self, inside: impl Fn(&str) -> String) -> Media {
        let url: MediaUrl = self.the("ADFORGE_MEDIA_URL", |text| url(&inside(text)));
        let (bucket, prefix) = match url {
            MediaUrl::Folder(path) => {
                S3_ONLY.into_iter().for_each(|name| self.is_of_no_use(name));
                return Media::Folder(path);
            }
            MediaUrl::Bucket(bucket, prefix) => (bucket, prefix),
        };
        let endpoint = self.the("ADFORGE_MEDIA_ENDPOINT", parse::base);
        let region = self.the("ADFORGE_MEDIA_REGION", region);
        let [access_key, secret_key] = S3_KEYS.map(|name| self.the(name, key));
        S3_KEYS.into_iter().for_each(|name| self.is_needed(name));
        let endpoint = endpoint.map(|url: Url| url.as_str().trim_end_matches('/').to_owned());
        Media::S3(S3Settings { bucket, prefix, endpoint, region, access_key, secret_key })
    }

    /// What would be ignored is more likely a setting that was forgotten.
    fn is_of_no_use(&mut self, name: &'static str) {
        let given = self.given.get(&key_of(name)).filter(|it| it.source != Source::Default && !it.text.is_empty());
        if let Some(Given { source, .. }) = given {
            let what = "of no use unless ADFORGE_MEDIA_URL begins with s3://";
            self.problems.0.push(Problem::NoText { name: name.to_owned(), source: source.clone(), what });
        }
    }

    fn is_needed(&mut self, name: &'static str) {
        if self.given.get(&key_of(name)).is_none_or(|given| given.text.trim().is_empty()) {
            self.problems.0.push(Problem::Missing { name, by: "ADFORGE_MEDIA_URL with s3://".to_owned() });
        }
    }
}

const ALLOWED: &str = "file:// and the path of a folder, or s3:// with a bucket and perhaps a prefix";

/// A folder's path is taken as it stands, as with the database.
fn url(text: &str) -> Result<MediaUrl, Wrong> {
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
fn region(text: &str) -> Result<String, Wrong> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !text.is_empty() && text.chars().all(good) {
        return Ok(text.to_owned());
    }
    Err(Wrong::allowed("the name of a region, such as eu-west-1"))
}

/// A key, or its name.
fn key(text: &str) -> Result<String, Wrong> {
    let good = |c: char| c.is_ascii_graphic();
    if text.chars().all(good) { Ok(text.to_owned()) } else { Err(Wrong::allowed("a key as S3 gives it")) }
}
