//! What a follower costs in resident memory: a fresh process with 5,000 connected, after each got a turn.

use super::Bench;
use crate::{
    report::{Figure, Limit, Report},
    server::Server,
    story::{Client, follow, has_end},
};
use anyhow::{Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use std::rc::Rc;
use tokio::net::TcpStream;

const FOLLOWERS: usize = 5_000;
/// How many follow the same session.
const TOGETHER: usize = 50;

pub(super) async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let shared = cost(bench, TOGETHER).await?;
    let apart = cost(bench, 1).await?;
    let figure = |goal, value| Figure { goal, unit: "KiB", value, limit: Limit::AtMost(16.0) };
    report.add(figure("memory of a follower, 50 to a session", shared));
    report.add(figure("memory of a follower, one to a session", apart));
    Ok(())
}

/// Kibibytes a follower: what a fresh process holds more than another fresh one that did the same without followers.
async fn cost(bench: &Bench, together: usize) -> Result<f64> {
    let (ready, without) = resident(bench, together, 0).await?;
    let (_, with) = resident(bench, together, FOLLOWERS).await?;
    let each = with.saturating_sub(without) as f64 / 1_024.0 / FOLLOWERS as f64;
    let [ready, without, with] = [ready, without, with].map(|bytes| bytes as f64 / 1_048_576.0);
    println!(
        "  {together} to a session: {ready:.1} MiB when ready, {without:.1} after the turns, {with:.1} with followers: {each:.2} KiB each"
    );
    Ok(each)
}

/// What a fresh process holds when it is ready, and after its turns, in bytes.
async fn resident(bench: &Bench, together: usize, followers: usize) -> Result<(u64, u64)> {
    let room = bench.room()?;
    let server = Server::product(room.path()).await?;
    let before = server.resident()?;
    let mut client = Client::to(server.address).await?;
    let product = client.product().await?.field("id")?;
    let mut sessions = Vec::new();
    for _ in 0..FOLLOWERS / together {
        sessions.push(client.session(&product).await?.field("sessionId")?);
    }
    let list = sessions.iter().cycle().take(followers);
    let followers: Vec<Follower> =
        stream::iter(list).map(|session| Follower::of(&server, session)).buffer_unordered(64).try_collect().await?;
    let all = Rc::new(followers);
    let reading = async {
        let mut each = stream::iter(all.iter()).map(Follower::sees_a_turn).buffer_unordered(FOLLOWERS);
        while let Some(seen) = each.next().await {
            seen?;
        }
        anyhow::Ok(())
    };
    let turning = async {
        for session in &sessions {
            client.personas(session).await?;
        }
        anyhow::Ok(())
    };
    futures_util::try_join!(reading, turning)?;
    Ok((before, server.resident()?))
}

struct Follower(TcpStream);

impl Follower {
    async fn of(server: &Server, session: &str) -> Result<Self> {
        Ok(Self(follow(server.address, session).await?.into_stream().0))
    }

    /// Reads until a turn is complete.
    async fn sees_a_turn(&self) -> Result<()> {
        let mut tail = Vec::new();
        loop {
            self.0.readable().await?;
            match self.0.try_read_buf(&mut tail) {
                Ok(0) => ensure!(false, "a follower was dropped"),
                Ok(_) if has_end(&tail) => return Ok(()),
                Ok(_) => drop(tail.drain(..tail.len().saturating_sub(20))),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}
