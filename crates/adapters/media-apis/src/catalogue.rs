//! Models, prices and the days on which they end: data that changes every few months, so it stands in a file and not in code.

use crate::SetUpError;
use adforge_domain::spending::{Money, Spent, Tokens};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use time::{Date, format_description::well_known::Iso8601};
use url::Url;

const FILE: &str = include_str!("../data/providers.toml");
const MILLION: f64 = 1e6;

/// What is known of a provider without asking it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Known {
    /// Where it answers.
    pub(crate) base_url: Url,
    /// The model that is taken where none is set.
    pub(crate) model: String,
    /// How long what is ordered usually takes.
    pub(crate) typical_seconds: u32,
    /// Where the keys are that its callbacks are signed with, where it publishes them.
    pub(crate) jwks_url: Option<Url>,
    /// Where it tells its prices, if elsewhere.
    pub(crate) prices_url: Option<Url>,
    /// In US dollars; a model that isn't in one of these three has an unknown price.
    #[serde(default)]
    usd_per_second: BTreeMap<String, f64>,
    #[serde(default)]
    usd_each: BTreeMap<String, f64>,
    #[serde(default)]
    by_tokens: BTreeMap<String, ByTokens>,
    /// The last days of models.
    #[serde(default)]
    retires: BTreeMap<String, Day>,
}

/// What a model's tokens cost, and how many there are at most.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ByTokens {
    /// In US dollars for a million of each.
    usd: Counts<f64>,
    /// At most, for one thing that is made; of what is made (`made`) for each second, where it has seconds.
    most: Counts<u64>,
}

/// Of each sort of tokens: words and pictures that are read, words that are written, pictures or film that are made.
#[derive(Clone, Copy, PartialEq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Counts<T> {
    pub(crate) read: T,
    pub(crate) seen: T,
    pub(crate) written: T,
    pub(crate) made: T,
}

#[derive(Clone, Copy, Debug)]
struct Day(Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        day(&String::deserialize(from)?).map(Self).ok_or_else(|| serde::de::Error::custom("no day"))
    }
}

/// A day, as `2026-12-11`.
pub(crate) fn day(text: &str) -> Option<Date> {
    Date::parse(text, &Iso8601::DATE).ok()
}

impl Known {
    pub(crate) fn of(provider: &str) -> Result<Self, SetUpError> {
        let bad = |error: String| SetUpError::Catalogue(error);
        let mut all: BTreeMap<String, Self> = toml::from_str(FILE).map_err(|error| bad(error.to_string()))?;
        all.remove(provider).ok_or_else(|| bad(format!("there is no {provider} in it")))
    }

    /// What so many seconds of a model cost; none where its price isn't known, which is not the same as nothing.
    pub(crate) fn price(&self, model: &str, seconds: f64) -> Option<Money> {
        self.usd_per_second.get(model).and_then(|usd| Money::dollars(usd * seconds))
    }

    /// What one thing that a model makes costs, where each costs the same.
    pub(crate) fn price_of_one(&self, model: &str) -> Option<Money> {
        self.usd_each.get(model).copied().and_then(Money::dollars)
    }

    /// The most that one thing costs that is made by tokens, of so many seconds, or of one where it has none.
    pub(crate) fn most(&self, model: &str, seconds: u32) -> Option<Money> {
        let by = self.by_tokens.get(model)?;
        by.money(Counts { made: by.most.made.saturating_mul(u64::from(seconds)), ..by.most })
    }

    /// What these tokens cost; without money where the model's price isn't known.
    pub(crate) fn spent(&self, model: &str, counts: Counts<u64>) -> Spent {
        let tokens = Tokens {
            input: counts.read.saturating_add(counts.seen),
            cached: 0,
            output: counts.written.saturating_add(counts.made),
        };
        Spent { tokens, money: self.by_tokens.get(model).and_then(|by| by.money(counts)), estimated: false }
    }

    /// Whether a model's price is known.
    pub(crate) fn is_priced(&self, model: &str) -> bool {
        let of = [&self.usd_per_second, &self.usd_each];
        of.into_iter().any(|prices| prices.contains_key(model)) || self.by_tokens.contains_key(model)
    }

    /// The day on which a model ends, where it is known.
    pub(crate) fn retires(&self, model: &str) -> Option<Date> {
        self.retires.get(model).map(|day| day.0)
    }
}

impl ByTokens {
    fn money(&self, counts: Counts<u64>) -> Option<Money> {
        // Counts of tokens are far below what a float holds exactly.
        let of = |usd: f64, tokens: u64| usd * tokens as f64 / MILLION;
        let usd = &self.usd;
        Money::dollars(
            of(usd.read, counts.read)
                + of(usd.seen, counts.seen)
                + of(usd.written, counts.written)
                + of(usd.made, counts.made),
        )
    }
}
