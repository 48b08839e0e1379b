//! What a turn delivers.

use super::{Angle, Concept, Impact, Offered, Persona, Scene, StaticAd, Video};
use crate::{format::FormatId, ids::CardId, text::Title};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything that was chosen when a set of cards was made. Choosing one of them brings this back.
pub type MadeFor = crate::selection::Selections;

/// The content of an AI message. As stored; the wire has its own shapes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    /// An answer in words to a question about what is shown.
    Text {
        /// The answer.
        text: String,
    },
    /// The formats to choose from, best first.
    FormatOptions {
        /// The formats.
        formats: Vec<FormatOption>,
    },
    /// Personas.
    AudienceGroup {
        /// Whose audiences.
        product_name: Title,
        /// What was chosen before.
        made_for: MadeFor,
        /// The cards.
        audiences: Vec<Offered<Persona>>,
        /// What the writer has to say about the wish, above all where it could not be followed.
        #[serde(default)]
        notes: Vec<String>,
    },
    /// What choosing the persona means.
    PersonaImpact {
        /// Which persona.
        persona: Offered<Persona>,
        /// What it means.
        impact: Arc<Impact>,
        /// As above.
        #[serde(default)]
        notes: Vec<String>,
    },
    /// Angles.
    MarketingAngle {
        /// What was chosen before.
        made_for: MadeFor,
        /// The cards.
        angles: Vec<Offered<Angle>>,
        /// As above.
        #[serde(default)]
        notes: Vec<String>,
    },
    /// Concepts with scripts.
    PsychologySelection {
        /// Whose ad.
        product_name: Title,
        /// In which format.
        format: FormatId,
        /// What was chosen before.
        made_for: MadeFor,
        /// The cards.
        concepts: Vec<Offered<Concept>>,
        /// As above.
        #[serde(default)]
        notes: Vec<String>,
    },
    /// The chosen concept, scene by scene.
    ScriptDetails {
        /// Which concept.
        concept: Offered<Concept>,
        /// Its scenes.
        scenes: Vec<Arc<Scene>>,
        /// As above.
        #[serde(default)]
        notes: Vec<String>,
    },
    /// A film.
    VideoResult(Video),
    /// A still picture.
    StaticAdResult(StaticAd),
}

/// A format as it is offered for this product, in the product's language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FormatOption {
    /// Which one.
    pub id: FormatId,
    /// What it is, and why it suits this product.
    pub description: String,
    /// Which products or aims it suits.
    pub best_for: Vec<String>,
}

/// The `type` of a content message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the variants are those of Content, documented there")]
pub enum ContentType {
    Text,
    FormatOptions,
    AudienceGroup,
    PersonaImpact,
    MarketingAngle,
    PsychologySelection,
    ScriptDetails,
    VideoResult,
    StaticAdResult,
}

impl ContentType {
    /// All of them, in the order of the workflow.
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::FormatOptions,
        Self::AudienceGroup,
        Self::PersonaImpact,
        Self::MarketingAngle,
        Self::PsychologySelection,
        Self::ScriptDetails,
        Self::VideoResult,
        Self::StaticAdResult,
    ];

    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::FormatOptions => "format_options",
            Self::AudienceGroup => "audience_group",
            Self::PersonaImpact => "persona_impact",
            Self::MarketingAngle => "marketing_angle",
            Self::PsychologySelection => "psychology_selection",
            Self::ScriptDetails => "script_details",
            Self::VideoResult => "video_result",
            Self::StaticAdResult => "static_ad_result",
        }
    }
}

impl Content {
    /// Its type.
    pub fn kind(&self) -> ContentType {
        match self {
            Self::Text { .. } => ContentType::Text,
            Self::FormatOptions { .. } => ContentType::FormatOptions,
            Self::AudienceGroup { .. } => ContentType::AudienceGroup,
            Self::PersonaImpact { .. } => ContentType::PersonaImpact,
            Self::MarketingAngle { .. } => ContentType::MarketingAngle,
            Self::PsychologySelection { .. } => ContentType::PsychologySelection,
            Self::ScriptDetails { .. } => ContentType::ScriptDetails,
            Self::VideoResult(_) => ContentType::VideoResult,
            Self::StaticAdResult(_) => ContentType::StaticAdResult,
        }
    }

    /// The cards that can be chosen out of it: their ids and names.
    pub fn cards(&self) -> Vec<(CardId, &str)> {
        match self {
            Self::AudienceGroup { audiences, .. } => audiences.iter().map(|it| (it.id, &*it.card.name)).collect(),
            Self::MarketingAngle { angles, .. } => angles.iter().map(|it| (it.id, &*it.card.title)).collect(),
            Self::PsychologySelection { concepts, .. } => concepts.iter().map(|it| (it.id, &*it.card.title)).collect(),
            _ => Vec::new(),
        }
    }
}
