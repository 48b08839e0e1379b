//! What the routes stand on.

use crate::{guard::Origins, metrics::Metrics, wire::Links};
use adforge_application::Application;
use adforge_ports_runtime::Authenticator;
use std::{ops::Deref, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How the server behaves towards its clients.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// What links to this server start with (`http://127.0.0.1:8080`).
    pub public_url: String,
    /// What links to media start with: the same, or a CDN's address.
    pub media_url: String,
    /// Other web sites whose pages may call (`https://app.example.com`).
    pub allowed_origins: Vec<String>,
    /// Whether only callers on this machine are served: the `Host` must be a loopback name.
    pub loopback_only: bool,
    /// How often a stream shows that it lives; never when absent.
    pub heartbeat: Option<Duration>,
    /// How often a socket's peer is asked whether it lives; silent for three times as long, it is closed.
    pub ping: Duration,
    /// How long a client may take nothing of what was sent to it.
    pub patience: Duration,
    /// How long requests that run may go on once the server stops.
    pub drain: Duration,
    /// How many threads serve connections; as many as there are cores when absent.
    pub workers: Option<usize>,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            media_url: "http://127.0.0.1:8080".to_owned(),
            allowed_origins: Vec::new(),
            loopback_only: true,
            heartbeat: Some(Duration::from_secs(15)),
            ping: Duration::from_secs(15),
            patience: Duration::from_secs(30),
            drain: Duration::from_secs(30),
            workers: None,
        }
    }
}

/// What the routes stand on: made once, and shared by all of the server's threads.
#[derive(Clone)]
pub struct Api(Arc<Parts>);

/// What there is of it.
#[derive(Clone)]
pub struct Parts {
    pub(crate) application: Arc<Application>,
    pub(crate) authenticator: Arc<dyn Authenticator>,
    pub(crate) settings: Arc<HttpSettings>,
    pub(crate) links: Arc<Links>,
    pub(crate) origins: Arc<Origins>,
    pub(crate) metrics: Arc<Metrics>,
    /// Cancelled when the server stops: streams and sockets end.
    pub(crate) stopping: CancellationToken,
}

impl Api {
    /// The wire over an application.
    pub fn new(application: Arc<Application>, authenticator: Arc<dyn Authenticator>, settings: HttpSettings) -> Self {
        Self(Arc::new(Parts {
            links: Arc::new(Links::at(&settings.media_url)),
            origins: Arc::new(Origins::new(&settings)),
            metrics: Arc::new(Metrics::new(crate::routes::paths())),
            settings: Arc::new(settings),
            stopping: CancellationToken::new(),
            application,
            authenticator,
        }))
    }
}

impl Deref for Api {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
