//! A PostgreSQL server for the tests of one binary: found in the environment, or started in a folder of its own.

use crate::{Database, guard::Guard};
use diesel::{Connection, PgConnection};
use std::{
    fs,
    io::{self, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use url::Url;

/// Names a server that is there already; its user may make databases and roles.
const GIVEN: &str = "ADFORGE_TEST_POSTGRES_URL";
const PASSWORD: &str = "for tests";
/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// The server that the tests of this binary share. None where there is none, which is said; in CI it has to be.
pub fn postgres() -> Option<&'static Postgres> {
    static SHARED: OnceLock<Option<Postgres>> = OnceLock::new();
    SHARED.get_or_init(|| environment(GIVEN).map_or_else(Postgres::start, |url| Some(Postgres::given(&url)))).as_ref()
}

/// A server.
pub struct Postgres {
    /// Where it is, as a user who may do everything, without a database.
    root: Url,
    made: AtomicU32,
    own: Option<Own>,
}

/// A server that was started here.
struct Own {
    bin: PathBuf,
    folder: PathBuf,
    running: Mutex<Option<Child>>,
    _guard: Guard,
}

impl Drop for Own {
    fn drop(&mut self) {
        self.stop("-QUIT");
    }
}

impl Postgres {
    /// Starts a server. None where PostgreSQL isn't installed, which is said; in CI it has to be.
    pub fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// The same, with settings (`name=value`).
    pub fn start_with(settings: &[&str]) -> Option<Self> {
        let Some(bin) = binaries() else {
            assert!(environment("CI").is_none(), "PostgreSQL is missing: install it, or name a server by {GIVEN}");
            // Past the capture of a test's output, which is shown only when it fails.
            drop(writeln!(io::stderr(), "NOT TESTED: PostgreSQL is not installed, and {GIVEN} names no server"));
            return None;
        };
        let folder = tempfile::Builder::new().prefix("adforge-postgres-").tempdir().unwrap().keep();
        let guard = Guard::over(&folder).unwrap();
        let own = Own { bin, folder, running: Mutex::new(None), _guard: guard };
        own.make();
        // The port is free now, and may be taken by another when the server asks for it.
        for _ in 0..10 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            own.configure(port, settings);
            if own.run() {
                let root = format!("postgres://postgres@127.0.0.1:{port}");
                let mut root = Url::parse(&root).unwrap();
                root.set_password(Some(PASSWORD)).unwrap();
                return Some(Self { root, made: AtomicU32::new(0), own: Some(own) });
            }
        }
        panic!("PostgreSQL does not start: {}", own.log());
    }

    fn given(url: &str) -> Self {
        let mut root = Url::parse(url).unwrap();
        root.set_path("");
        Self { root, made: AtomicU32::new(0), own: None }
    }

    /// A new, empty database, dropped when the server is.
    pub fn database(&self) -> Database {
        let number = self.made.fetch_add(1, Ordering::SeqCst);
        let name = format!("adforge_{}_{number}", std::process::id());
        Database::make(&self.of("postgres"), self.of(&name), &name)
    }

    /// Where one of its databases is.
    pub fn of(&self, database: &str) -> Url {
        let mut url = self.root.clone();
        url.set_path(database);
        url
    }

    /// The folder of a server that was started here.
    pub fn folder(&self) -> &Path {
        &self.own().folder
    }

    /// The process that the others of it are children of.
    pub fn id(&self) -> u32 {
        self.own().running.lock().unwrap().as_ref().unwrap().id()
    }

    /// Starts it again with more settings (`name=value`), and files beside its data that they name.
    pub fn restart_with(&self, settings: &[&str]) {
        let own = self.own();
        own.stop("-INT");
        own.hand_over();
        own.configure(self.root.port().unwrap(), settings);
        self.revive();
    }

    /// Ends it as its operator would, who waits for nobody.
    pub fn stop(&self) {
        self.own().stop("-INT");
    }

    /// Ends it at once, as a crash would: connections break.
    pub fn crash(&self) {
        self.own().stop("-QUIT");
    }

    /// Starts it again where it was.
    pub fn revive(&self) {
        let own = self.own();
        assert!(own.run(), "PostgreSQL does not start again: {}", own.log());
    }

    /// Starts it again as a replica, which can only be read until somebody promotes it.
    pub fn becomes_a_replica(&self) {
        let own = self.own();
        own.stop("-INT");
        fs::write(own.data().join("standby.signal"), "").unwrap();
        own.hand_over();
        self.revive();
    }

    /// What it has logged since it was started last.
    pub fn log(&self) -> String {
        self.own().log()
    }

    /// Holds every part of it where it is: whoever asks it waits.
    pub fn freeze(&self) {
        self.own().signal("-STOP");
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.own().signal("-CONT");
    }

    fn own(&self) -> &Own {
        self.own.as_ref().expect("this test needs a server of its own")
    }
}

