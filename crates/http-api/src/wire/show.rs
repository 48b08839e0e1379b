//! How links, times and scores are written: straight into the answer, without a string in between.

use adforge_domain::cards::MediaName;
use serde::{Serialize, Serializer};
use std::fmt;
use time::{OffsetDateTime, UtcOffset};

/// Where media and portraits are served: links are made when something is sent, never stored.
#[derive(Clone, Debug)]
pub struct Links {
    /// What every link starts with, without a slash at its end (`http://127.0.0.1:8080`).
    pub base: String,
}

impl Links {
    /// A file's link.
    pub fn media<'a>(&'a self, name: &'a MediaName) -> Shown<Link<'a>> {
        Shown(Link { base: &self.base, to: To::Media(name) })
    }

    /// A portrait's link; empty when there is none.
    pub fn portrait<'a>(&'a self, portrait: &'a str) -> Shown<Link<'a>> {
        Shown(Link { base: &self.base, to: To::Portrait(portrait) })
    }

    /// A link to somewhere else, as it is.
    pub fn elsewhere<'a>(&'a self, link: &'a str) -> Shown<Link<'a>> {
        Shown(Link { base: &self.base, to: To::Elsewhere(link) })
    }
}

/// A link that is about to be written.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    base: &'a str,
    to: To<'a>,
}

#[derive(Clone, Copy, Debug)]
enum To<'a> {
    Media(&'a MediaName),
    Portrait(&'a str),
    Elsewhere(&'a str),
}

impl fmt::Display for Link<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            To::Media(name) => write!(f, "{}/media/{name}", self.base),
            To::Elsewhere(link) => f.write_str(link),
            To::Portrait("") => Ok(()),
            To::Portrait(portrait) => {
                write!(f, "{}/media/portraits/", self.base)?;
                // Initials may be any letters, and a link is ASCII.
                for byte in portrait.bytes() {
                    match byte {
                        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => write!(f, "{}", char::from(byte))?,
                        byte => write!(f, "%{byte:02X}")?,
                    }
                }
                f.write_str(".svg")
            }
        }
    }
}

/// Something that is a string on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shown<T>(pub T);

impl<T: fmt::Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

/// A time as the wire has it: RFC 3339, UTC, milliseconds (`2026-02-08T14:30:00.000Z`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp(pub OffsetDateTime);

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.0.to_offset(UtcOffset::UTC);
        let (date, time) = (at.date(), at.time());
        write!(f, "{:04}-{:02}-{:02}T", date.year(), u8::from(date.month()), date.day())?;
        write!(f, "{:02}:{:02}:{:02}.{:03}Z", time.hour(), time.minute(), time.second(), time.millisecond())
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// A whole number of seconds as the guide writes durations: `"40s"`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Seconds(pub u32);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.0)
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// A score out of ten: `"7.8/10"`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct OutOfTen(pub adforge_domain::score::Score);

impl Serialize for OutOfTen {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{}/10", self.0))
    }
}
