//! Ids: opaque on the wire, UUIDs inside; card ids are a kind and a number.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(s).map(Self)
            }
        }
    )+};
}

uuid_ids! {
    /// A chat session (UUIDv7).
    SessionId,
    /// One line of a session's log (UUIDv7).
    MessageId,
    /// A turn's, a video's or an image's piece of work (UUIDv7).
    JobId,
    /// A product (UUIDv7).
    ProductId,
}

/// Whose something is: the authenticated subject, an opaque name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OwnerId(pub String);

impl fmt::Display for OwnerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A message's place in its session's log: 1, 2, 3 … without a gap; 0 is before the first.
pub type Seq = u64;

/// What can be chosen by a card.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// An audience (`aud-1`).
    Persona,
    /// A marketing angle (`ang-1`).
    Angle,
    /// A psychology concept with its script (`psych-1`).
    Concept,
}

impl CardKind {
    /// All of them, in the order in which they are chosen.
    pub const ALL: [Self; 3] = [Self::Persona, Self::Angle, Self::Concept];

    /// The word before the number in a card's id.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Persona => "aud",
            Self::Angle => "ang",
            Self::Concept => "psych",
        }
    }
}

/// A card's id, unique within its session: the kind and a number that goes on counting (`aud-5`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct CardId {
    /// What it is.
    pub kind: CardKind,
    /// Which one, from 1.
    pub number: u32,
}

/// The letters of a card id: five at most, a hyphen and ten digits.
struct Letters {
    all: [u8; 16],
    length: usize,
}

impl Letters {
    fn push(&mut self, piece: &str) {
        if let Some(room) = self.all.get_mut(self.length..self.length + piece.len()) {
            room.copy_from_slice(piece.as_bytes());
            self.length += piece.len();
        }
    }

    fn as_str(&self) -> &str {
        self.all.get(..self.length).and_then(|letters| str::from_utf8(letters).ok()).unwrap_or_default()
    }
}

impl fmt::Display for CardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.letters().as_str())
    }
}

impl CardId {
    /// As it is written. An answer has many, and what formats anything takes three times as long.
    fn letters(self) -> Letters {
        let mut letters = Letters { all: [0; 16], length: 0 };
        for piece in [self.kind.prefix(), "-", itoa::Buffer::new().format(self.number)] {
            letters.push(piece);
        }
        letters
    }
}

/// The text is no card id of ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a card id")]
pub struct NotACardId;

impl FromStr for CardId {
    type Err = NotACardId;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let (prefix, number) = s.split_once('-').ok_or(NotACardId)?;
        let kind = CardKind::ALL.into_iter().find(|kind| kind.prefix() == prefix).ok_or(NotACardId)?;
        if number.starts_with(['0', '+']) {
            return Err(NotACardId);
        }
        Ok(Self { kind, number: number.parse().map_err(|_| NotACardId)? })
    }
}

impl Serialize for CardId {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.letters().as_str())
    }
}

impl<'de> Deserialize<'de> for CardId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_id_of_any_number_is_written_as_it_is_read() {
        for (kind, number, written) in [
            (CardKind::Persona, 1, "aud-1"),
            (CardKind::Angle, 10, "ang-10"),
            (CardKind::Concept, u32::MAX, "psych-4294967295"),
        ] {
            let id = CardId { kind, number };
            assert_eq!((id.to_string(), written.parse()), (written.to_owned(), Ok(id)));
            assert_eq!(serde_json::to_value(id).unwrap(), written);
        }
    }
}
