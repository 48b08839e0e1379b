//! A turn beside the floor's: its CPU and its length with 64 sessions at once, and its length when alone.

use super::{Bench, ms};
use crate::{
    http::Answer,
    machine::{fsync, median, percentile},
    report::{Figure, Limit, Report},
    server::Server,
    story::Client,
};
use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use std::{
    cell::RefCell,
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// How many sessions are busy at once.
const AT_ONCE: usize = 64;
/// How many turns are measured of the product, and of the floor, which needs more to show on the kernel's clock.
const TURNS: usize = 8_000;
const FLOOR_TURNS: usize = 24_000;
/// How many go before, so that neither is measured cold.
const WARM: usize = 640;
/// How many turns are measured alone.
const ALONE: usize = 500;

/// What the load saw.
struct Seen {
    cpu: Duration,
    elapsed: Duration,
    /// Each turn, from its request to its last byte.
    turns: Vec<Duration>,
}

pub(super) async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let (room, answers) = (bench.room()?, bench.room()?);
    let server = Server::product(room.path()).await?;
    record(&server, answers.path()).await?;
    let product = load(&server, TURNS).await?;
    product.print("product", TURNS);
    let flush = fsync(room.path())?;
    let mut alone = alone(&server).await?;
    let flush = (flush + fsync(room.path())?) / 2;
    drop(server);

    let floor_server = Server::floor(answers.path()).await?;
    let floor = load(&floor_server, FLOOR_TURNS).await?;
    floor.print("floor", FLOOR_TURNS);
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
    report.add(times(
        "CPU of a turn, in floors, 64 sessions at once",
        product.each(TURNS) / floor.each(FLOOR_TURNS),
        4.0,
    ));
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

impl Seen {
    /// CPU for each turn, session and context included, in milliseconds.
    fn each(&self, turns: usize) -> f64 {
        ms(self.cpu) / turns as f64
    }

    fn turn(&self, of_hundred: usize) -> f64 {
        ms(percentile(&mut self.turns.clone(), of_hundred))
    }

    fn print(&self, who: &str, turns: usize) {
        println!(
            "  {who}: {:.4} ms of CPU a turn; a whole turn {:.2} ms (p99 {:.2}); {:.0} turns a second",
            self.each(turns),
            self.turn(50),
            self.turn(99),
            turns as f64 / self.elapsed.as_secs_f64()
        );
    }
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

/// Session, turn and context, each time of a product of its own, by 64 clients that never wait.
async fn load(server: &Server, turns: usize) -> Result<Seen> {
    let products = RefCell::new(Vec::new());
    let left = RefCell::new(vec![(); turns + WARM]);
    at_once(server, &left, async |client, ()| {
        let product = client.product().await?.field("id")?;
        products.borrow_mut().push(product);
        Ok(())
    })
    .await?;
    let warm = RefCell::new(products.borrow_mut().split_off(turns));
    at_once(server, &warm, async |client, product| one(client, &product).await.map(drop)).await?;
    let times = RefCell::new(Vec::with_capacity(turns));
    let (cpu, before, begun) = (server.cpu()?, server.threads()?, Instant::now());
    at_once(server, &products, async |client, product| {
        let time = one(client, &product).await?;
        times.borrow_mut().push(time);
        Ok(())
    })
    .await?;
    let (elapsed, cpu) = (begun.elapsed(), server.cpu()? - cpu);
    for (name, now) in server.threads()? {
        let before = before.get(&name).copied().unwrap_or_default();
        let each = |used: f64| used / turns as f64;
        let (cpu, switches) =
            (each(ms(now.cpu.saturating_sub(before.cpu))), each((now.switches - before.switches) as f64));
        if cpu > 0.0005 {
            println!("    {name}: {cpu:.4} ms and {switches:.2} switches a turn");
        }
    }
    Ok(Seen { elapsed, cpu, turns: times.into_inner() })
}

/// One session, its turn and its context; returns the turn's time.
pub(super) async fn one(client: &mut Client, product: &str) -> Result<Duration> {
    let session = client.session(product).await?.field("sessionId")?;
    let begun = Instant::now();
    client.personas(&session).await?;
    let turn = begun.elapsed();
    client.context(&session).await?;
    Ok(turn)
}

/// Works off a list with 64 clients.
async fn at_once<T>(
    server: &Server,
    list: &RefCell<Vec<T>>,
    work: impl AsyncFn(&mut Client, T) -> Result<()>,
) -> Result<()> {
    let clients = (0..AT_ONCE).map(async |_| {
        let mut client = Client::to(server.address).await?;
        loop {
            let Some(next) = list.borrow_mut().pop() else { return anyhow::Ok(()) };
            work(&mut client, next).await?;
        }
    });
    try_join_all(clients).await.map(drop)
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
