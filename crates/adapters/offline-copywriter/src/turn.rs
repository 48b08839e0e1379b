//! One step for one brief: what is read from it, the cards, and everything around them.

use crate::{
    angles, answers,
    catalogue::{self, Address, Pack, Shared},
    concepts,
    facts::Reading,
    formats, impact,
    lens::Lens,
    lexicon, notes, personas,
    phrasing::{Slots, fill, fill_also},
    readings::Readings,
    scenes,
    wish::{self, Asked},
};
use adforge_domain::{
    progress::{Status, StatusStep},
    workflow::Step,
};
use adforge_ports_creative::{Answer, Brief, Card, Done, Piece};
use std::sync::Arc;

/// The fewest and the most cards of a set.
pub(crate) const FEWEST: usize = 2;
pub(crate) const MOST: usize = 8;

/// Everything that the cards of a turn are made of.
pub(crate) struct Turn<'a> {
    pub(crate) brief: &'a Brief,
    pub(crate) shared: &'static Shared,
    pub(crate) pack: &'static Pack,
    pub(crate) reading: Arc<Reading>,
    /// What is asked for now, and what was asked for before and still holds.
    pub(crate) asked: Asked,
    /// Whether the wish of this turn asks about the audience.
    pub(crate) audience_now: bool,
    /// Cards that differ from those shown are wanted.
    pub(crate) fresh: bool,
    /// Where products of this kind are used, and what they are called.
    place: &'static str,
    kind: &'static str,
}

/// What a step's writer gives.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) cards: Vec<Card>,
    pub(crate) notes: Vec<String>,
    pub(crate) done: Done,
}

/// The pieces of a brief, in their order.
///
/// # Errors
/// A data file is broken; the tests of this crate read them all.
pub(crate) fn pieces(brief: &Brief, readings: &Readings) -> Result<Vec<Piece>, String> {
    let turn = Turn::new(brief, readings)?;
    if let Some(text) = answers::answer(&turn) {
        let text = notes::always(&turn).into_iter().fold(text, |text, note| format!("{text} {note}"));
        return Ok(vec![
            Piece::Status(turn.status(true)),
            Piece::Answer(Answer { text }),
            Piece::Done(Done::default()),
        ]);
    }
    let written = match brief.step {
        Step::FormatSelection => formats::write(&turn),
        Step::PersonaSelection => personas::write(&turn),
        Step::PersonaImpact => impact::write(&turn),
        Step::AngleSelection => angles::write(&turn),
        Step::PsychologySelection => concepts::write(&turn),
        Step::ScriptDetails => scenes::write(&turn),
        Step::VideoGeneration | Step::ImageGeneration => return Err("a render has no cards".to_owned()),
    };
    let mut pieces = Vec::with_capacity(written.cards.len() + written.notes.len() + 6);
    pieces.push(Piece::Status(turn.status(false)));
    pieces.push(Piece::Reasoning(turn.reasoning()));
    pieces.extend(written.cards.into_iter().map(|card| Piece::Card(Box::new(card))));
    pieces.push(Piece::Status(turn.status(true)));
    let said = notes::always(&turn).into_iter().chain(notes::of_wish(&turn)).chain(written.notes);
    pieces.extend(said.map(Piece::Note));
    pieces.push(Piece::Done(written.done));
    Ok(pieces)
}

impl<'a> Turn<'a> {
    fn new(brief: &'a Brief, readings: &Readings) -> Result<Self, String> {
        lexicon::check()?;
        let shared = catalogue::shared()?;
        let reading = readings.of(&brief.subject.product, shared);
        let shown = brief.shown.is_some();
        let earlier = brief.earlier_wishes.iter().map(|text| wish::read(text, &reading, shown));
        let earlier = earlier.reduce(|before, now| now.after(before));
        let now = brief.wish.as_deref().map(|text| wish::read(text, &reading, shown)).unwrap_or_default();
        let audience_now = now.audience.is_some();
        let fresh = shown && now.is_wish();
        let asked = match earlier {
            Some(earlier) => now.after(earlier),
            None => now,
        };
        let formal = reading.category.is_some_and(|category| category.formal);
        let address = reading.address.unwrap_or_else(|| Address::usual(reading.tongue, formal));
        let pack = catalogue::pack_for(reading.tongue, address)?;
        let of_kind = |texts: &'static catalogue::Texts| texts.get(reading.kind()).map_or("", String::as_str);
        let (place, kind) = (of_kind(&pack.people.places), of_kind(&pack.people.kinds));
        Ok(Self { brief, shared, pack, reading, asked, audience_now, fresh, place, kind })
    }

    /// How many cards are wanted, within what a set can hold.
    pub(crate) fn count(&self, usual: usize) -> usize {
        let told = self.brief.count.map(u32::from).or(self.asked.count);
        told.and_then(|count| usize::try_from(count).ok()).map_or(usual, |count| count.clamp(FEWEST, MOST))
    }

    /// The chosen persona as the later steps see it.
    pub(crate) fn lens(&self) -> Lens {
        Lens::of(self)
    }

    /// Slots with what every frame may name.
    pub(crate) fn slots(&'a self) -> Slots<'a> {
        Slots::new()
            .with("p", &self.reading.name)
            .with("price", self.reading.price.as_deref().unwrap_or_default())
            .with("brand", &self.reading.brand)
            .with("place", self.place)
            .with("kind", self.kind)
    }

    /// A text of the pack by its id.
    pub(crate) fn text<'b>(&self, texts: &'b catalogue::Texts, id: &str) -> &'b str {
        texts.get(id).map_or("", String::as_str)
    }

    /// One of the notes around the cards.
    pub(crate) fn note(&self, id: &str) -> &'static str {
        self.pack.frames.notes.texts.get(id).map_or("", String::as_str)
    }

    fn status(&self, done: bool) -> Status {
        let label = fill(self.text(&self.pack.frames.status, self.brief.step.as_str()), &self.slots());
        Status { steps: vec![StatusStep { label, done, estimated_seconds: None }], percent: None }
    }

    fn reasoning(&self) -> Vec<String> {
        let (texts, slots) = (&self.pack.frames.reasoning, self.slots());
        let say = |id: &str, slot: &'static str, value: &str| fill_also(self.text(texts, id), &slots, &[(slot, value)]);
        let mut lines = Vec::with_capacity(4);
        match self.reading.category {
            Some(_) => lines.push(say("kind", "p", &self.reading.name)),
            None => lines.push(say("no_kind", "p", &self.reading.name)),
        }
        match self.reading.facts.len() {
            0 => lines.push(say("no_facts", "p", &self.reading.name)),
            n => lines.push(say("facts", "n", &n.to_string())),
        }
        let chosen = &self.brief.selections;
        match self.brief.step {
            Step::FormatSelection => {}
            Step::PersonaSelection => lines.push(say("estimated", "p", &self.reading.name)),
            Step::ScriptDetails => lines.push(say("pace", "p", &self.reading.name)),
            _ => {
                if let Some(persona) = &chosen.persona {
                    lines.push(say("chosen", "name", &persona.card.name));
                }
                if let (Step::PsychologySelection, Some(angle)) = (self.brief.step, &chosen.angle) {
                    lines.push(say("with_angle", "angle", &angle.card.title));
                }
            }
        }
        lines
    }
}
