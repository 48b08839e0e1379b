//! Goals, what was measured, and whether the worst of the runs meets them.

use std::collections::BTreeMap;

/// What a goal asks of a figure.
#[derive(Clone, Copy)]
pub(crate) enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

/// A figure of one run.
pub(crate) struct Figure {
    pub(crate) goal: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) value: f64,
    /// Not the same in every run where it is what the disk takes.
    pub(crate) limit: Limit,
}

impl Figure {
    /// How much of what the goal allows is used up: over 1 is a miss.
    fn used(&self) -> f64 {
        match self.limit {
            Limit::AtMost(most) => self.value / most,
            Limit::AtLeast(least) => least / self.value,
        }
    }
}

/// All figures of all runs.
#[derive(Default)]
pub(crate) struct Report {
    goals: Vec<&'static str>,
    figures: BTreeMap<&'static str, Vec<Figure>>,
}

impl Report {
    pub(crate) fn add(&mut self, figure: Figure) {
        if !self.goals.contains(&figure.goal) {
            self.goals.push(figure.goal);
        }
        self.figures.entry(figure.goal).or_default().push(figure);
    }

    /// Prints each goal with its worst run; whether all are met.
    pub(crate) fn print(&self) -> bool {
        println!("\n| goal | worst | asked for | every run | |\n| --- | ---: | ---: | --- | --- |");
        let mut all_met = true;
        for goal in &self.goals {
            let figures = self.figures.get(goal).map(Vec::as_slice).unwrap_or_default();
            let Some(worst) = figures.iter().max_by(|a, b| a.used().total_cmp(&b.used())) else { continue };
            let met = worst.used() <= 1.0;
            all_met &= met;
            let asked = match worst.limit {
                Limit::AtMost(most) => format!("≤ {most:.2}"),
                Limit::AtLeast(least) => format!("≥ {least:.2}"),
            };
            let every: Vec<String> = figures.iter().map(|figure| format!("{:.2}", figure.value)).collect();
            let verdict = if met { "PASS" } else { "MISS" };
            println!("| {goal} | {:.2} {} | {asked} | {} | {verdict} |", worst.value, worst.unit, every.join(", "));
        }
        all_met
    }
}
