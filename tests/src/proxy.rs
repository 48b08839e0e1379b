//! A network that fails: passes a connection on, and cuts it in the middle of the answer.

use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Where the answer is cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cut {
    /// After so many blocks of an event stream, `retry:` and comments included.
    Blocks(usize),
    /// After so many frames of a socket.
    Frames(usize),
    /// After so many bytes.
    Bytes(usize),
}

/// Stands before a server and cuts the first connection; nobody answers after that.
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Stands before this server.
    pub async fn before(server: SocketAddr, cut: Cut) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            let Ok((client, _)) = listener.accept().await else { return };
            drop(listener);
            let server = TcpStream::connect(server).await.unwrap();
            pass(client, server, cut).await;
        });
        Self { address, task }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(client: TcpStream, server: TcpStream, cut: Cut) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_client, &mut to_server).await;
    });
    let mut meter = Meter { cut, tail: Vec::new(), head_is_over: false, seen: 0 };
    let mut piece = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from_server.read(&mut piece).await {
        let (passed, over) = meter.take(&piece[..read]);
        if to_client.write_all(&piece[..passed]).await.is_err() || over {
            break;
        }
    }
    // Both ends see the connection break.
    up.abort();
}

/// Counts what has passed.
struct Meter {
    cut: Cut,
    tail: Vec<u8>,
    head_is_over: bool,
    seen: usize,
}

impl Meter {
    /// How many of these bytes pass, and whether that was all.
    fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (at, byte) in bytes.iter().enumerate() {
            if let Cut::Bytes(most) = self.cut {
                if self.seen == most {
                    return (at, true);
                }
                self.seen += 1;
                continue;
            }
            if self.is_full() {
                return (at, true);
            }
            self.tail.push(*byte);
            if self.ends_a_piece() {
                self.tail.clear();
                self.seen += usize::from(self.head_is_over);
                self.head_is_over = true;
            }
        }
        (bytes.len(), self.is_full())
    }

    fn is_full(&self) -> bool {
        self.head_is_over && matches!(self.cut, Cut::Blocks(most) | Cut::Frames(most) if self.seen >= most)
    }

    fn ends_a_piece(&self) -> bool {
        match self.cut {
            _ if !self.head_is_over => self.tail.ends_with(b"\r\n\r\n"),
            Cut::Blocks(_) => self.tail.ends_with(b"\n\n"),
            Cut::Frames(_) => frame_length(&self.tail).is_some_and(|length| self.tail.len() >= length),
            Cut::Bytes(_) => false,
        }
    }
}

/// The length of a server's frame, once its head says it: servers don't mask.
fn frame_length(frame: &[u8]) -> Option<usize> {
    match *frame.get(1)? {
        126 => Some(4 + usize::from(u16::from_be_bytes(frame.get(2..4)?.try_into().ok()?))),
        127 => Some(10 + usize::try_from(u64::from_be_bytes(frame.get(2..10)?.try_into().ok()?)).ok()?),
        length => Some(2 + usize::from(length)),
    }
}
