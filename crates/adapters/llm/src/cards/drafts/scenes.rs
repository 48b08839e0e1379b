//! Scenes: the next words of a script, and how long they take.

use super::{Draft, Made, trimmed};
use adforge_domain::cards;
use adforge_ports_creative::Card;
use serde::Deserialize;

#[derive(Deserialize)]
pub(in crate::cards) struct Scene {
    spoken: String,
    visual: String,
    written: String,
}

impl Draft for Scene {
    fn made(self, made: Made<'_>) -> Result<Card, String> {
        const SHORTEST: u32 = 15;
        let voiceover = begins(made.rest, &self.spoken).ok_or_else(|| {
            let next: Vec<&str> = made.rest.split_whitespace().take(12).collect();
            format!("\"spoken\" must be the script's next words, unchanged. They are: \"{} …\"", next.join(" "))
        })?;
        let words = voiceover.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
        let words = u32::try_from(words).unwrap_or(u32::MAX);
        let length = words.saturating_mul(100).div_ceil(made.rate.max(1)).max(SHORTEST);
        Ok(Card::Scene(cards::Scene {
            start: made.start,
            end: made.start.saturating_add(length),
            voiceover: voiceover.to_owned(),
            on_screen_text: trimmed(&self.written),
            visual: trimmed(&self.visual),
        }))
    }
}

/// The beginning of a script that a text says, as it stands in the script: what isn't a letter or a digit may differ.
fn begins<'a>(script: &'a str, said: &str) -> Option<&'a str> {
    let mut said = said.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).peekable();
    said.peek()?;
    let mut end = 0;
    for (at, c) in script.char_indices() {
        if !c.is_alphanumeric() {
            // Marks belong to what stands before them; what opens belongs to what comes.
            if said.peek().is_none() && (c.is_whitespace() || matches!(c, '¿' | '¡' | '«' | '“' | '„' | '(')) {
                break;
            }
            if said.peek().is_none() {
                end = at + c.len_utf8();
            }
            continue;
        }
        if said.peek().is_none() {
            break;
        }
        if !c.to_lowercase().all(|small| said.next() == Some(small)) {
            return None;
        }
        end = at + c.len_utf8();
    }
    // It says no more than the script, and doesn't stop within a word.
    let cut = script.get(..end)?.trim();
    let within = script.get(end..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
    (said.peek().is_none() && !within).then_some(cut)
}
