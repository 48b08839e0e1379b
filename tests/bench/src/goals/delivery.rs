//! How soon 1,000 followers of one session see a message after its commit.
//!
//! The message says when it was made, to the millisecond and rounded down, and it is committed after that. So what is
//! measured from there, on the same clock, is never less than the time since the commit.

use super::{Bench, ms};
use crate::{
    machine::percentile,
    report::{Figure, Limit, Report},
    server::Server,
    story::{Client, follow},
};
use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use memchr::memmem;
use serde_json::Value;
use std::{
    cell::RefCell,
    time::{Duration, Instant},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::net::TcpStream;

const FOLLOWERS: usize = 1_000;
const TURNS: usize = 20;
/// What is in a content event and in no other.
const CONTENT: &[u8] = b"{\"type\":\"audience_group\"";

pub(super) async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let room = bench.room()?;
    let server = Server::product(room.path()).await?;
    let mut client = Client::to(server.address).await?;
    let session = client.new_session().await?;
    let followers: Vec<TcpStream> = stream::iter(0..FOLLOWERS)
        .map(async |_| Ok::<_, anyhow::Error>(follow(server.address, &session).await?.into_stream().0))
        .buffer_unordered(32)
        .try_collect()
        .await?;
    let clock = Clock::start();
    let mut delays = Vec::new();
    for turn in 0..TURNS {
        let seen = RefCell::new(Vec::new());
        let reading = async {
            let mut each =
                stream::iter(&followers).map(|follower| sees_content(follower, &seen)).buffer_unordered(FOLLOWERS);
            while let Some(read) = each.next().await {
                read?;
            }
            anyhow::Ok(())
        };
        let asking = async { client.again(&session).await.map(drop) };
        futures_util::try_join!(reading, asking)?;
        let made = content_time(&client.history(&session, 2 * turn as u64 + 1).await?)?;
        delays.extend(seen.into_inner().into_iter().map(|at| clock.time(at) - made));
        // Whatever follows the content is none of the next turn's.
        tokio::time::sleep(Duration::from_millis(100)).await;
        followers.iter().try_for_each(drain)?;
    }
    let mut delays: Vec<Duration> = delays.into_iter().map(|delay| delay.try_into().unwrap_or_default()).collect();
    let (half, most) = (percentile(&mut delays, 50), percentile(&mut delays, 99));
    println!("  {} deliveries: median {:.2} ms, p99 {:.2} ms", delays.len(), ms(half), ms(most));
    report.add(Figure {
        goal: "a message reaches 1,000 followers of its session (p99)",
        unit: "ms",
        value: ms(most),
        limit: Limit::AtMost(25.0),
    });
    Ok(())
}

/// Reads until the content of a turn has begun to arrive whole, and notes when.
pub(super) async fn sees_content(follower: &TcpStream, seen: &RefCell<Vec<Instant>>) -> Result<()> {
    let mut tail = Vec::with_capacity(16 * 1_024);
    loop {
        follower.readable().await?;
        match follower.try_read_buf(&mut tail) {
            Ok(0) => ensure!(false, "a follower was dropped"),
            Ok(_) => {
                let begun = memmem::find(&tail, CONTENT).and_then(|at| tail.get(at..));
                if begun.is_some_and(|rest| memmem::find(rest, b"\n\n").is_some()) {
                    seen.borrow_mut().push(Instant::now());
                    return Ok(());
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Throws away what has come meanwhile.
fn drain(follower: &TcpStream) -> Result<()> {
    let mut rest = [0; 16 * 1_024];
    while follower.try_read(&mut rest).is_ok_and(|read| read > 0) {}
    Ok(())
}

/// When the page's content was made.
pub(super) fn content_time(page: &Value) -> Result<OffsetDateTime> {
    let messages = page["messages"].as_array().context("a page without messages")?;
    let content = messages.iter().find(|message| message["type"] == "audience_group").context("no content")?;
    Ok(OffsetDateTime::parse(content["timestamp"].as_str().context("a message without a time")?, &Rfc3339)?)
}

/// One moment on both clocks.
pub(super) struct Clock(Instant, OffsetDateTime);

impl Clock {
    #[allow(clippy::disallowed_methods, reason = "the server's time stamps are compared with the machine's own clock")]
    pub(super) fn start() -> Self {
        Self(Instant::now(), OffsetDateTime::now_utc())
    }

    pub(super) fn time(&self, at: Instant) -> OffsetDateTime {
        self.1 + (at - self.0)
    }
}
