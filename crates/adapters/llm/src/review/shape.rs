//! What a text must be whatever it says: as long as it should, without markup, placeholders or small talk.

use super::{data::Data, grounds::Grounds, text::words};
use crate::{cards::Field, words::fold};

/// What is wrong with a text's shape, as a sentence.
pub(super) fn flaw(field: &Field<'_>, grounds: &Grounds, data: &Data) -> Option<String> {
    let (key, text) = (field.key, field.text);
    let length = text.chars().count();
    if !field.length.contains(&length) {
        let (least, most) = (field.length.start(), field.length.end());
        return Some(format!("\"{key}\" has {length} characters; it must have {least} to {most}."));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || text.contains('\u{fffd}') {
        return Some(format!("\"{key}\" holds characters that can't be read."));
    }
    // The product may be called what it likes.
    let folded = grounds.without_names(&fold(text));
    if let Some(mark) = markup(text, &folded) {
        return Some(format!("\"{key}\" holds markup ({mark}); it must be plain text."));
    }
    let row: Vec<&str> = words(&folded).collect();
    let left = |pattern: &&super::patterns::Pattern| pattern.find(&row).is_some() && !pattern.stands_in(&grounds.text);
    let shouted = text.split(|c: char| !c.is_alphanumeric()).any(|word| data.marks.iter().any(|mark| mark == word));
    if shouted || folded.contains(['{', '}', '[', ']']) || data.placeholders.iter().any(|pattern| left(&pattern)) {
        return Some(format!("\"{key}\" holds a placeholder; every text must be finished."));
    }
    if data.chatter.iter().any(|pattern| left(&pattern)) || opens(&folded, data) {
        return Some(format!("\"{key}\" talks about the task; it must hold nothing but the card's text."));
    }
    if text.contains("!!") || text.contains("??") {
        return Some(format!("\"{key}\" repeats a mark; one is enough."));
    }
    if text.chars().filter(|c| matches!(u32::from(*c), 0x1f000..=0x1faff | 0x2600..=0x27bf)).count() > 2 {
        return Some(format!("\"{key}\" holds pictographs; it must be words."));
    }
    None
}

/// The markup in a text, if there is any.
fn markup(text: &str, folded: &str) -> Option<&'static str> {
    let tag = folded.split('<').skip(1).any(|after| {
        let first = after.chars().next();
        first.is_some_and(|c| c.is_alphabetic() || matches!(c, '/' | '!')) && after.contains('>')
    });
    let line = |start: &str| text.lines().any(|line| line.trim_start().starts_with(start));
    let marks = [
        (tag, "tags"),
        (text.contains("**") || text.contains("__"), "emphasis"),
        (text.contains('`'), "code"),
        (text.contains("]("), "a link"),
        (folded.contains("://") || folded.contains("www."), "a link"),
        (line("# ") || line("## ") || line("### "), "a heading"),
        (line("- ") || line("* ") || line("• "), "a list"),
    ];
    marks.into_iter().find(|(there, _)| *there).map(|(_, name)| name)
}

/// Whether a text begins as a model begins to talk: "Sure!", "Bien sûr !".
fn opens(folded: &str, data: &Data) -> bool {
    let start = folded.trim_start_matches(['¡', ' ']);
    let Some((first, _)) = start.split_once('!') else { return false };
    let first = first.trim().replace(' ', "-");
    data.openings.contains(&first)
}
