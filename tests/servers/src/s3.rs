//! An S3 server for the tests of one binary: moto, which keeps buckets in memory.

use crate::postgres::environment;
use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the server, says which process it is, and ends it when nothing holds the other end of its input any more.
const SERVE: &str = r#"trap '' HUP INT TERM
moto_server -H 127.0.0.1 -p "$0" </dev/null >/dev/null 2>&1 &
echo $!
cat >/dev/null
kill -KILL $! 2>/dev/null"#;

/// The server that the tests of this binary share. None where moto isn't installed, which is said; in CI it has to be.
pub fn s3() -> Option<&'static S3> {
    static SHARED: OnceLock<Option<S3>> = OnceLock::new();
    SHARED.get_or_init(S3::start).as_ref()
}

/// A server in memory, gone when it is dropped, or when this process ends.
pub struct S3 {
    port: u16,
    /// What it is started with.
    variables: Vec<(&'static str, PathBuf)>,
    running: Mutex<Option<Running>>,
    made: AtomicU32,
}

struct Running {
    shell: Child,
    /// The server itself.
    id: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        drop(self.shell.wait());
    }
}

impl S3 {
    /// Starts a server. None where moto isn't installed, which is said; in CI it has to be.
    pub fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// The same, with a clock of its own: by this library, as far ahead as this file says (`+2h`) whenever it is asked.
    pub fn start_by(library: &Path, clock: &Path) -> Option<Self> {
        let always = ["FAKETIME_NO_CACHE", "FAKETIME_DONT_FAKE_MONOTONIC"].map(|name| (name, PathBuf::from("1")));
        let [uncached, real] = always;
        let (library, clock) = (library.to_owned(), clock.to_owned());
        Self::start_with(&[("LD_PRELOAD", library), ("FAKETIME_TIMESTAMP_FILE", clock), uncached, real])
    }

    fn start_with(variables: &[(&'static str, PathBuf)]) -> Option<Self> {
        let known = Command::new("sh").args(["-c", "command -v moto_server"]).stdout(Stdio::null()).status();
        if !known.is_ok_and(|status| status.success()) {
            assert!(environment("CI").is_none(), "moto is missing: install it (pip install 'moto[server]')");
            drop(writeln!(io::stderr(), "NOT TESTED: moto is not installed"));
            return None;
        }
        // The port is free now, and may be taken by another when the server asks for it.
        for _ in 0..10 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let (variables, running) = (variables.to_vec(), Mutex::default());
            let server = Self { port, variables, running, made: AtomicU32::new(0) };
            if server.run() {
                return Some(server);
            }
        }
        panic!("moto does not start");
    }

    /// Where it is.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A new, empty bucket: its name.
    pub fn bucket(&self) -> String {
        let name = format!("bucket-{}", self.made.fetch_add(1, Ordering::SeqCst));
        assert!(self.asks("PUT", &format!("/{name}"), "s3", "").starts_with("HTTP/1.1 200"), "no bucket was made");
        name
    }

    /// The names of what is in a bucket. As long as nobody needs a key.
    pub fn keys(&self, bucket: &str) -> Vec<String> {
        let listed = self.asks("GET", &format!("/{bucket}?list-type=2"), "s3", "");
        listed.split("<Key>").skip(1).map(|rest| rest.split("</Key>").next().unwrap().to_owned()).collect()
    }

    /// Keeps something in a bucket. As long as nobody needs a key.
    pub fn keep(&self, bucket: &str, key: &str, what: &str) {
        assert!(self.asks("PUT", &format!("/{bucket}/{key}"), "s3", what).starts_with("HTTP/1.1 200"), "{key}");
    }

    /// The headers with which an object is sent. As long as nobody needs a key.
    pub fn headers(&self, bucket: &str, key: &str) -> String {
        let answer = self.asks("GET", &format!("/{bucket}/{key}"), "s3", "");
        answer.split("\r\n\r\n").next().unwrap().to_lowercase()
    }

    /// From now on whoever asks needs a key, of which this is one: its name and itself. It may do everything.
    pub fn locks(&self) -> (String, String) {
        let asks =
            |action: &str| self.asks("POST", "/", "iam", &format!("Version=2010-05-08&UserName=adforge&{action}"));
        asks("Action=CreateUser");
        let all = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22*%22%2C%22Resource%22%3A%22*%22%7D%7D";
        asks(&format!("Action=PutUserPolicy&PolicyName=all&PolicyDocument={all}"));
        let key = asks("Action=CreateAccessKey");
        let between = |tag: &str| {
            let rest = key.split(&format!("<{tag}>")).nth(1).unwrap_or_else(|| panic!("no {tag} in {key}"));
            rest.split('<').next().unwrap().to_owned()
        };
        let key = (between("AccessKeyId"), between("SecretAccessKey"));
        assert!(self.asks("POST", "/moto-api/reset-auth", "", "0").starts_with("HTTP/1.1 200"));
        key
    }

    /// Ends it at once; what it kept is lost.
    pub fn crash(&self) {
        drop(self.running.lock().unwrap().take());
        // A killed process listens a moment longer.
        while TcpStream::connect(self.address()).is_ok() {
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Starts it again, empty, where it was.
    pub fn revive(&self) {
        assert!(self.run(), "moto does not start again");
    }

    /// Sends it a signal: `-STOP` lets it hang, `-CONT` lets it go on.
    pub fn signal(&self, signal: &str) {
        let running = self.running.lock().unwrap();
        let id = &running.as_ref().unwrap().id;
        assert!(Command::new("kill").args([signal, id]).status().unwrap().success());
    }

    fn run(&self) -> bool {
        let mut shell = Command::new("sh");
        shell.args(["-c", SERVE, &self.port.to_string()]);
        shell.envs(self.variables.iter().map(|(name, value)| (name, value)));
        let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut id = String::new();
        BufReader::new(shell.stdout.take().unwrap()).read_line(&mut id).unwrap();
        let running = Running { shell, id: id.trim().to_owned() };
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE && is_alive(&running.id) {
            if TcpStream::connect(self.address()).is_ok() {
                *self.running.lock().unwrap() = Some(running);
                return true;
            }
            thread::sleep(Duration::from_millis(20));
        }
        false
    }

    fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Asks a service, which it knows by the name in the authorization; or the server itself. No key is needed yet.
    fn asks(&self, method: &str, path: &str, service: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let headers = match service {
            "" => String::new(),
            service => format!(
                "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: AWS4-HMAC-SHA256 Credential=none/20260208/us-east-1/{service}/aws4_request, \
                 SignedHeaders=host, Signature=none\r\n"
            ),
        };
        let (port, length) = (self.port, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nContent-Length: {length}\r\n\
             {headers}\r\n"
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

/// A process that has ended and wasn't waited for isn't.
fn is_alive(id: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && !line.contains('Z'))
}
