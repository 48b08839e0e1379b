//! Sums of what calls cost.

use super::Place;
use adforge_domain::spending::{Money, Tokens, Total};
use adforge_ports_storage::{StoreError, Whose};

/// Calls; tokens read, those that were kept from before among them, and written; money; calls without a price; and those
/// that are only estimated.
pub(crate) type SumRow = (i64, i64, i64, i64, i64, i64, i64);

/// A sum as it is told.
pub(crate) fn total(on: Whose, row: SumRow) -> Result<Total, StoreError> {
    let (calls, input, cached, output, money, unpriced, estimated) = row;
    let id = || format!("{on:?}");
    let at = Place::new("spending", &id);
    Ok(Total {
        calls: at.number(calls, "calls")?,
        tokens: Tokens {
            input: at.number(input, "input_tokens")?,
            cached: at.number(cached, "cached_tokens")?,
            output: at.number(output, "output_tokens")?,
        },
        money: Money(at.number(money, "money")?),
        unpriced: at.number(unpriced, "unpriced")?,
        estimated: at.number(estimated, "estimated")?,
    })
}
