//! What a writer is told.

use crate::{Account, Card};
use adforge_domain::{
    cards::{Content, Script},
    format::MediaType,
    product::Product,
    selection::Selections,
    workflow::Step,
};
use std::sync::Arc;

/// What a writer is told: everything it may use. Nothing outside the product's facts may be said of the product.
#[derive(Clone, Debug)]
pub struct Brief {
    /// What to write about.
    pub subject: Subject,
    /// What to write: the step whose content is wanted.
    pub step: Step,
    /// What is chosen: the format, and for the later steps persona, angle and concept. A persona or angle may be a
    /// client's own, with nothing but a name.
    pub selections: Selections,
    /// What the user asks for now, in the user's words; fenced off as data, never an instruction to the program.
    pub wish: Option<String>,
    /// What was asked for before about the same step and still holds, oldest first ("for men", then "make them younger").
    pub earlier_wishes: Vec<String>,
    /// The set that the wish is about: the newest of this step's content.
    pub shown: Option<Arc<Content>>,
    /// How many cards; the writer's default, or what the wish says, when it is absent.
    pub count: Option<u8>,
    /// Whether a question about what is shown may be answered in words instead ([`crate::Piece::Answer`]).
    pub may_answer: bool,
    /// The script to break into scenes where the user has edited it (step `script_details`).
    pub script: Option<Script>,
    /// The same seed and brief give the same cards; a session's writers get a seed of its own, and the number of cards
    /// offered before, so that a refinement gives new ones.
    pub seed: u64,
    /// Cards of this very set that another writer has written and the user has seen: they stand, and only what is missing is
    /// written, under other names.
    pub written: Vec<Card>,
    /// Who pays, if the writer costs money.
    pub account: Account,
}

impl Brief {
    /// A brief for a step of which nothing is chosen, shown or wished yet.
    pub fn new(subject: Subject, step: Step, account: Account) -> Self {
        Self {
            subject,
            step,
            selections: Selections::default(),
            wish: None,
            earlier_wishes: Vec::new(),
            shown: None,
            count: None,
            may_answer: false,
            script: None,
            seed: 0,
            written: Vec::new(),
            account,
        }
    }
}

/// What is written about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The product; the only source of claims.
    pub product: Arc<Product>,
    /// What the session makes.
    pub media: MediaType,
}
