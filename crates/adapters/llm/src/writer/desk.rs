//! The desk on which a set is gathered: what is wanted, what was wrong, what stands beside the cards.

use crate::{
    cards::{self, Made, Voice},
    prompt,
    review::Review,
    tongue::Tongue,
    wanted::Wanted,
};
use adforge_domain::{progress::Status, workflow::Step};
use adforge_ports_creative::{Answer, Brief, Card, Done};
use serde::Deserialize;

/// How much of an answer is shown to its writer again, in bytes.
const AGAIN: usize = 24 * 1024;

/// What stands beside the cards of an answer.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Beside {
    notes: Vec<String>,
    recommended_angles: Vec<String>,
    recommended_tone: String,
    words: String,
}

/// How an answer stands.
pub(super) enum Stand {
    /// All cards are there.
    Done,
    /// It is words instead of cards.
    Answered(Answer),
    /// Something is missing.
    Missing,
}

/// What is gathered for a brief.
pub(super) struct Desk {
    pub(super) tongue: Tongue,
    pub(super) wanted: Wanted,
    /// Whether the question was asked for the second time.
    pub(super) asked_again: bool,
    review: Review,
    beside: Beside,
    /// The cards of this answer, and what was wrong with those that were refused.
    cards: Vec<String>,
    wrong: Vec<String>,
    refused: usize,
}

impl Desk {
    /// # Errors
    /// A data file is broken.
    pub(super) fn new(brief: &Brief) -> Result<Self, String> {
        let tongue = Tongue::of(&brief.subject.product.facts)?;
        Ok(Self {
            tongue,
            wanted: Wanted::of(brief, tongue),
            asked_again: false,
            review: Review::of(brief, tongue)?,
            beside: Beside::default(),
            cards: Vec::new(),
            wrong: Vec::new(),
            refused: 0,
        })
    }

    /// A card as it came; the domain's card if it may be shown.
    pub(super) fn card(&mut self, brief: &Brief, json: String) -> Option<Card> {
        // More than was wanted.
        if self.wanted.is_met() {
            return None;
        }
        let read = self.read(brief, &json);
        self.cards.push(json);
        match read {
            Ok(card) => {
                self.wanted.add(&card);
                Some(card)
            }
            Err(wrong) => {
                self.refused += 1;
                let number = self.cards.len();
                self.wrong.push(format!("Card {number} of this answer: {wrong}"));
                None
            }
        }
    }

    fn read(&self, brief: &Brief, json: &str) -> Result<Card, String> {
        let (start, rate) = self.wanted.time();
        let made = Made {
            index: self.wanted.have(),
            total: self.wanted.total(),
            shares: self.tongue.shares(),
            media: brief.subject.media,
            rest: self.wanted.rest().unwrap_or_default(),
            start,
            rate,
        };
        let card = cards::read(brief.step, json, made)?;
        if cards::name(&card).is_some_and(|name| self.wanted.has(name)) {
            return Err("it has the name of another card of the set.".to_owned());
        }
        let wrong = self.review.card(&card);
        if wrong.is_empty() { Ok(card) } else { Err(wrong.join(" ")) }
    }

    /// The answer has closed: what stands beside its cards. What can't be read is left out.
    pub(super) fn whole(&mut self, json: &str) {
        let Ok(beside) = serde_json::from_str::<Beside>(json) else { return };
        self.beside.notes.extend(beside.notes);
        self.beside.words = beside.words;
        if !beside.recommended_tone.is_empty() {
            self.beside.recommended_tone = beside.recommended_tone;
            self.beside.recommended_angles = beside.recommended_angles;
        }
    }

    /// Something was wrong with the answer as a whole.
    pub(super) fn note_wrong(&mut self, wrong: String) {
        self.wrong.push(wrong);
    }

    /// How many things were wrong.
    pub(super) fn wrong(&self) -> usize {
        self.wrong.len()
    }

    /// Whether reading on can bring no card that may be shown.
    pub(super) fn is_hopeless(&self) -> bool {
        let bearable = if self.wanted.in_order() { 1 } else { self.wanted.total().max(2) };
        self.refused >= bearable
    }

    /// How the set stands at the end of an answer.
    pub(super) fn stand(&mut self, brief: &Brief) -> Stand {
        if self.wanted.is_met() {
            return Stand::Done;
        }
        let text = self.beside.words.trim().to_owned();
        if !prompt::answers(brief) || text.is_empty() || self.wanted.have() > 0 || !self.cards.is_empty() {
            return Stand::Missing;
        }
        let wrong = self.review.words("words", &text, Voice::About);
        if wrong.is_empty() {
            return Stand::Answered(Answer { text });
        }
        self.wrong.extend(wrong);
        Stand::Missing
    }

    /// The answer as its writer is shown it again, and what was wrong with it. The next one begins on an empty page.
    pub(super) fn turn_page(&mut self) -> (String, Vec<String>) {
        self.asked_again = true;
        self.wanted.settle();
        self.refused = 0;
        let cards = std::mem::take(&mut self.cards);
        let mut room = AGAIN;
        let shown = cards.into_iter().take_while(|card| {
            let fits = card.len() <= room;
            room = room.saturating_sub(card.len());
            fits
        });
        let shown: Vec<String> = shown.collect();
        let answer = if shown.is_empty() { String::new() } else { format!("{{\"cards\":[{}]}}", shown.join(",")) };
        (answer, std::mem::take(&mut self.wrong))
    }

    /// What the user must read beside the cards.
    pub(super) fn notes(&self) -> Vec<String> {
        let fit = |note: &&String| self.review.words("notes", note, Voice::Label).is_empty();
        self.beside.notes.iter().map(|note| note.trim().to_owned()).filter(|note| fit(&note)).take(3).collect()
    }

    /// What belongs to the set as a whole. What doesn't pass the check is left out: nothing depends on it.
    pub(super) fn done(&self) -> Done {
        let fit = |text: &&String| self.review.words("recommended", text, Voice::Ad).is_empty();
        let beside = &self.beside;
        Done {
            recommended_tone: Some(beside.recommended_tone.trim().to_owned()).filter(|tone| fit(&tone)),
            recommended_angles: beside.recommended_angles.iter().filter(fit).take(5).cloned().collect(),
        }
    }

    /// What is being done; `again` for the second time.
    pub(super) fn status(&self, brief: &Brief, again: bool, done: bool) -> Status {
        let seconds = match brief.step {
            Step::PsychologySelection | Step::ScriptDetails => 15,
            Step::PersonaSelection => 12,
            _ => 8,
        };
        self.tongue.status(brief.step, &brief.subject.product.facts.name, seconds, again, done)
    }
}
