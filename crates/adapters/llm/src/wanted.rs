//! How many cards are wanted, which stand, and what is left to be written.

use crate::{cards, tongue::Tongue};
use adforge_domain::{cards::Scene, text::fold_name, workflow::Step};
use adforge_ports_creative::{Brief, Card};

/// The fewest and the most cards of a set.
const FEWEST: usize = 2;
const MOST: usize = 8;
/// Of a script: more scenes than any has.
const SCENES: usize = 40;

/// What a set wants and what it has.
pub(crate) struct Wanted {
    /// How many in all; of scenes as many as the script takes.
    total: usize,
    /// Whether the model may say another number, since nobody else did.
    open: bool,
    names: Vec<String>,
    have: usize,
    /// Of scenes: the script, how much of it the scenes have said, and where the next one starts.
    script: Option<String>,
    said: usize,
    start: u32,
    rate: u32,
}

impl Wanted {
    /// What a brief wants.
    pub(crate) fn of(brief: &Brief, tongue: Tongue) -> Self {
        let usual = match brief.step {
            Step::FormatSelection | Step::PersonaImpact => 5,
            Step::PersonaSelection => 4,
            _ => 2,
        };
        let told = brief.count.map(|count| usize::from(count).clamp(FEWEST, MOST));
        let script = (brief.step == Step::ScriptDetails).then(|| cards::script(brief).unwrap_or_default());
        let mut wanted = Self {
            total: if script.is_some() { SCENES } else { told.unwrap_or(usual) },
            // What is written already was written for a number that is settled.
            open: told.is_none() && script.is_none() && brief.written.is_empty(),
            names: Vec::new(),
            have: 0,
            script,
            said: 0,
            start: 0,
            rate: tongue.rate(),
        };
        brief.written.iter().for_each(|card| wanted.add(card));
        wanted
    }

    /// The model says how many it will write.
    pub(crate) fn tell(&mut self, amount: i64) {
        if let (true, Ok(amount)) = (self.open, usize::try_from(amount))
            && (FEWEST..=MOST).contains(&amount)
        {
            self.total = amount;
        }
    }

    /// From now on the number is settled.
    pub(crate) fn settle(&mut self) {
        self.open = false;
    }

    /// A card that stands.
    pub(crate) fn add(&mut self, card: &Card) {
        self.have += 1;
        self.names.extend(cards::name(card).map(str::to_owned));
        if let Card::Scene(Scene { end, voiceover, .. }) = card {
            self.start = *end;
            let rest = self.script.as_deref().and_then(|script| script.get(self.said..)).unwrap_or_default();
            if let Some(at) = rest.find(voiceover.as_str()) {
                self.said += at + voiceover.len();
            }
        }
    }

    /// Whether another card of this name would be the second.
    pub(crate) fn has(&self, name: &str) -> bool {
        let folded = fold_name(name);
        self.names.iter().any(|other| fold_name(other) == folded)
    }

    /// Nothing is missing.
    pub(crate) fn is_met(&self) -> bool {
        match self.rest() {
            Some(rest) => rest.is_empty(),
            None => self.have >= self.total,
        }
    }

    /// Whether cards stand on each other, so that none can come after one that was refused.
    pub(crate) fn in_order(&self) -> bool {
        self.script.is_some()
    }

    /// How many stand.
    pub(crate) fn have(&self) -> usize {
        self.have
    }

    /// How many there will be.
    pub(crate) fn total(&self) -> usize {
        self.total
    }

    /// The most cards that an answer may have.
    pub(crate) fn most(&self) -> usize {
        match self.rest() {
            Some(rest) => (rest.split_whitespace().count() / 3 + 4).min(SCENES),
            None if self.open => MOST,
            None => self.total.saturating_sub(self.have),
        }
    }

    /// The names of the cards that stand.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// What is left of the script.
    pub(crate) fn rest(&self) -> Option<&str> {
        self.script.as_deref().map(|script| script.get(self.said..).unwrap_or_default().trim())
    }

    /// Where the next scene starts, and how fast is spoken.
    pub(crate) fn time(&self) -> (u32, u32) {
        (self.start, self.rate)
    }

    /// What is wanted, as a model is told.
    pub(crate) fn told(&self) -> String {
        let missing = self.total.saturating_sub(self.have);
        let cards = if missing == 1 { "card" } else { "cards" };
        match (&self.script, self.open) {
            (Some(_), _) => "Write the scenes of what is left of the script, to its last word.".to_owned(),
            (None, true) => {
                format!("Write {missing} {cards}, unless the requests ask for another number from {FEWEST} to {MOST}.")
            }
            (None, false) => format!("Write exactly {missing} {cards}."),
        }
    }
}
