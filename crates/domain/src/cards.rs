//! What is offered: personas, angles, concepts, scenes; and the results. [`Content`] is the enum of them all.

mod angle;
mod card;
mod concept;
mod content;
mod impact;
mod persona;
mod portrait;
mod result;
mod scene;

pub use angle::{Angle, AngleMetrics};
pub use card::Card;
pub use concept::{Concept, ConceptMetrics, Script};
pub use content::{Content, ContentType, FormatOption, MadeFor};
pub use impact::{Effect, Impact};
pub use persona::{Gender, Persona, Share};
pub use portrait::{Portrait, portrait};
pub use result::{MediaName, StaticAd, Video};
pub use scene::{Scene, Tenths};

use crate::ids::CardId;
use litemap::LiteMap;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, sync::Arc};

/// A card that was shown: its id in the session, and the card.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "T: Serialize", deserialize = "T: Deserialize<'de>"))]
pub struct Offered<T> {
    /// Unique within the session.
    pub id: CardId,
    /// The card itself, shared: a state, a message and a follower hold the same one.
    pub card: Arc<T>,
}

impl<T> Clone for Offered<T> {
    fn clone(&self) -> Self {
        Self { id: self.id, card: Arc::clone(&self.card) }
    }
}

/// Words on a card. Those that stand in a writer's own data aren't copied into each.
pub type Words = Cow<'static, str>;

/// What its writer wants to remember about a card (archetype, driver …) for the cards that come after it.
/// Never shown, never needed: another writer must be able to go on without.
pub type Notes = LiteMap<Words, Words>;
