//! How soon a browser that has never been here shows the format selector, of a server that is warm.

use super::Bench;
use crate::{
    report::{Figure, Limit, Report},
    server::Server,
};
use anyhow::{Context, Result, ensure};
use std::process::{Command, Stdio};

const VISITS: usize = 15;

pub(super) async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let room = bench.room()?;
    let server = Server::product(room.path()).await?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../browser/paint.mjs");
    let mut node = Command::new("node");
    node.arg(script).arg(format!("http://{}/", server.address)).arg(VISITS.to_string()).stderr(Stdio::inherit());
    let said = node.output().context("node doesn't start")?;
    ensure!(said.status.success(), "the browser failed: is Chromium there, and `npm ci --prefix tests/browser` done?");
    let said = String::from_utf8(said.stdout)?;
    let times = said.lines().map(pair).collect::<Result<Vec<_>>>()?;
    ensure!(times.len() == VISITS, "{} of {VISITS} visits", times.len());
    let (half, most) = middle(times.iter().map(|(selector, _)| *selector));
    let (floor, _) = middle(times.iter().map(|(_, heading)| *heading));
    println!(
        "  the format selector after {half:.0} ms in the middle, {most:.0} at most; a page with one heading after {floor:.0}"
    );
    report.add(Figure {
        goal: "the format selector is painted in a browser that is new here, median",
        unit: "ms",
        value: half,
        limit: Limit::AtMost(200.0),
    });
    Ok(())
}

/// A visit to the selector, and one to a page that is one heading: milliseconds.
fn pair(line: &str) -> Result<(f64, f64)> {
    let (selector, heading) = line.split_once(' ').context("a visit is two numbers")?;
    Ok((selector.parse()?, heading.parse()?))
}

/// The one in the middle, and the longest.
fn middle(times: impl Iterator<Item = f64>) -> (f64, f64) {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    let at = |place: usize| times.get(place).copied().unwrap_or_default();
    (at(times.len() / 2), at(times.len().saturating_sub(1)))
}
