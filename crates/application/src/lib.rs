//! The use cases: start a turn, run it, follow it, cancel it. Driven by a wire, a command line or a test alike.
//!
//! Whoever runs a turn never talks to a client: it appends to the session's log and rings a bell. Every client follows
//! the log.

mod books;
mod cast;
mod copies;
mod demonstration;
mod error;
mod examinations;
mod follow;
mod generate;
mod jobs;
mod keys;
mod limits;
mod media;
mod pictures;
mod products;
mod quotas;
mod readiness;
mod renders;
mod seal;
mod sessions;
mod state;
mod tasks;
mod turns;

pub use books::Books;
pub use cast::Cast;
pub use error::Refusal;
pub use examinations::{Examination, Examinations, Found};
pub use follow::{Follower, From, Memo, Resumed, Told};
pub use generate::{Generation, LoneVideo};
pub use jobs::JobView;
pub use keys::Made;
pub use limits::{Limits, OrderTimes, Quotas};
pub use products::ProductInput;
pub use readiness::{Part, Trouble};
pub use sessions::{Context, History, NewSession, Page, SessionView};
pub use turns::{Ended, Relay, Remembered, Started, Turn};

// What the answers and refusals of use cases hold, so that whoever drives them needs no port of a store or provider.
pub use adforge_ports_creative::{BadPicture, Presenter, PresenterFilter, PresentersError};
pub use adforge_ports_storage::{Load, StoreError};

use adforge_domain::spending::Total;
use adforge_ports_creative::{Copywriter, MediaProvider, Presenters, Renderer, Voice};
use adforge_ports_runtime::{Bell, Cache, Clock, Ids, Limiter, MediaStore};
use adforge_ports_storage::{Store, Whose};
use std::{future::Future, sync::Arc};
use tokio::{runtime::Handle, sync::Notify, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// What the use cases stand on.
#[derive(Clone)]
pub struct Ports {
    /// The truth.
    pub store: Arc<dyn Store>,
    /// Who writes.
    pub copywriter: Arc<dyn Copywriter>,
    /// Who films and draws.
    pub renderer: Arc<dyn Renderer>,
    /// Who films elsewhere, for money, or shoots clips for the renderer; absent, the renderer films alone.
    pub video: Option<Arc<dyn MediaProvider>>,
    /// Who makes the pictures of static ads elsewhere, for money; absent, the renderer draws alone.
    pub images: Option<Arc<dyn MediaProvider>>,
    /// Who speaks in the renderer's films; absent, nobody does.
    pub voice: Option<Arc<dyn Voice>>,
    /// Who may present a film.
    pub presenters: Arc<dyn Presenters>,
    /// Where films and pictures are kept.
    pub media: Arc<dyn MediaStore>,
    /// How often a user may ask; absent, as often as they like.
    pub limiter: Option<Arc<dyn Limiter>>,
    /// How the processes of a store tell each other; absent, they look once a second.
    pub bell: Option<Arc<dyn Bell>>,
    /// Where the processes of a store share copies; absent, each has only its own.
    pub cache: Option<Arc<dyn Cache>>,
    /// What calls that cost money cost; absent where none is made.
    pub books: Option<Arc<Books>>,
    /// Who works elsewhere, and how they are.
    pub examinations: Arc<Examinations>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub ids: Arc<dyn Ids>,
}

/// The use cases over their ports. Work runs as tasks of the thread that asks for it; when that thread's runtime ends,
/// they go on on the one that this was made on.
pub struct Application {
    /// What they stand on.
    pub ports: Ports,
    /// How much and how long.
    pub limits: Limits,
    rooms: follow::Rooms,
    attendance: follow::Attendance,
    products: products::Cache,
    leases: jobs::Leases,
    runners: jobs::Runners,
    heard: jobs::Heard,
    renders: renders::Slots,
    orders: renders::Orders,
    /// Wakes the worker: a render was queued, or one has ended.
    queued: Notify,
    /// What is known of the media store.
    met: media::Met,
    tasks: tasks::Tasks,
    /// Cancelled when the process stops: nothing new is taken up.
    stopping: CancellationToken,
    /// Cancelled when nothing runs here any more: what is still accepted is handed back at once.
    stopped: CancellationToken,
}

impl Application {
    /// The use cases over these ports.
    pub fn new(ports: Ports, limits: Limits) -> Arc<Self> {
        Self::and_far(ports, limits, None)
    }

    /// The same. Turns whose writer is remote run on the runtime `far`.
    pub fn and_far(ports: Ports, limits: Limits, far: Option<Handle>) -> Arc<Self> {
        Arc::new(Self {
            runners: jobs::Runners::new(limits.workers, limits.waiting),
            renders: renders::Slots::new(limits.renderers),
            orders: renders::Orders::default(),
            products: products::Cache::of(ports.store.is_shared()),
            ports,
            limits,
            rooms: follow::Rooms::new(limits.idle_rooms),
            attendance: follow::Attendance::default(),
            leases: jobs::Leases::default(),
            heard: jobs::Heard::default(),
            queued: Notify::new(),
            met: media::Met::default(),
            tasks: tasks::Tasks::and_far(far),
            stopping: CancellationToken::new(),
            stopped: CancellationToken::new(),
        })
    }

    /// Runs it within the caller's own task; when the caller is dropped before it ends, it goes on without.
    ///
    /// # Panics
    /// As the work does.
    pub fn unbroken<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = T> {
        self.tasks.unbroken(work)
    }

    /// Runs it as a task of its own, to its end.
    pub(crate) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.tasks.spawn(work)
    }

    /// Runs what waits for the writer: on this thread, or where a remote writer's connections live, so that nobody is woken
    /// on another thread for each word of a model.
    pub(crate) fn spawn_writing<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        if self.ports.copywriter.is_remote() { self.tasks.spawn_far(work) } else { self.tasks.spawn(work) }
    }

    /// Waits until everything that runs here has ended, and what it cost is in the books.
    pub async fn settled(&self) {
        self.tasks.wait().await;
        if let Some(books) = &self.ports.books {
            books.settled().await;
        }
    }

    /// What the calls cost that this process has made, by model; nothing where none is made.
    pub fn spent_by_model(&self) -> Vec<(String, Total)> {
        self.ports.books.as_ref().map(|books| books.by_model()).unwrap_or_default()
    }

    /// What an account cost, if anything was spent on it.
    pub(crate) async fn spent(&self, on: Whose) -> Result<Option<Total>, StoreError> {
        if self.ports.books.is_none() {
            return Ok(None);
        }
        Ok(Some(self.ports.store.spent(on).await?).filter(|total| total.calls > 0))
    }
}
