//! What a session begins with that begins from another's card: the card and what it was made for, chosen and in the log.

use crate::{Application, Refusal};
use adforge_domain::{
    cards::{Content, MadeFor, Offered},
    format::FormatId,
    ids::{CardId, CardKind, OwnerId, SessionId},
    message::{Body, Delivered, UserMessage},
    selection::{Badge, SelectionKind, Selections},
    text::Title,
    workflow::{Lookup, Pick, offers},
};
use std::sync::Arc;

/// What is chosen to begin with; nothing by default.
#[derive(Default)]
pub(super) struct Opening {
    pub(super) format: Option<FormatId>,
    chosen: Selections,
    product_name: Option<Title>,
    generator: String,
}

impl Application {
    /// The opening that an owner's session's card makes.
    pub(super) async fn opening(&self, owner: &OwnerId, session: SessionId, card: &str) -> Result<Opening, Refusal> {
        let head = self.head(owner, session).await?;
        let unknown = || Refusal::Unknown { what: "card", given: card.to_owned(), choices: Vec::new() };
        let id: CardId = card.trim().parse().map_err(|_| unknown())?;
        let lookup = Lookup { kind: id.kind, pick: Pick::Id(id) };
        let message = self.ports.store.offered(session, &lookup).await?.ok_or_else(unknown)?;
        let Body::Ai(delivered) = &message.body else { return Err(unknown()) };
        let offered = offers(&delivered.content).into_iter().find(|(offered, _, _)| *offered == id);
        let (_, _, selections) = offered.ok_or_else(unknown)?;
        let product = self.product_of(head.origin.product).await?;
        Ok(Opening {
            format: selections.format,
            chosen: renumbered(selections),
            product_name: Some(product.facts.name.clone()),
            generator: delivered.generator.clone(),
        })
    }
}

/// In their new session these cards are the first of their kinds.
fn renumbered(mut selections: Selections) -> Selections {
    let first = |kind| CardId { kind, number: 1 };
    if let Some(persona) = &mut selections.persona {
        persona.id = first(CardKind::Persona);
    }
    if let Some(angle) = &mut selections.angle {
        angle.id = first(CardKind::Angle);
    }
    if let Some(concept) = &mut selections.concept {
        concept.id = first(CardKind::Concept);
    }
    selections
}

impl Opening {
    /// The first messages of the log: each card in a set of its own, then the choice of them all.
    pub(super) fn bodies(self, format: Option<FormatId>) -> Vec<Body> {
        let (Some(product_name), chosen) = (self.product_name, Selections { format, ..self.chosen }) else {
            return Vec::new();
        };
        let made_for = |kind: CardKind| -> MadeFor {
            match kind {
                CardKind::Persona => Selections { format, ..Selections::default() },
                CardKind::Angle => chosen.up_to(CardKind::Persona),
                CardKind::Concept => chosen.up_to(CardKind::Angle),
            }
        };
        fn one<T>(card: &Option<Offered<T>>) -> Option<Vec<Offered<T>>> {
            card.clone().map(|card| vec![card])
        }
        let notes = Vec::new;
        let personas = one(&chosen.persona).map(|audiences| Content::AudienceGroup {
            product_name: product_name.clone(),
            made_for: made_for(CardKind::Persona),
            audiences,
            notes: notes(),
        });
        let angles = one(&chosen.angle).map(|angles| Content::MarketingAngle {
            made_for: made_for(CardKind::Angle),
            angles,
            notes: notes(),
        });
        let concepts = one(&chosen.concept).map(|concepts| Content::PsychologySelection {
            product_name,
            format: format.unwrap_or(FormatId::Hybrid),
            made_for: made_for(CardKind::Concept),
            concepts,
            notes: notes(),
        });
        let sets = [personas, angles, concepts].into_iter().flatten();
        let generator = self.generator;
        let mut bodies: Vec<Body> = sets
            .map(|content| Body::Ai(Delivered { job: None, content: Arc::new(content), generator: generator.clone() }))
            .collect();
        let kinds = [SelectionKind::Persona, SelectionKind::Angle, SelectionKind::Concept];
        let badges: Vec<Badge> =
            kinds.into_iter().filter_map(|kind| Some(Badge { kind, value: chosen.names(kind)? })).collect();
        bodies.push(Body::User(Box::new(UserMessage {
            text: String::new(),
            client_id: None,
            badges,
            selections: Some(chosen),
            calls: None,
            summary: None,
        })));
        bodies
    }
}
