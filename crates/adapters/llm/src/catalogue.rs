//! Models, prices and the days on which they end: data that changes every few months, so it stands in a file and not in
//! code.

use crate::{Access, Provider, SetUpError};
use adforge_domain::spending::{Money, Tokens};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use time::{Date, format_description::well_known::Iso8601};
use url::{Host, Url};

const FILE: &str = include_str!("../data/models.toml");
const MILLION: u64 = 1_000_000;

/// What the file says of a provider.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    base_url: Url,
    #[serde(default)]
    room: u32,
    models: BTreeMap<String, Entry>,
}

/// What the file says of a model.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    price: Option<Price>,
    /// Another price, from a day on.
    then: Option<Price>,
    #[serde(default, deserialize_with = "day")]
    then_from: Option<Date>,
    /// Questions of more tokens than this cost double, with their answers.
    double_over: Option<u64>,
    #[serde(default, deserialize_with = "day")]
    retires: Option<Date>,
    effort: Option<String>,
    thinking: Option<String>,
    room: Option<u32>,
}

/// In US dollars for a million tokens.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Price {
    input: f64,
    output: f64,
    /// Of what the provider had kept; as the rest where it isn't known.
    cached: Option<f64>,
}

/// What is known of a model without asking.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// Where its provider usually answers.
    pub(crate) base_url: Url,
    /// How much it is to think, in the provider's own words.
    pub(crate) effort: Option<String>,
    /// How it is to think, in the provider's own words.
    pub(crate) thinking: Option<String>,
    /// Tokens for what it thinks, beside those of the answer.
    pub(crate) room: u32,
    /// Whether it stands in the file.
    pub(crate) is_known: bool,
    /// When it ends.
    pub(crate) retires: Option<Date>,
    entry: Entry,
    is_free: bool,
}

impl Listed {
    pub(crate) fn of(access: &Access) -> Result<Self, SetUpError> {
        let bad = |error: String| SetUpError::Catalogue(error);
        let mut all: BTreeMap<String, Known> = toml::from_str(FILE).map_err(|error| bad(error.to_string()))?;
        let provider = access.provider.name();
        let mut known = all.remove(provider).ok_or_else(|| bad(format!("there is no {provider} in it")))?;
        let entry = known.models.remove(&access.model);
        let is_known = entry.is_some();
        let entry = entry.unwrap_or_default();
        Ok(Self {
            effort: entry.effort.clone(),
            thinking: entry.thinking.clone(),
            room: entry.room.unwrap_or(known.room),
            retires: entry.retires,
            is_free: !is_known && is_free(access),
            base_url: known.base_url,
            is_known,
            entry,
        })
    }

    /// What so many tokens cost on a day; `None` where that isn't known, which is not the same as nothing.
    pub(crate) fn price(&self, tokens: Tokens, day: Date) -> Option<Money> {
        if self.is_free {
            return Some(Money::default());
        }
        let then = self.entry.then.filter(|_| self.entry.then_from.is_some_and(|from| from <= day));
        let price = then.or(self.entry.price)?;
        let cached = tokens.cached.min(tokens.input);
        let cost = |tokens: u64, dollars: f64| Some(u128::from(tokens) * u128::from(Money::dollars(dollars)?.0));
        let sum = cost(tokens.input - cached, price.input)?
            + cost(cached, price.cached.unwrap_or(price.input))?
            + cost(tokens.output, price.output)?;
        let doubled = self.entry.double_over.is_some_and(|most| tokens.input > most);
        let sum = sum * if doubled { 2 } else { 1 };
        u64::try_from(sum.div_ceil(u128::from(MILLION))).ok().map(Money)
    }
}

/// Whether nobody asks for money: a server of one's own that takes whoever comes. A model that such a server only passes
/// on to its maker says so in its name.
fn is_free(access: &Access) -> bool {
    let is_near = access.base_url.as_ref().is_some_and(|url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    });
    let is_passed_on = access.model.ends_with("-cloud") || access.model.ends_with(":cloud");
    access.key.is_none() && !is_passed_on && (is_near || access.provider == Provider::Ollama)
}

/// A day, as `"2026-12-11"`.
fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(from)?;
    Date::parse(&text, &Iso8601::DATE).map(Some).map_err(serde::de::Error::custom)
}
