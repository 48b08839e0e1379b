//! Many sessions busy at once, shared out among servers: each with a product and a turn of its own, and the context after it.

use super::ms;
use crate::{
    machine::{family_cpu, percentile},
    server::{Server, Thread},
    story::Client,
};
use adforge_tests_servers::RoundTrips;
use anyhow::Result;
use futures_util::future::try_join_all;
use std::{
    cell::RefCell,
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// How many sessions are busy at once.
pub(super) const AT_ONCE: usize = 64;
/// How many turns go before, so that nothing is measured cold.
const WARM: usize = 640;

/// What the load saw.
pub(super) struct Seen {
    /// Of all servers.
    cpu: Duration,
    elapsed: Duration,
    /// Each turn, from its request to its last byte.
    turns: Vec<Duration>,
    /// What the threads of each name used.
    threads: BTreeMap<String, Thread>,
    /// Of the servers behind them, by name.
    behind: Vec<(&'static str, Duration)>,
    /// How often PostgreSQL was waited for.
    trips: u64,
}

/// A server behind those that are measured, and its process.
pub(super) type Behind = (&'static str, u32);

impl Seen {
    /// Both together, of the same servers.
    pub(super) fn and(mut self, more: Self) -> Self {
        self.cpu += more.cpu;
        self.elapsed += more.elapsed;
        self.turns.extend(more.turns);
        self.trips += more.trips;
        more.threads.into_iter().for_each(|(name, used)| self.threads.entry(name).or_default().add(used));
        self.behind.iter_mut().zip(more.behind).for_each(|((_, cpu), (_, more))| *cpu += more);
        self
    }

    /// CPU for each turn, session and context included, in milliseconds.
    pub(super) fn each(&self) -> f64 {
        ms(self.cpu) / self.turns.len() as f64
    }

    /// A whole turn, in milliseconds, at this percentile.
    pub(super) fn turn(&self, of_hundred: usize) -> f64 {
        ms(percentile(&mut self.turns.clone(), of_hundred))
    }

    pub(super) fn print(&self, who: &str) {
        println!(
            "  {who}: {:.4} ms of CPU a turn; a whole turn {:.2} ms (p99 {:.2}); {:.0} turns a second",
            self.each(),
            self.turn(50),
            self.turn(99),
            self.turns.len() as f64 / self.elapsed.as_secs_f64()
        );
        let each = |used: f64| used / self.turns.len() as f64;
        for (name, used) in &self.threads {
            let (cpu, switches) = (each(ms(used.cpu)), each(used.switches as f64));
            if cpu > 0.0005 {
                println!("    {name}: {cpu:.4} ms and {switches:.2} switches a turn");
            }
        }
        for (name, cpu) in &self.behind {
            println!("    {name}: {:.4} ms of CPU a turn", each(ms(*cpu)));
        }
    }

    /// How often PostgreSQL was waited for, for each turn.
    pub(super) fn round_trips(&self) -> f64 {
        self.trips as f64 / self.turns.len() as f64
    }

    /// CPU for each turn of all servers together, those behind included, in milliseconds.
    pub(super) fn each_of_all(&self) -> f64 {
        self.each() + self.behind.iter().map(|(_, cpu)| ms(*cpu)).sum::<f64>() / self.turns.len() as f64
    }
}

/// Session, turn and context, each time of a product of its own, by 64 clients that never wait.
pub(super) async fn load(servers: &[Server], turns: usize) -> Result<Seen> {
    load_before(&[], servers, turns, None).await
}

/// The same, with the CPU of the servers behind these, and how often PostgreSQL is waited for by way of a proxy.
pub(super) async fn load_before(
    behind: &[Behind],
    servers: &[Server],
    turns: usize,
    proxy: Option<&RoundTrips>,
) -> Result<Seen> {
    let trips = || proxy.map_or(0, RoundTrips::count);
    let products = RefCell::new(Vec::new());
    let left = RefCell::new(vec![(); turns + WARM]);
    at_once(servers, &left, async |client, ()| {
        let product = client.product().await?.field("id")?;
        products.borrow_mut().push(product);
        Ok(())
    })
    .await?;
    let warm = RefCell::new(products.borrow_mut().split_off(turns));
    at_once(servers, &warm, async |client, product| one(client, &product).await.map(drop)).await?;
    let times = RefCell::new(Vec::with_capacity(turns));
    let before = servers.iter().map(Server::threads).collect::<Result<Vec<_>>>()?;
    let behind_before = behind.iter().map(|(_, process)| family_cpu(*process)).collect::<Result<Vec<_>>>()?;
    let (begun, trips_before) = (Instant::now(), trips());
    at_once(servers, &products, async |client, product| {
        let time = one(client, &product).await?;
        times.borrow_mut().push(time);
        Ok(())
    })
    .await?;
    let (elapsed, trips) = (begun.elapsed(), trips() - trips_before);
    let mut used = Vec::new();
    for ((name, process), before) in behind.iter().zip(behind_before) {
        used.push((*name, family_cpu(*process)?.saturating_sub(before)));
    }
    let mut threads = BTreeMap::<String, Thread>::new();
    for (server, before) in servers.iter().zip(before) {
        for (name, now) in server.threads()? {
            let before = before.get(&name).copied().unwrap_or_default();
            threads.entry(name).or_default().add(now.since(before));
        }
    }
    // Exactly: the kernel shows a process's own count in steps of 10 ms. None of a server's threads ends under load.
    let cpu = threads.values().map(|used| used.cpu).sum();
    Ok(Seen { elapsed, cpu, turns: times.into_inner(), threads, behind: used, trips })
}

/// One session, its turn and its context; returns the turn's time.
async fn one(client: &mut Client, product: &str) -> Result<Duration> {
    let session = client.session(product).await?.field("sessionId")?;
    let begun = Instant::now();
    client.personas(&session).await?;
    let turn = begun.elapsed();
    client.context(&session).await?;
    Ok(turn)
}

/// Works off a list with 64 clients.
async fn at_once<T>(
    servers: &[Server],
    list: &RefCell<Vec<T>>,
    work: impl AsyncFn(&mut Client, T) -> Result<()>,
) -> Result<()> {
    let clients = servers.iter().cycle().take(AT_ONCE).map(async |server| {
        let mut client = Client::to(server.address).await?;
        loop {
            let Some(next) = list.borrow_mut().pop() else { return anyhow::Ok(()) };
            work(&mut client, next).await?;
        }
    });
    try_join_all(clients).await.map(drop)
}
