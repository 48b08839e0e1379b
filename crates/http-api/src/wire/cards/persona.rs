//! Personas, and what choosing one means.

use super::super::show::{Link, Links, Shown};
use adforge_domain::{
    cards::{Effect, Impact, Offered, Persona, Words},
    ids::CardId,
};
use serde::Serialize;
use utoipa::ToSchema;

/// Personas to choose from.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AudienceGroupData<'a> {
    product_name: &'a str,
    audiences: Vec<PersonaCard<'a>>,
    notes: &'a [String],
}

/// A persona.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonaCard<'a> {
    #[schema(value_type = String, example = "aud-1")]
    id: CardId,
    name: &'a str,
    #[schema(value_type = String)]
    avatar: Shown<Link<'a>>,
    label: &'a str,
    category: &'a str,
    label_color: &'a str,
    age: &'a str,
    age_range: &'a str,
    gender: &'static str,
    location: &'a str,
    description: &'a str,
    #[schema(value_type = Vec<String>)]
    traits: &'a [Words],
    #[schema(value_type = Vec<String>)]
    key_traits: &'a [Words],
    #[schema(value_type = Vec<String>)]
    pain_points: &'a [Words],
    #[schema(value_type = Vec<String>)]
    desires: &'a [Words],
    #[schema(value_type = Vec<String>)]
    features: &'a [Words],
}

/// What choosing a persona means.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonaImpactData<'a> {
    persona: PersonaName<'a>,
    impact: Vec<EffectCard<'a>>,
    recommended_tone: &'a str,
    recommended_angles: &'a [String],
    notes: &'a [String],
}

/// Which persona.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonaName<'a> {
    #[schema(value_type = String, example = "aud-1")]
    id: CardId,
    name: &'a str,
}

/// One consequence of choosing a persona.
#[derive(Debug, Serialize, ToSchema)]
pub struct EffectCard<'a> {
    area: &'a str,
    effect: &'a str,
}

impl<'a> AudienceGroupData<'a> {
    pub(super) fn of(
        product_name: &'a str,
        audiences: &'a [Offered<Persona>],
        notes: &'a [String],
        links: &'a Links,
    ) -> Self {
        Self { product_name, audiences: audiences.iter().map(|card| persona(card, links)).collect(), notes }
    }
}

pub(super) fn persona<'a>(Offered { id, card }: &'a Offered<Persona>, links: &'a Links) -> PersonaCard<'a> {
    PersonaCard {
        id: *id,
        name: &card.name,
        avatar: links.portrait(&card.portrait),
        label: &card.share.label,
        category: &card.share.label,
        label_color: &card.share.color,
        age: &card.age,
        age_range: &card.age,
        gender: card.gender.as_str(),
        location: &card.location,
        description: &card.description,
        traits: &card.traits,
        key_traits: &card.traits,
        pain_points: &card.pain_points,
        desires: &card.desires,
        features: &card.desires,
    }
}

pub(super) fn persona_impact<'a>(
    persona: &'a Offered<Persona>,
    impact: &'a Impact,
    notes: &'a [String],
) -> PersonaImpactData<'a> {
    PersonaImpactData {
        persona: PersonaName { id: persona.id, name: &persona.card.name },
        impact: impact.effects.iter().map(effect).collect(),
        recommended_tone: &impact.recommended_tone,
        recommended_angles: &impact.recommended_angles,
        notes,
    }
}

pub(super) fn effect(Effect { area, effect }: &Effect) -> EffectCard<'_> {
    EffectCard { area, effect }
}
