//! What a persona's card has that no model is asked for: its estimated share, and how its portrait is drawn.

use super::Made;
use crate::words::{fold, hash};
use adforge_domain::cards::Share;

/// Ranges that can add up to a hundred, whatever the number of cards.
pub(super) fn share(made: Made<'_>) -> Share {
    let (rank, range) = match (made.total, made.index) {
        (0 | 1, _) => (0, "60-90"),
        (2, 0) => (0, "55-65"),
        (2, _) => (1, "35-45"),
        (3 | 4, 0) => (0, "40-60"),
        (3, 1) => (1, "20-30"),
        (3, _) | (4, 1 | 2) => (1, "15-20"),
        (4, _) => (2, "10-15"),
        (5, 0) => (0, "35-45"),
        (_, 0) => (0, "30-40"),
        (5 | 6, 1 | 2) | (_, 1) => (1, "15-20"),
        (7 | 8, 2) => (1, "10-15"),
        (5 | 6, _) => (2, "10-15"),
        (7, _) => (2, "8-12"),
        _ => (2, "6-10"),
    };
    let color = ["#7C5CFF", "#06E8DC", "#FFB547"].get(rank).copied().unwrap_or_default();
    let label = made.shares.get(rank).copied().unwrap_or_default().replace("{range}", range);
    Share { label, color: color.to_owned() }
}

/// `WP-217-3`: the initials of a name, and a hue and a shape that depend on the name alone.
pub(super) fn portrait(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let initials: String = words.filter(char::is_ascii_alphanumeric).take(2).map(|c| c.to_ascii_uppercase()).collect();
    let initials = if initials.is_empty() { "A".to_owned() } else { initials };
    let number = hash(name);
    format!("{initials}-{}-{}", number % 360, (number >> 32) % 8)
}
