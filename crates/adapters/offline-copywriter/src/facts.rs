//! The product read into facts that can be quoted: nothing else may be said of it.

mod address;
mod cues;
mod fact;
mod kinds;
mod money;
mod shape;

use crate::{
    catalogue::{Address, Category, Shared},
    language::{self, Tongue},
    lint, words,
};
use adforge_domain::product::Facts;
use cues::CUES;
pub(crate) use fact::{Fact, Kind};
use kinds::Hearing;
use money::money;
use std::sync::LazyLock;

/// Whom the product's own text names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hint {
    Women,
    Men,
}

/// A product as the writer sees it.
pub(crate) struct Reading {
    pub(crate) tongue: Tongue,
    /// The product's language is none of ours.
    pub(crate) foreign: bool,
    pub(crate) name: String,
    pub(crate) brand: String,
    pub(crate) price: Option<String>,
    pub(crate) currency: Option<String>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) category: Option<&'static Category>,
    pub(crate) hint: Option<Hint>,
    /// How its own words speak to whoever reads them, if they do.
    pub(crate) address: Option<Address>,
    /// Of each figure of its kind: how many of its cues the text has.
    pub(crate) cues: Vec<i32>,
    /// Of each fact: the figures whose cues it holds, and whether such a figure has a fixed gender.
    pub(crate) hits: Vec<Vec<(&'static str, bool)>>,
    /// Its whole text, folded: what a claim must be found in.
    pub(crate) folded: String,
}

const NAME: usize = 70;
const FACT: usize = 100;
/// How much of a description is read, in characters.
const DESCRIPTION: usize = 4_000;
/// Facts beyond these are more than a set of cards can carry.
const FACTS: usize = 24;

impl Reading {
    pub(crate) fn new(facts: &Facts, shared: &'static Shared) -> Self {
        let (tongue, foreign) = language::choose(facts);
        let name = lint::clean(&facts.name, NAME).unwrap_or_else(|| "AdForge".to_owned());
        let lists = [(&facts.benefits, 2), (&facts.claims, 1), (&facts.ingredients, 1)];
        let description = beginning(&facts.description, DESCRIPTION);
        let listed: usize = lists.iter().flat_map(|(list, _)| list.iter()).map(|entry| entry.len() + 1).sum();
        let named = facts.name.len() + facts.category.len() + facts.brand.len();
        let mut folded = String::with_capacity(named + listed + description.len() + 8);
        let mut heard = Hearing::default();
        heard.hear(words::fold_onto(&mut folded, &facts.name), 3, tongue);
        folded.push('\n');
        heard.hear(words::fold_onto(&mut folded, &facts.category), 4, tongue);
        folded.push('\n');
        words::fold_onto(&mut folded, &facts.brand);
        for (list, weight) in lists {
            for entry in list.iter().take(FACTS) {
                folded.push('\n');
                heard.hear(words::fold_onto(&mut folded, entry), weight, tongue);
            }
        }
        folded.push('\n');
        heard.hear(words::fold_onto(&mut folded, description), 1, tongue);
        let category = heard.best().and_then(|best| shared.categories.get(best));
        let cues = category.map_or_else(Vec::new, |category| category.figures.heard(&folded));
        let quoted = quotable(facts, description, &name, tongue);
        // A fact holds no cue that the whole text doesn't hold, and most hold none.
        let told = category.filter(|_| cues.iter().any(|count| *count > 0));
        let hits = |fact: &Fact| {
            let Some(category) = told else { return Vec::new() };
            let heard = category.figures.heard(&words::fold(&fact.text));
            let hit = category.archetypes.iter().zip(heard).filter(|(_, count)| *count > 0);
            hit.map(|(row, _)| (row.id.as_str(), row.gender.is_some())).collect()
        };
        Self {
            tongue,
            foreign,
            cues,
            hits: quoted.iter().map(hits).collect(),
            brand: lint::clean(&facts.brand, NAME).filter(|brand| !name.contains(brand)).unwrap_or_default(),
            price: facts.price.zip(facts.currency.as_deref()).and_then(|(price, unit)| money(price, unit, tongue)),
            currency: facts.currency.clone(),
            facts: quoted,
            category,
            hint: hint(&folded),
            address: address::of(facts, description, tongue),
            name,
            folded,
        }
    }

    /// The category's id, or that of products of no known kind.
    pub(crate) fn kind(&self) -> &'static str {
        self.category.map_or("general", |category| category.id.as_str())
    }

    /// Whether the product meets a need of an angle, concept or format.
    pub(crate) fn meets(&self, need: &str) -> bool {
        match need {
            "price" => self.price.is_some(),
            "fact" => !self.facts.is_empty(),
            "two" => self.facts.len() >= 2,
            "three" => self.facts.len() >= 3,
            need => self.facts.iter().any(|fact| fact.is(need)),
        }
    }
}

/// The first characters of a text, so many at most.
fn beginning(text: &str, most: usize) -> &str {
    let end = if text.len() <= most { None } else { text.char_indices().nth(most).map(|(at, _)| at) };
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Benefits first, then claims, what it is made of, and sentences of its description; none twice.
fn quotable(facts: &Facts, description: &str, name: &str, tongue: Tongue) -> Vec<Fact> {
    let listed =
        [(Kind::Benefit, &facts.benefits), (Kind::Claim, &facts.claims), (Kind::Ingredient, &facts.ingredients)];
    let entries = listed.into_iter().flat_map(|(kind, list)| list.iter().map(move |text| (kind, text.as_str())));
    let sentences = description.split(['.', ';', '!', '?', '\n', '•']).map(|text| (Kind::Detail, text));
    let mut quoted: Vec<Fact> = Vec::new();
    let mut details = 0;
    for (kind, text) in entries.chain(sentences) {
        let Some(text) = lint::clean(text, FACT) else { continue };
        if kind == Kind::Detail && (details == 4 || !(4..=18).contains(&words::count(&text))) {
            continue;
        }
        let known = quoted.iter().any(|fact| fact.text.eq_ignore_ascii_case(&text));
        if quoted.len() >= FACTS || known || text.eq_ignore_ascii_case(name) {
            continue;
        }
        details += usize::from(kind == Kind::Detail);
        quoted.push(Fact::new(kind, text, tongue));
    }
    quoted
}

/// Reads the tables that facts are recognised by.
pub(crate) fn warm() {
    kinds::warm();
    shape::warm();
    LazyLock::force(&CUES);
    crate::lexicon::lexicon();
}

/// Whether the product's text speaks of women or of men, and not of both.
fn hint(folded: &str) -> Option<Hint> {
    let lexicon = crate::lexicon::lexicon();
    let (mut women, mut men) = (false, false);
    for word in words::split(folded).take(600) {
        if let Some(entry) = lexicon.get(word) {
            women |= entry.female;
            men |= entry.male;
        }
    }
    match (women, men) {
        (true, false) => Some(Hint::Women),
        (false, true) => Some(Hint::Men),
        _ => None,
    }
}
