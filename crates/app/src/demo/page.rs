//! How a demonstration looks in a terminal.

use super::client::text;
use crate::cli::say;
use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

/// Wider lines are hard to read, and most terminals have this much.
const WIDTH: usize = 96;

/// Begins a part of the story.
pub(super) fn heading(number: u8, title: &str) -> Result<()> {
    say(format_args!("\n{number}. {title}\n"))
}

/// A card of any kind, as far as a reader needs it.
pub(super) fn card(kind: &str, card: &Value) -> Result<()> {
    let text = |pointer: &str| text(card, pointer);
    match kind {
        "audience_group" => {
            point(&format!("{} ({}, {})", text("/name"), text("/age"), text("/gender")), text("/description"))?;
            detail("wants", &list(card.get("desires")))
        }
        "marketing_angle" => point(&format!("{} ({})", text("/title"), text("/score")), text("/description")),
        "psychology_selection" => {
            point(&format!("{} ({})", text("/title"), text("/score")), text("/description"))?;
            detail("hook", text("/script/hook"))?;
            detail("body", text("/script/body"))?;
            detail("call to action", text("/script/cta"))
        }
        _ => Ok(()),
    }
}

/// What the user does next.
pub(super) fn choice(what: &str) -> Result<()> {
    say(format_args!("  → {what}"))
}

/// Something to know.
pub(super) fn note(what: &str) -> Result<()> {
    say(format_args!("  {what}"))
}

/// A bar of 100 parts for the render.
pub(super) fn bar() -> ProgressBar {
    let bar = ProgressBar::new(100);
    if let Ok(style) = ProgressStyle::with_template("  [{bar:40}] {pos:>3}%  {elapsed}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

fn point(title: &str, text: &str) -> Result<()> {
    say(format_args!("  • {title}"))?;
    wrapped(text, 4)
}

fn detail(name: &str, text: &str) -> Result<()> {
    if text.is_empty() { Ok(()) } else { wrapped(&format!("{name}: {text}"), 6) }
}

fn wrapped(text: &str, indent: usize) -> Result<()> {
    lines(text, WIDTH - indent).iter().try_for_each(|line| say(format_args!("{:indent$}{line}", "")))
}

/// The text's words in lines of at most `width` characters; a longer word has a line of its own.
fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn list(values: Option<&Value>) -> String {
    let texts = values.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    texts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn words_are_kept_whole_and_lines_within_their_width() {
        assert_eq!(lines("one two three", 7), ["one two", "three"]);
        assert_eq!(lines("  a  very-long-word b", 4), ["a", "very-long-word", "b"]);
        assert!(lines("", 4).is_empty());
    }
}
