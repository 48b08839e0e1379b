//! A script in Node that plays a person or a client, and a server that it may cut off, kill and start again.

use crate::{Gate, Home, PATIENCE, Server};
use std::{path::Path, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, Command},
    time::timeout,
};

/// What a script's line to us begins with; all else that it prints is for the reader.
const ASKS: &str = "stage: ";
/// A browser that many tests compete with may take its time.
const LONGEST: std::time::Duration = PATIENCE.saturating_mul(8);

/// Runs `tests/browser/<script>.mjs <part>` against this program, and fails as it fails.
pub async fn plays(home: Home, script: &str, part: &str) {
    let gate = Gate::new().await;
    let mut stage = Stage { server: Some(home.serves()), home, gate };
    stage.opens();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    let mut command = Command::new("node");
    command.current_dir(&folder).arg(format!("{script}.mjs")).arg(part);
    command.env("STAGE_URL", format!("http://{}", stage.gate.address)).kill_on_drop(true);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (said, told) = timeout(LONGEST, stage.follows(&mut child)).await.expect("the script hangs");
    assert!(said, "{script} {part}:\n{told}");
}

struct Stage {
    home: Home,
    gate: Gate,
    server: Option<Server>,
}

impl Stage {
    fn opens(&self) {
        if let Some(server) = &self.server {
            self.gate.open(server.address);
        }
    }

    /// Does what the script asks for until it ends; whether it ended well, and what it printed.
    async fn follows(&mut self, child: &mut Child) -> (bool, String) {
        let mut answers = child.stdin.take().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut told = String::new();
        while let Some(line) = lines.next_line().await.unwrap() {
            match line.strip_prefix(ASKS) {
                Some(wish) => self.does(wish, &mut answers).await,
                None => {
                    println!("{line}");
                    told.push_str(&line);
                    told.push('\n');
                }
            }
        }
        (child.wait().await.unwrap().success(), told)
    }

    async fn does(&mut self, wish: &str, answers: &mut ChildStdin) {
        let mut answer = "done".to_owned();
        match wish.split_once(' ').unwrap_or((wish, "")) {
            ("shut", _) => self.gate.shut(),
            ("open", _) => self.opens(),
            ("kill", _) => self.server.take().into_iter().for_each(Server::kill),
            ("start", _) => {
                self.server = Some(self.home.serves());
                self.opens();
            }
            ("passing", _) => answer = self.gate.passing().to_string(),
            ("server", _) => {
                answer = self.server.as_ref().map_or_else(String::new, |it| format!("http://{}", it.address))
            }
            ("set", setting) => {
                let (name, value) = setting.split_once('=').unwrap();
                self.home.set(name, value);
            }
            (unknown, _) => panic!("the stage can't {unknown}"),
        }
        answers.write_all(format!("{answer}\n").as_bytes()).await.unwrap();
    }
}
