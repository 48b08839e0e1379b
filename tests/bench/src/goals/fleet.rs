//! Processes over one PostgreSQL and one Redis: what a turn costs one of them and two, how soon the one's message is at a
//! client of the other, and what a Redis that hangs costs.
//!
//! Servers, database and load share the machine's cores here, so throughput would tell more about the machine than about
//! the product: CPU is reported, throughput only printed.

use super::{
    Bench,
    delivery::{Clock, content_time, sees_content},
    load::{AT_ONCE, Behind, load, load_before},
    ms,
};
use crate::{
    machine::percentile,
    report::{Figure, Limit, Report},
    server::Server,
    story::{Client, follow},
};
use adforge_tests_servers::{Postgres, Redis, RoundTrips};
use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use std::{
    cell::{Cell, RefCell},
    path::Path,
    time::Duration,
};
use url::Url;

/// How many turns are measured.
const TURNS: usize = 2_000;
/// How often what is compared is measured after each other.
const ROUNDS: usize = 3;
/// Over how many turns round trips are counted.
const COUNTED: usize = 1_000;
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
        self.process_over(&self.database, room, with_redis).await
    }

    async fn process_over(&self, database: &str, room: &Path, with_redis: bool) -> Result<Server> {
        let redis = self.redis.url();
        let mut settings = vec![("ADFORGE_DATABASE_URL", database), ("ADFORGE_MEDIA_URL", &self.media)];
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

    let behind: [Behind; 2] = [("PostgreSQL", postgres.id()), ("Redis", shared.redis.id())];
    let trips = round_trips(&shared, &database.url, bench.room()?.path()).await?;
    let fleet = [shared.process(a, true).await?, shared.process(b, true).await?];
    let (mut one, mut two) = (0.0, 0.0);
    // By turns: the machine is not as quick all the time, and the database grows.
    for _ in 0..ROUNDS {
        let alone = load_before(&behind, &fleet[..1], TURNS, None).await?;
        alone.print("one process");
        let both = load_before(&behind, &fleet, TURNS, None).await?;
        both.print("two processes");
        (one, two) = (one + alone.each(), two + both.each());
    }
    let way = ways(&fleet).await?;
    let never = [shared.process(c, false).await?];
    let (mut without, mut hung) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        let none = load(&never, TURNS).await?;
        none.print("one process without Redis");
        shared.redis.signal("-STOP");
        let silent = load(&fleet[..1], TURNS).await?;
        silent.print("one process, Redis hung");
        shared.redis.signal("-CONT");
        (without, hung) = (without + none.turn(99), hung + silent.turn(99));
    }

    let times = |goal, value, limit| Figure { goal, unit: "×", value, limit: Limit::AtMost(limit) };
    report.add(times("CPU of a turn of two processes, in that of one", two / one, 1.15));
    report.add(Figure {
        goal: "round trips to PostgreSQL for each turn, with everything that goes with it",
        unit: "",
        value: trips,
        limit: Limit::AtMost(8.0),
    });
    report.add(Figure {
        goal: "from one process's commit to the other's client, under load (median)",
        unit: "ms",
        value: ms(way),
        limit: Limit::AtMost(20.0),
    });
    report.add(times("a turn with Redis hung, in one without Redis (p99)", hung / without, 2.0));
    Ok(())
}

/// How often PostgreSQL is waited for, for each turn: its session and its context, leases and looks included.
async fn round_trips(shared: &Shared, database: &Url, room: &Path) -> Result<f64> {
    let proxy = RoundTrips::before(database);
    let server = shared.process_over(proxy.url.as_str(), room, true).await?;
    let seen = load_before(&[], &[server], COUNTED, Some(&proxy)).await?;
    seen.print("one process behind a proxy that counts");
    let trips = seen.round_trips();
    println!("  {trips:.2} round trips a turn over {COUNTED} turns, each with its session and context");
    Ok(trips)
}

/// How long messages of the first process take to a client of the second, while both have much to do; their median.
async fn ways(servers: &[Server]) -> Result<Duration> {
    let (from, to) = (&servers[0], &servers[1]);
    let is_over = Cell::new(false);
    let busy = servers.iter().cycle().take(AT_ONCE / 2).map(async |server| {
        let mut client = Client::to(server.address).await?;
        while !is_over.get() {
            let session = client.new_session().await?;
            client.personas(&session).await?;
        }
        anyhow::Ok(())
    });
    let watched = async {
        let (clock, mut client) = (Clock::start(), Client::to(from.address).await?);
        let mut ways = Vec::with_capacity(WATCHED);
        for _ in 0..WATCHED {
            let session = client.new_session().await?;
            let follower = follow(to.address, &session).await?.into_stream().0;
            let seen = RefCell::new(Vec::new());
            futures_util::try_join!(sees_content(&follower, &seen), async {
                client.personas(&session).await.map(drop)
            })?;
            let made = content_time(&client.history(&session, 1).await?)?;
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
