//! What tests ask of the machine: small disks, counted fsyncs, many open files.

use crate::until::until;
use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::time::Instant;

/// Whether everything has to be tested.
#[allow(clippy::disallowed_methods, reason = "only the environment says whether this is CI")]
pub fn is_ci() -> bool {
    std::env::var("CI").is_ok()
}

/// Whether a tool is there. Where everything has to be tested, it has to be.
pub fn needs(tool: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).stdout(Stdio::null()).status();
    let there = found.is_ok_and(|status| status.success());
    assert!(there || !is_ci(), "{tool} is missing: install it, or this goes untested");
    if !there {
        println!("NOT TESTED: {tool} is missing");
    }
    there
}

/// The library that moves a process's clock; in CI it has to be there.
pub fn faketime() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|folder| folder.path());
    let library = folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|path| path.exists());
    if library.is_none() {
        assert!(!is_ci(), "libfaketime is missing: install faketime");
        println!("NOT TESTED: faketime is not installed");
    }
    library
}

/// Lets this process have as many connections as it may.
pub fn raise_file_limit(wanted: u64) {
    let most = rlimit::increase_nofile_limit(u64::MAX).unwrap();
    assert!(most >= wanted, "{wanted} open files are needed, {most} are allowed");
}

/// A small disk of its own, unmounted when it is dropped.
pub struct Tmpfs {
    folder: TempDir,
}

impl Tmpfs {
    /// Mounts one; none where that isn't allowed, which it has to be in CI.
    pub fn of(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Self::mount(folder.path(), &format!("size={size}"));
        assert!(mounted || !is_ci(), "no disk could be mounted: run as root, or this goes untested");
        if !mounted {
            println!("NOT TESTED: no disk can be mounted here");
            return None;
        }
        Some(Self { folder })
    }

    /// Mounts it again with these options.
    pub fn becomes(&self, options: &str) {
        assert!(Self::mount(self.path(), &format!("remount,{options}")), "it can't become {options}");
    }

    fn mount(at: &Path, options: &str) -> bool {
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", options, "adforge-test"]).arg(at).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

/// A process whose system calls are watched, and perhaps answered falsely, beneath all its code.
pub struct Traced {
    tracer: Child,
    file: PathBuf,
    _folder: TempDir,
}

impl Traced {
    /// Watches its fsyncs; none where there is no strace. Each takes longer by `slower`, as on a disk that is no memory.
    pub async fn fsyncs(process: u32, slower: Duration) -> Option<Self> {
        let calls = "fsync,fdatasync,sync_file_range,msync";
        let delay = format!("inject={calls}:delay_enter={}", slower.as_micros());
        Self::with(process, &["-y", "-e", &format!("trace={calls}"), "-e", &delay]).await
    }

    /// Lets every write to this file fail as on a disk that was made read-only; none where there is no strace.
    pub async fn read_only(process: u32, file: &Path) -> Option<Self> {
        let calls = "write,pwrite64,writev,pwritev,ftruncate,fallocate";
        let fail = format!("inject={calls}:error=EROFS");
        Self::with(process, &["-P", &file.display().to_string(), "-e", &format!("trace={calls}"), "-e", &fail]).await
    }

    async fn with(process: u32, words: &[&str]) -> Option<Self> {
        if !needs("strace") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("calls");
        let mut tracer = Command::new("strace");
        tracer.arg("-f").args(words).arg("-o").arg(&file).args(["-p", &process.to_string()]).stderr(Stdio::null());
        let tracer = tracer.spawn().unwrap();
        let threads = format!("/proc/{process}/task");
        until("the tracer to have every thread", async || {
            let traced = |thread: std::fs::DirEntry| {
                let status = std::fs::read_to_string(thread.path().join("status")).unwrap_or_default();
                !status.contains("TracerPid:\t0\n")
            };
            std::fs::read_dir(&threads).unwrap().map_while(Result::ok).all(traced).then_some(())
        })
        .await;
        Some(Self { tracer, file, _folder: folder })
    }

    /// How many there were, once there has been none for a while.
    pub async fn until_quiet(&self) -> Vec<String> {
        let (mut known, mut since) = (self.calls(), Instant::now());
        until("a quiet disk", async || {
            let now = self.calls();
            if now.len() != known.len() {
                (known, since) = (now, Instant::now());
            }
            (since.elapsed() > Duration::from_millis(1_500)).then(|| known.clone())
        })
        .await
    }

    fn calls(&self) -> Vec<String> {
        let text = std::fs::read_to_string(&self.file).unwrap_or_default();
        let begun = |line: &&str| line.contains("sync") && !line.contains("resumed>");
        text.lines().filter(begun).map(str::to_owned).collect()
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        // Killed, it lets go of the process; asked, it would wait for it.
        let _ = self.tracer.kill();
        let _ = self.tracer.wait();
    }
}
