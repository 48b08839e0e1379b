//! How a demonstration looks in a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

/// Wider lines are hard to read, and most terminals have this much.
const WIDTH: usize = 96;

/// Begins a part of the story.
pub(super) fn heading(number: u8, title: &str) {
    println!("\n{number}. {title}\n");
}

/// A card of any kind, as far as a reader needs it.
pub(super) fn card(kind: &str, card: &Value) {
    let text = |key: &str| card[key].as_str().unwrap_or_default();
    match kind {
        "audience_group" => {
            point(&format!("{} ({}, {})", text("name"), text("age"), text("gender")), text("description"));
            detail("wants", &list(&card["desires"]));
        }
        "marketing_angle" => point(&format!("{} ({})", text("title"), text("score")), text("description")),
        "psychology_selection" => {
            point(&format!("{} ({})", text("title"), text("score")), text("description"));
            let part = |name: &str| card["script"][name].as_str().unwrap_or_default();
            detail("hook", part("hook"));
            detail("body", part("body"));
            detail("call to action", part("cta"));
        }
        _ => {}
    }
}

/// What the user does next.
pub(super) fn choice(what: &str) {
    println!("  → {what}");
}

/// A bar of 100 parts for the render.
pub(super) fn bar() -> ProgressBar {
    let bar = ProgressBar::new(100);
    if let Ok(style) = ProgressStyle::with_template("  [{bar:40}] {pos:>3}%  {elapsed}  {msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

fn point(title: &str, text: &str) {
    println!("  • {title}");
    wrapped(text, 4);
}

fn detail(name: &str, text: &str) {
    if !text.is_empty() {
        wrapped(&format!("{name}: {text}"), 6);
    }
}

fn wrapped(text: &str, indent: usize) {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && indent + line.chars().count() + 1 + word.chars().count() > WIDTH {
            println!("{:indent$}{line}", "");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        println!("{:indent$}{line}", "");
    }
}

fn list(values: &Value) -> String {
    let texts = values.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.collect::<Vec<_>>().join("; ")
}
