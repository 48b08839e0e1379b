//! How a persona's portrait is drawn: initials, hue and shape, never a photo of somebody.

use crate::{phrasing::hash, words};

/// `WP-217-3`: the initials of a name, and a hue and a shape that depend on the name alone.
pub(crate) fn portrait(name: &str) -> String {
    let folded = words::fold(name);
    let letters = words::split(&folded).filter_map(|word| word.chars().next()).filter(char::is_ascii_alphanumeric);
    let initials: String = letters.take(2).map(|c| c.to_ascii_uppercase()).collect();
    let initials = if initials.is_empty() { "A".to_owned() } else { initials };
    let number = hash(name);
    format!("{initials}-{}-{}", number % 360, (number >> 32) % 8)
}
