//! Scores out of features that can be pointed at, and the words for those features. Nothing here is random.

use adforge_domain::score::Score;

/// Points of a metric, gathered feature by feature, in tenths of a score.
#[derive(Clone, Copy)]
pub(crate) struct Points(u8);

impl Points {
    /// Where a metric starts.
    pub(crate) fn from(start: u8) -> Self {
        Self(start)
    }

    /// With the points of a feature, if it is there.
    pub(crate) fn add(self, there: bool, points: u8) -> Self {
        if there { Self(self.0.saturating_add(points)) } else { self }
    }

    /// Without the points of a fault, if it is there.
    pub(crate) fn less(self, there: bool, points: u8) -> Self {
        if there { Self(self.0.saturating_sub(points)) } else { self }
    }

    /// In halves, from 3.0 to 9.5: more would need measured results.
    pub(crate) fn score(self) -> Option<Score> {
        Score::from_tenths((self.0 / 5 * 5).clamp(30, 95)).ok()
    }
}

/// The weighted mean of metrics, rounded half up; weights are hundredths that add up to a hundred.
pub(crate) fn mean(parts: &[(Score, u32)]) -> Option<Score> {
    let sum: u32 = parts.iter().map(|(score, weight)| u32::from(score.tenths()) * weight).sum();
    u8::try_from((sum + 50) / 100).ok().and_then(|tenths| Score::from_tenths(tenths).ok())
}
