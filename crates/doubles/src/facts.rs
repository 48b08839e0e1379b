//! A product of which only the name is known.

use adforge_domain::{product::Facts, text::Title};

/// A product of which only the name is known, in no language of its own.
pub fn facts(name: &str) -> Facts {
    Facts {
        name: Title::new(name).unwrap(),
        description: String::new(),
        category: String::new(),
        price: None,
        currency: None,
        brand: String::new(),
        benefits: vec![],
        ingredients: vec![],
        claims: vec![],
        url: None,
        language: None,
    }
}
