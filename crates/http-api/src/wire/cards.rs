//! The `data` of each content type. Both spellings that the guide uses are sent, so either client works.

mod angle;
mod concept;
mod format;
mod persona;
mod result;

pub(super) use angle::{AngleCard, MarketingAngleData};
pub(super) use concept::{ConceptCard, PsychologySelectionData, SceneCard, ScriptDetailsData, ScriptParts};
pub(super) use format::{FormatCard, FormatOptionsData, media};
pub(super) use persona::{AudienceGroupData, EffectCard, PersonaCard, PersonaImpactData};
pub(super) use result::{StaticAdResultData, VideoResultData, still, video};

use super::show::Links;
use adforge_domain::{cards::Content, progress::Item};
use serde::Serialize;
use utoipa::ToSchema;

/// The `data` of a content.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is the data of the content type of its name")]
pub enum ContentData<'a> {
    Text(TextData<'a>),
    FormatOptions(FormatOptionsData<'a>),
    AudienceGroup(AudienceGroupData<'a>),
    PersonaImpact(PersonaImpactData<'a>),
    MarketingAngle(MarketingAngleData<'a>),
    PsychologySelection(PsychologySelectionData<'a>),
    ScriptDetails(ScriptDetailsData<'a>),
    VideoResult(VideoResultData<'a>),
    StaticAdResult(StaticAdResultData<'a>),
}

/// One card of a set that is still being written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is the card of its name")]
pub enum CardData<'a> {
    Format(FormatCard<'a>),
    Persona(PersonaCard<'a>),
    Effect(EffectCard<'a>),
    Angle(AngleCard<'a>),
    Concept(ConceptCard<'a>),
    Scene(SceneCard<'a>),
}

/// An answer in words to a question about what is shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextData<'a> {
    text: &'a str,
}

/// The `data` of a content.
pub fn content_data<'a>(content: &'a Content, links: &'a Links) -> ContentData<'a> {
    match content {
        Content::Text { text } => ContentData::Text(TextData { text }),
        Content::FormatOptions { formats } => ContentData::FormatOptions(FormatOptionsData::of(formats)),
        Content::AudienceGroup { product_name, audiences, notes, .. } => {
            ContentData::AudienceGroup(AudienceGroupData::of(product_name, audiences, notes, links))
        }
        Content::PersonaImpact { persona, impact, notes } => {
            ContentData::PersonaImpact(persona::persona_impact(persona, impact, notes))
        }
        Content::MarketingAngle { angles, notes, .. } => {
            ContentData::MarketingAngle(MarketingAngleData::of(angles, notes))
        }
        Content::PsychologySelection { product_name, format, concepts, notes, .. } => {
            ContentData::PsychologySelection(PsychologySelectionData::of(product_name, *format, concepts, notes))
        }
        Content::ScriptDetails { concept, scenes, notes } => {
            ContentData::ScriptDetails(ScriptDetailsData::of(concept, scenes, notes))
        }
        Content::VideoResult(result) => ContentData::VideoResult(video(result, links)),
        Content::StaticAdResult(result) => ContentData::StaticAdResult(still(result, links)),
    }
}

/// One card of a set that is still being written.
pub(super) fn item<'a>(item: &'a Item, links: &'a Links) -> CardData<'a> {
    match item {
        Item::Format { format } => CardData::Format(format::format(format)),
        Item::Persona { card } => CardData::Persona(persona::persona(card, links)),
        Item::Effect { effect } => CardData::Effect(persona::effect(effect)),
        Item::Angle { card } => CardData::Angle(angle::angle(card)),
        Item::Concept { card } => CardData::Concept(concept::concept(card)),
        Item::Scene { scene } => CardData::Scene(concept::scene(scene)),
    }
}
