//! What a generation costs: tokens and money.

use serde::{Deserialize, Serialize};
use std::{fmt, iter::Sum, ops::Add};

/// Money, in billionths of a US dollar, so that the price of a single token is a whole number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub u64);

impl Money {
    /// So many dollars; `None` where that is no sum (negative, not finite, or past what can be held).
    pub fn dollars(dollars: f64) -> Option<Self> {
        let billionths = (dollars * 1e9).round();
        // The range is checked before, and a float holds whole numbers up to there exactly enough.
        (billionths.is_finite() && (0.0..1e18).contains(&billionths)).then_some(Self(billionths as u64))
    }

    /// In dollars.
    pub fn as_dollars(self) -> f64 {
        self.0 as f64 / 1e9
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${:.4}", self.as_dollars())
    }
}

/// What a model read and wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tokens {
    /// Read, those that its provider had kept from before (`cached`) among them.
    pub input: u64,
    /// Of the input: read from the provider's cache, usually at a lower price.
    pub cached: u64,
    /// Written, its hidden reasoning among them.
    pub output: u64,
}

impl Add for Tokens {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            input: self.input.saturating_add(other.input),
            cached: self.cached.saturating_add(other.cached),
            output: self.output.saturating_add(other.output),
        }
    }
}

/// What one call cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Spent {
    /// In tokens.
    pub tokens: Tokens,
    /// In money; `None` where the model's price isn't known, which is not the same as nothing.
    pub money: Option<Money>,
    /// The provider said nothing of its usage (it broke off, or was broken off): this is what came and went, counted here.
    pub estimated: bool,
}

/// What several calls cost together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Total {
    /// How many.
    pub calls: u64,
    /// In tokens.
    pub tokens: Tokens,
    /// In money, those whose price isn't known left out.
    pub money: Money,
    /// How many have no known price.
    pub unpriced: u64,
    /// How many are only estimated: their provider said nothing, or they are under way, or were never heard of again.
    pub estimated: u64,
}

impl Total {
    /// Of one call.
    pub fn of(spent: &Spent) -> Self {
        Self {
            calls: 1,
            tokens: spent.tokens,
            money: spent.money.unwrap_or_default(),
            unpriced: u64::from(spent.money.is_none()),
            estimated: u64::from(spent.estimated),
        }
    }

    /// The money, where all of it is known.
    pub fn known(&self) -> Option<Money> {
        (self.unpriced == 0).then_some(self.money)
    }
}

impl Add for Total {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            calls: self.calls.saturating_add(other.calls),
            tokens: self.tokens + other.tokens,
            money: self.money + other.money,
            unpriced: self.unpriced.saturating_add(other.unpriced),
            estimated: self.estimated.saturating_add(other.estimated),
        }
    }
}
