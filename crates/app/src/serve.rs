//! Start and stop: what is opened in which order, and what a signal to stop does.

use crate::{cli::say, far::Far, local_user::LocalUser, lock::Lock, settings::Settings, wiring};
use adforge_application::Application;
use adforge_http_api::{Api, HttpSettings};
use anyhow::{Context, Result};
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::{JoinHandle, spawn_local},
};
use tokio_util::sync::CancellationToken;
use url::Url;

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 1024;

/// A running server.
pub struct Server {
    address: SocketAddr,
    application: Arc<Application>,
    shutdown: CancellationToken,
    serving: JoinHandle<io::Result<()>>,
    working: JoinHandle<()>,
    /// Where turns of models run; none where no model writes.
    _far: Option<Far>,
    /// Held until everything above has ended, where it keeps others away.
    _lock: Option<Lock>,
}

impl Server {
    /// Opens everything, takes up what a dead process left, and begins to serve. It needs a tokio `LocalSet` round it.
    ///
    /// # Errors
    /// The folder, the port, the database or the media can't be used.
    pub async fn start(settings: &Settings) -> Result<Self> {
        let lock = Lock::of(settings)?;
        let listener = listen(settings.listen)?;
        let address = listener.local_addr()?;
        let far = settings.has_models().then(Far::start).transpose().context("no thread can be had")?;
        let application = wiring::application(settings, far.as_ref().and_then(Far::handle)).await?;
        application.meet_media().await?;
        application.demonstrate(&LocalUser::owner()).await?;
        if lock.is_some() {
            // Nobody else has this folder, so whoever held a lease in it is dead.
            application.recover().await?;
        }
        let shutdown = CancellationToken::new();
        let settings = http(settings, address);
        // The page shows what links lead to, wherever that is.
        let media = vec![Url::parse(&settings.media_url)?.origin().ascii_serialization()];
        let page = adforge_web::page(&media);
        let api = Api::new(Arc::clone(&application), Arc::new(LocalUser), settings);
        Ok(Self {
            address,
            serving: spawn_local(adforge_http_api::serve_beside(page, listener, api, shutdown.clone())),
            working: tokio::spawn(Arc::clone(&application).work()),
            application,
            shutdown,
            _far: far,
            _lock: lock,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until it ends by itself, which it never should.
    async fn broken(&mut self) -> Result<()> {
        (&mut self.serving).await?.context("the server broke down")
    }

    /// Stops: streams end, nothing new is accepted, running turns get `patience`, and what is left is handed back.
    pub async fn stop(self, patience: Duration) {
        self.shutdown.cancel();
        self.application.stop(patience).await;
        for ended in [self.serving.await.map(drop), self.working.await] {
            if let Err(error) = ended {
                tracing::error!(%error, "a part of the server did not stop as it should");
            }
        }
    }
}

/// `adforge serve`.
///
/// # Errors
/// The server can't start, or breaks down.
pub async fn run(settings: &Settings) -> Result<()> {
    // First of all, so that no signal falls between.
    let mut stop = Stop::listen()?;
    ignore_file_size_signal()?;
    raise_file_limit();
    let mut server = Server::start(settings).await?;
    say(format_args!("AdForge listens on http://{}", server.address()))?;
    tracing::info!(address = %server.address(), "AdForge listens");
    drop(spawn_local(Arc::clone(&server.application.ports.examinations).watch()));
    tokio::select! {
        broken = server.broken() => return broken,
        () = stop.told() => tracing::info!("stopping: running turns may end; a second signal ends them at once"),
    }
    let application = Arc::clone(&server.application);
    tokio::select! {
        () = server.stop(settings.times.drain) => tracing::info!("stopped"),
        () = stop.told() => {
            application.abandon();
            tracing::warn!("stopped at once; what was running is taken up by the next start");
        }
    }
    Ok(())
}

/// The signals that say stop.
struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    fn listen() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// SIGXFSZ: a write went past the limit of a file's size. Unheeded it kills the process; heeded, the write fails like
/// one on a full disk.
fn ignore_file_size_signal() -> io::Result<()> {
    const SIGXFSZ: i32 = 25;
    signal(SignalKind::from_raw(SIGXFSZ)).map(drop)
}

/// Each client is an open file, and the usual limit is meant for programs without clients.
fn raise_file_limit() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) => tracing::info!(limit, "files and connections that may be open at once"),
        Err(error) => tracing::warn!(%error, "the limit of open files could not be raised"),
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener> {
    let bound = || {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        // A port whose last connections are still dying away can be taken again; one that is in use can't.
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        io::Result::Ok(socket.into())
    };
    bound().map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => anyhow::anyhow!(
            "{address} is taken by another program: stop that, or choose another address with ADFORGE_LISTEN"
        ),
        _ => anyhow::Error::new(error).context(format!("{address} can't be listened on")),
    })
}

fn http(settings: &Settings, address: SocketAddr) -> HttpSettings {
    let public = settings.public_url.as_ref().map_or_else(|| format!("http://{address}"), ToString::to_string);
    HttpSettings {
        media_url: settings.cdn_url.as_ref().map_or_else(|| public.clone(), ToString::to_string),
        public_url: public,
        allowed_origins: settings.allowed_origins.clone(),
        heartbeat: settings.times.heartbeat,
        drain: settings.times.drain,
        ..HttpSettings::default()
    }
}
