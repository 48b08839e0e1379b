//! A film against real time, and how soon a cancelled one stops.

use super::{Bench, ms};
use crate::{
    report::{Figure, Limit, Report},
    server::Server,
    story::Client,
};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::time::{Duration, Instant};

/// How often a job is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// How long a render may take before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(300);

pub(super) async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let room = bench.room()?;
    let server = Server::product(room.path()).await?;
    let mut client = Client::to(server.address).await?;
    let session = client.new_session().await?;
    let job = client.film(&session).await?;
    reaches(&mut client, &job, "processing").await?;
    let (begun, cpu) = (Instant::now(), server.cpu()?);
    let done = reaches(&mut client, &job, "completed").await?;
    let took = begun.elapsed();
    let film = done["result"]["data"]["duration"].as_f64().or(done["result"]["duration"].as_f64());
    let film = film.with_context(|| format!("a film without a length: {done}"))?;
    let cpu = (server.cpu()? - cpu).as_secs_f64();
    println!("  a film of {film:.1} s took {:.2} s and {cpu:.2} s of CPU", took.as_secs_f64());
    report.add(Figure {
        goal: "rendering, in real time",
        unit: "×",
        value: film / took.as_secs_f64(),
        limit: Limit::AtLeast(1.5),
    });

    let session = client.new_session().await?;
    let job = client.film(&session).await?;
    reaches(&mut client, &job, "processing").await?;
    busy(&server).await?;
    let stopped = cancelled(&server, &mut client, &job).await?;
    println!("  a cancelled render stopped after {:.1} ms", ms(stopped));
    report.add(Figure {
        goal: "a cancelled render stops",
        unit: "ms",
        value: ms(stopped),
        limit: Limit::AtMost(100.0),
    });
    Ok(())
}

/// Waits until a job stands so.
async fn reaches(client: &mut Client, job: &str, status: &str) -> Result<Value> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let stands = client.job(job).await?;
        if stands["status"] == status {
            return Ok(stands);
        }
        ensure!(["queued", "processing"].iter().any(|live| stands["status"] == *live), "the job ended so: {stands}");
        tokio::time::sleep(LOOK).await;
    }
    bail!("the job doesn't become {status}")
}

/// What the threads of a film have used so far; none where there is none. What else the process does may go on.
fn film(server: &Server) -> Result<Option<Duration>> {
    let threads = server.threads()?;
    let film = threads.iter().filter(|(name, _)| name.starts_with("film"));
    Ok(film.map(|(_, thread)| thread.cpu).reduce(|all, one| all + one))
}

/// Waits until the render has its frames under way.
async fn busy(server: &Server) -> Result<()> {
    let begun = Instant::now();
    while film(server)?.unwrap_or_default() < Duration::from_millis(500) {
        ensure!(begun.elapsed() < PATIENCE, "no thread of a film is busy");
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

/// From the cancel's request until the last thread of the film is gone.
async fn cancelled(server: &Server, client: &mut Client, job: &str) -> Result<Duration> {
    let begun = Instant::now();
    client.cancel(job).await?;
    while film(server)?.is_some() {
        ensure!(begun.elapsed() < PATIENCE, "the film goes on");
        tokio::time::sleep(LOOK).await;
    }
    Ok(begun.elapsed())
}
