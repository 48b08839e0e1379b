//! The cards of a set of personas: each with facts, ages, a place and a share of its own.

use super::{
    ages::{band, moved, wide},
    candidates::Candidate,
};
use crate::{
    demographics,
    phrasing::{Dice, Slots, fill_also, nth},
    turn::Turn,
};
use adforge_domain::{
    cards::{Persona, Share, Words, portrait},
    text::Title,
};

/// What the cards of a set share.
pub(super) struct Cast<'t> {
    turn: &'t Turn<'t>,
    slots: Slots<'t>,
    total: usize,
    /// Of each card: the fact of its description, and that of a desire.
    facts: Vec<[Option<usize>; 2]>,
    moved: Vec<(u8, u8)>,
    band: Option<(u8, u8)>,
}

impl<'t> Cast<'t> {
    pub(super) fn new(turn: &'t Turn<'t>, picked: &[Candidate]) -> Self {
        let (facts, slots) = (deal(turn, picked), turn.slots());
        Self { turn, slots, total: picked.len(), facts, moved: moved(turn), band: band(turn) }
    }

    pub(super) fn persona(&self, candidate: &Candidate, index: usize) -> Option<Persona> {
        let turn = self.turn;
        let people = &turn.pack.people;
        let fact = |nth: usize| {
            let dealt = self.facts.get(index).and_then(|dealt| dealt.get(nth)).copied().flatten();
            dealt.and_then(|at| turn.reading.facts.get(at)).map(|fact| fact.text.as_str())
        };
        let wording = Dice::new(turn.brief.seed, "persona words").below(64) + index;
        let say = |frame: &str, fact: &str| {
            fill_also(frame, &self.slots, &[("pain", candidate.pain), ("want", candidate.want), ("fact", fact)])
        };
        let told = match fact(0) {
            Some(fact) => say(nth(&people.description, wording), fact),
            None => say(nth(&people.bare, wording), ""),
        };
        let objection = people.objections.get(candidate.objection)?;
        let mut desires = Vec::with_capacity(3);
        desires.push(Words::Borrowed(candidate.want));
        if let Some(fact) = fact(1) {
            desires.push(say(nth(&people.desire, wording), fact).into());
        }
        desires.push(match &turn.reading.price {
            Some(price) if candidate.objection == "price" => format!("{} ({price})", objection.want).into(),
            _ => objection.want.as_str().into(),
        });
        let driver = people.drivers.get(candidate.driver)?;
        let (lo, hi) = self.ages(candidate, index);
        let traits =
            candidate.traits.iter().filter_map(|id| people.traits.get(id)).map(|it| it.as_str().into()).collect();
        let notes = [("archetype", candidate.id), ("driver", candidate.driver), ("objection", candidate.objection)];
        let (mut least, mut most) = (itoa::Buffer::new(), itoa::Buffer::new());
        let age = [least.format(lo), "-", most.format(hi)].concat();
        let name = candidate.name();
        Some(Persona {
            name: Title::new(&name).ok()?,
            share: self.share(index),
            portrait: portrait(&name, candidate.gender, &age),
            age,
            gender: candidate.gender,
            location: self.location(index),
            description: [candidate.who().as_str(), " ", &told].concat(),
            traits,
            pain_points: [candidate.pain, &driver.pain, &objection.pain].map(Words::Borrowed).into(),
            desires,
            notes: notes.into_iter().map(|(key, value)| (key.into(), value.into())).collect(),
        })
    }

    fn ages(&self, candidate: &Candidate, index: usize) -> (u8, u8) {
        if let Some(span) = index.checked_rem(self.moved.len()).and_then(|at| self.moved.get(at)) {
            return *span;
        }
        let Some((lo, hi)) = self.band.or_else(|| wide(candidate.age)) else { return candidate.age };
        let (low, high) = (lo.max(candidate.age.0), hi.min(candidate.age.1));
        if high >= low.saturating_add(6) && high - low <= 22 {
            return (low, high);
        }
        let (lo, hi) = if high >= low.saturating_add(6) { (low, high) } else { (lo, hi) };
        let width = hi - lo;
        if width <= 14 {
            return (lo, hi);
        }
        // A wide band is shared out, so that the cards differ.
        let room = width - 13;
        let offset = u8::try_from(index % 3).unwrap_or_default() * room / 2;
        (lo + offset, lo + offset + 13)
    }

