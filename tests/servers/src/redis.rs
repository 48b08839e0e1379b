//! A Redis server of a test's own.

use crate::postgres::environment;
use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server in memory, gone when it is dropped.
pub struct Redis {
    port: u16,
    running: Mutex<Option<Child>>,
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.crash();
    }
}

impl Redis {
    /// Starts a server. None where Redis isn't installed, which is said; in CI it has to be.
    pub fn start() -> Option<Self> {
        let installed = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status().is_ok();
        if !installed {
            assert!(environment("CI").is_none(), "Redis is missing: install it");
            drop(writeln!(io::stderr(), "NOT TESTED: Redis is not installed"));
            return None;
        }
        // The port is free now, and may be taken by another when the server asks for it.
        for _ in 0..10 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let redis = Self { port, running: Mutex::default() };
            if redis.run() {
                return Some(redis);
            }
        }
        panic!("Redis does not start");
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.running.lock().unwrap().as_ref().unwrap().id()
    }

    /// Ends it at once; what it knew is lost.
    pub fn crash(&self) {
        if let Some(mut server) = self.running.lock().unwrap().take() {
            drop(server.kill());
            drop(server.wait());
        }
    }

    /// Starts it again, empty, where it was.
    pub fn revive(&self) {
        assert!(self.run(), "Redis does not start again");
    }

    /// Has it forget everything.
    pub fn flush(&self) {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        connection.write_all(b"FLUSHALL\r\n").unwrap();
        let mut answer = [0; 5];
        connection.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"+OK\r\n");
    }

    /// How often it was asked by this command since it was started (`evalsha`).
    pub fn asked(&self, command: &str) -> u64 {
        let mut connection = BufReader::new(TcpStream::connect(("127.0.0.1", self.port)).unwrap());
        connection.get_mut().write_all(b"INFO commandstats\r\n").unwrap();
        let mut length = String::new();
        connection.read_line(&mut length).unwrap();
        let mut told = vec![0; length.trim().trim_start_matches('$').parse().unwrap()];
        connection.read_exact(&mut told).unwrap();
        let told = String::from_utf8(told).unwrap();
        let counted = told.lines().find_map(|line| line.strip_prefix(&format!("cmdstat_{command}:calls=")));
        counted.map_or(0, |counted| counted.split_once(',').unwrap().0.parse().unwrap())
    }

    /// Sends it a signal: `-STOP` lets it hang, `-CONT` lets it go on.
    pub fn signal(&self, signal: &str) {
        let running = self.running.lock().unwrap();
        let id = running.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    fn run(&self) -> bool {
        let mut server = Command::new("redis-server");
        server.args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        let mut server = server.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let (address, begun) = (SocketAddr::from(([127, 0, 0, 1], self.port)), Instant::now());
        while begun.elapsed() < PATIENCE && server.try_wait().unwrap().is_none() {
            if TcpStream::connect(address).is_ok() {
                *self.running.lock().unwrap() = Some(server);
                return true;
            }
            thread::sleep(Duration::from_millis(10));
        }
        drop(server.kill());
        drop(server.wait());
        false
    }
}
