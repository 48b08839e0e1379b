//! The formats that suit a product, best first, each with why.

use crate::{
    catalogue::FormatRow,
    phrasing::{Dice, fill, nth},
    turn::{Turn, Written},
};
use adforge_domain::{
    cards::{Content, FormatOption},
    format::{FORMATS, FormatId},
};
use adforge_ports_creative::Card;

/// Writes the formats to choose from.
pub(crate) fn write(turn: &Turn<'_>) -> Written {
    let (shown, offered) = (shown(turn), turn.offered_formats());
    let mut ranked: Vec<(i32, FormatId, &'static FormatRow)> = FORMATS
        .iter()
        .filter(|id| id.get().media.contains(&turn.brief.subject.media))
        .filter_map(|id| turn.shared.formats.iter().find(|row| row.id == id.get().key).map(|row| (*id, row)))
        .filter(|(id, row)| possible(turn, row) && !offered.contains(id))
        .map(|(id, row)| (rank(turn, id, row), id, row))
        .collect();
    ranked.sort_by_key(|(rank, ..)| std::cmp::Reverse(*rank));
    let fresh = ranked.iter().any(|(_, id, _)| !shown.contains(id));
    let mut notes = Vec::new();
    if fresh {
        ranked.retain(|(_, id, _)| !shown.contains(id));
    } else if !shown.is_empty() {
        notes.push(turn.note("no_more").to_owned());
    }
    let cards = ranked
        .iter()
        .take(turn.missing(6))
        .enumerate()
        .map(|(at, (_, id, row))| Card::Format(option(turn, *id, row, at)));
    Written { cards: cards.collect(), notes, ..Written::default() }
}

/// The formats shown, when others are wanted.
fn shown(turn: &Turn<'_>) -> Vec<FormatId> {
    match turn.brief.shown.as_deref() {
        Some(Content::FormatOptions { formats }) if turn.asked.others => {
            formats.iter().map(|format| format.id).collect()
        }
        _ => Vec::new(),
    }
}

fn possible(turn: &Turn<'_>, row: &FormatRow) -> bool {
    let barred = turn.reading.category.is_some_and(|category| category.barred.contains(&row.id));
    let never = row.never.iter().any(|kind| kind == turn.reading.kind());
    !barred && !never && row.needs.iter().all(|need| turn.reading.meets(need))
}

fn rank(turn: &Turn<'_>, id: FormatId, row: &FormatRow) -> i32 {
    // Among equals the more general one comes first, and a seed may turn neighbours round.
    let jitter = i32::try_from(Dice::new(turn.brief.seed, &row.id).below(3)).unwrap_or_default();
    let suits = row.suits.iter().any(|kind| kind == turn.reading.kind());
    let general = matches!(id, FormatId::Hybrid | FormatId::StaticBenefit);
    10 + jitter + 6 * i32::from(suits) + 3 * i32::from(!row.needs.is_empty()) + 12 * i32::from(general)
}

fn option(turn: &Turn<'_>, id: FormatId, row: &FormatRow, index: usize) -> FormatOption {
    let why = &turn.pack.frames.format_why;
    let facts = &turn.reading.facts;
    let start = Dice::new(turn.brief.seed, "format facts").below(facts.len());
    let wording = Dice::new(turn.brief.seed, "format words").below(16) + index;
    let own = row
        .needs
        .iter()
        .find_map(|need| facts.iter().find(|fact| fact.is(need) && !matches!(need.as_str(), "fact" | "two" | "three")));
    let fact = own.or_else(|| (start + index).checked_rem(facts.len()).and_then(|at| facts.get(at)));
    let reason = match (fact, &turn.reading.price) {
        (_, Some(price)) if id == FormatId::StaticOffer => {
            fill(nth(&why.fact, wording), &turn.slots().with("fact", price))
        }
        (Some(fact), _) => fill(nth(&why.fact, wording), &turn.slots().with("fact", &fact.text)),
        (None, _) => fill(nth(&why.bare, wording), &turn.slots()),
    };
    FormatOption {
        id,
        description: format!("{} {reason}", turn.text(&turn.pack.ads.formats, &row.id)),
        best_for: best_for(turn, row),
    }
}

/// Up to three short reasons out of the product's facts.
fn best_for(turn: &Turn<'_>, row: &FormatRow) -> Vec<String> {
    let why = &turn.pack.frames.format_why;
    let suits = row.suits.iter().any(|kind| kind == turn.reading.kind());
    let needs = row.needs.iter().map(String::as_str);
    let has = ["benefit", "ingredient", "claim", "number", "price"].into_iter().filter(|need| turn.reading.meets(need));
    let mut ids: Vec<&str> = Vec::with_capacity(8);
    if suits {
        ids.push("kind");
    }
    for id in needs.chain(has) {
        if why.reasons.contains_key(id) && !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        ids.push("simple");
    }
    ids.into_iter().take(3).map(|id| fill(turn.text(&why.reasons, id), &turn.slots())).collect()
}
