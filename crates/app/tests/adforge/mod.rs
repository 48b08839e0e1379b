//! The binary in a home of its own, run as a person would.
#![allow(dead_code, reason = "each test file uses its own part of this cast")]

use std::{
    path::Path,
    process::{Command, Stdio},
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

impl Adforge {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
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
}
