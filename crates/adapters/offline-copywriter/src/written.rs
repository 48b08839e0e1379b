//! What another writer has written of this very set, and the user has seen: it stands, and only the rest is missing.

use crate::turn::Turn;
use adforge_domain::{cards::Scene, format::FormatId, text::fold_name};
use adforge_ports_creative::Card;

impl Turn<'_> {
    /// How many cards are still missing from a set of that many; none where it is whole.
    pub(crate) fn missing(&self, usual: usize) -> usize {
        self.count(usual).saturating_sub(self.brief.written.len())
    }

    /// The names that are taken, as names are compared.
    pub(crate) fn taken(&self) -> Vec<String> {
        let name = |card: &Card| match card {
            Card::Persona(card) => Some(fold_name(&card.name)),
            Card::Effect(card) => Some(fold_name(&card.area)),
            Card::Angle(card) => Some(fold_name(&card.title)),
            Card::Concept(card) => Some(fold_name(&card.title)),
            Card::Format(_) | Card::Scene(_) => None,
        };
        self.brief.written.iter().filter_map(name).collect()
    }

    /// The formats that are offered already.
    pub(crate) fn offered_formats(&self) -> Vec<FormatId> {
        let format = |card: &Card| if let Card::Format(card) = card { Some(card.id) } else { None };
        self.brief.written.iter().filter_map(format).collect()
    }

    /// The scenes that are there already.
    pub(crate) fn told_scenes(&self) -> Vec<&Scene> {
        let scenes =
            self.brief.written.iter().map(|card| if let Card::Scene(scene) = card { Some(scene) } else { None });
        scenes.flatten().collect()
    }
}
