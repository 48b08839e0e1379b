//! The use cases: start a turn, run it, follow it, cancel it. Driven by a wire, a command line or a test alike.
//!
//! Whoever runs a turn never talks to a client: it appends to the session's log and rings a bell. Every client follows
//! the log.

mod error;
mod follow;
mod state;
mod turns;

pub use error::Refusal;
pub use follow::Follower;
pub use turns::{Started, Turn};

use adforge_domain::product::Product;
use adforge_ports_creative::Copywriter;
use adforge_ports_runtime::{Clock, Ids};
use adforge_ports_storage::Store;
use std::{sync::Arc, time::Duration};
use tokio_util::task::TaskTracker;

/// The ports in one struct, handed to each use case.
pub struct Application {
    /// The truth.
    pub store: Arc<dyn Store>,
    /// Who writes.
    pub copywriter: Arc<dyn Copywriter>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub ids: Arc<dyn Ids>,
    /// What is advertised.
    pub product: Arc<Product>,
    /// How long things may take.
    pub limits: Limits,
    hub: follow::Hub,
    tasks: TaskTracker,
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a job is leased to its worker.
    pub lease: Duration,
    /// How long one generation may take, from the start of the attempt.
    pub generation: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { lease: Duration::from_secs(30), generation: Duration::from_secs(30) }
    }
}

impl Application {
    /// The use cases over these ports. Turns run as tasks of the tokio runtime that starts them.
    pub fn new(
        store: Arc<dyn Store>,
        copywriter: Arc<dyn Copywriter>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        product: Arc<Product>,
        limits: Limits,
    ) -> Arc<Self> {
        Arc::new(Self {
            store,
            copywriter,
            clock,
            ids,
            product,
            limits,
            hub: follow::Hub::default(),
            tasks: TaskTracker::new(),
        })
    }

    /// Waits until every turn that runs here has ended.
    pub async fn settled(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }
}
