//! A turn beside the floor's: its CPU and its length with 64 sessions at once, and its length when alone.

use super::{Bench, load::load, ms};
use crate::{
    http::Answer,
    machine::{fsync, median, percentile},
    report::{Figure, Limit, Report},
    server::Server,
    story::Client,
};
use anyhow::{Context, Result};
use std::{
    fs,
    path::Path,
    slice,
    time::{Duration, Instant},
};

/// In how many parts both are measured, by turns: what else this machine does meets both.
const PARTS: usize = 16;
/// How many turns are measured of the product in each part, and of the floor, which needs more to show on the kernel's clock.
const TURNS: usize = 1_000;
const FLOOR_TURNS: usize = 3_000;
/// How many turns are measured alone.
const ALONE: usize = 500;

pub(super) async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let (room, answers) = (bench.room()?, bench.room()?);
    let server = Server::product(room.path()).await?;
    record(&server, answers.path()).await?;
    let floor_server = Server::floor(answers.path()).await?;
    let busy = |server, turns| load(slice::from_ref(server), turns);
    let (mut product, mut floor) = (busy(&server, TURNS).await?, busy(&floor_server, FLOOR_TURNS).await?);
    for _ in 1..PARTS {
        product = product.and(busy(&server, TURNS).await?);
        floor = floor.and(busy(&floor_server, FLOOR_TURNS).await?);
    }
    product.print("product");
    floor.print("floor");
    let flush = fsync(room.path())?;
    let mut alone = alone(&server).await?;
    let flush = (flush + fsync(room.path())?) / 2;
    drop(server);

    let floor_alone = median(&mut self::alone(&floor_server).await?);
    let (alone, slow) = (median(&mut alone), percentile(&mut alone, 99));
    println!(
        "  alone: product {:.3} ms (p99 {:.3}), floor {:.3} ms; a flush of the disk {:.3} ms",
        ms(alone),
        ms(slow),
        ms(floor_alone),
        ms(flush)
    );
    let times = |goal, value, limit| Figure { goal, unit: "×", value, limit: Limit::AtMost(limit) };
    report.add(times("CPU of a turn, in floors, 64 sessions at once", product.each() / floor.each(), 4.0));
    let (product, floor) = (product.turn(50), floor.turn(50));
    report.add(times("a whole turn, in floors, 64 sessions at once", product / floor, 4.0));
    report.add(Figure {
        goal: "a turn alone (two flushes of the disk and 1 ms)",
        unit: "ms",
        value: ms(alone),
        limit: Limit::AtMost(2.0 * ms(flush) + 1.0),
    });
    Ok(())
}

/// Records the product's answers for the floor.
async fn record(server: &Server, folder: &Path) -> Result<()> {
    let mut client = Client::to(server.address).await?;
    let product = client.product().await?;
    let session = client.session(&product.field("id")?).await?;
    let id = session.field("sessionId")?;
    let turn = client.personas(&id).await?;
    let context = client.context(&id).await?;
    let content = turn.text();
    let content = content.lines().find(|line| line.contains("\"audience_group\"")).context("a turn without content")?;
    fs::write(folder.join("content"), content.trim_start_matches("data: "))?;
    println!("  a turn's answer is {} bytes, a context {}", turn.body.len(), context.body.len());
    let save = |name: &str, answer: &Answer| {
        fs::write(folder.join(name), [answer.head.as_bytes(), b"\r\n\r\n", &answer.body].concat())
    };
    save("product", &product)?;
    save("session", &session)?;
    save("turn", &turn)?;
    Ok(save("context", &context)?)
}

/// Turns one after the other.
async fn alone(server: &Server) -> Result<Vec<Duration>> {
    let mut client = Client::to(server.address).await?;
    let mut times = Vec::new();
    for _ in 0..ALONE {
        let session = client.new_session().await?;
        let begun = Instant::now();
        client.personas(&session).await?;
        times.push(begun.elapsed());
    }
    Ok(times)
}
