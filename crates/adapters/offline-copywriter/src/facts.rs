//! The product read into facts that can be quoted: nothing else may be said of it.

use crate::{
    catalogue::{Category, Shared},
    language::{self, Tongue},
    lint, words,
};
use adforge_domain::product::Facts;
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

/// What a fact is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Benefit,
    Ingredient,
    Claim,
    /// A sentence of the description.
    Detail,
}

/// One thing that may be said, word for word.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    pub(crate) number: bool,
    pub(crate) absence: bool,
    pub(crate) guarantee: bool,
    pub(crate) origin: bool,
    pub(crate) review: bool,
    pub(crate) limited: bool,
}

/// Whom the product's own text names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hint {
    Women,
    Men,
}

/// A product as the writer sees it.
pub(crate) struct Reading<'a> {
    pub(crate) tongue: Tongue,
    /// The product's language is none of ours.
    pub(crate) foreign: bool,
    pub(crate) name: String,
    pub(crate) brand: String,
    pub(crate) price: Option<String>,
    pub(crate) currency: Option<&'a str>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) category: Option<&'static Category>,
    pub(crate) hint: Option<Hint>,
    /// Its whole text, folded: what a claim must be found in.
    pub(crate) folded: String,
}

const NAME: usize = 70;
const FACT: usize = 100;
/// Facts beyond these are more than a set of cards can carry.
const FACTS: usize = 24;

impl<'a> Reading<'a> {
    pub(crate) fn new(facts: &'a Facts, shared: &'static Shared) -> Self {
        let (tongue, foreign) = language::choose(facts);
        let name = lint::clean(&facts.name, NAME).unwrap_or_else(|| "AdForge".to_owned());
        let lists = [(&facts.benefits, 2), (&facts.claims, 1), (&facts.ingredients, 1)];
        let mut folded = words::fold(&format!("{}\n{}\n{}", facts.name, facts.category, facts.brand));
        let mut heard = Hearing::default();
        heard.hear(&words::fold(&facts.category), 4, tongue);
        heard.hear(&words::fold(&facts.name), 3, tongue);
        let description: String = facts.description.chars().take(4_000).collect();
        let described = words::fold(&description);
        heard.hear(&described, 1, tongue);
        for (list, weight) in lists {
            for entry in list.iter().take(FACTS) {
                let entry = words::fold(entry);
                heard.hear(&entry, weight, tongue);
                folded.push('\n');
                folded.push_str(&entry);
            }
        }
        folded.push('\n');
        folded.push_str(&described);
        Self {
            tongue,
            foreign,
            brand: lint::clean(&facts.brand, NAME).filter(|brand| !name.contains(brand)).unwrap_or_default(),
            price: facts.price.zip(facts.currency.as_deref()).and_then(|(price, unit)| money(price, unit, tongue)),
            currency: facts.currency.as_deref(),
            facts: quotable(facts, &description, &name),
            category: heard.best().and_then(|best| shared.categories.get(best)),
            hint: hint(&folded),
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

impl Fact {
    fn new(kind: Kind, text: String) -> Self {
        let mut fact = Self {
            kind,
            number: text.bytes().any(|byte| byte.is_ascii_digit()),
            absence: false,
            guarantee: false,
            origin: false,
            review: text.contains('★') || text.starts_with(['“', '"', '«', '„']),
            limited: false,
            text,
        };
        let folded = words::fold(&fact.text);
        for word in words::split(&folded) {
            for cue in CUES.of(word) {
                match cue {
                    Cue::Absence => fact.absence = true,
                    Cue::Guarantee => fact.guarantee = true,
                    Cue::Origin => fact.origin = true,
                    Cue::Review => fact.review |= fact.number,
                    Cue::Limited => fact.limited = true,
                }
            }
        }
        // "Not free of" and the like need what is left out: a lone word says nothing.
        fact.absence &= words::count(&fact.text) > 1 || folded.contains('-');
        fact
    }

    /// Whether it is what a need asks for.
    pub(crate) fn is(&self, need: &str) -> bool {
        match need {
            "benefit" => self.kind == Kind::Benefit,
            "ingredient" => self.kind == Kind::Ingredient,
            "claim" => self.kind == Kind::Claim,
            "absence" => self.absence,
            "number" => self.number,
            "guarantee" => self.guarantee,
            "origin" => self.origin,
            "review" => self.review,
            "limited" => self.limited,
            "fact" | "two" | "three" => true,
            _ => false,
        }
    }

    /// Which lines of a script can carry it.
    pub(crate) fn lines(&self) -> &'static str {
        match self.kind {
            _ if self.review => "review",
            _ if self.guarantee => "guarantee",
            Kind::Benefit => "benefit",
            Kind::Ingredient => "ingredient",
            Kind::Claim => "claim",
            Kind::Detail => "detail",
        }
    }
}

/// Benefits first, then claims, what it is made of, and sentences of its description; none twice.
fn quotable(facts: &Facts, description: &str, name: &str) -> Vec<Fact> {
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
        quoted.push(Fact::new(kind, text));
    }
    quoted
}

/// Which kind of product the words heard so far speak of.
#[derive(Default)]
struct Hearing(Vec<u32>);

impl Hearing {
    fn hear(&mut self, folded: &str, weight: u32, tongue: Tongue) {
        self.0.resize(STEMS.categories, 0);
        for word in words::split(folded).take(400) {
            STEMS.find(word, tongue, &mut |category| {
                if let Some(sum) = self.0.get_mut(category) {
                    *sum += weight;
                }
            });
        }
    }