    fn location(&self, index: usize) -> Words {
        let turn = self.turn;
        let asked = &turn.asked.audience.places;
        let place = match index.checked_rem(asked.len()).and_then(|at| asked.get(at)) {
            Some(place) => Some(*place),
            None => demographics::home(
                turn.reading.currency.as_deref().filter(|_| turn.reading.price.is_some()),
                turn.reading.tongue,
            ),
        };
        place.map(|place| place.name(turn.reading.tongue)).unwrap_or_default().into()
    }

    /// Ranges that can add up to a hundred, whatever the number of cards.
    fn share(&self, index: usize) -> Share {
        const PRIMARY: &str = "primary";
        const SECONDARY: &str = "secondary";
        const TERTIARY: &str = "tertiary";
        let (rank, range) = match (self.total, index) {
            (0 | 1, _) => (PRIMARY, "60-90"),
            (2, 0) => (PRIMARY, "55-65"),
            (2, _) => (SECONDARY, "35-45"),
            (3 | 4, 0) => (PRIMARY, "40-60"),
            (3, 1) => (SECONDARY, "20-30"),
            (3, _) | (4, 1 | 2) => (SECONDARY, "15-20"),
            (4, _) => (TERTIARY, "10-15"),
            (5, 0) => (PRIMARY, "35-45"),
            (_, 0) => (PRIMARY, "30-40"),
            (5 | 6, 1 | 2) | (_, 1) => (SECONDARY, "15-20"),
            (7 | 8, 2) => (SECONDARY, "10-15"),
            (5 | 6, _) => (TERTIARY, "10-15"),
            (7, _) => (TERTIARY, "8-12"),
            _ => (TERTIARY, "6-10"),
        };
        let color = match rank {
            PRIMARY => "#7C5CFF",
            SECONDARY => "#06E8DC",
            _ => "#FFB547",
        };
        let frame = self.turn.text(&self.turn.pack.frames.shares, rank);
        let label = fill_also(frame, &Slots::default(), &[("range", range)]);
        Share { label, color: color.into() }
    }
}

/// Deals the facts: every card gets others while there are any, and rather those that speak of its figure. A fact that a
/// wish names stands on every card.
fn deal(turn: &Turn<'_>, picked: &[Candidate]) -> Vec<[Option<usize>; 2]> {
    let count = turn.reading.facts.len();
    let hits = &turn.reading.hits;
    let start = Dice::new(turn.brief.seed, "persona facts").below(count);
    let mut used = vec![0_i32; count];
    let mut dealt = vec![[None; 2]; picked.len()];
    for round in 0..2 {
        for (index, candidate) in picked.iter().enumerate() {
            let worth = |at: usize| {
                let named = i32::from(round == 0 && turn.asked.facts.contains(&at));
                let speaks = hits.get(at).map_or(0, |hits| affinity(hits, candidate.id));
                20 * named + speaks - 4 * used.get(at).copied().unwrap_or_default()
            };
            let taken = dealt.get(index).and_then(|pair| pair.first().copied().flatten());
            let order = (0..count).map(|step| (start + step) % count).filter(|at| Some(*at) != taken);
            // Of equals the first.
            let best = order.rev().map(|at| (worth(at), at)).max_by_key(|(worth, _)| *worth).map(|(_, at)| at);
            if let (Some(best), Some(slot)) = (best, dealt.get_mut(index).and_then(|pair| pair.get_mut(round))) {
                *slot = Some(best);
                used.iter_mut().skip(best).take(1).for_each(|count| *count += 1);
            }
        }
    }
    dealt
}

/// How well a fact speaks of a figure: its own cues count for it, those of a figure with a fixed gender against
/// everybody else.
fn affinity(hits: &[(&str, bool)], id: &str) -> i32 {
    hits.iter().map(|(figure, gendered)| if *figure == id { 3 } else { -9 * i32::from(*gendered) }).sum()
}
