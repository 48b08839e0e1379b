//! A server as a process of its own: how it is started, measured and stopped.

use crate::http::{Connection, request};
use anyhow::{Context, Result, bail};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// How long a server may take to start or to stop before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// The kernel's clock ticks a second, as /proc counts them.
const TICKS: f64 = 100.0;

/// What the product is told beside its defaults: its place, and no limits, since the load is one user.
pub(crate) const SETTINGS: &[(&str, &str)] =
    &[("ADFORGE_MESSAGES_PER_MINUTE", "0"), ("ADFORGE_GENERATIONS_PER_DAY", "0"), ("ADFORGE_VIDEOS_PER_DAY", "0")];

/// A running server.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process until it said that it is ready.
    pub(crate) ready_after: Duration,
}

/// What a thread, or those of one name, has used.
#[derive(Clone, Copy, Default)]
pub(crate) struct Thread {
    pub(crate) cpu: Duration,
    /// How often another took its core, or it waited.
    pub(crate) switches: u64,
}

impl Thread {
    pub(crate) fn add(&mut self, more: Self) {
        self.cpu += more.cpu;
        self.switches += more.switches;
    }

    /// What it has used since then.
    pub(crate) fn since(self, before: Self) -> Self {
        Self { cpu: self.cpu.saturating_sub(before.cpu), switches: self.switches.saturating_sub(before.switches) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    /// The product, with its data in this folder.
    pub(crate) async fn product(folder: &Path) -> Result<Self> {
        Self::product_with(folder, &[]).await
    }

    /// The same, with more settings.
    pub(crate) async fn product_with(folder: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(beside("adforge")?);
        command.arg("serve").env_clear().envs(SETTINGS.iter().chain(settings).copied());
        command.env("ADFORGE_LISTEN", format!("127.0.0.1:{port}")).env("ADFORGE_DATA_DIR", folder);
        Self::start(command, folder, port).await
    }

    /// The floor, with the recorded answers in this folder.
    pub(crate) async fn floor(folder: &Path) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(beside("adforge-floor")?);
        command.arg(port.to_string()).arg(folder);
        Self::start(command, folder, port).await
    }

    async fn start(mut command: Command, folder: &Path, port: u16) -> Result<Self> {
        let log = folder.join("server.log");
        let written = File::options().create(true).append(true).open(&log)?;
        command.stdin(Stdio::null()).stdout(written.try_clone()?).stderr(written);
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let begun = Instant::now();
        let child = command.spawn().with_context(|| format!("{command:?} doesn't start"))?;
        let mut server = Self { child, address, ready_after: Duration::ZERO };
        let question = request("GET", "/readyz", "*/*", None);
        while begun.elapsed() < PATIENCE {
            if let Ok(mut connection) = Connection::to(address).await
                && connection.ask(&question).await.is_ok_and(|answer| answer.status == 200)
            {
                server.ready_after = begun.elapsed();
                return Ok(server);
            }
            if server.child.try_wait()?.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        bail!("{command:?} doesn't become ready; it says: {}", fs::read_to_string(log).unwrap_or_default())
    }

    /// The CPU time of the whole process, ended threads included; exact to 10 ms.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let stat = self.proc("stat")?;
        let (_, fields) = stat.rsplit_once(')').context("/proc/…/stat has no name")?;
        let ticks: f64 =
            fields.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap_or_default()).sum();
        Ok(Duration::from_secs_f64(ticks / TICKS))
    }

    /// The CPU time of the threads that live, exact to less than a microsecond.
    pub(crate) fn fine_cpu(&self) -> Result<Duration> {
        Ok(self.threads()?.values().map(|thread| thread.cpu).sum())
    }

    /// What the living threads have used, those of one name together.
    pub(crate) fn threads(&self) -> Result<BTreeMap<String, Thread>> {
        let mut threads = BTreeMap::<String, Thread>::new();
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let thread = thread?.path();
            let read = |file: &str| fs::read_to_string(thread.join(file));
            // A thread may end while we look.
            let (Ok(name), Ok(stat), Ok(status)) = (read("comm"), read("schedstat"), read("status")) else { continue };
            let used = threads.entry(name.trim_end().to_owned()).or_default();
            used.cpu += Duration::from_nanos(stat.split(' ').next().unwrap_or_default().parse()?);
            let switches = status.lines().filter_map(|line| line.split_once("ctxt_switches:"));
            used.switches += switches.filter_map(|(_, count)| count.trim().parse::<u64>().ok()).sum::<u64>();
        }
        Ok(threads)
    }

    /// Resident memory, in bytes.
    pub(crate) fn resident(&self) -> Result<u64> {
        self.memory("VmRSS:")
    }

    /// The most that its resident memory ever was, in bytes.
    pub(crate) fn peak(&self) -> Result<u64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, name: &str) -> Result<u64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)).with_context(|| format!("no {name}"))?;
        let kilobytes: u64 = line.split_whitespace().next().context("memory without a number")?.parse()?;
        Ok(kilobytes * 1_024)
    }

    fn proc(&self, file: &str) -> Result<String> {
        Ok(fs::read_to_string(format!("/proc/{}/{file}", self.child.id()))?)
    }

    /// Asks it to stop by SIGTERM; returns how long that took.
    pub(crate) async fn stop(mut self) -> Result<Duration> {
        let begun = Instant::now();
        Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status()?;
        let ended = self.ended(begun).await?;
        if !ended.success() {
            bail!("the server ended with {ended} after SIGTERM");
        }
        Ok(begun.elapsed())
    }

    async fn ended(&mut self, begun: Instant) -> Result<ExitStatus> {
        while begun.elapsed() < PATIENCE {
            if let Some(ended) = self.child.try_wait()? {
                return Ok(ended);
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        bail!("the server doesn't stop")
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A program that was built beside this one.
pub(crate) fn beside(name: &str) -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    if !path.exists() {
        bail!("{} isn't built: `just bench` builds it", path.display());
    }
    Ok(path)
}
