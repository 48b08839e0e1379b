//! Angles and concepts, with their scores.

use super::{Draft, Made, mean, score, title, trimmed};
use adforge_domain::cards::{self, AngleMetrics, ConceptMetrics, Script};
use adforge_ports_creative::Card;
use serde::Deserialize;

#[derive(Deserialize)]
pub(in crate::cards) struct Angle {
    angle: String,
    description: String,
    reason: String,
    score_differentiation: f64,
    score_emotion: f64,
    score_proof: f64,
}

impl Draft for Angle {
    fn made(self, _: Made<'_>) -> Result<Card, String> {
        let metrics = AngleMetrics {
            emotion: score("score_emotion", self.score_emotion)?,
            proof: score("score_proof", self.score_proof)?,
            differentiation: score("score_differentiation", self.score_differentiation)?,
        };
        Ok(Card::Angle(cards::Angle {
            title: title("angle", &self.angle)?,
            score: mean(&[(metrics.emotion, 35), (metrics.proof, 35), (metrics.differentiation, 30)])?,
            description: trimmed(&self.description),
            metrics,
            reason: trimmed(&self.reason),
            notes: cards::Notes::new(),
        }))
    }
}

#[derive(Deserialize)]
pub(in crate::cards) struct Concept {
    concept: String,
    description: String,
    hook: String,
    main_part: String,
    next_step: String,
    pictures: String,
    score_believability: f64,
    score_call: f64,
    score_hook: f64,
    score_mechanism: f64,
}

impl Draft for Concept {
    fn made(self, _: Made<'_>) -> Result<Card, String> {
        let metrics = ConceptMetrics {
            hook: score("score_hook", self.score_hook)?,
            mechanism: score("score_mechanism", self.score_mechanism)?,
            believability: score("score_believability", self.score_believability)?,
            cta: score("score_call", self.score_call)?,
        };
        let parts = [(metrics.hook, 25), (metrics.mechanism, 25), (metrics.believability, 30), (metrics.cta, 20)];
        Ok(Card::Concept(cards::Concept {
            title: title("concept", &self.concept)?,
            score: mean(&parts)?,
            description: trimmed(&self.description),
            metrics,
            script: Script { hook: trimmed(&self.hook), body: trimmed(&self.main_part), cta: trimmed(&self.next_step) },
            visual_direction: trimmed(&self.pictures),
            notes: cards::Notes::new(),
        }))
    }
}
