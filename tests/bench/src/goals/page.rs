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
    let mut times = said.lines().map(str::parse).collect::<Result<Vec<f64>, _>>()?;
    ensure!(times.len() == VISITS, "{} of {VISITS} visits", times.len());
    times.sort_by(f64::total_cmp);
    let [half, most] = [VISITS / 2, VISITS - 1].map(|at| times.get(at).copied().unwrap_or_default());
    println!("  the format selector after {half:.0} ms in the middle, {most:.0} at most");
    report.add(Figure {
        goal: "the format selector is painted in a browser that is new here, median",
        unit: "ms",
        value: half,
        limit: Limit::AtMost(200.0),
    });
    Ok(())
}
