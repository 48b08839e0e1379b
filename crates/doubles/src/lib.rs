//! Who stands in for the world in tests: a clock that is turned by hand, a writer that gives a card for each permit, a
//! renderer that films when it is let, media in memory, a store that can be held and can fail. Only tests use it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do"
)]

mod agency;
mod belfry;
mod cards;
mod cupboard;
mod facts;
mod hand;
mod narrator;
mod paced;
mod pen;
mod shelf;
mod studio;
mod troupe;
mod watched;

pub use agency::Agency;
pub use belfry::Belfry;
pub use cards::WRITTEN_STEPS;
pub use cupboard::Cupboard;
pub use facts::facts;
pub use hand::Hand;
pub use narrator::Narrator;
pub use paced::Paced;
pub use pen::{Pen, Stroke};
pub use shelf::Shelf;
pub use studio::Studio;
pub use troupe::Troupe;
pub use watched::{Call, Watched};
