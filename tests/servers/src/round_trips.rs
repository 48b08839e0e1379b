//! A proxy before PostgreSQL: it counts round trips, and loses what it is told to lose.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
    thread,
};
use url::Url;

/// What a client may send first to ask for encryption; what comes next has no type either.
const ENCRYPTION: [u32; 2] = [80_877_103, 80_877_104];

const NOTHING: u8 = 0;
const QUESTION: u8 = 1;
const ANSWER: u8 = 2;

/// Stands before a server and counts how often a client waits for it.
pub struct RoundTrips {
    /// The same database, by way of here.
    pub url: Url,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    round_trips: AtomicU64,
    connections: AtomicU64,
    /// What is lost next.
    loses: AtomicU8,
}

impl Seen {
    fn is_lost(&self, what: u8) -> bool {
        self.loses.compare_exchange(what, NOTHING, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

impl RoundTrips {
    /// Stands before this database's server. It lives as long as the process.
    pub fn before(database: &Url) -> Self {
        let server = database.socket_addrs(|| Some(5432)).unwrap()[0];
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut url = database.clone();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        // What is encrypted can't be counted.
        url.query_pairs_mut().append_pair("sslmode", "disable");
        let seen = Arc::new(Seen::default());
        let counts = Arc::clone(&seen);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                counts.connections.fetch_add(1, Ordering::SeqCst);
                pass(client, server, &counts);
            }
        });
        Self { url, seen }
    }

    /// How often a client has waited for the server, connecting left aside.
    pub fn count(&self) -> u64 {
        self.seen.round_trips.load(Ordering::SeqCst)
    }

    /// How many connections were made.
    pub fn connections(&self) -> u64 {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// The next question breaks its connection and does not reach the server.
    pub fn lose_a_question(&self) {
        self.seen.loses.store(QUESTION, Ordering::SeqCst);
    }

    /// The next question reaches the server; the answer to it breaks its connection.
    pub fn lose_an_answer(&self) {
        self.seen.loses.store(ANSWER, Ordering::SeqCst);
    }
}

fn pass(client: TcpStream, server: SocketAddr, seen: &Arc<Seen>) {
    let Ok(server) = TcpStream::connect(server) else { return };
    for socket in [&client, &server] {
        socket.set_nodelay(true).unwrap();
    }
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let there = Arc::clone(seen);
    thread::spawn(move || {
        let mut questions = Questions::default();
        carry(&mut from, &mut to, |bytes| {
            let asked = questions.take(bytes);
            there.round_trips.fetch_add(asked, Ordering::SeqCst);
            asked > 0 && there.is_lost(QUESTION)
        });
    });
    let (mut from, mut to, back) = (server, client, Arc::clone(seen));
    thread::spawn(move || carry(&mut from, &mut to, |_| back.is_lost(ANSWER)));
}

/// Carries bytes until one end is gone, or `breaks` says that they are lost; then both ends see it.
fn carry(from: &mut TcpStream, to: &mut TcpStream, mut breaks: impl FnMut(&[u8]) -> bool) {
    let mut piece = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut piece) {
        if breaks(&piece[..read]) || to.write_all(&piece[..read]).is_err() {
            break;
        }
    }
    for socket in [from, to] {
        drop(socket.shutdown(Shutdown::Both));
    }
}

/// Finds in a client's bytes where it waits for an answer: `Sync` after prepared statements, `Query` for plain ones.
#[derive(Default)]
struct Questions {
    waiting: Vec<u8>,
    greeted: bool,
}

impl Questions {
    fn take(&mut self, bytes: &[u8]) -> u64 {
        self.waiting.extend_from_slice(bytes);
        let mut asked = 0;
        loop {
            let typed = usize::from(self.greeted);
            let Some(head) = self.waiting.get(typed..typed + 4) else { return asked };
            let whole = typed + u32::from_be_bytes(head.try_into().unwrap()) as usize;
            if self.waiting.len() < whole {
                return asked;
            }
            let message: Vec<u8> = self.waiting.drain(..whole).collect();
            if self.greeted {
                asked += u64::from(matches!(message[0], b'S' | b'Q'));
            } else {
                let code = u32::from_be_bytes(message[4..8].try_into().unwrap());
                self.greeted = !ENCRYPTION.contains(&code);
            }
        }
    }
}
