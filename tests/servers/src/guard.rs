//! What a test process leaves behind however it ends, somebody has to clear away: a shell that waits for its end.

use std::{
    io,
    path::Path,
    process::{Child, Command, Stdio},
};

/// Waits until nothing holds the other end of its input, stops the server whose folder this is, and removes it.
const CLEAR_AWAY: &str = r#"trap '' HUP INT TERM
cat >/dev/null
server=$(head -n 1 "$0/data/postmaster.pid" 2>/dev/null)
if [ -n "$server" ]; then
  kill -QUIT "$server" 2>/dev/null
  kill -CONT "$server" 2>/dev/null
  while kill -0 "$server" 2>/dev/null; do sleep 0.05; done
fi
rm -rf "$0""#;

/// Lives as long as the folder may.
pub(crate) struct Guard(Child);

impl Guard {
    pub(crate) fn over(folder: &Path) -> io::Result<Self> {
        let mut shell = Command::new("sh");
        shell.args(["-c", CLEAR_AWAY]).arg(folder);
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        shell.spawn().map(Self)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        drop(self.0.wait());
    }
}
