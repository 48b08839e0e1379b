//! Ages of a set: as asked for, or as shown and moved.

use super::shown_personas;
use crate::{
    demographics::{OLDEST, YOUNGEST},
    lens::age_range,
    turn::Turn,
};

/// The ages that all cards have to keep to.
pub(super) fn band(turn: &Turn<'_>) -> Option<(u8, u8)> {
    let asked = &turn.asked.audience;
    let moved = moved(turn);
    let lo = moved.iter().map(|span| span.0).min();
    let hi = moved.iter().map(|span| span.1).max();
    lo.zip(hi).or_else(|| asked.ages.map(|ages| (ages.lo, ages.hi)))
}

/// The ages shown, moved as asked for: empty when nothing relative was asked for.
pub(super) fn moved(turn: &Turn<'_>) -> Vec<(u8, u8)> {
    let asked = &turn.asked.audience;
    if asked.shift.is_none() && !asked.settled {
        return Vec::new();
    }
    let shift = asked.shift.unwrap_or_default();
    let shown = shown_personas(turn);
    let spans = shown.iter().filter_map(|persona| age_range(&persona.age));
    let usual = [(28, 45)];
    let move_by = |(lo, hi): (u8, u8)| {
        let lo = (i32::from(lo) + shift).clamp(i32::from(YOUNGEST), i32::from(OLDEST) - 6);
        let hi = (i32::from(hi) + shift).clamp(lo + 6, i32::from(OLDEST));
        (u8::try_from(lo).unwrap_or(YOUNGEST), u8::try_from(hi).unwrap_or(OLDEST))
    };
    let spans: Vec<(u8, u8)> = spans.map(move_by).collect();
    if spans.is_empty() && shift != 0 { usual.into_iter().map(move_by).collect() } else { spans }
}

/// A span that is too wide for one card.
pub(super) fn wide(age: (u8, u8)) -> Option<(u8, u8)> {
    (age.1.saturating_sub(age.0) > 22).then_some(age)
}
