//! Everybody who could become a persona: figures of the product's kind, and moments told of anybody.

use super::ages::band;
use crate::{
    catalogue::Figure,
    demographics::{self, Crowd},
    facts::Hint,
    phrasing::{Dice, Slots, fill_also},
    turn::Turn,
};
use adforge_domain::cards::Gender;
use std::rc::Rc;

/// Somebody who could become a persona.
pub(super) struct Candidate {
    pub(super) id: &'static str,
    /// Their name, with a slot for the group.
    name: &'static str,
    /// Who that is, with a slot for the group.
    who: &'static str,
    group: Rc<str>,
    pub(super) pain: &'static str,
    pub(super) want: &'static str,
    pub(super) driver: &'static str,
    pub(super) objection: &'static str,
    pub(super) traits: &'static [String],
    pub(super) age: (u8, u8),
    pub(super) gender: Gender,
    pub(super) fit: i32,
    /// The group of a wish that it stands for.
    pub(super) place: usize,
}

impl Candidate {
    /// Their name: said of those that become cards only, as all that has slots.
    pub(super) fn name(&self) -> String {
        fill_also(self.name, &Slots::default(), &[("group", &self.group)])
    }

    /// Who that is.
    pub(super) fn who(&self) -> String {
        fill_also(self.who, &Slots::default(), &[("group", &self.group)])
    }
}

/// Everybody who could be meant, best first within each kind.
pub(super) fn candidates(turn: &Turn<'_>) -> Vec<Candidate> {
    if turn.asked.audience.crowds.is_empty() {
        let mut all = archetypes(turn);
        all.extend(moments(turn, None, 0));
        return all;
    }
    let crowds = &turn.asked.audience.crowds;
    let mut all: Vec<Candidate> =
        crowds.iter().enumerate().flat_map(|(place, crowd)| moments(turn, Some(crowd), place)).collect();
    // The figure that stands for the group anyway comes first.
    for (place, crowd) in crowds.iter().enumerate() {
        let exact = archetypes(turn).into_iter().find(|candidate| situation(turn, candidate.id) == Some(crowd.id()));
        all.extend(exact.filter(|_| crowd.id() == "menopause").map(|candidate| Candidate {
            fit: 90,
            place,
            ..candidate
        }));
    }
    all
}

