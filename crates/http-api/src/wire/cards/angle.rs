//! Angles.

use super::super::show::Shown;
use adforge_domain::{
    cards::{Angle, Offered},
    ids::CardId,
    score::Score,
};
use serde::Serialize;
use utoipa::ToSchema;

/// Angles to choose from.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarketingAngleData<'a> {
    angles: Vec<AngleCard<'a>>,
    notes: &'a [String],
}

/// An angle.
#[derive(Debug, Serialize, ToSchema)]
pub struct AngleCard<'a> {
    #[schema(value_type = String, example = "ang-1")]
    id: CardId,
    title: &'a str,
    #[schema(value_type = String, example = "9.3")]
    score: Shown<Score>,
    description: &'a str,
    metrics: AngleMetrics,
    reason: &'a str,
}

/// What an angle's score is made of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AngleMetrics {
    #[schema(value_type = String, example = "9.0")]
    emotion: Shown<Score>,
    #[schema(value_type = String, example = "9.0")]
    proof: Shown<Score>,
    #[schema(value_type = String, example = "9.5")]
    differentiation: Shown<Score>,
}

impl<'a> MarketingAngleData<'a> {
    pub(super) fn of(angles: &'a [Offered<Angle>], notes: &'a [String]) -> Self {
        Self { angles: angles.iter().map(angle).collect(), notes }
    }
}

pub(super) fn angle(Offered { id, card }: &Offered<Angle>) -> AngleCard<'_> {
    AngleCard {
        id: *id,
        title: &card.title,
        score: Shown(card.score),
        description: &card.description,
        metrics: AngleMetrics {
            emotion: Shown(card.metrics.emotion),
            proof: Shown(card.metrics.proof),
            differentiation: Shown(card.metrics.differentiation),
        },
        reason: &card.reason,
    }
}
