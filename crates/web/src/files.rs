//! The files themselves: their bytes, their types and tags, and the bytes compressed once somebody has asked for them so.

use actix_web::web::Bytes;
use flate2::{Compression, write::GzEncoder};
use rust_embed::Embed;
use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    sync::{LazyLock, OnceLock},
};

/// `assets/`, in the binary, in debug builds too.
#[derive(Embed)]
#[folder = "assets/"]
struct Assets;

/// A file as it is sent.
pub(crate) struct File {
    pub(crate) plain: Bytes,
    /// Made when it is first asked for: a start waits for no compression.
    zipped: OnceLock<Option<Bytes>>,
    /// Its media type.
    pub(crate) kind: &'static str,
    /// Changes with its content.
    pub(crate) tag: String,
}

impl File {
    /// A file of this name and content.
    pub(crate) fn new(name: &str, plain: Bytes) -> Self {
        Self { zipped: OnceLock::new(), kind: kind(name), tag: tag(&plain), plain }
    }

    /// The bytes compressed with gzip, where that is smaller.
    pub(crate) fn zipped(&self) -> Option<&Bytes> {
        let smaller = || zipped(&self.plain).filter(|zipped| zipped.len() < self.plain.len()).map(Bytes::from);
        self.zipped.get_or_init(smaller).as_ref()
    }
}

static FILES: LazyLock<BTreeMap<String, File>> = LazyLock::new(|| {
    let read = |name: &str| Assets::get(name).map(|file| Bytes::from(file.data.into_owned()));
    Assets::iter().filter_map(|name| Some((name.to_string(), File::new(&name, read(&name)?)))).collect()
});

static VERSION: LazyLock<String> =
    LazyLock::new(|| tag(&FILES.iter().map(|(name, it)| (name, &it.tag)).collect::<Vec<_>>()));

/// The file of this name below `assets/`.
pub(crate) fn file(name: &str) -> Option<&'static File> {
    FILES.get(name)
}

/// The names of all files.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FILES.keys().map(String::as_str)
}

/// Changes whenever a file does.
pub(crate) fn version() -> &'static str {
    &VERSION
}

fn tag(content: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn zipped(plain: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("ts") => "text/plain; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}