    fn best(&self) -> Option<usize> {
        let most = self.0.iter().copied().max().filter(|most| *most >= 3)?;
        self.0.iter().position(|sum| *sum == most)
    }
}

/// The stems of all categories, by their text.
struct Stems {
    categories: usize,
    by_text: HashMap<&'static str, Vec<(usize, bool)>>,
}

static STEMS: LazyLock<Stems> = LazyLock::new(|| {
    let categories = crate::catalogue::shared().map_or(&[][..], |shared| shared.categories.as_slice());
    let mut by_text: HashMap<&'static str, Vec<(usize, bool)>> = HashMap::new();
    for (index, category) in categories.iter().enumerate() {
        for stem in &category.stems {
            let bare = stem.trim_end_matches('$');
            by_text.entry(bare).or_default().push((index, bare.len() < stem.len() || bare.len() <= 3));
        }
    }
    Stems { categories: categories.len(), by_text }
});

impl Stems {
    fn find(&self, word: &str, tongue: Tongue, found: &mut impl FnMut(usize)) {
        self.find_at(word, found);
        // German joins its nouns: the second half of a word counts too.
        if tongue == Tongue::De && word.len() >= 9 {
            for (at, _) in word.char_indices().skip(3).take(16) {
                self.find_long(word.get(at..).unwrap_or_default(), found);
            }
        }
    }

    fn find_at(&self, word: &str, found: &mut impl FnMut(usize)) {
        for length in (3..=word.len().min(16)).filter(|length| word.is_char_boundary(*length)) {
            let (stem, rest) = word.split_at(length);
            let Some(entries) = self.by_text.get(stem) else { continue };
            let whole = matches!(rest, "" | "s" | "es" | "n" | "en");
            entries.iter().filter(|(_, exact)| !exact || whole).for_each(|(category, _)| found(*category));
        }
    }

    fn find_long(&self, part: &str, found: &mut impl FnMut(usize)) {
        for length in (4..=part.len().min(14)).filter(|length| part.is_char_boundary(*length)) {
            let (stem, _) = part.split_at(length);
            let Some(entries) = self.by_text.get(stem) else { continue };
            entries.iter().for_each(|(category, _)| found(*category));
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Cue {
    Absence,
    Guarantee,
    Origin,
    Review,
    Limited,
}

/// The words by which a fact is recognised.
struct Cues {
    whole: HashMap<String, Vec<Cue>>,
    stems: Vec<(String, Cue)>,
    ends: Vec<(String, Cue)>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let table: toml::Table = toml::from_str(include_str!("../data/facts.toml")).unwrap_or_default();
    let mut cues = Cues { whole: HashMap::new(), stems: Vec::new(), ends: Vec::new() };
    for (name, words) in table {
        let Ok(cue) = Cue::deserialize(toml::Value::String(name)) else { continue };
        for word in words.as_str().unwrap_or_default().split_whitespace() {
            match (word.strip_prefix('*'), word.strip_suffix('*')) {
                (Some(end), _) => cues.ends.push((end.to_owned(), cue)),
                (_, Some(stem)) => cues.stems.push((stem.to_owned(), cue)),
                _ => cues.whole.entry(word.to_owned()).or_default().push(cue),
            }
        }
    }
    cues
});

impl Cues {
    fn of<'a>(&'a self, word: &'a str) -> impl Iterator<Item = Cue> + 'a {
        let whole = self.whole.get(word).into_iter().flatten().copied();
        let stems = self.stems.iter().filter(|(stem, _)| word.starts_with(stem.as_str())).map(|(_, cue)| *cue);
        let ends = self.ends.iter().filter(|(end, _)| word.ends_with(end.as_str())).map(|(_, cue)| *cue);
        whole.chain(stems).chain(ends)
    }
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

/// A price as the language writes it; nothing to say when it is free.
fn money(price: f64, currency: &str, tongue: Tongue) -> Option<String> {
    if !price.is_finite() || price <= 0.0 || price >= 1e12 {
        return None;
    }
    let cents = (price * 100.0).round();
    let whole = (cents / 100.0).floor();
    let rest = (cents - whole * 100.0).round();
    let digits = format!("{whole:.0}");
    let (group, point) = match tongue {
        Tongue::En => (",", "."),
        Tongue::Fr => ("\u{202f}", ","),
        Tongue::Es | Tongue::De => (".", ","),
    };
    let mut number = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 && (tongue != Tongue::Es || digits.len() > 4) {
            number.push_str(group);
        }
        number.push(digit);
    }
    if rest > 0.0 {
        number.push_str(&format!("{point}{rest:02.0}"));
    }
    let sign = match currency {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        other => other,
    };
    Some(match tongue {
        Tongue::En if sign.is_ascii() && sign.len() > 1 => format!("{sign}\u{a0}{number}"),
        Tongue::En => format!("{sign}{number}"),
        _ => format!("{number}\u{a0}{sign}"),
    })
}
