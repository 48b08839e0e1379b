//! A small HTTP server that also behaves as badly as real ones do: hangs, drips, cuts off, vanishes.

use crate::leaves::Leaves;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

/// The pause between two bytes that drip.
const DRIP: Duration = Duration::from_millis(100);

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The query's pairs, in order, decoded.
    pub query: Vec<(String, String)>,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Beside the length.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How it is sent.
    pub manner: Manner,
}

/// How an answer is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// Whole.
    Whole,
    /// Never: the connection stays open until the client leaves.
    Hang,
    /// A byte now and then.
    Drip,
    /// Half of it; then the connection breaks.
    Cut,
    /// Half of it; then nothing, until the client leaves.
    Stall,
    /// Nothing; the connection breaks.
    Vanish,
}

impl Request {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A value of the query.
    pub fn asked(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Reply {
    /// JSON, whole.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::of(status, "application/json", body.into().into_bytes())
    }

    /// A body of a type, whole.
    pub fn of(status: u16, kind: &str, body: Vec<u8>) -> Self {
        Self { status, headers: vec![("content-type".into(), kind.into())], body, manner: Manner::Whole }
    }

    /// With a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sent in this manner.
    #[must_use]
    pub fn sent(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }
}

/// Answers on a free port, each connection on a thread of its own, as long as the process lives, and sees when clients leave
/// whose answer hangs or stands still.
pub fn serve(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> (SocketAddr, Leaves) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (answer, leaves) = (Arc::new(answer), Leaves::default());
    let seen = leaves.clone();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (answer, leaves) = (Arc::clone(&answer), leaves.clone());
            thread::spawn(move || {
                client.set_nodelay(true).unwrap();
                if let Some(request) = read(&client) {
                    let reply = answer(&request);
                    // Who has left needs no answer.
                    drop(send(&client, &reply));
                    if matches!(reply.manner, Manner::Hang | Manner::Stall) {
                        leaves.notes();
                    }
                }
                drop(client.shutdown(Shutdown::Both));
            });
        }
    });
    (address, seen)
}

/// A whole request; none where the client left before its end.
pub(crate) fn read(client: &TcpStream) -> Option<Request> {
    let mut from = BufReader::new(client);
    let mut line = String::new();
    from.read_line(&mut line).ok()?;
    let mut parts = line.split_whitespace();
    let (method, target) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        from.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").map_or("0", |(_, value)| value);
    let mut body = vec![0; length.parse().ok()?];
    from.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    Some(Request { method, path: path.to_owned(), query, headers, body })
}

fn send(mut client: &TcpStream, reply: &Reply) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {} Said\r\ncontent-length: {}\r\n", reply.status, reply.body.len());
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("connection: close\r\n\r\n");
    match reply.manner {
        Manner::Whole => {
            client.write_all(head.as_bytes())?;
            client.write_all(&reply.body)
        }
        Manner::Hang => client.read(&mut [0]).map(drop),
        Manner::Drip => {
            client.write_all(head.as_bytes())?;
            for byte in &reply.body {
                client.write_all(&[*byte])?;
                thread::sleep(DRIP);
            }
            Ok(())
        }
        Manner::Cut => {
            client.write_all(head.as_bytes())?;
            client.write_all(&reply.body[..reply.body.len() / 2])
        }
        Manner::Stall => {
            client.write_all(head.as_bytes())?;
            client.write_all(&reply.body[..reply.body.len() / 2])?;
            client.read(&mut [0]).map(drop)
        }
        Manner::Vanish => Ok(()),
    }
}
