//! A score from 0.0 to 10.0 in tenths.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A score in tenths, 0 to 100 inside, `"9.3"` when printed. It can't be out of range or not a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Score(u8);

/// A score outside 0 to 10, or not a number.
#[derive(Clone, Copy, PartialEq, Debug, thiserror::Error)]
#[error("a score is a number from 0 to 10")]
pub struct BadScore;

impl Score {
    /// Halfway, of what nobody has judged.
    pub const EVEN: Self = Self(50);

    /// From tenths (`93` is 9.3).
    ///
    /// # Errors
    /// More than 100.
    pub fn from_tenths(tenths: u8) -> Result<Self, BadScore> {
        if tenths <= 100 { Ok(Self(tenths)) } else { Err(BadScore) }
    }

    /// From a number, rounded to tenths.
    ///
    /// # Errors
    /// Not a number, or outside 0.0 to 10.0.
    pub fn from_number(number: f64) -> Result<Self, BadScore> {
        let tenths = (number * 10.0).round();
        if (0.0..=100.0).contains(&tenths) { Ok(Self(tenths as u8)) } else { Err(BadScore) }
    }

    /// In tenths, 0 to 100.
    pub fn tenths(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Score {
    type Error = BadScore;
    fn try_from(tenths: u8) -> Result<Self, BadScore> {
        Self::from_tenths(tenths)
    }
}

impl From<Score> for u8 {
    fn from(score: Score) -> Self {
        score.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}
