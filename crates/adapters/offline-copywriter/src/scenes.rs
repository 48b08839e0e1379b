//! A script scene by scene: its words in full, how long they take, what is read and what is seen.

use crate::{
    joins::{Joins, sentences},
    lens::Lens,
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
    let told = turn.told_scenes();
    let spoken = rest(parts(turn, script), told.iter().map(|scene| words::count(&scene.voiceover)).sum());
    let total = told.len() + spoken.len();
    let mut start = told.last().map_or(0, |scene| scene.end);
    let lens = turn.lens();
    // Before the product has come in, its name says nothing yet.
    let mut come = told.iter().any(|scene| scene.voiceover.contains(turn.reading.name.as_str()));
    let mut cards = Vec::with_capacity(spoken.len());
    for (index, words) in (told.len()..).zip(&spoken) {
        come |= words.contains(turn.reading.name.as_str());
        let end = start + words::tenths(words::count(words), turn.reading.tongue).max(SHORTEST);
        cards.push(Card::Scene(Scene {
            start,
            end,
            voiceover: (*words).to_owned(),
            on_screen_text: read(turn, &lens, words, come, index + 1 == total),
            visual: seen(turn, index, total),
        }));
        start = end;
    }
    Written { cards, ..Written::default() }
}

/// The hook, the body in pieces of a few seconds, the call: nothing left out, nothing said twice.
fn parts<'a>(turn: &Turn<'_>, script: &'a Script) -> Vec<&'a str> {
    let most = words::budget(SECONDS, turn.reading.tongue);
    let joins = &turn.pack.joins;
    // A hook stands alone, and whole while it can.
    let mut parts = pieces(&script.hook, words::budget(HOOK_SECONDS, turn.reading.tongue), joins);
    parts.extend(pieces(&script.body, most, joins));
    parts.extend(pieces(&script.cta, most, joins));
    parts
}

/// What is left to say after so many words: a script is told word for word, so who has told its beginning is known to have
/// come that far.
fn rest(parts: Vec<&str>, mut told: usize) -> Vec<&str> {
    let left = |part| {
        let (words, skipped) = (words::count(part), told);
        told = told.saturating_sub(words);
        if skipped < words { Some(words::after(part, skipped)) } else { None }
    };
    parts.into_iter().filter_map(left).collect()
}

/// A text cut after sentences, each piece at most so many words unless what belongs together is longer.
fn pieces<'a>(text: &'a str, most: usize, joins: &Joins) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(cut(rest, most, joins));
        pieces.push(piece.trim());
        rest = tail.trim_start();
    }
    pieces
}

/// Where the first piece of a text ends: at the last place where it may be cut and isn't too long yet.
fn cut(text: &str, most: usize, joins: &Joins) -> usize {
    let (mut length, mut end, mut best) = (0, 0, None);
    let mut all = sentences(text).peekable();
    while let Some(sentence) = all.next() {
        length += words::count(sentence);
        if length > most && best.is_some() {
            break;
        }
        // Sentences are slices of the text, with white space between them.
        let start = text.get(end..).unwrap_or_default();
        end += start.len() - start.trim_start().len() + sentence.len();
        if all.peek().is_none_or(|next| joins.part(sentence, next) || length > 2 * most) {
            best = Some(end);
        }
    }
    best.unwrap_or(text.len())
}

/// At most seven words to read: a fact that is said, the price, the product when it comes in, else a statement or a
/// question that says something by itself. The last scene bears the button.
fn read(turn: &Turn<'_>, lens: &Lens, spoken: &str, come: bool, last: bool) -> String {
    const MOST: usize = 7;
    let name = turn.reading.name.as_str();
    let fits = |text: &&str| (1..=MOST).contains(&text.split_whitespace().count());
    let fact = turn.reading.facts.iter().filter(|fact| fact.said(spoken)).map(|fact| fact.text.as_str()).find(fits);
    let price = turn.reading.price.as_deref().filter(|price| spoken.contains(price));
    let told = |text: &&str| !turn.pack.joins.empty(text);
    let text = match fact.or(price) {
        _ if last => button(turn).unwrap_or(name),
        Some(fact) => fact,
        None if spoken.contains(name) => name,
        None => {
            let stated =
                sentences(spoken).filter(told).filter(|text| !text.ends_with('?')).filter_map(trimmed).find(fits);
            let clauses = sentences(spoken).filter(told).flat_map(|text| text.split([':', ';', '—', ',']));
            let asked = sentences(spoken).filter(|text| text.ends_with('?'));
            // What the persona feels is often shorter than the sentence for it.
            let felt = || [&lens.pain2, &lens.pain, &lens.want].into_iter().map(String::as_str).find(fits);
            let whole = stated.or_else(|| asked.map(str::trim).find(fits));
            let part = whole.or_else(felt).or_else(|| clauses.map(str::trim).find(fits));
            part.filter(|_| !come || whole.is_some()).unwrap_or(name)
        }
    };
    let text: Vec<&str> = text.split_whitespace().take(MOST).collect();
    let asks = text.last().is_some_and(|word| word.ends_with('?'));
    let text = text.join(" ");
    // What asks keeps its marks.
    let text = if asks { Some(text) } else { lint::clean(&text, 80) };
    crate::phrasing::capitalized(&text.unwrap_or_else(|| turn.reading.name.clone()))
}

/// What the button says, by what is asked for.
fn button<'a>(turn: &Turn<'a>) -> Option<&'a str> {
    let act = turn.reading.category.map_or("discover", |category| category.act.as_str());
    turn.pack.ads.calls.button.get(act).map(String::as_str)
}

/// A sentence without its marks, unless one of a pair would stay alone.
fn trimmed(text: &str) -> Option<&str> {
    let bare = text.trim_end_matches(['.', '?', '!', '…', '。']);
    let bare = bare.trim().trim_matches(['¿', '¡', '«', '»', '“', '”', '„', '"', ',', '\u{a0}', '\u{202f}', ' ']);
    let text = if bare.contains(['?', '¿', '«', '»', '“', '”', '„', '"']) { text.trim() } else { bare };
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
