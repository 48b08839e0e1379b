//! The processes, what they share, and the balancer before them.

use adforge_tests::{Dice, Home, Server, faketime};
use adforge_tests_servers::{
    Database, Postgres, Redis,
    heygen::{self, Heygen},
};
use reqwest::Client;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Mutex, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::task::block_in_place;

/// How many processes there are.
pub(crate) const PROCESSES: usize = 3;
/// The one whose clock is an hour ahead.
const AHEAD: usize = 2;
/// How long a job stays with a process that gives no sign.
pub(crate) const LEASE: Duration = Duration::from_secs(3);
/// What a process that refused a late end says, before the job's id.
pub(crate) const REFUSED: &str = "a late end was refused";

/// The processes and what they share.
pub(crate) struct Fleet {
    processes: [Mutex<Process>; PROCESSES],
    /// Where each one is, while it is there.
    addresses: RwLock<[Option<SocketAddr>; PROCESSES]>,
    pub(crate) http: Client,
    quiet: AtomicBool,
    /// What clients were told: of each session and key, the message that ended its turn.
    told: Mutex<Told>,
    pub(crate) database: Database,
    pub(crate) postgres: Postgres,
    pub(crate) redis: Redis,
    /// Who sells films, once they are bought.
    pub(crate) heygen: Heygen,
    _media: TempDir,
}

/// Of each session and key, the message that ended its turn.
pub(crate) type Told = BTreeMap<(String, String), String>;

/// One process, through all of its lives.
struct Process {
    home: Home,
    server: Option<Server>,
    /// What it wrote in earlier lives.
    wrote: String,
}

