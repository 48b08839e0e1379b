//! A turn at message 10,000 beside one at message 10, also as the first turn after a restart; and how soon a server is
//! ready on that database.

use super::{Bench, ms};
use crate::{
    machine::median,
    report::{Figure, Limit, Report},
    server::Server,
    story::Client,
};
use anyhow::Result;
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// A turn is two messages.
const SHORT: usize = 5;
const LONG: usize = 5_000;
/// As many turns as there are between two snapshots of a session's state, so that both pay for them alike.
const BETWEEN: usize = 10;
/// How often that is measured.
const TIMES: usize = 40;
/// How often the server is started again, for each.
const RESTARTS: usize = 20;

/// What turns cost.
#[derive(Default)]
struct Cost {
    cpu: Vec<Duration>,
    length: Vec<Duration>,
}

pub(super) async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let room = bench.room()?;
    let server = Server::product(room.path()).await?;
    let long = filled(&server, LONG).await?;
    let mut shorts = Vec::new();
    for _ in 0..TIMES {
        shorts.push(filled(&server, SHORT).await?);
    }
    let (mut short_cost, mut long_cost) = (Cost::default(), Cost::default());
    for short in &shorts {
        short_cost.turns(&server, short).await?;
        long_cost.turns(&server, &long).await?;
    }
    // Untouched since message 10.
    let mut untouched = Vec::new();
    for _ in 0..RESTARTS {
        untouched.push(filled(&server, SHORT).await?);
    }
    server.stop().await?;
    compare(report, ["a turn at message 10,000 (CPU)", "a turn at message 10,000 (length)"], short_cost, long_cost);

    let (mut short_cost, mut long_cost) = (Cost::default(), Cost::default());
    let mut ready = Vec::new();
    for short in &untouched {
        ready.push(short_cost.first_turn(room.path(), short).await?);
        ready.push(long_cost.first_turn(room.path(), &long).await?);
    }
    let goals =
        ["first turn after a restart at message 10,000 (CPU)", "first turn after a restart at message 10,000 (length)"];
    compare(report, goals, short_cost, long_cost);
    let slowest = ready.iter().max().copied().unwrap_or_default();
    println!("  ready after {:.1} ms at the median of {} starts", ms(median(&mut ready)), 2 * RESTARTS);
    report.add(Figure {
        goal: "ready on an existing database (slowest start)",
        unit: "ms",
        value: ms(slowest),
        limit: Limit::AtMost(100.0),
    });
    Ok(())
}

fn compare(report: &mut Report, goals: [&'static str; 2], mut short: Cost, mut long: Cost) {
    let costs =
        [(median(&mut short.cpu), median(&mut long.cpu)), (median(&mut short.length), median(&mut long.length))];
    for (goal, (short, long)) in goals.into_iter().zip(costs) {
        println!("  {goal}: {:.3} ms, at message 10 {:.3} ms", ms(long), ms(short));
        let value = long.as_secs_f64() / short.as_secs_f64();
        report.add(Figure { goal, unit: "×", value, limit: Limit::AtMost(1.2) });
    }
}

/// A session with so many turns.
async fn filled(server: &Server, turns: usize) -> Result<String> {
    let mut client = Client::to(server.address).await?;
    let session = client.new_session().await?;
    for _ in 0..turns {
        client.again(&session).await?;
    }
    Ok(session)
}

impl Cost {
    /// Some turns more, and what each of them costs.
    async fn turns(&mut self, server: &Server, session: &str) -> Result<()> {
        let mut client = Client::to(server.address).await?;
        let before = server.fine_cpu()?;
        for _ in 0..BETWEEN {
            let begun = Instant::now();
            client.again(session).await?;
            self.length.push(begun.elapsed());
        }
        self.cpu.push(server.fine_cpu()?.saturating_sub(before) / u32::try_from(BETWEEN)?);
        Ok(())
    }

    /// Starts a server, and makes this turn its first; returns how soon it was ready.
    async fn first_turn(&mut self, folder: &Path, session: &str) -> Result<Duration> {
        let server = Server::product(folder).await?;
        let mut client = Client::to(server.address).await?;
        // What a server does at its start is none of the turn's.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (before, begun) = (server.fine_cpu()?, Instant::now());
        client.again(session).await?;
        self.length.push(begun.elapsed());
        self.cpu.push(server.fine_cpu()?.saturating_sub(before));
        let ready = server.ready_after;
        server.stop().await?;
        Ok(ready)
    }
}
