//! The cast of these tests: a process over any store, and what it is asked.
#![allow(dead_code, unreachable_pub, unused_imports, reason = "each test file uses what it needs")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do"
)]

mod bought;
mod heard;
mod pieces;
mod turns;

pub use bought::{NEVER, SOON, Town, failure, films_now, is_filmed, job, queues_a_film};
pub use heard::{failure_of, is_quiet, next, rest, until, word};
pub use pieces::{brief, given, named, piece};
pub use turns::{asks, films, picks, turn};

use adforge_adapters_memory::MemoryStore;
use adforge_application::{
    Application, Examinations, Follower, From, Limits, NewSession, Ports, ProductInput, Started, Turn,
};
use adforge_domain::{
    format::MediaType,
    ids::{CardKind, OwnerId, SessionId},
    language::Language,
    message::Message,
    product::{Facts, ProductRef},
    workflow::Step,
};
use adforge_doubles::{Hand, Paced, Shelf, Studio, Troupe, facts};
use adforge_ports_creative::MediaProvider;
use adforge_ports_runtime::{Bell, Cache, Limiter};
use adforge_ports_storage::Store;
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

/// What the processes of a store share: a bell, and copies.
pub type Shared = (Option<Arc<dyn Bell>>, Option<Arc<dyn Cache>>);

/// A process.
pub struct World {
    pub application: Arc<Application>,
    pub writer: Arc<Paced>,
    pub studio: Arc<Studio>,
    pub shelf: Arc<Shelf>,
    pub hand: Arc<Hand>,
}

pub fn owner() -> OwnerId {
    OwnerId("local".into())
}

/// Puts other words in the place of words that must be there.
pub fn with(from: &'static str, to: &'static str) -> impl Fn(&str) -> String + Send + 'static {
    move |copy| {
        assert!(copy.contains(from), "{copy}");
        copy.replace(from, to)
    }
}

pub fn limits() -> Limits {
    Limits { lease: Duration::from_secs(30), ..Limits::default() }
}

impl World {
    /// A process over a store of its own, in memory.
    pub async fn new() -> Self {
        Self::with(limits(), None).await
    }

    pub async fn with(limits: Limits, limiter: Option<Arc<dyn Limiter>>) -> Self {
        let hand = Hand::new(1_000);
        let store = Arc::new(MemoryStore::new(hand.clone()));
        let world = Self::over(store, hand, limits, limiter);
        world.product("1").await;
        world
    }

    /// A process over any store.
    pub fn over(store: Arc<dyn Store>, hand: Arc<Hand>, limits: Limits, limiter: Option<Arc<dyn Limiter>>) -> Self {
        Self::beside(store, hand, limits, limiter, (None, None))
    }

    /// A process beside others.
    pub fn beside(
        store: Arc<dyn Store>,
        hand: Arc<Hand>,
        limits: Limits,
        limiter: Option<Arc<dyn Limiter>>,
        shared: Shared,
    ) -> Self {
        Self::filming_at(store, hand, limits, (limiter, shared), None)
    }

    /// A process whose films are made elsewhere, over any store.
    pub fn filming_at(
        store: Arc<dyn Store>,
        hand: Arc<Hand>,
        limits: Limits,
        (limiter, (bell, cache)): (Option<Arc<dyn Limiter>>, Shared),
        video: Option<Arc<dyn MediaProvider>>,
    ) -> Self {
        let (writer, studio, shelf) =
            (Arc::new(Paced::default()), Arc::new(Studio::default()), Arc::new(Shelf::default()));
        let ports = Ports {
            store,
            copywriter: writer.clone(),
            renderer: studio.clone(),
            video,
            images: None,
            voice: None,
            presenters: Arc::new(Troupe::default()),
            media: shelf.clone(),
            limiter,
            bell,
            cache,
            books: None,
            examinations: Examinations::of(Vec::new(), hand.clone()),
            clock: hand.clone(),
            ids: hand.clone(),
        };
        let application = Application::new(ports, limits);
        Self { application, writer, studio, shelf, hand }
    }

    /// The same process, but for what it stands on.
    pub fn standing_on(self, change: impl FnOnce(&mut Ports)) -> Self {
        let (mut ports, limits) = (self.application.ports.clone(), self.application.limits);
        change(&mut ports);
        let application = Application::new(ports, limits);
        Self { application, ..self }
    }

    pub async fn product(&self, external_id: &str) {
        let facts = Facts { language: Some(Language::EN), ..facts("Sérum") };
        let input = ProductInput { external_id: Some(external_id.into()), slug: None, facts, link: None };
        self.application.save_product(&owner(), input, None).await.unwrap();
    }

    pub async fn session(&self) -> SessionId {
        let new = NewSession {
            product: ProductRef("1".into()),
            format: Some("Hybrid Format".into()),
            media: MediaType::Video,
            user_label: None,
            from: None,
        };
        self.application.create_session(&owner(), new, None).await.unwrap().value.session.origin.id
    }

    /// Lets the writer write so many cards more.
    pub fn permit(&self, cards: usize) {
        self.writer.permit(cards);
    }

    pub async fn starts(&self, turn: Turn) -> Started {
        self.application.start(turn).await.unwrap()
    }

    /// A whole turn: started, written, ended.
    pub async fn says(&self, turn: Turn) -> Arc<Message> {
        self.permit(self.writer.cards.load(Ordering::SeqCst) as usize);
        let started = self.starts(turn).await;
        self.application.wait(&owner(), &started).await.unwrap().message
    }

    /// A session whose first concept is chosen next.
    pub async fn with_concepts(&self) -> SessionId {
        let session = self.session().await;
        self.says(asks(session, Step::PersonaSelection)).await;
        self.says(picks(session, CardKind::Persona, "aud-1")).await;
        self.says(picks(session, CardKind::Angle, "ang-1")).await;
        session
    }

    pub async fn follow(&self, session: SessionId, from: From) -> Follower {
        self.application.follow(&owner(), session, from).await.unwrap()
    }

    pub async fn log(&self, session: SessionId) -> Vec<Message> {
        self.application.history(&owner(), session, 0, 200).await.unwrap().messages
    }

    /// The log in words: `1 text`, `2 audience_group` …
    pub async fn story(&self, session: SessionId) -> Vec<String> {
        self.log(session).await.iter().map(|message| format!("{} {}", message.seq, message.body.kind())).collect()
    }
}
