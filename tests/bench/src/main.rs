//! `just bench`: measures every goal of speed three times, on servers that are processes of their own, and exits with 1
//! when the worst run misses one. `adforge-bench NAME…` measures only the goals of these names.

#![allow(clippy::indexing_slicing, reason = "of JSON a missing key is null, and no panic")]

mod goals;
mod http;
mod machine;
mod products;
mod report;
mod server;
mod story;

use anyhow::{Context, Result, bail};
use goals::Bench;
use report::Report;
use std::process::ExitCode;

/// How often each is measured; the worst counts.
const RUNS: usize = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = asked.iter().find(|name| !goals::NAMES.contains(&name.as_str())) {
        bail!("{unknown} is none of {}", goals::NAMES.join(", "));
    }
    // Beside what was built, since a system's folder for temporary files may be no disk at all.
    let folder = std::env::current_exe()?.parent().context("this program lies nowhere")?.join("bench-data");
    std::fs::create_dir_all(&folder)?;
    println!("machine: {}", machine::describe(&folder)?);
    println!(
        "settings that aren't the default: ADFORGE_LISTEN and ADFORGE_DATA_DIR (a place of its own), {}",
        settings()
    );
    let bench = Bench::new(&folder)?;
    let mut report = Report::default();
    for name in goals::NAMES.iter().filter(|name| asked.is_empty() || asked.iter().any(|asked| asked == *name)) {
        for run in 1..=RUNS {
            println!("\n{name}, run {run} of {RUNS}");
            bench.measure(name, &mut report).await.with_context(|| format!("while {name} was measured"))?;
        }
    }
    Ok(if report.print() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn settings() -> String {
    server::SETTINGS.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ")
}
