//! The tables of the check, read once.

use super::patterns::{Pattern, patterns};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

/// Where a rule's words are a claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Scope {
    /// Wherever the ad speaks, and in plans where the product is named.
    Ad,
    /// Where it makes a rank of the product.
    Kind,
}

/// A rule about words.
pub(super) struct Rule {
    pub(super) scope: Scope,
    pub(super) why: String,
    by_language: HashMap<String, Vec<Pattern>>,
}

impl Rule {
    /// Its words in a language; in one that we have none of, the English ones.
    pub(super) fn words(&self, tag: &str) -> &[Pattern] {
        self.by_language.get(tag).or_else(|| self.by_language.get("en")).map_or(&[], Vec::as_slice)
    }
}

/// All tables.
pub(super) struct Data {
    pub(super) rules: Vec<Rule>,
    pub(super) placeholders: Vec<Pattern>,
    pub(super) marks: Vec<String>,
    pub(super) chatter: Vec<Pattern>,
    pub(super) openings: Vec<String>,
    pub(super) units: HashMap<String, &'static str>,
    pub(super) currencies: HashMap<String, &'static str>,
    pub(super) percent: Vec<String>,
    pub(super) percent_pairs: Vec<Pattern>,
    /// Numbers in words, by language.
    pub(super) words: HashMap<String, HashMap<String, u32>>,
    pub(super) ones: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    rules: Vec<RuleRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleRow {
    #[serde(rename = "id")]
    _id: String,
    scope: Scope,
    why: String,
    en: String,
    fr: String,
    es: String,
    de: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    units: BTreeMap<String, String>,
    currencies: BTreeMap<String, String>,
    percent: Percent,
    words: BTreeMap<String, String>,
    ones: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Percent {
    words: String,
    pairs: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leftovers {
    placeholders: String,
    marks: String,
    chatter: String,
    openings: String,
}

static DATA: LazyLock<Result<Data, String>> = LazyLock::new(read);
static NUMBERS: LazyLock<Result<Numbers, String>> =
    LazyLock::new(|| parsed("numbers.toml", include_str!("../../data/numbers.toml")));

/// The tables.
///
/// # Errors
/// A file is broken.
pub(super) fn data() -> Result<&'static Data, String> {
    DATA.as_ref().map_err(Clone::clone)
}

fn parsed<T: for<'de> Deserialize<'de>>(file: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| format!("data/{file} is broken: {error}"))
}

fn read() -> Result<Data, String> {
    let claims: Claims = parsed("claims.toml", include_str!("../../data/claims.toml"))?;
    let leftovers: Leftovers = parsed("leftovers.toml", include_str!("../../data/leftovers.toml"))?;
    let numbers = NUMBERS.as_ref().map_err(Clone::clone)?;
    let rules = claims.rules.into_iter().map(|row| {
        let all = [("en", row.en), ("fr", row.fr), ("es", row.es), ("de", row.de)];
        let by_language = all.into_iter().map(|(tag, words)| (tag.to_owned(), patterns(&words))).collect();
        Rule { scope: row.scope, why: row.why, by_language }
    });
    let named = |table: &'static BTreeMap<String, String>| {
        let each = |(name, words): (&'static String, &'static String)| {
            words.split_whitespace().map(move |word| (word.to_owned(), name.as_str())).collect::<Vec<_>>()
        };
        table.iter().flat_map(each).collect()
    };
    let list = |words: &str| words.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let valued = |words: &String| {
        let each = words.split_whitespace().filter_map(|pair| pair.split_once('='));
        each.filter_map(|(word, value)| Some((word.to_owned(), value.parse().ok()?))).collect()
    };
    Ok(Data {
        rules: rules.collect(),
        placeholders: patterns(&leftovers.placeholders),
        marks: list(&leftovers.marks),
        chatter: patterns(&leftovers.chatter),
        openings: list(&leftovers.openings),
        units: named(&numbers.units),
        currencies: named(&numbers.currencies),
        percent: list(&numbers.percent.words),
        percent_pairs: patterns(&numbers.percent.pairs),
        words: numbers.words.iter().map(|(tag, words)| (tag.clone(), valued(words))).collect(),
        ones: numbers.ones.iter().map(|(tag, words)| (tag.clone(), list(words))).collect(),
    })
}
