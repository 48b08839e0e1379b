//! What a product's record holds, as claims are held against it.

use super::{
    data::Data,
    language::is_common,
    numbers::{Number, numbers},
    text::words,
};
use crate::{
    cards::script,
    tongue::{Tongue, read_as},
    words::fold,
};
use adforge_domain::workflow::Step;
use adforge_ports_creative::Brief;

/// What may be said of a product.
pub(super) struct Grounds {
    /// Everything that its record says, folded.
    pub(super) text: String,
    /// The numbers in it, the price among them.
    pub(super) numbers: Vec<Number>,
    /// The words by which it is named: its name, its brand, and the longer words of its name.
    names: Vec<String>,
    name_words: Vec<String>,
    /// Words of its name, kind and description: what it is.
    kinds: Vec<String>,
    /// The ages of the chosen persona: they may be spoken of.
    pub(super) ages: Vec<String>,
    /// The language of the record, where it isn't the ad's.
    pub(super) other: Option<String>,
    /// That language is none of those that the tables know.
    pub(super) is_strange: bool,
}

impl Grounds {
    pub(super) fn of(brief: &Brief, data: &Data, tongue: Tongue) -> Self {
        let facts = &brief.subject.product.facts;
        let lists = facts.benefits.iter().chain(&facts.ingredients).chain(&facts.claims).map(String::as_str);
        let own = [&*facts.name, &facts.brand, &facts.category, &facts.description];
        let record: Vec<&str> = own.into_iter().chain(lists).filter(|text| !text.is_empty()).collect();
        // What is read on the screen may repeat what is spoken: the script is chosen, or its user's own.
        let spoken = (brief.step == Step::ScriptDetails).then(|| script(brief)).flatten();
        let record: Vec<&str> = record.into_iter().chain(spoken.as_deref()).collect();
        let record = record.join(". ");
        let mut known = numbers(&record, data, tongue.tag());
        // Facts may be in another language than the ad: "drei Minuten" carries three minutes.
        let other = read_as(facts).filter(|other| other != tongue.tag());
        if let Some(other) = &other {
            known.extend(numbers(&record, data, other));
        }
        if let (Some(price), Some(currency)) = (facts.price, &facts.currency) {
            known.extend(numbers(&format!("{price:.2} {currency}"), data, tongue.tag()));
        }
        let (name, brand) = (fold(&facts.name), fold(&facts.brand));
        let name_words = words(&name).filter(|word| word.chars().count() >= 4).map(str::to_owned).collect();
        let what = fold(&format!("{} {} {}", &*facts.name, facts.category, facts.description));
        let ages = brief.selections.persona.as_ref().map(|it| it.card.age.clone()).unwrap_or_default();
        Self {
            text: fold(&record),
            numbers: known,
            names: [name, brand].into_iter().filter(|name| !name.is_empty()).collect(),
            name_words,
            kinds: words(&what)
                .filter(|word| word.chars().count() >= 4 && !is_common(word))
                .map(str::to_owned)
                .collect(),
            ages: words(&ages).map(str::to_owned).collect(),
            is_strange: other.as_ref().is_some_and(|other| !data.words.contains_key(other)),
            other,
        }
    }

    /// Whether a folded sentence names the product.
    pub(super) fn named(&self, folded: &str) -> bool {
        self.names.iter().any(|name| folded.contains(name.as_str()))
            || words(folded).any(|word| self.name_words.iter().any(|own| own == word))
    }

    /// Whether a word says what the product is.
    pub(super) fn is_kind(&self, word: &str) -> bool {
        let near = |kind: &String| {
            kind == word
                || (word.len() >= 5 && (kind.starts_with(word) || word.starts_with(kind.as_str())))
                || word.len() >= 7 && word.ends_with(kind.as_str())
        };
        word.chars().count() >= 4 && self.kinds.iter().any(near)
    }

    /// A folded text without the product's name and whatever its record says word for word, since facts may be in
    /// another language than the ad.
    pub(super) fn without_names(&self, folded: &str) -> String {
        self.names.iter().fold(folded.to_owned(), |text, name| text.replace(name.as_str(), " "))
    }
}
