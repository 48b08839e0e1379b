//! What was spent, as it is shown.

use adforge_domain::spending::Total;
use serde::Serialize;
use utoipa::ToSchema;

/// What the calls to language models cost together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Usage {
    /// How many calls were made.
    #[schema(example = 2)]
    calls: u64,
    /// Tokens read, those that the provider had kept from before among them.
    #[schema(example = 3200)]
    input_tokens: u64,
    /// Of these: kept from before.
    #[schema(example = 1800)]
    cached_input_tokens: u64,
    /// Tokens written, hidden reasoning among them.
    #[schema(example = 900)]
    output_tokens: u64,
    /// US dollars; `"unknown"` where the price of any call isn't known.
    cost_usd: Cost,
    /// Whether any of it is only estimated: a provider said nothing, or a call is under way.
    #[schema(example = false)]
    estimated: bool,
}

/// US dollars, or `"unknown"`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Cost {
    /// In US dollars.
    Known(f64),
    /// A price isn't known.
    Unknown(Unknown),
}

/// It isn't known.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unknown {
    /// `"unknown"`.
    Unknown,
}

impl Usage {
    /// How it is shown.
    pub(super) fn of(total: &Total) -> Self {
        Self {
            calls: total.calls,
            input_tokens: total.tokens.input,
            cached_input_tokens: total.tokens.cached,
            output_tokens: total.tokens.output,
            cost_usd: total.known().map_or(Cost::Unknown(Unknown::Unknown), |money| Cost::Known(money.as_dollars())),
            estimated: total.estimated > 0,
        }
    }
}