/// The group that an archetype of the product's kind describes.
fn situation(turn: &Turn<'_>, id: &str) -> Option<&'static str> {
    let category = turn.reading.category?;
    category.archetypes.iter().find(|row| row.id == id)?.situation.as_deref()
}

/// The figures of the product's kind that nothing asked for contradicts.
fn archetypes(turn: &Turn<'_>) -> Vec<Candidate> {
    let Some(category) = turn.reading.category else { return Vec::new() };
    let Some(figures) = turn.pack.people.archetypes.get(&category.id) else { return Vec::new() };
    let asked = &turn.asked.audience;
    let wanted = asked.settled_gender();
    let mut dice = Dice::new(turn.brief.seed, "archetypes");
    let mut found = Vec::with_capacity(category.archetypes.len());
    let nobody: Rc<str> = Rc::from("");
    for (order, row) in category.archetypes.iter().enumerate() {
        let Some(figure) = figures.get(&row.id) else { continue };
        let jitter = i32::try_from(dice.below(9)).unwrap_or_default();
        let own = match row.gender.as_deref() {
            Some("F") => Gender::Female,
            Some("M") => Gender::Male,
            _ => Gender::All,
        };
        let hinted = match turn.reading.hint {
            Some(Hint::Women) => Some(Gender::Female),
            Some(Hint::Men) => Some(Gender::Male),
            None => None,
        };
        let ruled = wanted.filter(|gender| *gender != Gender::All).or(hinted.filter(|_| wanted.is_none()));
        if ruled.is_some_and(|gender| own != Gender::All && own != gender) {
            continue;
        }
        let excluded = row.situation.as_deref().is_some_and(|situation| asked.without.contains(&situation));
        if excluded || !plausible(turn, row.age, row.situation.is_some() || row.gender.is_some()) {
            continue;
        }
        let cues = turn.reading.cues.get(order).copied().unwrap_or_default();
        let menopause = row.id == "peri" && cues > 0;
        found.push(Candidate {
            id: &row.id,
            name: &figure.name,
            who: &figure.who,
            group: Rc::clone(&nobody),
            pain: &figure.pain,
            want: &figure.want,
            driver: &row.driver,
            objection: &row.objection,
            traits: &row.traits,
            age: row.age,
            gender: ruled.unwrap_or(own),
            fit: 44 + jitter + 9 * cues.min(3) + if menopause { 40 } else { 0 }
                - i32::try_from(order).unwrap_or_default(),
            place: 0,
        });
    }
    found
}

/// Whether a figure can be of the ages asked for; one that is tied to a time of life can't be moved out of it.
fn plausible(turn: &Turn<'_>, age: (u8, u8), tied: bool) -> bool {
    let Some((lo, hi)) = band(turn) else { return true };
    let overlap = hi.min(age.1).saturating_sub(lo.max(age.0));
    if tied { overlap >= 4 } else { overlap >= 2 || (lo < 60 && age.0 < 60) }
}

/// The ways to meet any product, told of a group or of everybody.
fn moments(turn: &Turn<'_>, crowd: Option<&Crowd>, place: usize) -> Vec<Candidate> {
    let people = &turn.pack.people;
    let asked = &turn.asked.audience;
    let gender = asked.gender.filter(|gender| *gender != Gender::All).or_else(|| crowd.and_then(Crowd::gender));
    let hinted = match turn.reading.hint {
        Some(Hint::Women) => Some(Gender::Female),
        Some(Hint::Men) => Some(Gender::Male),
        None => None,
    };
    let gender = gender.or(hinted.filter(|_| crowd.is_none() && asked.gender.is_none()));
    let group = match crowd {
        Some(crowd) => crowd.name(gender, turn.reading.tongue),
        None => demographics::folk(gender, turn.pack).to_owned(),
    };
    // Frames begin it with a capital where they want one.
    let group: Rc<str> = uncapitalized(&group).into();
    // Pains of the product's kind say more than general ones; those tied to a time of life stay with their figures.
    let figures = people.archetypes.get(turn.reading.kind());
    let rows = turn.reading.category.map_or(&[][..], |category| category.archetypes.as_slice());
    let pool: Vec<(&'static str, &'static Figure)> = rows
        .iter()
        .filter(|row| crowd.is_some() && row.situation.is_none() && row.gender.is_none())
        .filter_map(|row| figures.and_then(|figures| figures.get(&row.id)).map(|figure| (row.driver.as_str(), figure)))
        .collect();
    let mut dice = Dice::new(turn.brief.seed, "moments");
    let mut left = pool;
    let mut found = Vec::with_capacity(turn.shared.moments.len());
    for (order, moment) in turn.shared.moments.iter().enumerate() {
        let jitter = i32::try_from(dice.below(8)).unwrap_or_default();
        let Some(figure) = people.moments.get(&moment.id) else { continue };
        let kindred = left.iter().position(|(driver, _)| *driver == moment.driver);
        let told = kindred.map_or(figure, |at| left.remove(at).1);
        let age = crowd.and_then(Crowd::ages).or_else(|| SPANS.get(order % SPANS.len()).copied()).unwrap_or((28, 48));
        found.push(Candidate {
            id: &moment.id,
            name: &figure.name,
            who: &figure.who,
            group: Rc::clone(&group),
            pain: &told.pain,
            want: &told.want,
            driver: &moment.driver,
            objection: &moment.objection,
            traits: &moment.traits,
            age,
            gender: gender.unwrap_or(Gender::All),
            // What the product's kind has a pain for comes first.
            fit: 20 + jitter - i32::try_from(order).unwrap_or_default() + 10 * i32::from(kindred.is_some()),
            place,
        });
    }
    found
}

/// With a small first letter, unless the word is an abbreviation.
fn uncapitalized(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// Ages of people in a moment of no particular time of life.
const SPANS: [(u8, u8); 4] = [(25, 40), (32, 50), (40, 58), (22, 35)];
