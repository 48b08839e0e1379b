//! Cards of a model that writes fifty tokens a second, a process of its own: how soon each is with its client, what a generation
//! costs this process, and what five hundred at once take of memory.

use super::{Bench, ms};
use crate::{
    machine::percentile,
    report::{Figure, Limit, Report},
    server::{Server, beside},
    story::{Client, watch},
};
use adforge_tests_servers::llm::KEY;
use anyhow::{Context, Result, bail, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::json;
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, SystemTime},
};
use tokio::net::TcpStream;

/// How many generations run at once where delivery is measured, and where memory and CPU are.
const FEW: usize = 16;
const MANY: usize = 500;
/// How many cards each has.
const CARDS: usize = 4;

pub(super) async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let few = generate(bench, FEW).await?;
    let many = generate(bench, MANY).await?;
    let figure = |goal, unit, value, most| Figure { goal, unit, value, limit: Limit::AtMost(most) };
    report.add(figure(
        "a model's card reaches its client after its last byte, slowest of all",
        "ms",
        few.slowest(),
        50.0,
    ));
    report.add(figure("CPU of a generation by a model", "ms", ms(many.cpu), 10.0));
    report.add(figure("peak memory with 500 streams of a model open at once", "MiB", many.peak, 200e6 / 1_048_576.0));
    Ok(())
}

/// What many generations at once took.
struct Taken {
    /// From a card's last byte at the model to its client.
    delays: Vec<Duration>,
    /// For each generation.
    cpu: Duration,
    /// In mebibytes.
    peak: f64,
}

impl Taken {
    fn slowest(&self) -> f64 {
        ms(self.delays.iter().copied().max().unwrap_or_default())
    }
}

async fn generate(bench: &Bench, at_once: usize) -> Result<Taken> {
    let (room, mut model) = (bench.room()?, Model::start()?);
    let workers = (2 * at_once).to_string();
    let settings = [
        ("ADFORGE_LLM", "openai/gpt-6-luna"),
        ("ADFORGE_OPENAI_API_KEY", KEY),
        ("ADFORGE_OPENAI_BASE_URL", model.url.as_str()),
        ("ADFORGE_WORKERS", workers.as_str()),
    ];
    let server = Server::product_with(room.path(), &settings).await?;
    let mut client = Client::to(server.address).await?;
    let mut sessions = Vec::new();
    for number in 0..at_once {
        let product = json!({
            "name": format!("Kettlebell {number}"), "language": "en", "category": "Sport",
            "description": "An iron bell with a handle, for training at home.", "benefits": ["fits under a bed"],
        });
        let product = client.product_of(&product).await?.field("id")?;
        sessions.push(client.session(&product).await?.field("sessionId")?);
    }
    let before = server.cpu()?;
    let delays: Vec<Vec<Duration>> = stream::iter(&sessions)
        .map(async |session| cards(watch(server.address, session).await?.into_stream()).await)
        .buffer_unordered(at_once)
        .try_collect()
        .await?;
    let cpu = server.cpu()?.saturating_sub(before) / u32::try_from(at_once)?;
    let peak = server.peak()? as f64 / 1_048_576.0;
    let most = model.most_at_once()?;
    ensure!(most == at_once, "{most} streams were open at the model at once, and not {at_once}");
    let mut taken = Taken { delays: delays.concat(), cpu, peak };
    ensure!(taken.delays.len() == CARDS * at_once, "{} cards came", taken.delays.len());
    let [half, most] = [50, 99].map(|of_hundred| ms(percentile(&mut taken.delays, of_hundred)));
    println!(
        "  {at_once} at once: a card after {half:.2} ms in the middle, {most:.2} p99, {:.2} at most; {:.2} ms of CPU each; {peak:.1} MiB at most",
        taken.slowest(),
        ms(cpu),
    );
    Ok(taken)
}

/// Reads a turn to its end: how long each card was on its way.
async fn cards((socket, mut read): (TcpStream, Vec<u8>)) -> Result<Vec<Duration>> {
    let mut delays = Vec::new();
    loop {
        while let Some(end) = read.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = read.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            if line.contains("\"content_delta\"") {
                delays.push(since(&line)?);
            }
            if line.contains("\"type\":\"error\"") {
                bail!("a turn failed: {line}");
            }
            if line.contains("\"ai_response_complete\"") {
                return Ok(delays);
            }
        }
        socket.readable().await?;
        match socket.try_read_buf(&mut read) {
            Ok(0) => bail!("a stream ended before its turn"),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// The time since a card's last byte was sent, which its last trait says.
#[allow(clippy::disallowed_methods, reason = "two processes have no other clock in common")]
fn since(event: &str) -> Result<Duration> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let traits =
        event.split_once("\"traits\":[").and_then(|(_, rest)| rest.split_once(']')).context("a card without traits")?.0;
    let sent =
        traits.rsplit(',').next().unwrap_or_default().trim_matches('"').parse().context("a card without its time")?;
    Ok(now.saturating_sub(Duration::from_micros(sent)))
}

/// The model's process.
struct Model {
    child: Child,
    says: BufReader<ChildStdout>,
    url: String,
}

impl Model {
    fn start() -> Result<Self> {
        let mut child = Command::new(beside("adforge-model")?).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut says = BufReader::new(child.stdout.take().context("a process without an output")?);
        let url = said(&mut says)?;
        Ok(Self { child, says, url })
    }

    /// How many streams were open at it at once, at the most.
    fn most_at_once(&mut self) -> Result<usize> {
        self.child.stdin.as_mut().context("a process without an input")?.write_all(b"\n")?;
        Ok(said(&mut self.says)?.parse()?)
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn said(by: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    by.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}
