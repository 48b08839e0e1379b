//! Reading bodies: bounded, and refused in our own words.

use crate::problem::{Code, Problem};
use actix_web::{
    HttpRequest,
    error::PayloadError,
    http::header,
    web::{Bytes, BytesMut, Payload},
};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::{error::Category, json};
use std::time::Duration;

/// The largest JSON body, in bytes.
pub(crate) const JSON: usize = 64 * 1024;
/// The largest body of a turn, in bytes: the guide's clients send the conversation along.
pub(crate) const TURN: usize = 1024 * 1024;
/// The largest picture, in bytes.
pub(crate) const PICTURE: usize = 10 * 1024 * 1024;
/// How long a body may take to come in.
const PATIENCE: Duration = Duration::from_secs(60);

/// A JSON body of at most `most` bytes.
pub(crate) async fn json<T: DeserializeOwned>(request: &HttpRequest, body: Payload, most: usize) -> Result<T, Problem> {
    if !reads_as_json(request) {
        return Err(Problem::of(Code::UnsupportedMediaType, "Send JSON, with `Content-Type: application/json`."));
    }
    parse(&bytes(request, body, most).await?)
}

/// A body of at most `most` bytes.
pub(crate) async fn bytes(request: &HttpRequest, mut body: Payload, most: usize) -> Result<Bytes, Problem> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(too_large(most));
    }
    let read = async {
        let mut whole = BytesMut::new();
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|error| broken_off(&error, most))?;
            if whole.len() + piece.len() > most {
                return Err(too_large(most));
            }
            if whole.is_empty() {
                whole = BytesMut::from(piece);
            } else {
                whole.extend_from_slice(&piece);
            }
        }
        Ok(whole.freeze())
    };
    let late = || Err(Problem::malformed("body", "The body did not come in time."));
    tokio::time::timeout(PATIENCE, read).await.unwrap_or_else(|_| late())
}

pub(crate) fn too_large(most: usize) -> Problem {
    Problem::of(Code::PayloadTooLarge, format!("The body is too large: at most {} KiB are allowed.", most / 1024))
        .with("limit", json!(most))
}

fn broken_off(error: &PayloadError, most: usize) -> Problem {
    match error {
        PayloadError::Overflow => too_large(most),
        _ => Problem::malformed("body", "The body broke off."),
    }
}

/// `text/plain` is what a browser's `fetch` says of a text body, and the guide's clients say nothing else.
fn reads_as_json(request: &HttpRequest) -> bool {
    let Some(kind) = request.headers().get(header::CONTENT_TYPE) else { return true };
    let kind = kind.to_str().unwrap_or("?").split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let json = kind.strip_prefix("application/").is_some_and(|it| it == "json" || it.ends_with("+json"));
    kind.is_empty() || kind == "text/plain" || kind == "text/json" || json
}

/// A JSON object out of its text. What is wrong with it is named by its field.
pub(crate) fn parse<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    // serde would read a list as an object, field by field.
    let begins = text.iter().find(|byte| !byte.is_ascii_whitespace());
    if begins.is_some_and(|byte| *byte != b'{') && serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok() {
        return Err(Problem::malformed("body", "The body is not a JSON object."));
    }
    serde_json::from_slice(text).map_err(|error| match error.classify() {
        Category::Data => wrong::<T>(text),
        _ if begins.is_none() => Problem::malformed("body", "The body is empty: send a JSON object."),
        _ => Problem::malformed("body", format!("The body is not JSON: {error}.")),
    })
}

/// Reads it again to learn which field is wrong: only what is refused pays for that.
fn wrong<T: DeserializeOwned>(text: &[u8]) -> Problem {
    let mut from = serde_json::Deserializer::from_slice(text);
    match serde_path_to_error::deserialize::<_, T>(&mut from) {
        Ok(_) => Problem::malformed("body", "The body is not as expected."),
        Err(error) => {
            let field = match error.path().to_string() {
                path if path == "." => "body".to_owned(),
                path => path,
            };
            let why = error.inner().to_string();
            let why = why.split(" at line ").next().unwrap_or_default();
            let why: String = why.chars().take(200).collect();
            Problem::malformed(&field, format!("`{field}` can't be read: {why}."))
        }
    }
}
