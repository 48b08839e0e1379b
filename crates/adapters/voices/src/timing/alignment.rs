//! Which of two rows of marks belong together.

/// How many marks are looked back upon for the one before, in each row; beside the first ones.
const BACK: usize = 12;

/// A mark in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Where it is, in seconds.
    pub(super) at: f64,
    /// What it costs that nothing of the other row belongs to it.
    pub(super) alone: f64,
}

/// How a pair is reached.
#[derive(Clone, Copy)]
struct Reached {
    cost: f64,
    from: usize,
}

/// The pairs that cost least together, as numbers in the rows without their outer marks, which are their common beginning
/// and end. A pair costs as much as its distance from the pair before differs between the rows: so what is spoken slower
/// than expected doesn't count again for all that follows.
pub(super) fn of(wanted: &[Mark], found: &[Mark]) -> Vec<(usize, usize)> {
    let (wanted, found) = (Row::of(wanted), Row::of(found));
    let width = found.marks.len();
    let mut reached: Vec<Reached> = Vec::with_capacity(wanted.marks.len() * width);
    for row in 0..wanted.marks.len() {
        for column in 0..width {
            let is_last = row + 1 == wanted.marks.len() && column + 1 == width;
            let (rows, columns) =
                if is_last { (0, 0) } else { (row.saturating_sub(BACK), column.saturating_sub(BACK)) };
            let near = (rows..row).flat_map(|row| (columns..column).map(move |column| (row, column)));
            // The beginning is always near.
            let before = near.chain((row > 0 && column > 0).then_some((0, 0)));
            let ways = before.filter_map(|(from_row, from_column)| {
                let from = from_row * width + from_column;
                let (by, passed) = wanted.step(from_row, row)?;
                let (heard, left) = found.step(from_column, column)?;
                Some(Reached { cost: reached.get(from)?.cost + passed + left + (by - heard).abs(), from })
            });
            let best = ways.min_by(|a, b| a.cost.total_cmp(&b.cost));
            let start = if row == 0 && column == 0 { 0.0 } else { f64::INFINITY };
            reached.push(best.unwrap_or(Reached { cost: start, from: 0 }));
        }
    }
    let mut pairs = Vec::new();
    let mut at = reached.last().map_or(0, |last| last.from);
    while at > 0 {
        pairs.extend((at / width).checked_sub(1).zip((at % width).checked_sub(1)));
        at = reached.get(at).map_or(0, |pair| pair.from);
    }
    pairs.reverse();
    pairs
}

/// A row of marks.
struct Row<'a> {
    marks: &'a [Mark],
    /// What it costs to leave alone all marks before each.
    alone: Vec<f64>,
}

impl<'a> Row<'a> {
    fn of(marks: &'a [Mark]) -> Self {
        let mut sum = 0.0;
        let mut alone = Vec::with_capacity(marks.len());
        for mark in marks {
            alone.push(sum);
            sum += mark.alone;
        }
        Self { marks, alone }
    }

    /// How far it is from one mark to another, and what it costs to leave alone those in between.
    fn step(&self, from: usize, to: usize) -> Option<(f64, f64)> {
        let (first, last) = (self.marks.get(from)?, self.marks.get(to)?);
        Some((last.at - first.at, self.alone.get(to)? - self.alone.get(from)? - first.alone))
    }
}
