//! How links, times and scores are written: straight into the answer, without a string in between.

use super::written::Written;
use adforge_domain::cards::{Content, MediaName};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, Serializer};
use sonic_rs::OwnedLazyValue;
use std::{fmt, sync::Arc};
use time::{OffsetDateTime, UtcOffset};

/// Where media and portraits are served: links are made when something is sent, never stored.
#[derive(Debug)]
pub struct Links {
    base: String,
    /// What was written with them.
    pub(super) kept: Written,
}

impl Links {
    /// Links that start with this, without a slash at its end (`http://127.0.0.1:8080`).
    pub fn at(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), kept: Written::default() }
    }

    /// The `data` of a content, written down once while it is asked for again and again.
    pub(super) fn written(&self, content: &Arc<Content>) -> OwnedLazyValue {
        self.kept.of(content, self)
    }

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
            // Initials may be any letters, and a link is ASCII.
            To::Portrait(portrait) => {
                [self.base, "/media/portraits/"].into_iter().try_for_each(|piece| f.write_str(piece))?;
                utf8_percent_encode(portrait, PLAIN).try_for_each(|piece| f.write_str(piece))?;
                f.write_str(".svg")
            }
        }
    }
}

/// What stands for itself in a portrait's link: letters, digits and a hyphen.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-');

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

impl Stamp {
    /// Its letters. An answer has many, and what formats anything takes ten times as long.
    fn letters(self) -> [u8; 24] {
        let at = self.0.to_offset(UtcOffset::UTC);
        let mut letters = *b"0000-00-00T00:00:00.000Z";
        for (places, mut number) in [
            (0..4, at.year().unsigned_abs()),
            (5..7, u8::from(at.month()).into()),
            (8..10, at.day().into()),
            (11..13, at.hour().into()),
            (14..16, at.minute().into()),
            (17..19, at.second().into()),
            (20..23, at.millisecond().into()),
        ] {
            for digit in letters.get_mut(places).into_iter().flatten().rev() {
                *digit = b'0' + (number % 10) as u8;
                number /= 10;
            }
        }
        letters
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(str::from_utf8(&self.letters()).unwrap_or_default())
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

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn times_have_milliseconds_and_are_of_utc() {
        for (at, written) in [
            (datetime!(2026-02-08 14:30:00 UTC), "2026-02-08T14:30:00.000Z"),
            (datetime!(2026-12-31 23:59:59.999_999 UTC), "2026-12-31T23:59:59.999Z"),
            (datetime!(2027-01-01 00:30:07.080 +01:00), "2026-12-31T23:30:07.080Z"),
            (datetime!(0007-01-02 03:04:05.006 UTC), "0007-01-02T03:04:05.006Z"),
        ] {
            assert_eq!(serde_json::to_value(Stamp(at)).unwrap(), written);
        }
    }

    #[test]
    fn links_are_ascii_and_begin_with_the_base() {
        let links = Links::at("http://127.0.0.1:8080");
        for (portrait, written) in [
            ("WP-217-3", "http://127.0.0.1:8080/media/portraits/WP-217-3.svg"),
            ("ÉL-7-0", "http://127.0.0.1:8080/media/portraits/%C3%89L-7-0.svg"),
            ("a/b?c", "http://127.0.0.1:8080/media/portraits/a%2Fb%3Fc.svg"),
        ] {
            assert_eq!(serde_json::to_value(links.portrait(portrait)).unwrap(), written);
        }
    }
}
