//! Whether a model could be asked, by the cheapest question that its provider has: nothing is written, nothing is paid.

use crate::{
    Access, SetUpError, Surroundings,
    line::segment,
    model::Fault,
    wires::{LookUp, Wired},
};
use reqwest::Method;
use serde_json::Value;
use std::sync::Arc;
use time::{Date, format_description::well_known::Iso8601};

/// What is known of a model that could be asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Health {
    /// Whether the provider names it. Servers of one's own that run a single model often take any name.
    pub is_listed: bool,
    /// The day on which it ends, as the provider says, else as our own table has it; `None` where neither knows one.
    pub retires: Option<Date>,
    /// Whether its price is known.
    pub has_price: bool,
}

/// Asks a provider about a model. No provider tells in this way what is left of a quota: that stays unknown.
///
/// # Errors
/// It can't be set up.
pub async fn check(access: &Access, around: &Surroundings) -> Result<Result<Health, Fault>, SetUpError> {
    Ok(Wired::new(access, Arc::clone(&around.clock))?.check().await)
}

impl LookUp {
    /// By its own address.
    pub(crate) fn at(folder: &str, model: &str) -> Self {
        Self { method: Method::GET, path: format!("{folder}{}", segment(model)), body: None }
    }
}

/// A day that an answer tells, alone or at the head of a time.
pub(crate) fn day(found: &Value, name: &str) -> Option<Date> {
    let text = found.get(name)?.as_str()?;
    Date::parse(text.get(..10)?, &Iso8601::DATE).ok()
}
