//! What is said beside the cards: a wish that could not be followed, and why.

use crate::{
    phrasing::{Slots, fill},
    turn::{FEWEST, MOST, Turn},
};
use adforge_domain::workflow::Step;

/// What holds whatever was asked for.
pub(crate) fn always(turn: &Turn<'_>) -> Vec<String> {
    if turn.reading.foreign { vec![turn.note("language").to_owned()] } else { Vec::new() }
}

/// What of this turn's wish could not be followed.
pub(crate) fn of_wish(turn: &Turn<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let step = turn.brief.step;
    for claim in &turn.asked.claims {
        notes.push(fill(turn.note("claim"), &Slots::default().with("words", claim)));
    }
    let personas = step == Step::PersonaSelection;
    if personas {
        ages(turn, &mut notes);
    } else if turn.audience_now {
        notes.push(turn.note("audience").to_owned());
    }
    counts(turn, &mut notes);
    let unknown = unknown(turn);
    if !unknown.is_empty() {
        let words = unknown.join("”, “");
        let can = turn.pack.frames.notes.can.get(step.as_str()).map_or("", String::as_str);
        let followed = turn.asked.count.is_some() || (personas && turn.audience_now) || followed(turn);
        let frame = turn.note(if followed { "part" } else { "not_followed" });
        let words = if turn.reading.tongue == crate::language::Tongue::En { words } else { unknown.join(", ") };
        notes.push(fill(frame, &Slots::default().with("words", &words).with("can", can)));
    }
    notes
}

/// Whether styles, topics or facts of the wish reach the cards of this step.
fn followed(turn: &Turn<'_>) -> bool {
    let asked = &turn.asked;
    let named = !asked.facts.is_empty();
    match turn.brief.step {
        Step::PersonaSelection => named,
        Step::AngleSelection => named || !asked.topics.is_empty() || !asked.styles.is_empty(),
        Step::PsychologySelection => named || !asked.topics.is_empty() || !asked.styles.is_empty(),
        _ => false,
    }
}

/// The user's words that nothing at this step could use.
fn unknown(turn: &Turn<'_>) -> Vec<String> {
    let asked = &turn.asked;
    let mut unknown = asked.unknown.clone();
    // What holds from earlier wishes has been told when it was asked for.
    let now = turn.brief.wish.as_deref().unwrap_or_default().to_lowercase();
    let said_now = |word: &&(&'static str, String)| now.contains(&word.1.to_lowercase());
    let styles = asked.styles.iter().filter(said_now).map(|(_, word)| word.clone());
    let topics = asked.topics.iter().filter(said_now).map(|(_, word)| word.clone());
    match turn.brief.step {
        Step::AngleSelection => {
            let length = |(style, _): &&(&'static str, String)| matches!(*style, "shorter" | "longer");
            unknown.extend(asked.styles.iter().filter(said_now).filter(length).map(|(_, word)| word.clone()));
        }
        Step::PsychologySelection => {}
        _ => unknown.extend(styles.chain(topics)),
    }
    unknown
}

fn ages(turn: &Turn<'_>, notes: &mut Vec<String>) {
    let asked = &turn.asked.audience;
    if asked.crowds.iter().any(crate::demographics::Crowd::minors) || asked.ages.is_some_and(|ages| ages.minors) {
        notes.push(turn.note("minors").to_owned());
    }
    if let Some(age) = asked.ages.and_then(|ages| ages.beyond) {
        notes.push(fill(turn.note("age"), &Slots::default().with("n", &age.to_string())));
    }
}

fn counts(turn: &Turn<'_>, notes: &mut Vec<String>) {
    let told = turn.brief.count.map(u32::from).or(turn.asked.count);
    let sized = matches!(turn.brief.step, Step::PersonaSelection | Step::AngleSelection | Step::PsychologySelection);
    if let Some(told) = told.filter(|_| sized) {
        let most = u32::try_from(MOST).unwrap_or(u32::MAX);
        let few = u32::try_from(FEWEST).unwrap_or_default();
        if !(few..=most).contains(&told) {
            let shown = told.clamp(few, most).to_string();
            notes.push(fill(turn.note("count"), &Slots::default().with("n", &shown)));
        }
    }
}
