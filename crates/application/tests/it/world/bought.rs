//! What renders that are made elsewhere come to.

use super::{World, films, limits, owner};
use adforge_adapters_memory::MemoryStore;
use adforge_application::{Books, Limits, OrderTimes};
use adforge_domain::{
    failure::Failure,
    ids::{JobId, SessionId},
    job::{Job, JobStatus, Outcome},
};
use adforge_doubles::{Agency, Hand};
use std::{sync::Arc, time::Duration};

/// Orders are looked at again at once.
pub const SOON: OrderTimes = OrderTimes {
    resend: Duration::from_millis(1),
    first_look: Duration::from_millis(1),
    slowest_look: Duration::from_millis(2),
};

/// Nobody looks at an order again by itself.
pub const NEVER: OrderTimes = OrderTimes {
    resend: Duration::from_millis(1),
    first_look: Duration::from_secs(3_600),
    slowest_look: Duration::from_secs(3_600),
};

/// A store, an agency, and processes that come and go over it.
pub struct Town {
    pub store: Arc<MemoryStore>,
    pub hand: Arc<Hand>,
    pub agency: Arc<Agency>,
    /// Whether what the agency sells stands in books.
    pub keeps_books: bool,
}

impl Town {
    pub fn with(agency: Agency) -> Self {
        let hand = Hand::new(1_000);
        let store = Arc::new(MemoryStore::new(hand.clone()));
        Self { store, hand, agency: Arc::new(agency), keeps_books: false }
    }

    pub fn process(&self, limits: Limits) -> World {
        World::over(self.store.clone(), self.hand.clone(), limits, None).standing_on(|ports| {
            let books = || Books::new(self.store.clone(), self.hand.clone(), self.hand.clone(), None);
            ports.books = self.keeps_books.then(books);
            ports.video = Some(self.agency.clone());
        })
    }

    /// A process, a session of it, and a film that is queued.
    pub async fn begins(&self, orders: OrderTimes) -> (World, SessionId, JobId) {
        let world = self.process(Limits { orders, ..limits() });
        let (session, job) = queues_a_film(&world).await;
        (world, session, job)
    }

    pub fn sold(&self) -> usize {
        self.agency.sales.lock().unwrap().len()
    }
}

/// A session whose concepts are there, and a film of one of them that is queued.
pub async fn queues_a_film(world: &World) -> (SessionId, JobId) {
    world.product("1").await;
    let session = world.with_concepts().await;
    world.permit(20);
    (session, world.starts(films(session, "psych-1")).await.job)
}

pub async fn films_now(world: &World) {
    world.application.claim_renders().await;
    world.application.settled().await;
}

pub async fn job(world: &World, id: JobId) -> Job {
    world.application.job(&owner(), id).await.unwrap().job
}

pub fn failure(job: &Job) -> Failure {
    match &job.status {
        JobStatus::Failed(failure) => failure.clone(),
        status => panic!("{status:?}"),
    }
}

#[track_caller]
pub fn is_filmed(job: &Job) {
    assert!(matches!(job.status, JobStatus::Completed(Outcome::Video(_))), "{:?}", job.status);
}
