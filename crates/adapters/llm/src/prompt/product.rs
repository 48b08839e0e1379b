//! A product's facts, line by line.

use adforge_domain::product::Facts;

/// The most entries of a list that are told, and the most characters of a text.
const ENTRIES: usize = 40;
const CHARS: usize = 2_000;

/// What is known of a product.
pub(super) fn lines(facts: &Facts) -> Vec<String> {
    let mut lines = Vec::new();
    let mut one = |key: &str, text: &str| {
        if !text.is_empty() {
            lines.push(format!("{key}: {}", text.chars().take(CHARS).collect::<String>()));
        }
    };
    one("name", &facts.name);
    one("brand", &facts.brand);
    one("category", &facts.category);
    one("description", &facts.description);
    if let (Some(price), Some(currency)) = (facts.price, &facts.currency) {
        one("price", &format!("{price:.2} {currency}"));
    }
    for (key, list) in [("benefit", &facts.benefits), ("ingredient", &facts.ingredients), ("claim", &facts.claims)] {
        list.iter().take(ENTRIES).for_each(|text| one(key, text));
    }
    lines
}
