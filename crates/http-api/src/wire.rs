//! The wire's shapes: the only place that knows two spellings of a key.

mod cards;
mod events;

pub use cards::content_data;
pub use events::{WireEvent, event, message};

use adforge_domain::cards::MediaName;
use serde_json::Value;
use time::{OffsetDateTime, UtcOffset};

/// Where media and portraits are served: links are made when something is sent, never stored.
#[derive(Clone, Debug)]
pub struct Links {
    /// What every link starts with, without a slash at its end (`http://127.0.0.1:8080`).
    pub base: String,
}

impl Links {
    /// A file's link.
    pub fn media(&self, name: &MediaName) -> String {
        format!("{}/media/{name}", self.base)
    }

    /// A portrait's link; empty when there is none.
    pub fn portrait(&self, portrait: &str) -> String {
        if portrait.is_empty() { String::new() } else { format!("{}/media/portraits/{portrait}.svg", self.base) }
    }
}

/// A time as the wire has it: RFC 3339, UTC, milliseconds (`2026-02-08T14:30:00.000Z`).
pub fn timestamp(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    let (date, time) = (at.date(), at.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.millisecond()
    )
}

/// Adds a key to an object.
fn add(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = object {
        map.insert(key.to_owned(), value);
    }
}
