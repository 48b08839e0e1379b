//! From a writer's cards to a content: each card gets its id, and the set is checked.

use super::write::failed;
use adforge_domain::{
    cards::{Content, Effect, FormatOption, Impact, MadeFor, Offered, Scene},
    failure::Failure,
    format::FormatId,
    ids::{CardId, CardKind},
    product::Product,
    progress::{Item, Progress},
    selection::Selections,
    text::{Title, fold_name},
    workflow::{State, Step},
};
use adforge_ports_creative::{Card, Done};
use std::{collections::BTreeMap, sync::Arc};

/// A set of cards that is being written.
pub(crate) struct Assembly {
    step: Step,
    product_name: Title,
    selections: Selections,
    offered: BTreeMap<CardKind, u32>,
    names: Vec<String>,
    items: Vec<Item>,
    notes: Vec<String>,
}

impl Assembly {
    pub(crate) fn new(step: Step, product: &Product, state: &State) -> Self {
        Self {
            step,
            product_name: product.facts.name.clone(),
            selections: state.selections.clone(),
            offered: state.offered.clone(),
            names: Vec::new(),
            items: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Takes a card, gives it its id, and says what may be told of it.
    pub(crate) fn push(&mut self, card: Card) -> Result<Progress, Failure> {
        let item = match (card, self.step) {
            (Card::Format(format), Step::FormatSelection) => Item::Format { format },
            (Card::Persona(card), Step::PersonaSelection) => {
                let id = self.name(CardKind::Persona, &card.name)?;
                Item::Persona { card: Offered { id, card: Arc::new(card) } }
            }
            (Card::Effect(effect), Step::PersonaImpact) => Item::Effect { effect },
            (Card::Angle(card), Step::AngleSelection) => {
                let id = self.name(CardKind::Angle, &card.title)?;
                Item::Angle { card: Offered { id, card: Arc::new(card) } }
            }
            (Card::Concept(card), Step::PsychologySelection) => {
                let id = self.name(CardKind::Concept, &card.title)?;
                Item::Concept { card: Offered { id, card: Arc::new(card) } }
            }
            (Card::Scene(scene), Step::ScriptDetails) => Item::Scene { scene: Arc::new(scene) },
            _ => return Err(failed("The writer gave a card of another step. Please try again.")),
        };
        let index = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        self.items.push(item.clone());
        Ok(Progress::Card { index, item })
    }

    /// A card's id: names are unique in a set, and numbers go on counting in the session.
    fn name(&mut self, kind: CardKind, name: &str) -> Result<CardId, Failure> {
        let folded = fold_name(name);
        if self.names.contains(&folded) {
            return Err(failed("The writer gave two cards of one name. Please try again."));
        }
        self.names.push(folded);
        let number = self.offered.entry(kind).or_default();
        *number += 1;
        Ok(CardId { kind, number: *number })
    }

    pub(crate) fn finish(self, done: Done) -> Result<Content, Failure> {
        let fewest = match self.step {
            Step::PersonaSelection | Step::AngleSelection | Step::PsychologySelection => 2,
            _ => 1,
        };
        if self.items.len() < fewest {
            return Err(failed("The writer gave too few cards. Please try again."));
        }
        let (product_name, notes, chosen) = (self.product_name, self.notes, self.selections);
        let format = chosen.format.unwrap_or(FormatId::Hybrid);
        let kept = |kind: CardKind| -> MadeFor {
            match kind {
                CardKind::Persona => Selections { format: chosen.format, ..Selections::default() },
                CardKind::Angle => chosen.up_to(CardKind::Persona),
                CardKind::Concept => chosen.up_to(CardKind::Angle),
            }
        };
        let set = Set::of(self.items);
        let gone = || failed("What was chosen is gone. Please choose again.");
        Ok(match self.step {
            Step::FormatSelection => Content::FormatOptions { formats: set.formats },
            Step::PersonaSelection => Content::AudienceGroup {
                product_name,
                made_for: kept(CardKind::Persona),
                audiences: set.personas,
                notes,
            },
            Step::PersonaImpact => Content::PersonaImpact {
                persona: chosen.persona.clone().ok_or_else(gone)?,
                impact: Arc::new(Impact {
                    effects: set.effects,
                    recommended_tone: done.recommended_tone.unwrap_or_default(),
                    recommended_angles: done.recommended_angles,
                }),
                notes,
            },
            Step::AngleSelection => {
                Content::MarketingAngle { made_for: kept(CardKind::Angle), angles: set.angles, notes }
            }
            Step::PsychologySelection => Content::PsychologySelection {
                product_name,
                format,
                made_for: kept(CardKind::Concept),
                concepts: set.concepts,
                notes,
            },
            Step::ScriptDetails => {
                Content::ScriptDetails { concept: chosen.concept.clone().ok_or_else(gone)?, scenes: set.scenes, notes }
            }
            Step::VideoGeneration | Step::ImageGeneration => return Err(failed("A render has no cards.")),
        })
    }
}

/// The cards by kind: of one step, so all but one are empty.
#[derive(Default)]
struct Set {
    formats: Vec<FormatOption>,
    personas: Vec<Offered<adforge_domain::cards::Persona>>,
    effects: Vec<Effect>,
    angles: Vec<Offered<adforge_domain::cards::Angle>>,
    concepts: Vec<Offered<adforge_domain::cards::Concept>>,
    scenes: Vec<Arc<Scene>>,
}

impl Set {
    fn of(items: Vec<Item>) -> Self {
        let mut set = Self::default();
        for item in items {
            match item {
                Item::Format { format } => set.formats.push(format),
                Item::Persona { card } => set.personas.push(card),
                Item::Effect { effect } => set.effects.push(effect),
                Item::Angle { card } => set.angles.push(card),
                Item::Concept { card } => set.concepts.push(card),
                Item::Scene { scene } => set.scenes.push(scene),
            }
        }
        set
    }
}
