//! `espeak-ng` of this machine, and scripts that stand in for it where it does wrong.

use crate::postgres::environment;
use std::{
    fs,
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Whether it is installed. Where it isn't, that is said; in CI it has to be.
pub fn has_espeak() -> bool {
    let installed = Command::new("espeak-ng").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !installed {
        assert!(environment("CI").is_none(), "espeak-ng is missing: install it");
        drop(writeln!(io::stderr(), "NOT TESTED: espeak-ng is not installed"));
    }
    installed
}

/// A program in this folder that does what the lines of shell say.
pub fn script(folder: &Path, lines: &str) -> PathBuf {
    let program = folder.join("espeak-ng");
    // Written by a process of its own: while this one holds it open for writing, nobody can run it, and a child that is
    // started at that moment holds it open too.
    let mut shell = Command::new("sh");
    shell.args(["-c", "cat > \"$0\""]).arg(&program).stdin(Stdio::piped());
    let mut writing = shell.spawn().unwrap();
    writing.stdin.take().unwrap().write_all(format!("#!/bin/sh\n{lines}\n").as_bytes()).unwrap();
    assert!(writing.wait().unwrap().success());
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}
