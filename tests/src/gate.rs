//! A network that can be cut and mended: one address that clients keep, whatever becomes of the server behind it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Stands before a server. Shut, it breaks every connection and takes no new one.
pub struct Gate {
    /// Where clients find it.
    pub address: SocketAddr,
    behind: watch::Sender<Option<SocketAddr>>,
    passing: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Gate {
    /// A gate that is shut.
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (behind, open) = watch::channel(None);
        let passing = Arc::default();
        let task = tokio::spawn(accept(listener, open, Arc::clone(&passing)));
        Self { address, behind, passing, task }
    }

    /// Lets connections through to a server; those to another break.
    pub fn open(&self, server: SocketAddr) {
        self.behind.send_replace(Some(server));
    }

    /// Breaks every connection, and takes no new one.
    pub fn shut(&self) {
        self.behind.send_replace(None);
    }

    /// How many connections pass now.
    pub fn passing(&self) -> usize {
        self.passing.load(Ordering::SeqCst)
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, open: watch::Receiver<Option<SocketAddr>>, passing: Arc<AtomicUsize>) {
    loop {
        let Ok((client, _)) = listener.accept().await else { return };
        let Some(server) = *open.borrow() else { continue };
        tokio::spawn(pass(client, server, open.clone(), Arc::clone(&passing)));
    }
}

async fn pass(
    mut client: TcpStream,
    server: SocketAddr,
    mut open: watch::Receiver<Option<SocketAddr>>,
    passing: Arc<AtomicUsize>,
) {
    let Ok(mut upstream) = TcpStream::connect(server).await else { return };
    let _ = (client.set_nodelay(true), upstream.set_nodelay(true));
    passing.fetch_add(1, Ordering::SeqCst);
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut upstream) => {}
        _ = open.wait_for(|now| *now != Some(server)) => {}
    }
    passing.fetch_sub(1, Ordering::SeqCst);
}
