//! What the user has chosen so far.

use crate::{
    cards::{Angle, Concept, Offered, Persona},
    format::FormatId,
    ids::{CardId, CardKind},
};
use serde::{Deserialize, Serialize};

/// What is chosen, from first to last. A later one is only there when all before it are: choosing again drops what follows.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Selections {
    /// The ad format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<FormatId>,
    /// The audience.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persona: Option<Offered<Persona>>,
    /// The angle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub angle: Option<Offered<Angle>>,
    /// The concept with its script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<Offered<Concept>>,
}

impl Selections {
    /// The same without what is chosen after a kind of card.
    pub fn up_to(&self, kind: CardKind) -> Self {
        let mut kept = self.clone();
        if kind < CardKind::Concept {
            kept.concept = None;
        }
        if kind < CardKind::Angle {
            kept.angle = None;
        }
        kept
    }

    /// The chosen card of a kind: its id and its name or title.
    pub fn card(&self, kind: CardKind) -> Option<(CardId, String)> {
        match kind {
            CardKind::Persona => self.persona.as_ref().map(|it| (it.id, it.card.name.to_string())),
            CardKind::Angle => self.angle.as_ref().map(|it| (it.id, it.card.title.to_string())),
            CardKind::Concept => self.concept.as_ref().map(|it| (it.id, it.card.title.to_string())),
        }
    }

    /// The name of what is chosen of a kind.
    pub fn names(&self, kind: SelectionKind) -> Option<String> {
        let card = match kind {
            SelectionKind::Format => return self.format.map(|format| format.name().to_owned()),
            SelectionKind::Persona => CardKind::Persona,
            SelectionKind::Angle => CardKind::Angle,
            SelectionKind::Concept => CardKind::Concept,
        };
        self.card(card).map(|(_, name)| name)
    }
}

impl From<CardKind> for SelectionKind {
    fn from(kind: CardKind) -> Self {
        match kind {
            CardKind::Persona => Self::Persona,
            CardKind::Angle => Self::Angle,
            CardKind::Concept => Self::Concept,
        }
    }
}

/// Which choice a badge names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is the field of Selections with its name")]
pub enum SelectionKind {
    Format,
    Persona,
    Angle,
    Concept,
}

impl SelectionKind {
    /// The guide's word for it on a badge.
    pub fn label(self) -> &'static str {
        match self {
            Self::Format => "Format",
            Self::Persona => "Target",
            Self::Angle => "Angle",
            Self::Concept => "Script",
        }
    }

    /// What it is called in a sentence.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Persona => "persona",
            Self::Angle => "angle",
            Self::Concept => "concept",
        }
    }
}

/// A badge: what was chosen, by its name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Badge {
    /// Which choice.
    pub kind: SelectionKind,
    /// The name of what was chosen.
    pub value: String,
}
