//! What is advertised. Nothing outside this record may be said of it.

use crate::{
    cards::MediaName,
    ids::{OwnerId, ProductId},
    language::Language,
    text::Title,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What is known about a product: its facts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// Its name.
    pub name: Title,
    /// A few sentences; may be empty.
    pub description: String,
    /// Its kind ("Skin care"); may be empty.
    pub category: String,
    /// What it costs, in units of `currency`; never negative, always finite.
    pub price: Option<f64>,
    /// ISO 4217, three capital letters.
    pub currency: Option<String>,
    /// Who makes it; may be empty.
    pub brand: String,
    /// What it does for its user.
    pub benefits: Vec<String>,
    /// What it is made of.
    pub ingredients: Vec<String>,
    /// What may be claimed, word for word.
    pub claims: Vec<String>,
    /// Where it is sold.
    pub url: Option<String>,
    /// What its ads are written in; recognized from the text when it isn't given.
    pub language: Option<Language>,
}

impl Facts {
    /// The beginning of what the product's own text says, name first: some `most` bytes are as much as it takes to tell its
    /// language, or a little more.
    pub fn excerpt(&self, most: usize) -> String {
        let lists = self.benefits.iter().chain(&self.claims).chain(&self.ingredients);
        let mut text = self.name.to_string();
        for part in std::iter::once(&self.description).chain(lists) {
            if text.len() > most {
                break;
            }
            text.push_str(". ");
            text.extend(part.chars().take(most));
        }
        text
    }
}

/// A product's picture.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Picture {
    /// Somewhere else: a link for clients, neither fetched nor drawn.
    Link(String),
    /// In our media store: PNG, JPEG or WebP, checked.
    Ours(MediaName),
}

/// A product of an owner.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Product {
    /// Ours.
    pub id: ProductId,
    /// Whose it is.
    pub owner: OwnerId,
    /// The owner's own id for it, unique among the owner's living products.
    pub external_id: Option<String>,
    /// For people and links, unique among the owner's living products (`serum-autobronzant`).
    pub slug: String,
    /// What is known about it.
    pub facts: Facts,
    /// Its picture.
    pub picture: Option<Picture>,
    /// Goes up by one with every change, from 1.
    pub revision: u32,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was last changed.
    pub updated_at: OffsetDateTime,
}

/// How a caller names a product: our id, the owner's, or the slug.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ProductRef(pub String);

impl ProductRef {
    /// Our id, if it is one.
    pub fn id(&self) -> Option<ProductId> {
        self.0.parse().ok()
    }
}

/// A slug out of a name: ASCII letters and digits in lower case, everything else a single `-`; `"product"` if nothing is left.
pub fn slug_of(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut slug = String::new();
    for c in name.nfkd().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'ß' => slug.push_str("ss"),
            'œ' => slug.push_str("oe"),
            'æ' => slug.push_str("ae"),
            // The marks that NFKD split off their letters leave no trace.
            c if !c.is_ascii() && unicode_normalization::char::is_combining_mark(c) => {}
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "product".to_owned() } else { slug.to_owned() }
}
