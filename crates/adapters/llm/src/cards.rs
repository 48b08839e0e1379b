//! From a card's JSON to the domain's card, and back to what a reader reads of it.

mod drafts;
mod fields;

pub(crate) use drafts::{Draft, Made};
pub(crate) use fields::{Field, Voice, fields};

use adforge_domain::{cards::Script, workflow::Step};
use adforge_ports_creative::{Brief, Card};

/// Reads a card of a step.
///
/// # Errors
/// What is wrong with it, as a sentence that its writer can act on.
pub(crate) fn read(step: Step, json: &str, made: Made<'_>) -> Result<Card, String> {
    match step {
        Step::FormatSelection => drafts::Format::card(json, made),
        Step::PersonaSelection => drafts::Persona::card(json, made),
        Step::PersonaImpact => drafts::Effect::card(json, made),
        Step::AngleSelection => drafts::Angle::card(json, made),
        Step::PsychologySelection => drafts::Concept::card(json, made),
        Step::ScriptDetails => drafts::Scene::card(json, made),
        Step::VideoGeneration | Step::ImageGeneration => Err("a render has no cards".to_owned()),
    }
}

/// What a card is called in its set: names are told apart by it.
pub(crate) fn name(card: &Card) -> Option<&str> {
    match card {
        Card::Format(format) => Some(format.id.name()),
        Card::Persona(persona) => Some(&persona.name),
        Card::Effect(effect) => Some(&effect.area),
        Card::Angle(angle) => Some(&angle.title),
        Card::Concept(concept) => Some(&concept.title),
        Card::Scene(_) => None,
    }
}

/// The script that a brief breaks into scenes, in one piece: the user's own, else the chosen concept's.
pub(crate) fn script(brief: &Brief) -> Option<String> {
    let chosen = brief.selections.concept.as_ref().map(|concept| &concept.card.script);
    brief.script.as_ref().or(chosen).map(Script::full)
}
