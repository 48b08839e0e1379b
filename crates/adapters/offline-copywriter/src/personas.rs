//! Personas: who could buy this product, each with a pain of its own and a fact of the product to meet it.

mod ages;
mod candidates;
mod card;

use crate::{
    demographics::{OLDEST, YOUNGEST},
    lens::age_range,
    turn::{Turn, Written},
};
use adforge_domain::{
    cards::{Content, Persona},
    text::fold_name,
};
use adforge_ports_creative::Card;
use candidates::{Candidate, candidates};
use card::Cast;

/// Writes the personas of a turn.
pub(crate) fn write(turn: &Turn<'_>) -> Written {
    let wanted = turn.missing(4);
    let shown = shown_personas(turn);
    let mut names: Vec<String> = shown.iter().filter(|_| turn.fresh).map(|persona| fold_name(&persona.name)).collect();
    names.extend(turn.taken());
    let mut candidates = candidates(turn);
    if !names.is_empty() {
        candidates.retain(|candidate| !names.contains(&fold_name(&candidate.name())));
    }
    let picked = pick(candidates, wanted);
    let cast = Cast::new(turn, &picked);
    let cards =
        picked.iter().enumerate().filter_map(|(index, candidate)| cast.persona(candidate, index)).map(Card::Persona);
    let cards: Vec<Card> = cards.collect();
    let notes = extremes(turn, &shown);
    Written { cards, notes, ..Written::default() }
}

fn shown_personas<'a>(turn: &'a Turn<'_>) -> Vec<&'a Persona> {
    match turn.brief.shown.as_deref() {
        Some(Content::AudienceGroup { audiences, .. }) => {
            audiences.iter().map(|offered| offered.card.as_ref()).collect()
        }
        _ => Vec::new(),
    }
}

/// Says that nobody younger, or older, can be had.
fn extremes(turn: &Turn<'_>, shown: &[&Persona]) -> Vec<String> {
    let Some(shift) = turn.asked.audience.shift else { return Vec::new() };
    let mut spans = shown.iter().filter_map(|persona| age_range(&persona.age)).peekable();
    if spans.peek().is_none() {
        return Vec::new();
    }
    let stuck =
        if shift < 0 { spans.all(|(lo, hi)| lo == YOUNGEST && hi <= 26) } else { spans.all(|(_, hi)| hi == OLDEST) };
    let note = if shift < 0 { "youngest" } else { "oldest" };
    if stuck { vec![turn.note(note).to_owned()] } else { Vec::new() }
}

/// The best, each with another pain than those before and, while there are any, another motive.
fn pick(mut left: Vec<Candidate>, wanted: usize) -> Vec<Candidate> {
    let mut picked: Vec<Candidate> = Vec::with_capacity(wanted);
    let mut names = Vec::with_capacity(wanted);
    while picked.len() < wanted {
        let worth = |candidate: &Candidate| {
            let alike = picked.iter().filter(|other| other.driver == candidate.driver).count();
            let crowded = picked.iter().filter(|other| other.place == candidate.place).count();
            candidate.fit
                - 12 * i32::try_from(alike).unwrap_or_default()
                - 30 * i32::try_from(crowded).unwrap_or_default()
        };
        let is_fresh = |candidate: &Candidate| !picked.iter().any(|other| other.pain == candidate.pain);
        // Of equals the first.
        let best = left.iter().enumerate().filter(|(_, candidate)| is_fresh(candidate));
        let best = best.max_by_key(|(at, candidate)| (worth(candidate), std::cmp::Reverse(*at))).map(|(at, _)| at);
        let Some(best) = best.map(|best| left.swap_remove(best)) else { break };
        let name = fold_name(&best.name());
        if !names.contains(&name) {
            names.push(name);
            picked.push(best);
        }
    }
    picked
}
