//! What a user asks for, read out of free text in any of our languages.

mod reader;
mod tokens;

use crate::{demographics::Audience, facts::Reading};
use reader::Reader;
use tokens::{masked, tokens, units};

/// A wish, read.
#[derive(Default, Debug)]
pub(crate) struct Asked {
    pub(crate) audience: Audience,
    /// How many cards.
    pub(crate) count: Option<u32>,
    /// Other ones than those shown.
    pub(crate) others: bool,
    /// Styles and topics by id, with the user's word for each.
    pub(crate) styles: Vec<(&'static str, String)>,
    pub(crate) topics: Vec<(&'static str, String)>,
    /// Facts of the product that the wish names, by index.
    pub(crate) facts: Vec<usize>,
    /// What could not be understood, in the user's words.
    pub(crate) unknown: Vec<String>,
    /// What is to be said without a fact that carries it, in the user's words.
    pub(crate) claims: Vec<String>,
    /// Whether it is a question.
    pub(crate) question: Question,
}

/// A question about what is shown.
#[derive(Default, Debug)]
pub(crate) struct Question {
    /// It ends with a question mark.
    pub(crate) mark: bool,
    /// It begins by asking why, or for an explanation.
    pub(crate) why: bool,
    /// It begins with another question word.
    pub(crate) asks: bool,
    /// The number of the card that it names, from 1.
    pub(crate) ordinal: Option<usize>,
    /// It points at what is shown.
    pub(crate) shown: bool,
    /// Its whole text, folded.
    pub(crate) text: String,
}

impl Asked {
    /// Whether anything is asked for that the cards can follow.
    pub(crate) fn is_wish(&self) -> bool {
        self.others
            || self.count.is_some()
            || self.audience.is_some()
            || !(self.styles.is_empty() && self.topics.is_empty() && self.facts.is_empty())
    }

    pub(crate) fn has_style(&self, style: &str) -> bool {
        self.styles.iter().any(|(id, _)| *id == style)
    }

    pub(crate) fn has_topic(&self, topic: &str) -> bool {
        self.topics.iter().any(|(id, _)| *id == topic)
    }

    /// This wish after an earlier one that still holds: what is said anew counts.
    pub(crate) fn after(mut self, earlier: Self) -> Self {
        self.audience = self.audience.after(earlier.audience);
        self.count = self.count.or(earlier.count);
        if self.styles.is_empty() {
            self.styles = earlier.styles;
        }
        if self.topics.is_empty() {
            self.topics = earlier.topics;
        }
        if self.facts.is_empty() {
            self.facts = earlier.facts;
        }
        self
    }
}

/// Reads a wish. `shown` says whether there is a set that it can be about.
pub(crate) fn read(text: &str, reading: &Reading, shown: bool) -> Asked {
    let tokens = tokens(text);
    let units = units(&tokens, &masked(&tokens, &reading.name));
    let mut reader =
        Reader { text, tokens: &tokens, units: &units, asked: Asked::default(), used: vec![false; units.len()] };
    reader.question();
    reader.ages();
    reader.counts();
    reader.marks(shown);
    reader.rest(reading);
    reader.asked
}