impl Own {
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn make(&self) {
        let password = self.folder.join("password");
        fs::write(&password, PASSWORD).unwrap();
        self.hand_over();
        let made = self
            .as_user("initdb")
            .args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg(format!("--pwfile={}", password.display()))
            .arg(self.data())
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    }

    /// Everything in the folder is the server's.
    fn hand_over(&self) {
        if is_root() {
            let owner = format!("{}:", unprivileged());
            assert!(Command::new("chown").args(["-R", &owner]).arg(&self.folder).status().unwrap().success());
        }
    }

    fn configure(&self, port: u16, settings: &[&str]) {
        let base = [
            &format!("port={port}"),
            "listen_addresses='127.0.0.1'",
            "unix_socket_directories=''",
            // What is thrown away need not outlive the machine, but a crash of the server it has to.
            "fsync=off",
            "full_page_writes=off",
            "max_connections=200",
            "shared_buffers=32MB",
            "lc_messages=C",
        ];
        let lines: Vec<&str> = base.into_iter().chain(settings.iter().copied()).collect();
        fs::write(self.data().join("postgresql.auto.conf"), lines.join("\n")).unwrap();
    }

    /// Starts it and waits until it lets somebody in. False when it can't.
    fn run(&self) -> bool {
        let log = fs::File::create(self.folder.join("log")).unwrap();
        let mut server = self.as_user("postgres");
        server.arg("-D").arg(self.data()).stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let mut server = server.spawn().unwrap();
        let ready = || {
            let pid = fs::read_to_string(self.data().join("postmaster.pid"));
            pid.is_ok_and(|pid| pid.lines().nth(7).is_some_and(|status| ["ready", "standby"].contains(&status.trim())))
        };
        let since = Instant::now();
        while !ready() {
            if server.try_wait().unwrap().is_some() {
                return false;
            }
            assert!(since.elapsed() < PATIENCE, "PostgreSQL takes too long to start: {}", self.log());
            thread::sleep(Duration::from_millis(10));
        }
        *self.running.lock().unwrap() = Some(server);
        true
    }

    fn stop(&self, signal: &str) {
        self.signal("-CONT");
        let Some(mut server) = self.running.lock().unwrap().take() else { return };
        send(signal, &server.id().to_string());
        drop(server.wait());
    }

    /// Sends a signal to the server, which makes its parts, and then to these.
    fn signal(&self, signal: &str) {
        let running = self.running.lock().unwrap();
        let Some(server) = running.as_ref().map(|server| server.id().to_string()) else { return };
        send(signal, &server);
        let parts = Command::new("ps").args(["-o", "pid=", "--ppid", &server]).output().unwrap();
        String::from_utf8(parts.stdout).unwrap().split_whitespace().for_each(|part| send(signal, part));
    }

    /// A program of PostgreSQL's, which refuses to run as root.
    fn as_user(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            let user = unprivileged();
            command.arg(format!("--reuid={user}")).arg(format!("--regid={}", group_of(user)));
            command.arg("--clear-groups").arg(program);
            command
        } else {
            Command::new(program)
        };
        // Nothing of the machine's own PostgreSQL, nor of its language.
        command.env_clear().env("PATH", environment("PATH").unwrap_or_default()).env("LC_ALL", "C");
        command.current_dir(&self.folder);
        command
    }
}

/// A process may have ended by itself meanwhile, which is as good.
fn send(signal: &str, process: &str) {
    drop(Command::new("kill").args([signal, process]).stderr(Stdio::null()).status());
}

/// Whoever may connect as `url` says.
pub(crate) fn connect(url: &Url) -> PgConnection {
    PgConnection::establish(url.as_str()).unwrap_or_else(|error| panic!("{url}: {error}"))
}

/// The folder with `postgres` and `initdb`: on the path, else the newest that is installed.
fn binaries() -> Option<PathBuf> {
    let path = environment("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut installed: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|version| Some((version.file_name().to_str()?.parse().ok()?, version.path().join("bin"))))
        .collect();
    installed.sort();
    folders.extend(installed.into_iter().rev().map(|(_, folder)| folder));
    folders.into_iter().find(|folder| ["postgres", "initdb"].iter().all(|program| folder.join(program).exists()))
}

fn is_root() -> bool {
    asked("id", "-u") == "0"
}

/// A user without rights.
fn unprivileged() -> &'static str {
    let known = Command::new("id").arg("postgres").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if known.is_ok_and(|status| status.success()) { "postgres" } else { "nobody" }
}

fn group_of(user: &str) -> String {
    let group = Command::new("id").args(["-g", user]).output().unwrap();
    String::from_utf8(group.stdout).unwrap().trim().to_owned()
}

fn asked(program: &str, argument: &str) -> String {
    let answer = Command::new(program).arg(argument).output().unwrap();
    String::from_utf8(answer.stdout).unwrap().trim().to_owned()
}

#[allow(clippy::disallowed_methods, reason = "only the environment says where a server is, and whether this is CI")]
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
