//! How a scene goes over the wire.

use super::Scene;
use std::{
    borrow::Cow,
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant, SystemTime},
};

/// What becomes the time at which it is sent.
const NOW: &str = "{now}";

/// How often somebody who waits looks up.
const LOOK: Duration = Duration::from_millis(5);

/// How it is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// At once.
    Whole,
    /// Each byte as a piece of its own.
    Bytes,
    /// A byte each time that this has passed.
    Drip(Duration),
    /// A message each time that this has passed, as a model writes its tokens. `{now}` in it becomes the microseconds since 1970
    /// as it is sent, so that whoever reads it knows how long it was on its way.
    Tokens(Duration),
    /// So many bytes; the rest when it is let go.
    Hold(usize),
    /// Nothing, not even a head, until it is let go.
    Silence,
    /// Nothing; the connection breaks.
    Vanish,
}

/// How it ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ended {
    /// It was played.
    Played,
    /// The client left before.
    Left,
}

impl Scene {
    /// Plays it. A piece that is sent is a chunk of the answer, so it comes out as a piece whatever the network does.
    pub(super) fn play(&self, client: &TcpStream, released: impl Fn() -> bool) -> Ended {
        if self.pace == Pace::Vanish {
            return Ended::Played;
        }
        if self.pace == Pace::Silence && waits(client, &released) == Ended::Left {
            return Ended::Left;
        }
        if self.sent(client, &released).is_ok() { Ended::Played } else { Ended::Left }
    }

    fn sent(&self, mut client: &TcpStream, released: &impl Fn() -> bool) -> std::io::Result<()> {
        let mut head = format!("HTTP/1.1 {} Said\r\ntransfer-encoding: chunked\r\nconnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        client.write_all(format!("{head}\r\n").as_bytes())?;
        match self.pace {
            Pace::Bytes => {
                let chunks: Vec<u8> = self.body.iter().flat_map(|byte| chunk(&[*byte])).collect();
                client.write_all(&chunks)?;
            }
            Pace::Drip(pause) => {
                for byte in &self.body {
                    client.write_all(&chunk(&[*byte]))?;
                    thread::sleep(pause);
                }
            }
            Pace::Tokens(pause) => self.speak(client, pause)?,
            Pace::Hold(bytes) => {
                let (before, after) = self.body.split_at(bytes.min(self.body.len()));
                client.write_all(&chunk(before))?;
                if waits(client, released) == Ended::Left {
                    return Err(ErrorKind::BrokenPipe.into());
                }
                client.write_all(&chunk(after))?;
            }
            _ => client.write_all(&chunk(&self.body))?,
        }
        if self.breaks { Ok(()) } else { client.write_all(b"0\r\n\r\n") }
    }
}

impl Scene {
    /// Sends one message after the other, each at its time and not after a pause: a model that was late catches up.
    fn speak(&self, mut client: &TcpStream, pause: Duration) -> std::io::Result<()> {
        let text = self.text();
        let between = if text.contains("\n\n") { "\n\n" } else { "\n" };
        let mut due = Instant::now();
        for message in text.split_inclusive(between) {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            due += pause;
            client.write_all(&chunk(stamped(message).as_bytes()))?;
        }
        Ok(())
    }
}

#[allow(clippy::disallowed_methods, reason = "two processes have no other clock in common")]
fn stamped(message: &str) -> Cow<'_, str> {
    if !message.contains(NOW) {
        return message.into();
    }
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    message.replace(NOW, &now.as_micros().to_string()).into()
}

/// Waits until it may go on, or the client has left.
fn waits(mut client: &TcpStream, released: &impl Fn() -> bool) -> Ended {
    client.set_read_timeout(Some(LOOK)).unwrap();
    while !released() {
        match client.read(&mut [0]) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            _ => return Ended::Left,
        }
    }
    Ended::Played
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    if bytes.is_empty() {
        return Vec::new();
    }
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}
