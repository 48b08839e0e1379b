//! What is chosen so far: format, persona, angle, concept.

use adforge_domain::{
    cards::{Angle, Concept, Persona},
    workflow::Step,
};
use adforge_ports_creative::Brief;

/// What is chosen, line by line.
pub(super) fn lines(brief: &Brief) -> Vec<String> {
    let chosen = &brief.selections;
    let mut lines = vec![format!("makes: {}", brief.subject.media.as_str())];
    if let Some(format) = chosen.format {
        let format = format.get();
        lines.push(format!("format: {} ({}) Its beats: {}.", format.name, format.definition, format.beats.join(", ")));
    }
    // A format is chosen for the product, whoever was chosen before.
    if brief.step == Step::FormatSelection || brief.step == Step::PersonaSelection {
        return lines;
    }
    lines.extend(chosen.persona.iter().map(|it| format!("persona: {}", persona(&it.card))));
    lines.extend(chosen.angle.iter().map(|it| format!("angle: {}", angle(&it.card))));
    if brief.step == Step::ScriptDetails {
        lines.extend(chosen.concept.iter().map(|it| format!("concept: {}", concept(&it.card))));
    }
    lines
}

fn persona(persona: &Persona) -> String {
    let mut text = format!("{} ({}", &*persona.name, persona.gender.as_str());
    for part in [persona.age.as_str(), &persona.location] {
        if !part.is_empty() {
            text.push_str(&format!(", {part}"));
        }
    }
    text.push(')');
    for (key, words) in [
        ("", persona.description.clone()),
        ("Traits: ", persona.traits.join(", ")),
        ("Pains: ", persona.pain_points.join("; ")),
        ("Wishes: ", persona.desires.join("; ")),
    ] {
        if !words.is_empty() {
            text.push_str(&format!(". {key}{}", words.trim_end_matches('.')));
        }
    }
    text
}

fn angle(angle: &Angle) -> String {
    format!("{}. {}", &*angle.title, angle.description)
}

fn concept(concept: &Concept) -> String {
    format!("{}. {} Pictures: {}", &*concept.title, concept.description, concept.visual_direction)
}
