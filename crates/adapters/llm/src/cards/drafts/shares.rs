//! What a persona's card has that no model is asked for: its estimated share.

use super::Made;
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
    Share { label, color: color.into() }
}
