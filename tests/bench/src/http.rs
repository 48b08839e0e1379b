//! A light HTTP client over a plain socket, so that the load costs little beside what it measures.

use anyhow::{Context, Result, bail, ensure};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// One kept connection.
pub(crate) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The head as it came, without the empty line.
    pub(crate) head: String,
    /// The body, out of its chunks.
    pub(crate) body: Vec<u8>,
}

/// A request's bytes.
pub(crate) fn request(method: &str, path: &str, accept: &str, body: Option<&str>) -> Vec<u8> {
    let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n");
    match body {
        None => format!("{head}\r\n").into_bytes(),
        Some(body) => {
            let length = body.len();
            format!("{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes()
        }
    }
}

impl Connection {
    pub(crate) async fn to(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await.context("no connection to the server")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::new() })
    }

    /// Asks, and reads the whole answer; whatever its status.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        let (status, head) = self.begin(request).await?;
        let lower = head.to_ascii_lowercase();
        let body = if lower.contains("\r\ntransfer-encoding: chunked") {
            self.chunks().await?
        } else {
            let length = lower.split("\r\ncontent-length: ").nth(1).and_then(|rest| rest.lines().next());
            let length = length.map_or(Ok(0), str::parse)?;
            self.fill(length).await?;
            self.read.drain(..length).collect()
        };
        Ok(Answer { status, head, body })
    }

    /// Asks, and reads the head alone: a stream's body comes by [`Connection::into_stream`].
    pub(crate) async fn begin(&mut self, request: &[u8]) -> Result<(u16, String)> {
        self.stream.write_all(request).await.context("the server doesn't take the request")?;
        let end = self.find(b"\r\n\r\n").await?;
        let head = String::from_utf8(self.read.drain(..end + 4).take(end).collect())?;
        let status = head.split(' ').nth(1).context("an answer without a status")?.parse()?;
        Ok((status, head))
    }

    /// The socket, and what was read of the body.
    pub(crate) fn into_stream(self) -> (TcpStream, Vec<u8>) {
        (self.stream, self.read)
    }

    async fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let end = self.find(b"\r\n").await?;
            let line = self.read.get(..end).and_then(|line| std::str::from_utf8(line).ok());
            let length = usize::from_str_radix(line.context("a chunk without a length")?, 16)?;
            let whole = end + 2 + length + 2;
            self.fill(whole).await?;
            body.extend_from_slice(self.read.get(end + 2..end + 2 + length).unwrap_or_default());
            self.read.drain(..whole);
            if length == 0 {
                return Ok(body);
            }
        }
    }

    async fn find(&mut self, what: &[u8]) -> Result<usize> {
        loop {
            if let Some(at) = memchr::memmem::find(&self.read, what) {
                return Ok(at);
            }
            self.more().await?;
        }
    }

    async fn fill(&mut self, length: usize) -> Result<()> {
        while self.read.len() < length {
            self.more().await?;
        }
        Ok(())
    }

    async fn more(&mut self) -> Result<()> {
        self.read.reserve(16 * 1024);
        ensure!(self.stream.read_buf(&mut self.read).await? > 0, "the server closed the connection");
        Ok(())
    }
}

impl Answer {
    /// The answer, if its status is this one.
    pub(crate) fn with(self, status: u16) -> Result<Self> {
        if self.status != status {
            bail!("{status} was expected, and came {}: {}", self.status, self.text());
        }
        Ok(self)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The first text of this key, found without reading the rest.
    pub(crate) fn field(&self, key: &str) -> Result<String> {
        let text = self.text();
        let mark = format!("\"{key}\":\"");
        let value = text.split_once(&mark).and_then(|(_, rest)| rest.split_once('"'));
        Ok(value.with_context(|| format!("no {key} in {text}"))?.0.to_owned())
    }
}
