//! A script scene by scene: its words in full, how long they take, what is read and what is seen.

use crate::{
    lint,
    phrasing::{Dice, fill, nth},
    scripts::format_row,
    turn::{Turn, Written},
    words,
};
use adforge_domain::cards::{Scene, Script};
use adforge_ports_creative::Card;

/// How long a scene is at most, in words of its language's pace; at least, in tenths of a second.
const SECONDS: usize = 6;
const HOOK_SECONDS: usize = 8;
const SHORTEST: u32 = 15;

/// Writes the scenes of the chosen concept's script, or of the script that the user edited.
pub(crate) fn write(turn: &Turn<'_>) -> Written {
    let concept = turn.brief.selections.concept.as_ref();
    let Some(script) = turn.brief.script.as_ref().or_else(|| concept.map(|concept| &concept.card.script)) else {
        return Written::default();
    };
    let spoken = parts(turn, script);
    let total = spoken.len();
    let mut start = 0;
    let mut cards = Vec::with_capacity(total);
    for (index, words) in spoken.iter().enumerate() {
        let end = start + words::tenths(words::count(words), turn.reading.tongue).max(SHORTEST);
        cards.push(Card::Scene(Scene {
            start,
            end,
            voiceover: (*words).to_owned(),
            on_screen_text: read(turn, words, index + 1 == total),
            visual: seen(turn, index, total),
        }));
        start = end;
    }
    Written { cards, ..Written::default() }
}

/// The hook, the body in pieces of a few seconds, the call: nothing left out, nothing said twice.
fn parts<'a>(turn: &Turn<'_>, script: &'a Script) -> Vec<&'a str> {
    let most = words::budget(SECONDS, turn.reading.tongue);
    // A hook stands alone, and whole while it can.
    let mut parts = pieces(&script.hook, words::budget(HOOK_SECONDS, turn.reading.tongue));
    parts.extend(pieces(&script.body, most));
    parts.extend(pieces(&script.cta, most));
    parts
}

/// A text cut after sentences, each piece at most so many words unless a sentence alone is longer.
fn pieces(text: &str, most: usize) -> Vec<&str> {
    let text = text.trim();
    let mut pieces = Vec::new();
    let (mut start, mut last) = (0, 0);
    for end in ends(text) {
        let whole = text.get(start..end).unwrap_or_default();
        if words::count(whole) > most && last > start {
            pieces.push(text.get(start..last).unwrap_or_default().trim());
            start = last;
        }
        last = end;
    }
    pieces.push(text.get(start..).unwrap_or_default().trim());
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Where sentences end: after a mark and before white space.
fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let marked = text.char_indices().filter_map(|(at, c)| {
        let end = at + c.len_utf8();
        let rest = text.get(end..).unwrap_or_default();
        let stop = matches!(c, '.' | '?' | '!' | '…' | '。') && rest.starts_with([' ', '\n', '\t', '\r']);
        stop.then_some(end)
    });
    marked.chain(std::iter::once(text.len()))
}

/// At most seven words to read: a whole clause of what is said, else the product's name.
fn read(turn: &Turn<'_>, spoken: &str, last: bool) -> String {
    const MOST: usize = 7;
    let fits = |text: &&str| (1..=MOST).contains(&text.split_whitespace().count());
    // What stands after a colon is what the sentence is about.
    let after =
        spoken.split(['.', '?', '!', '…']).filter_map(|sentence| sentence.split_once(':')).map(|(_, tail)| tail);
    let clauses = spoken.split(['.', '?', '!', '…', ':', ';', '—']);
    let clause = if last { None } else { after.chain(clauses).filter_map(trimmed).find(fits) };
    let text = clause.unwrap_or(&turn.reading.name);
    let text: Vec<&str> = text.split_whitespace().take(MOST).collect();
    let text = lint::clean(&text.join(" "), 80).unwrap_or_else(|| turn.reading.name.clone());
    crate::phrasing::capitalized(&text)
}

fn trimmed(text: &str) -> Option<&str> {
    let text = text.trim().trim_matches(['¿', '¡', '«', '»', '“', '”', '„', '"', ',', '\u{a0}', '\u{202f}', ' ']);
    (text.chars().filter(|c| c.is_alphanumeric()).count() > 2).then_some(text)
}

/// What is seen: the format's beats, spread over the scenes.
fn seen(turn: &Turn<'_>, index: usize, total: usize) -> String {
    let beats = format_row(turn).map_or(&[][..], |row| row.beats.as_slice());
    // The first scene opens, the last one ends; the beats between are spread over what is left.
    let at = match index {
        0 => 0,
        index if index + 1 == total => beats.len().saturating_sub(1),
        index => 1 + (index - 1) * beats.len().saturating_sub(2) / total.saturating_sub(2).max(1),
    };
    let beat = beats.get(at).map_or("product", String::as_str);
    let shots = &turn.pack.ads.shots;
    let on_screen = turn.reading.category.is_some_and(|category| category.screen);
    let of_screen = shots.get(&format!("screen_{beat}")).filter(|_| on_screen);
    let shots = of_screen.or_else(|| shots.get(beat)).map_or(&[][..], Vec::as_slice);
    let wording = Dice::new(turn.brief.seed, beat).below(8) + index;
    fill(nth(shots, wording), &turn.slots())
}
