//! Files: films, thumbnails, static ads, pictures; and portraits, which are drawn from their names.

mod file;
mod portrait;
mod range;

pub(crate) use file::*;
pub(crate) use portrait::*;

use actix_web::http::header::{HeaderName, HeaderValue};

/// A file never changes, and its name is a secret: whoever has it may keep it, proxies may not.
const CACHE: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");
/// What is served is what it says it is, and runs nothing.
const SAFE: [(HeaderName, HeaderValue); 2] = [
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
    (
        HeaderName::from_static("content-security-policy"),
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ),
];
