//! The seven steps of the guide, and the two things its last one can make.

use crate::{cards::ContentType, format::MediaType};
use serde::{Deserialize, Serialize};

/// A step of the workflow.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Formats to choose from.
    FormatSelection,
    /// Personas to choose from.
    PersonaSelection,
    /// What the chosen persona means.
    PersonaImpact,
    /// Angles to choose from.
    AngleSelection,
    /// Concepts with scripts to choose from (also `script_generation`).
    PsychologySelection,
    /// The chosen concept, scene by scene.
    ScriptDetails,
    /// A film; asked for by this name, what the session's media type says.
    VideoGeneration,
    /// A static ad.
    ImageGeneration,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 8] = [
        Self::FormatSelection,
        Self::PersonaSelection,
        Self::PersonaImpact,
        Self::AngleSelection,
        Self::PsychologySelection,
        Self::ScriptDetails,
        Self::VideoGeneration,
        Self::ImageGeneration,
    ];

    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FormatSelection => "format_selection",
            Self::PersonaSelection => "persona_selection",
            Self::PersonaImpact => "persona_impact",
            Self::AngleSelection => "angle_selection",
            Self::PsychologySelection => "psychology_selection",
            Self::ScriptDetails => "script_details",
            Self::VideoGeneration => "video_generation",
            Self::ImageGeneration => "image_generation",
        }
    }

    /// From a word on the wire, the guide's alias included.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim() {
            "script_generation" => Some(Self::PsychologySelection),
            word => Self::ALL.into_iter().find(|step| step.as_str() == word),
        }
    }

    /// What a turn delivers at this step, in a session that makes `media`.
    pub fn delivers(self, media: MediaType) -> ContentType {
        match self {
            Self::FormatSelection => ContentType::FormatOptions,
            Self::PersonaSelection => ContentType::AudienceGroup,
            Self::PersonaImpact => ContentType::PersonaImpact,
            Self::AngleSelection => ContentType::MarketingAngle,
            Self::PsychologySelection => ContentType::PsychologySelection,
            Self::ScriptDetails => ContentType::ScriptDetails,
            Self::VideoGeneration if media == MediaType::Video => ContentType::VideoResult,
            Self::VideoGeneration | Self::ImageGeneration => ContentType::StaticAdResult,
        }
    }
}
