//! The binary in a home of its own, run as a person would.

use diesel::{Connection, SqliteConnection};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::mpsc,
    time::Duration,
};
use tempfile::TempDir;

/// A run to come: an empty folder to work in, and no variable but those it is given.
pub(crate) struct Adforge {
    pub(crate) home: TempDir,
    command: Command,
}

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) home: TempDir,
}

/// A server that runs.
pub(crate) struct Running {
    pub(crate) home: TempDir,
    /// `127.0.0.1` and a port.
    pub(crate) address: String,
    child: Mortal,
    out: BufReader<ChildStdout>,
}

/// A process that doesn't outlive its test.
struct Mortal(Child);

impl Drop for Mortal {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Much longer than any answer takes: a test fails then, and doesn't hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a server answers.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Adforge {
    pub(crate) fn new() -> Self {
        Self::at(tempfile::tempdir().unwrap())
    }

    /// In a home that an earlier run has left.
    pub(crate) fn at(home: TempDir) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_adforge"));
        command.current_dir(home.path()).env_clear().stdin(Stdio::null());
        Self { home, command }
    }

    /// With this variable set.
    pub(crate) fn variable(mut self, name: &str, value: impl AsRef<Path>) -> Self {
        self.command.env(name, value.as_ref());
        self
    }

    /// With this settings file.
    pub(crate) fn file(mut self, text: &str) -> Self {
        let path = self.home.path().join("adforge.toml");
        std::fs::write(&path, text).unwrap();
        self.command.arg("--config").arg(path);
        self
    }

    /// Runs it to its end.
    pub(crate) fn run(mut self, words: &[&str]) -> Run {
        let output = self.command.args(words).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
            home: self.home,
        }
    }

    /// Starts a server whose files may grow to so many KiB.
    pub(crate) fn serves_with_files_up_to(mut self, kib: u32) -> Running {
        let mut limited = Command::new("bash");
        let script = format!("ulimit -f {kib}; exec \"$0\" \"$@\"");
        limited.arg("-c").arg(script).arg(self.command.get_program()).args(self.command.get_args());
        limited.current_dir(self.home.path()).env_clear().stdin(Stdio::null());
        self.command = limited;
        self.serves()
    }

    /// Starts a server on a free port, and waits until it says where it listens. Its log goes to `log` in its home.
    pub(crate) fn serves(mut self) -> Running {
        let log = std::fs::File::create(self.home.path().join("log")).unwrap();
        self.command.env("ADFORGE_LISTEN", "127.0.0.1:0").stdout(Stdio::piped()).stderr(log);
        let mut child = Mortal(self.command.spawn().unwrap());
        let mut out = BufReader::new(child.0.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("AdForge listens on http://").map(str::to_owned);
        let address = address.unwrap_or_else(|| panic!("said {line:?}, logged {}", read(self.home.path().join("log"))));
        Running { home: self.home, address, child, out }
    }
}

impl Running {
    /// Sends a signal, by its name.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{name} {}", self.child.0.id())).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end.
    pub(crate) fn ends(mut self) -> Run {
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || tell.send(std::io::read_to_string(self.out)));
        let out = told.recv_timeout(PATIENCE).expect("it doesn't end").unwrap();
        let status = self.child.0.wait().unwrap();
        Run { code: status.code().unwrap_or(-1), out, err: read(self.home.path().join("log")), home: self.home }
    }

    /// Asks, and reads the answer to its end.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.asks(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address))
    }

    /// Sends JSON, and reads the answer to its end.
    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        self.asks(&self.posting(path, body))
    }

    /// Sends JSON, and leaves the answer to be read.
    pub(crate) fn begins_to_post(&self, path: &str, body: &str) -> TcpStream {
        self.sends(&self.posting(path, body))
    }

    /// Asks for a stream, and leaves it to be read.
    pub(crate) fn streams(&self, path: &str) -> BufReader<TcpStream> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\r\n", self.address);
        BufReader::new(self.sends(&request))
    }

    fn posting(&self, path: &str, body: &str) -> String {
        format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
    }

    fn sends(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn asks(&self, request: &str) -> Answer {
        answer(self.sends(request))
    }
}

/// The whole answer, in whatever chunks.
pub(crate) fn answer(mut stream: TcpStream) -> Answer {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    Answer { status, body: body.to_owned() }
}

/// A text between two others.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after} in {rest}")).0
}

pub(crate) fn read(path: PathBuf) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// What it could not do, in one sentence on one line.
pub(crate) fn sentence(run: &Run) -> &str {
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.is_empty(), "{run:?}");
    let lines: Vec<&str> = run.err.lines().filter(|line| line.starts_with("adforge: ")).collect();
    assert_eq!(lines.len(), 1, "{run:?}");
    lines[0].trim_start_matches("adforge: ")
}

/// The database that a run has left, when nobody else has it.
pub(crate) fn database(home: &Path) -> SqliteConnection {
    SqliteConnection::establish(home.join("data/adforge.db").to_str().unwrap()).unwrap()
}
