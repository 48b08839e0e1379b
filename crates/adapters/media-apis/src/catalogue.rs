//! Models and prices: data that changes every few months, so it stands in a file and not in code.

use crate::SetUpError;
use adforge_domain::spending::Money;
use serde::Deserialize;
use std::collections::BTreeMap;
use url::Url;

const FILE: &str = include_str!("../data/providers.toml");

/// What is known of a provider without asking it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Known {
    /// Where it answers.
    pub(crate) base_url: Url,
    /// The model that is taken where none is set.
    pub(crate) model: String,
    /// How long a film of the usual length takes.
    pub(crate) typical_seconds: u32,
    /// In US dollars; a model that isn't here has an unknown price.
    usd_per_second: BTreeMap<String, f64>,
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

    /// Whether a model's price is known.
    pub(crate) fn is_priced(&self, model: &str) -> bool {
        self.usd_per_second.contains_key(model)
    }
}
