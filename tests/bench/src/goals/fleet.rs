//! Processes over one PostgreSQL and one Redis: what a turn costs one of them and two, how soon the one's message is at a
//! client of the other, and what a Redis that hangs costs.
//!
//! Servers, database and load share the machine's cores here, so throughput would tell more about the machine than about
//! the product: CPU is reported, throughput only printed.

use super::{Bench, delivery::sees_content, ms, turns::one};
use crate::{
    machine::percentile,
    report::{Figure, Limit, Report},
    server::Server,
    story::{Client, follow},
};
use adforge_tests_servers::{Postgres, Redis};
use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use std::{
    cell::{Cell, RefCell},
    path::Path,
    time::{Duration, Instant},
};

/// How many sessions are busy at once.
const AT_ONCE: usize = 64;
/// How many turns are measured.
const TURNS: usize = 2_000;
/// How many go before, so that no process is measured cold.
const WARM: usize = 320;
/// How many messages are watched on their way to the other process, while the load goes on.
const WATCHED: usize = 100;

/// What all processes share.
struct Shared {
    database: String,
    media: String,
    redis: Redis,
}

impl Shared {
    async fn process(&self, room: &Path, with_redis: bool) -> Result<Server> {
        let redis = self.redis.url();
        let mut settings = vec![("ADFORGE_DATABASE_URL", self.database.as_str()), ("ADFORGE_MEDIA_URL", &self.media)];
        settings.extend(with_redis.then_some(("ADFORGE_REDIS_URL", redis.as_str())));
        Server::product_with(room, &settings).await
    }
}

pub(super) async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    // As durable as its defaults make it; only the tests' own are not.
    let postgres = Postgres::start_with(&["fsync=on", "full_page_writes=on"]).context("PostgreSQL isn't installed")?;
    let database = postgres.database();
    let redis = Redis::start().context("Redis isn't installed")?;
    let (media, rooms) = (bench.room()?, [bench.room()?, bench.room()?, bench.room()?]);
    let media = format!("file://{}", media.path().display());
    let shared = Shared { database: database.url.to_string(), media, redis };
    let [a, b, c] = [rooms[0].path(), rooms[1].path(), rooms[2].path()];

    let without = {
        let alone = [shared.process(c, false).await?];
        load(&alone, TURNS).await?.print("one process without Redis").slowest
    };
    let first = shared.process(a, true).await?;
    let mut fleet = vec![first];
    let one = load(&fleet, TURNS).await?.print("one process");
    fleet.push(shared.process(b, true).await?);
    let two = load(&fleet, TURNS).await?.print("two processes");
    let way = ways(&fleet).await?;
    shared.redis.signal("-STOP");
    let hung = load(&fleet[..1], TURNS).await?.print("one process, Redis hung").slowest;
    shared.redis.signal("-CONT");

    let times = |goal, value, limit| Figure { goal, unit: "×", value, limit: Limit::AtMost(limit) };
    report.add(times("CPU of a turn of two processes, in that of one", two.each / one.each, 1.15));
    report.add(Figure {
        goal: "from one process's commit to the other's client, under load (median)",
        unit: "ms",
        value: ms(way),
        limit: Limit::AtMost(20.0),
    });
    report.add(times("a turn with Redis hung, in one without Redis (p99)", hung / without, 2.0));
    Ok(())
}

/// What the load saw, in milliseconds.
struct Seen {
    each: f64,
    median: f64,
    slowest: f64,
    a_second: f64,
}

impl Seen {
    fn print(self, who: &str) -> Self {
        println!(
            "  {who}: {:.4} ms of CPU a turn; a whole turn {:.2} ms (p99 {:.2}); {:.0} turns a second",
            self.each, self.median, self.slowest, self.a_second
        );
        self
    }
}

/// Session, turn and context by 64 clients that never wait, shared out among the servers.
async fn load(servers: &[Server], turns: usize) -> Result<Seen> {
    let products = RefCell::new(Vec::new());
    many(servers, turns + WARM, async |client| {
        let product = client.product().await?.field("id")?;
        products.borrow_mut().push(product);
        Ok(())
    })
    .await?;
    let next = || products.borrow_mut().pop().context("too few products");
    many(servers, WARM, async |client| one(client, &next()?).await.map(drop)).await?;
    let cpu = || servers.iter().map(Server::cpu).sum::<Result<Duration>>();
    let times = RefCell::new(Vec::with_capacity(turns));
    let (used, begun) = (cpu()?, Instant::now());
    many(servers, turns, async |client| {
        let time = one(client, &next()?).await?;
        times.borrow_mut().push(time);
        Ok(())
    })
    .await?;
    let (elapsed, used) = (begun.elapsed(), cpu()? - used);
    let mut times = times.into_inner();
    Ok(Seen {
        each: ms(used) / turns as f64,
        median: ms(percentile(&mut times, 50)),
        slowest: ms(percentile(&mut times, 99)),
        a_second: turns as f64 / elapsed.as_secs_f64(),
    })
}

/// Does something so often with 64 clients.
async fn many(servers: &[Server], times: usize, work: impl AsyncFn(&mut Client) -> Result<()>) -> Result<()> {
    let left = Cell::new(times);
    let clients = (0..AT_ONCE).zip(servers.iter().cycle()).map(async |(_, server)| {
        let mut client = Client::to(server.address).await?;
        while left.get() > 0 {
            left.set(left.get() - 1);
            work(&mut client).await?;
        }
        anyhow::Ok(())
    });
    try_join_all(clients).await.map(drop)
}

/// How long messages of the first process take to a client of the second, while both have much to do; their median.
async fn ways(servers: &[Server]) -> Result<Duration> {
    let (from, to) = (&servers[0], &servers[1]);
    let is_over = Cell::new(false);
    let busy = (0..AT_ONCE / 2).zip(servers.iter().cycle()).map(async |(_, server)| {
        let mut client = Client::to(server.address).await?;
        while !is_over.get() {
            let session = client.new_session().await?;
            client.personas(&session).await?;
        }
        anyhow::Ok(())
    });
    let watched = async {
        let (clock, mut client) = (super::delivery::Clock::start(), Client::to(from.address).await?);
        let mut ways = Vec::with_capacity(WATCHED);
        for _ in 0..WATCHED {
            let session = client.new_session().await?;
            let follower = follow(to.address, &session).await?.into_stream().0;
            let seen = RefCell::new(Vec::new());
            futures_util::try_join!(sees_content(&follower, &seen), async {
                client.personas(&session).await.map(drop)
            })?;
            let made = super::delivery::content_time(&client.history(&session, 1).await?)?;
            ways.extend(seen.into_inner().into_iter().map(|at| clock.time(at) - made));
        }
        is_over.set(true);
        anyhow::Ok(ways)
    };
    let (ways, _) = futures_util::try_join!(watched, try_join_all(busy))?;
    let mut ways: Vec<Duration> = ways.into_iter().map(|way| way.try_into().unwrap_or_default()).collect();
    println!(
        "  from one process to the other: median {:.2} ms, p99 {:.2} ms",
        ms(percentile(&mut ways, 50)),
        ms(percentile(&mut ways, 99))
    );
    Ok(percentile(&mut ways, 50))
}
