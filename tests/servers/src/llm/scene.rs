//! What a stand-in plays: a raw file, at a pace, to an end.

use super::{RAW_WORDS, Speaks};
use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    path::Path,
    thread,
    time::Duration,
};

/// How often somebody who waits looks up.
const LOOK: Duration = Duration::from_millis(5);

/// An answer.
#[derive(Clone, Debug)]
pub struct Scene {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    pace: Pace,
    /// The connection breaks after the body, instead of ending as it should.
    breaks: bool,
}

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
    /// A file of a stream, as a 200.
    pub fn stream(speaks: Speaks, name: &str) -> Self {
        let (ending, kind) = match speaks {
            Speaks::Ollama => ("ndjson", "application/x-ndjson"),
            _ => ("sse", "text/event-stream"),
        };
        Self::of(200, kind, read(speaks, &format!("{name}.{ending}")))
    }

    /// A file of an error.
    pub fn error(speaks: Speaks, status: u16, name: &str) -> Self {
        let file = read(speaks, &format!("error-{name}.json"));
        Self::of(status, "application/json", file).filled("{words}", RAW_WORDS)
    }

    /// A file of what is known of a model.
    pub(super) fn found(speaks: Speaks) -> Self {
        Self::of(200, "application/json", read(speaks, "model.json"))
    }

    /// Any answer.
    pub fn of(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        Self { status, headers, body: body.into(), pace: Pace::Whole, breaks: false }
    }

    /// With a word filled in.
    #[must_use]
    pub fn filled(mut self, place: &str, word: &str) -> Self {
        self.body = self.text().replace(place, word).into_bytes();
        self
    }

    /// With a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With lines that end in CR and LF.
    #[must_use]
    pub fn with_crlf(self) -> Self {
        self.filled("\n", "\r\n")
    }

    /// Sent at this pace.
    #[must_use]
    pub fn at(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Only as far as this word, which must be in it, and no further.
    #[must_use]
    pub fn until(mut self, word: &str) -> Self {
        let end = self.text().find(word).unwrap() + word.len();
        self.body.truncate(end);
        self
    }

    /// Only the first lines.
    #[must_use]
    pub fn lines(mut self, count: usize) -> Self {
        self.body = self.text().split_inclusive('\n').take(count).collect::<String>().into_bytes();
        self
    }

    /// With more after it.
    #[must_use]
    pub fn then(mut self, more: &str) -> Self {
        self.body.extend_from_slice(more.as_bytes());
        self
    }

    /// With something before it.
    #[must_use]
    pub fn after(mut self, before: &str) -> Self {
        self.body.splice(0..0, before.bytes());
        self
    }

    /// The connection breaks where the body ends.
    #[must_use]
    pub fn breaking(mut self) -> Self {
        self.breaks = true;
        self
    }

    /// What is sent.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

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

fn read(speaks: Speaks, name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/llm/scenes").join(speaks.folder());
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{speaks:?}/{name}: {error}"))
}
