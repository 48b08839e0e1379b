//! What a client asks for, after all spellings of the guide have been read.

use super::Step;
use crate::{
    cards::Script,
    ids::{CardId, CardKind},
    job::JobKind,
    text::{BadText, MESSAGE_CHARS, clean},
};
use serde::{Deserialize, Serialize};

/// One request to a session: a turn, or a render by its endpoint.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Command {
    /// What the user typed, trimmed and checked; may be empty.
    pub text: String,
    /// What the client wants next; inferred when it is left out.
    pub step: Option<Step>,
    /// What is chosen in the same request.
    pub picks: Picks,
    /// How a render is to be made, when its endpoint or action was called.
    pub render: Option<Render>,
}

impl Command {
    /// A turn out of a text.
    ///
    /// # Errors
    /// The text is too long or holds a control character.
    pub fn turn(text: &str, step: Option<Step>, picks: Picks) -> Result<Self, BadText> {
        Ok(Self { text: clean(text, MESSAGE_CHARS)?.to_owned(), step, picks, render: None })
    }
}

/// How a choice is named: an id decides, without one the name does.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// By a card's id.
    Id(CardId),
    /// By an id that is none of ours, or of another kind: nothing was ever offered by it.
    Unknown(String),
    /// By its name or title.
    Name(String),
}

impl Pick {
    /// How a plain string names a card: by its id if it is one of that kind, else by its name.
    pub fn named(kind: CardKind, text: &str) -> Self {
        match text.trim().parse::<CardId>() {
            Ok(id) if id.kind == kind => Self::Id(id),
            _ => Self::Name(text.trim().to_owned()),
        }
    }

    /// As the client named it.
    pub fn text(&self) -> String {
        match self {
            Self::Id(id) => id.to_string(),
            Self::Unknown(text) | Self::Name(text) => text.clone(),
        }
    }
}

/// What is chosen in one request.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Picks {
    /// A format, by id or name.
    pub format: Option<String>,
    /// A persona.
    pub persona: Option<Pick>,
    /// An angle.
    pub angle: Option<Pick>,
    /// A concept.
    pub concept: Option<Pick>,
}

impl Picks {
    /// The pick of a kind of card.
    pub fn card(&self, kind: CardKind) -> Option<&Pick> {
        match kind {
            CardKind::Persona => self.persona.as_ref(),
            CardKind::Angle => self.angle.as_ref(),
            CardKind::Concept => self.concept.as_ref(),
        }
    }
}

/// A render asked for by its endpoint or socket action. `picks.concept` says of which script.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Render {
    /// A film or a still picture.
    pub kind: JobKind,
    /// The script as the user edited it.
    pub script: Option<Script>,
    /// The presenter asked for.
    pub avatar: Option<String>,
}
