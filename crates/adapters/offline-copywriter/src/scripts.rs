//! The words of a script: a hook, a body beat by beat, one call; as long as an advert is.

mod beats;

use crate::{
    catalogue::{ConceptRow, ConceptWords, FormatRow},
    concepts::Theme,
    facts::Fact,
    lens::Lens,
    phrasing::{Slots, fill, nth},
    turn::Turn,
    words,
};
use adforge_domain::{cards::Script, format::FormatId};
use beats::Telling;
pub(crate) use beats::tells;

/// The facts of one script.
pub(crate) struct Material<'a> {
    pub(crate) lead: Option<&'a Fact>,
    pub(crate) proof: Option<&'a Fact>,
    pub(crate) others: Vec<&'a Fact>,
    /// Whether the body names the price.
    pub(crate) price: bool,
    /// Whether the hook has named it.
    pub(crate) priced_hook: bool,
}

/// A sentence or two, and how much they are needed: 0 always, more the sooner they go.
struct Line {
    text: String,
    words: usize,
    spare: u8,
}

impl Line {
    fn new(text: String, spare: u8) -> Self {
        Self { words: words::count(&text), text, spare }
    }
}

/// The row of the session's format.
pub(crate) fn format_row(turn: &Turn<'_>) -> Option<&'static FormatRow> {
    let id = turn.brief.selections.format.unwrap_or(FormatId::Hybrid);
    let rows = &turn.shared.formats;
    rows.iter().find(|row| row.id == id.get().key).or_else(|| rows.first())
}

/// The first of the wordings that can be said in the first seconds; of long ones the shortest.
pub(crate) fn hook(list: &[String], wording: usize, slots: &Slots<'_>) -> String {
    const WORDS: usize = 12;
    let mut shortest: Option<(usize, String)> = None;
    for step in 0..list.len() {
        let text = fill(nth(list, wording + step), slots);
        let length = words::count(&text);
        if length <= WORDS {
            return text;
        }
        if shortest.as_ref().is_none_or(|(least, _)| length < *least) {
            shortest = Some((length, text));
        }
    }
    shortest.map_or_else(String::new, |(_, text)| text)
}

/// Writes a script around its hook.
pub(crate) fn script(
    turn: &Turn<'_>,
    lens: &Lens,
    theme: &Theme,
    (row, concept): (&ConceptRow, &ConceptWords),
    material: &Material<'_>,
    hook: String,
    wording: usize,
) -> Script {
    // Another persona turns the wordings on, so that two of them don't sound alike.
    let turned = wording + usize::try_from(lens.mark % 7).unwrap_or_default();
    let cta = call(turn, theme, material, turned);
    let mut lines = Telling::new(turn, lens, theme, material, turned, &hook).lines(&row.plan);
    lines.push(Line::new(nth(&concept.close, wording).to_owned(), 0));
    // What the angle says is never what goes.
    if let Some(fact) = theme.fact.and_then(|at| turn.reading.facts.get(at)) {
        lines.iter_mut().filter(|line| fact.said(&line.text)).for_each(|line| line.spare = 0);
    }
    let told = words::count(&hook) + words::count(&cta);
    let body = fitted(turn, lines, told, turned);
    Script { hook, body, cta }
}

fn call(turn: &Turn<'_>, theme: &Theme, material: &Material<'_>, wording: usize) -> String {
    let calls = &turn.pack.ads.calls;
    let category = turn.reading.category;
    let act = match category {
        _ if material.priced_hook || (theme.id == Some("price") && turn.reading.price.is_some()) => "price",
        Some(category) => category.act.as_str(),
        None => "discover",
    };
    let list = calls.plain.get(act).map_or(&[][..], Vec::as_slice);
    fill(nth(list, wording), &turn.slots())
}

/// As long as it should be: what is least needed goes first, and sentences without a fact fill what is short.
fn fitted(turn: &Turn<'_>, mut lines: Vec<Line>, told: usize, wording: usize) -> String {
    let tongue = turn.reading.tongue;
    let (least, most) = match () {
        () if turn.asked.has_style("shorter") => (26, 30),
        () if turn.asked.has_style("longer") => (36, 42),
        () => (29, 37),
    };
    let (least, most) = (words::budget(least, tongue), words::budget(most, tongue));
    let mut length = told + lines.iter().map(|line| line.words).sum::<usize>();
    while length > most {
        // Of equally spare ones the last goes.
        let spare = lines.iter().enumerate().filter(|(_, line)| line.spare > 0).max_by_key(|(_, line)| line.spare);
        let Some(at) = spare.map(|(at, _)| at) else { break };
        length -= lines.remove(at).words;
    }
    let fillers = turn.pack.ads.lines.get("filler").map_or(&[][..], Vec::as_slice);
    for step in 0..fillers.len() {
        if length >= least {
            break;
        }
        let line = Line::new(nth(fillers, wording + step).to_owned(), 4);
        length += line.words;
        let at = lines.len().saturating_sub(1);
        lines.insert(at, line);
    }
    let mut body = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
    for line in lines {
        if !body.is_empty() {
            body.push(' ');
        }
        body.push_str(&line.text);
    }
    body
}
