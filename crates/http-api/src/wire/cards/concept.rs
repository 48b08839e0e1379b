//! Concepts with their scripts, and one of them scene by scene.

use super::super::show::{OutOfTen, Shown};
use adforge_domain::{
    cards::{Concept, Offered, Scene, Script, Tenths},
    format::FormatId,
    ids::CardId,
    score::Score,
};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Concepts with scripts to choose from.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PsychologySelectionData<'a> {
    product_name: &'a str,
    format_name: &'static str,
    concepts: Vec<ConceptCard<'a>>,
    notes: &'a [String],
}

/// A psychology concept with its script.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConceptCard<'a> {
    #[schema(value_type = String, example = "psych-1")]
    id: CardId,
    title: &'a str,
    #[schema(value_type = String, example = "7.8/10")]
    score: OutOfTen,
    description: &'a str,
    hook: &'a str,
    metrics: ConceptMetrics,
    script: ScriptParts<'a>,
    full_script: String,
    call_to_action: &'a str,
    visual_direction: &'a str,
}

/// What a concept's score is made of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConceptMetrics {
    #[schema(value_type = String, example = "9.0")]
    hook: Shown<Score>,
    #[schema(value_type = String, example = "8.5")]
    mechanism: Shown<Score>,
    #[schema(value_type = String, example = "6.5")]
    believability: Shown<Score>,
    #[schema(value_type = String, example = "7.5")]
    cta: Shown<Score>,
}

/// A script in its three parts.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::wire) struct ScriptParts<'a> {
    hook: &'a str,
    body: &'a str,
    cta: &'a str,
}

impl<'a> ScriptParts<'a> {
    /// Its parts.
    pub(in crate::wire) fn of(script: &'a Script) -> Self {
        Self { hook: &script.hook, body: &script.body, cta: &script.cta }
    }
}

/// The chosen concept, scene by scene.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScriptDetailsData<'a> {
    #[serde(flatten)]
    concept: ConceptCard<'a>,
    scenes: Vec<SceneCard<'a>>,
    notes: &'a [String],
}

/// One shot.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SceneCard<'a> {
    start_seconds: f64,
    end_seconds: f64,
    voiceover: &'a str,
    on_screen_text: &'a str,
    visual: &'a str,
}

impl<'a> PsychologySelectionData<'a> {
    pub(super) fn of(
        product_name: &'a str,
        format: FormatId,
        concepts: &'a [Offered<Concept>],
        notes: &'a [String],
    ) -> Self {
        let concepts = concepts.iter().map(concept).collect();
        Self { product_name, format_name: format.name(), concepts, notes }
    }
}

impl<'a> ScriptDetailsData<'a> {
    pub(super) fn of(chosen: &'a Offered<Concept>, scenes: &'a [Arc<Scene>], notes: &'a [String]) -> Self {
        Self { concept: concept(chosen), scenes: scenes.iter().map(|it| scene(it)).collect(), notes }
    }
}

pub(super) fn concept(Offered { id, card }: &Offered<Concept>) -> ConceptCard<'_> {
    let Script { hook, body, cta } = &card.script;
    ConceptCard {
        id: *id,
        title: &card.title,
        score: OutOfTen(card.score),
        description: &card.description,
        hook,
        metrics: ConceptMetrics {
            hook: Shown(card.metrics.hook),
            mechanism: Shown(card.metrics.mechanism),
            believability: Shown(card.metrics.believability),
            cta: Shown(card.metrics.cta),
        },
        script: ScriptParts { hook, body, cta },
        full_script: card.script.full(),
        call_to_action: cta,
        visual_direction: &card.visual_direction,
    }
}

pub(super) fn scene(scene: &Scene) -> SceneCard<'_> {
    SceneCard {
        start_seconds: seconds(scene.start),
        end_seconds: seconds(scene.end),
        voiceover: &scene.voiceover,
        on_screen_text: &scene.on_screen_text,
        visual: &scene.visual,
    }
}

fn seconds(tenths: Tenths) -> f64 {
    f64::from(tenths) / 10.0
}
