//! A card of every kind.

use adforge_domain::workflow::Step;
use adforge_ports_creative::Card;
use serde_json::{from_value, json};

/// The steps whose cards a writer writes.
pub const WRITTEN_STEPS: [Step; 6] = [
    Step::FormatSelection,
    Step::PersonaSelection,
    Step::PersonaImpact,
    Step::AngleSelection,
    Step::PsychologySelection,
    Step::ScriptDetails,
];

/// The nth card of a step.
pub(crate) fn card(step: Step, n: u32) -> Card {
    let score = json!(80);
    match step {
        Step::FormatSelection => {
            Card::Format(from_value(json!({"id": "hybrid", "description": "d", "best_for": []})).unwrap())
        }
        Step::PersonaSelection => {
            Card::Persona(from_value(json!({"name": format!("Persona {n}"), "gender": "All"})).unwrap())
        }
        Step::PersonaImpact => Card::Effect(from_value(json!({"area": "a", "effect": "e"})).unwrap()),
        Step::AngleSelection => Card::Angle(
            from_value(json!({
                "title": format!("Angle {n}"), "score": score, "description": "d", "reason": "r",
                "metrics": {"emotion": score, "proof": score, "differentiation": score},
            }))
            .unwrap(),
        ),
        Step::PsychologySelection => Card::Concept(
            from_value(json!({
                "title": format!("Concept {n}"), "score": score, "description": "d", "visual_direction": "v",
                "metrics": {"hook": score, "mechanism": score, "believability": score, "cta": score},
                "script": {"hook": "Wait.", "body": "So.", "cta": "Go."},
            }))
            .unwrap(),
        ),
        _ => Card::Scene(
            from_value(json!({
                "start": (n - 1) * 10, "end": n * 10, "voiceover": "Wait.", "on_screen_text": "Wait", "visual": "A",
            }))
            .unwrap(),
        ),
    }
}
