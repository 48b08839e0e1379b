//! Models and prices: data that changes every few months, so it stands in a file and not in code.

use crate::SetUpError;
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

    /// The price of a model for people: unknown is never nothing.
    pub(crate) fn price(&self, model: &str) -> String {
        self.usd_per_second.get(model).map_or_else(|| "unknown".to_owned(), |usd| format!("{usd} USD/s"))
    }
}
