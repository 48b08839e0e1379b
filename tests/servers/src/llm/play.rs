//! How a scene goes over the wire.

use super::Scene;
use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

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
