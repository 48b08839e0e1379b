//! What each kind of fault has hit.

use crate::faults::Fault;
use std::{collections::BTreeMap, fmt};

/// What was running when a fault came, and what came of it.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Hit {
    /// Turns that it hit.
    pub(crate) turns: usize,
    /// Films and pictures that it hit.
    pub(crate) renders: usize,
    /// Late ends that were refused.
    pub(crate) refused: usize,
}

/// All hits by kind.
#[derive(Default)]
pub(crate) struct Tally(BTreeMap<Fault, (usize, Hit)>);

impl Tally {
    pub(crate) fn add(&mut self, fault: Fault, hit: Hit) {
        let (times, sum) = self.0.entry(fault).or_default();
        *times += 1;
        sum.turns += hit.turns;
        sum.renders += hit.renders;
        sum.refused += hit.refused;
    }

    pub(crate) fn misses_one_that_comes_and_goes(&self) -> bool {
        self.missed().iter().any(|fault| *fault != Fault::ClockAhead)
    }

    /// The kinds that have not hit what they are for.
    pub(crate) fn missed(&self) -> Vec<Fault> {
        let hit = |fault: &Fault| {
            let Some((_, hit)) = self.0.get(fault) else { return false };
            match fault {
                Fault::PauseAtATurnsEnd => hit.turns > 0 && hit.refused > 0,
                Fault::PauseAtAFilmsEnd => hit.renders > 0 && hit.refused > 0,
                _ => hit.turns + hit.renders > 0,
            }
        };
        Fault::ALL.into_iter().filter(|fault| !hit(fault)).collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (fault, (times, hit)) in &self.0 {
            let Hit { turns, renders, refused } = hit;
            let name = format!("{fault:?}");
            write!(f, "{name:>20}: {times:3} times, hit {turns:4} turns and {renders:3} renders")?;
            writeln!(f, "{}", if *refused > 0 { format!(", {refused} late ends refused") } else { String::new() })?;
        }
        Ok(())
    }
}