impl Fleet {
    /// None where a server or a tool isn't installed.
    pub(crate) fn start() -> Option<Self> {
        let (faketime, postgres, redis) = (faketime()?, Postgres::start()?, Redis::start()?);
        let (database, media, heygen) = (postgres.database(), tempfile::tempdir().unwrap(), Heygen::open());
        let process = |number: usize| {
            let mut url = database.url.clone();
            // By which it is known who holds and waits for what.
            url.query_pairs_mut().append_pair("application_name", &name(number));
            let home = Home::new(env!("CARGO_BIN_EXE_adforge-under-test"))
                .with("ADFORGE_DATABASE_URL", url.as_str())
                .with("ADFORGE_REDIS_URL", &redis.url())
                .with("ADFORGE_JOB_LEASE", "3s")
                // A job that is hit this often would be given up, which is right, but not what is tried here.
                .with("ADFORGE_JOB_CRASHES", "100")
                .with("ADFORGE_OFFLINE_PACE", "150ms")
                .with("ADFORGE_SSE_HEARTBEAT", "1s")
                .with("ADFORGE_DRAIN_TIMEOUT", "2s")
                .with("ADFORGE_SNAPSHOT_EVERY", "7")
                .with("ADFORGE_HEYGEN_BASE_URL", &heygen.url)
                .with("ADFORGE_HEYGEN_API_KEY", &buyer(number))
                .keeping_data_in(media.path());
            let home = match number {
                AHEAD => home
                    .with("LD_PRELOAD", faketime.to_str().unwrap())
                    .with("FAKETIME", "+1h")
                    .with("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
                _ => home,
            };
            Mutex::new(Process { home, server: None, wrote: String::new() })
        };
        let processes = std::array::from_fn(process);
        let http = Client::builder().timeout(Duration::from_secs(60)).build().unwrap();
        let quiet = AtomicBool::new(false);
        let (addresses, told) = (RwLock::default(), Mutex::default());
        let fleet = Self { processes, addresses, http, quiet, told, database, postgres, redis, heygen, _media: media };
        (0..PROCESSES).for_each(|number| fleet.begin(number));
        Some(fleet)
    }

    fn of<T>(&self, number: usize, act: impl FnOnce(&mut Process) -> T) -> T {
        block_in_place(|| act(&mut self.processes[number].lock().unwrap()))
    }

    /// Starts a process.
    pub(crate) fn begin(&self, number: usize) {
        let address = self.of(number, |process| {
            let server = process.home.serves();
            let address = server.address;
            process.server = Some(server);
            address
        });
        self.addresses.write().unwrap()[number] = Some(address);
    }

    /// Takes a process from the balancer.
    fn leaves(&self, number: usize) -> Server {
        self.addresses.write().unwrap()[number] = None;
        self.of(number, |process| {
            let server = process.server.take().unwrap();
            process.wrote.push_str(&server.err());
            server
        })
    }

    /// Kills a process.
    pub(crate) fn kill(&self, number: usize) {
        block_in_place(|| self.leaves(number).kill());
    }

    /// Tells a process to stop and waits for its end. It leaves the balancer when it doesn't let anybody in any more.
    pub(crate) async fn stop(&self, number: usize) {
        self.signal(number, "TERM");
        self.addresses.write().unwrap()[number] = None;
        let server = self.of(number, |process| process.server.take().unwrap());
        let (ended, wrote) = server.ends_with().await;
        self.of(number, |process| process.wrote.push_str(&wrote));
        assert_eq!(ended.code(), Some(0), "a process that was told to stop did not end well");
    }

    /// From now on films are bought. All processes end before the first of them begins again: one that makes its own
    /// films can't go on with what another has bought.
    pub(crate) async fn buys(&self) {
        (0..PROCESSES).for_each(|number| self.signal(number, "TERM"));
        for number in 0..PROCESSES {
            self.stop(number).await;
        }
        for number in 0..PROCESSES {
            self.of(number, |process| process.home.set("ADFORGE_VIDEO", "heygen"));
            self.begin(number);
        }
    }

    /// Sends a process a signal.
    pub(crate) fn signal(&self, number: usize, name: &str) {
        self.of(number, |process| process.server.as_ref().unwrap().signal(name));
    }

    /// Prints what the processes wrote that should not happen.
    pub(crate) fn complains(&self) {
        for number in 0..PROCESSES {
            let wrote = self.wrote(number);
            let bad = |line: &&str| line.contains("panick") || line.contains(" ERROR ");
            wrote.lines().filter(bad).for_each(|line| eprintln!("process {number}: {line}"));
        }
    }

    fn wrote(&self, number: usize) -> String {
        self.of(number, |process| {
            let now = process.server.as_ref().map(Server::err).unwrap_or_default();
            process.wrote.clone() + &now
        })
    }

    /// Which late ends a process has refused, in words.
    pub(crate) fn refused(&self, number: usize) -> Vec<String> {
        let wrote = self.wrote(number);
        wrote.lines().filter(|line| line.contains(REFUSED)).map(str::to_owned).collect()
    }

    /// Whoever the balancer sends somebody to.
    pub(crate) fn anybody(&self, dice: &mut Dice) -> Option<SocketAddr> {
        let addresses = self.addresses.read().unwrap();
        let there: Vec<_> = addresses.iter().flatten().copied().collect();
        if there.is_empty() { None } else { Some(*dice.pick(&there)) }
    }

    /// A client was told of a key's turn.
    pub(crate) fn told(&self, session: &str, key: &str, reply: &str) {
        let known = self.told.lock().unwrap().insert((session.to_owned(), key.to_owned()), reply.to_owned());
        assert!(known.is_none_or(|known| known == reply), "{session} {key} is another turn than before");
    }

    /// All that clients were told.
    pub(crate) fn all_told(&self) -> Told {
        self.told.lock().unwrap().clone()
    }

    /// From now on nothing fails, and nothing new is begun.
    pub(crate) fn quiet(&self) {
        self.quiet.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet.load(Ordering::SeqCst)
    }
}

/// The key that a process buys with, by which the provider tells it from the others.
pub(crate) fn buyer(number: usize) -> String {
    format!("{}-{number}", heygen::KEY)
}

/// What a process is called in the database.
pub(crate) fn name(number: usize) -> String {
    format!("chaos-{number}")
}
