//! The real program as a process of its own, in a folder of its own.

use crate::until::{PATIENCE, until};
use std::{
    ffi::OsString,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
};
use tempfile::TempDir;

/// What the program prints before its address.
const LISTENS: &str = "AdForge listens on ";

/// A folder to run in, and the variables to run with. Nothing of the machine's own environment gets in.
pub struct Home {
    binary: PathBuf,
    folder: TempDir,
    data: PathBuf,
    variables: Vec<(OsString, OsString)>,
    words: Vec<OsString>,
    wrapper: Vec<OsString>,
}

/// A program that ended instead of serving.
#[derive(Debug)]
pub struct Refused {
    /// With which code.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub out: String,
    /// What it wrote to standard error.
    pub err: String,
}

/// A running program. It is killed when it is dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    err: Arc<Mutex<String>>,
}

impl Home {
    /// An empty folder, all limits lifted, and a port of the machine's choice.
    pub fn new(binary: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let home =
            Self { binary: binary.into(), folder, data, variables: Vec::new(), words: Vec::new(), wrapper: Vec::new() };
        home.with("ADFORGE_LISTEN", "127.0.0.1:0")
            .with("ADFORGE_MESSAGES_PER_MINUTE", "0")
            .with("ADFORGE_GENERATIONS_PER_DAY", "0")
            .with("ADFORGE_VIDEOS_PER_DAY", "0")
    }

    /// With this variable, in place of what it was.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// From the next start on with this variable.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.into(), value.into()));
    }

    /// Run by these words, which come before the program's own.
    #[must_use]
    pub fn run_by(mut self, words: &[&str]) -> Self {
        self.wrapper = words.iter().map(Into::into).collect();
        self
    }

    /// Run with these arguments.
    #[must_use]
    pub fn saying(mut self, words: &[&str]) -> Self {
        self.words = words.iter().map(Into::into).collect();
        self
    }

    /// With its data elsewhere.
    #[must_use]
    pub fn keeping_data_in(mut self, folder: &Path) -> Self {
        self.data = folder.to_owned();
        self
    }

    /// A copy of it, data and all: what is done there with the same session has the same ids and the same seed.
    #[must_use]
    pub fn forked(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let copied = Command::new("cp").arg("-a").args([&self.data, &data]).status().unwrap();
        assert!(copied.success(), "the data could not be copied");
        Self {
            binary: self.binary.clone(),
            folder,
            data,
            variables: self.variables.clone(),
            words: self.words.clone(),
            wrapper: self.wrapper.clone(),
        }
    }

    /// Where its data are.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The folder it is started in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the program; it has to serve.
    pub fn serves(&self) -> Server {
        match self.tries() {
            Ok(server) => server,
            Err(refused) => panic!("the server did not start: {refused:?}"),
        }
    }

    /// Starts the program, which has to end by itself.
    pub fn refuses(&self) -> Refused {
        match self.tries() {
            Ok(server) => panic!("it serves at {}", server.address),
            Err(refused) => refused,
        }
    }

    fn tries(&self) -> Result<Server, Refused> {
        let mut command = self.command();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let err = collected(child.stderr.take().unwrap());
        let (said, heard) = mpsc::channel();
        let out = child.stdout.take().unwrap();
        let out = thread::spawn(move || told(out, &said));
        let heard = heard.recv_timeout(PATIENCE);
        if let Ok(address) = heard {
            return Ok(Server { child, address, err: err.text });
        }
        // Its output ended, and so will it; or it hangs.
        if heard == Err(mpsc::RecvTimeoutError::Timeout) {
            let _ = child.kill();
        }
        let code = child.wait().unwrap().code();
        let out = out.join().unwrap();
        err.done.join().unwrap();
        let err = err.text.lock().unwrap().clone();
        Err(Refused { code, out, err })
    }

    fn command(&self) -> Command {
        let mut words =
            self.wrapper.iter().chain([self.binary.as_os_str().to_owned()].iter()).cloned().collect::<Vec<_>>();
        words.extend(self.words.iter().cloned());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(self.folder.path()).env_clear();
        command.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        command.env("ADFORGE_DATA_DIR", &self.data);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

struct Collected {
    text: Arc<Mutex<String>>,
    done: thread::JoinHandle<()>,
}

fn collected(from: impl Read + Send + 'static) -> Collected {
    let text = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&text);
    let done = thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut text = kept.lock().unwrap();
            text.push_str(&line);
            text.push('\n');
        }
    });
    Collected { text, done }
}

/// Everything that is written, with word of the address once it is known.
fn told(from: impl Read, address: &mpsc::Sender<SocketAddr>) -> String {
    let mut text = String::new();
    for line in BufReader::new(from).lines().map_while(Result::ok) {
        if let Some((_, rest)) = line.split_once(LISTENS) {
            let host = rest.trim().trim_start_matches("http://").trim_end_matches(['.', '/']);
            if let Ok(known) = host.parse() {
                let _ = address.send(known);
            }
        }
        text.push_str(&line);
        text.push('\n');
    }
    text
}

impl Server {
    /// What it has written to standard error so far.
    pub fn err(&self) -> String {
        self.err.lock().unwrap().clone()
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, in the middle of whatever it does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.id().to_string()]).status().unwrap();
        assert!(sent.success(), "no signal could be sent");
    }

    /// Waits until it has ended by itself.
    pub async fn ends(self) -> ExitStatus {
        self.ends_with().await.0
    }

    /// The same, and all that it has written to standard error.
    pub async fn ends_with(mut self) -> (ExitStatus, String) {
        let status = until("the server's end", async || self.child.try_wait().unwrap()).await;
        (status, self.err())
    }

    /// How much memory it holds, in KiB.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").trim().parse().unwrap()
    }

    /// Whether one of its threads has this name.
    pub fn has_thread(&self, name: &str) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.id())).unwrap();
        // One that has ended meanwhile has no name any more.
        let names = threads.filter_map(|it| std::fs::read_to_string(it.ok()?.path().join("comm")).ok());
        names.into_iter().any(|it| it.trim_end() == name)
    }

    /// How many files and connections it has open.
    pub fn open_files(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.id())).unwrap().count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("what the server at {} wrote:\n{}", self.address, self.err());
        }
    }
}
