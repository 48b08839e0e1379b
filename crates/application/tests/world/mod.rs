//! The cast of these tests: a writer that gives a card for each permit, a renderer that films when it is let, a clock
//! that is turned by hand, and a process over any store.
#![allow(dead_code, unreachable_pub, reason = "each test file uses what it needs")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do"
)]

use adforge_adapters_memory::MemoryStore;
use adforge_application::{Application, Follower, From, Limits, NewSession, Ports, ProductInput, Started, Turn};
use adforge_domain::{
    cards::MediaName,
    event::Event,
    format::MediaType,
    ids::{CardKind, OwnerId, SessionId},
    language::Language,
    message::{Body, Message},
    product::{Facts, ProductRef},
    progress::{Progress, Status, StatusStep},
    text::Title,
    workflow::{Command, Pick, Picks, Step},
};
use adforge_ports_creative::{
    BadPicture, Brief, Card, Copywriter, Done, Film, FilmBrief, PictureInfo, PictureKind, Piece, Pieces, Presenter,
    PresenterFilter, Presenters, RenderError, Renderer, Still, Tell,
};
use adforge_ports_runtime::{Clock, Ids, Limiter, MediaError, MediaStore, MediaStream};
use adforge_ports_storage::Store;
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use serde_json::json;
use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use time::OffsetDateTime;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// A clock that is turned by hand, and ids that count.
pub struct Hand {
    pub millis: AtomicI64,
    ids: AtomicU64,
}

impl Hand {
    pub fn turn(&self, by: Duration) {
        self.millis.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> OffsetDateTime {
        let millis = i128::from(self.millis.load(Ordering::SeqCst));
        OffsetDateTime::from_unix_timestamp_nanos(millis * 1_000_000).unwrap()
    }
}

impl Ids for Hand {
    fn next(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.ids.fetch_add(1, Ordering::SeqCst)))
    }

    fn secret(&self) -> u128 {
        u128::from(self.ids.fetch_add(1, Ordering::SeqCst))
    }
}

/// A writer that gives one card for each permit, in any step; it remembers what it was asked.
pub struct Paced {
    pub permits: Arc<Semaphore>,
    pub briefs: Mutex<Vec<Brief>>,
    /// How often it still panics.
    pub panics: AtomicUsize,
}

impl Paced {
    pub fn asked(&self) -> usize {
        self.briefs.lock().unwrap().len()
    }

    pub fn brief(&self, n: usize) -> Brief {
        self.briefs.lock().unwrap()[n].clone()
    }
}

impl Copywriter for Paced {
    fn name(&self) -> &str {
        "paced"
    }

    fn write(&self, brief: Brief) -> Pieces {
        let step = brief.step;
        self.briefs.lock().unwrap().push(brief);
        if self.panics.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            panic!("a writer that panics, on purpose");
        }
        let permits = Arc::clone(&self.permits);
        let status = Status {
            steps: vec![StatusStep { label: "Thinking…".into(), done: false, estimated_seconds: None }],
            percent: None,
        };
        let cards = futures_util::stream::iter(1..=2).then(move |n| {
            let permits = Arc::clone(&permits);
            async move {
                permits.acquire().await.unwrap().forget();
                Ok(Piece::Card(Box::new(card(step, n))))
            }
        });
        let first = futures_util::stream::iter([Ok(Piece::Status(status))]);
        first.chain(cards).chain(futures_util::stream::iter([Ok(Piece::Done(Done::default()))])).boxed()
    }
}

fn card(step: Step, n: u32) -> Card {
    let score = json!(80);
    match step {
        Step::FormatSelection => {
            Card::Format(serde_json::from_value(json!({"id": "hybrid", "description": "d", "best_for": []})).unwrap())
        }
        Step::PersonaSelection => {
            Card::Persona(serde_json::from_value(json!({"name": format!("Persona {n}"), "gender": "All"})).unwrap())
        }
        Step::PersonaImpact => Card::Effect(serde_json::from_value(json!({"area": "a", "effect": "e"})).unwrap()),
        Step::AngleSelection => Card::Angle(
            serde_json::from_value(json!({
                "title": format!("Angle {n}"), "score": score, "description": "d", "reason": "r",
                "metrics": {"emotion": score, "proof": score, "differentiation": score},
            }))
            .unwrap(),
        ),
        Step::PsychologySelection => Card::Concept(
            serde_json::from_value(json!({
                "title": format!("Concept {n}"), "score": score, "description": "d", "visual_direction": "v",
                "metrics": {"hook": score, "mechanism": score, "believability": score, "cta": score},
                "script": {"hook": "Wait.", "body": "So.", "cta": "Go."},
            }))
            .unwrap(),
        ),
        _ => Card::Scene(
            serde_json::from_value(json!({
                "start": (n - 1) * 10, "end": n * 10, "voiceover": "Wait.", "on_screen_text": "Wait", "visual": "A",
            }))
            .unwrap(),
        ),
    }
}

/// A renderer that films once for each permit, and can be told to fail first.
#[derive(Default)]
pub struct Studio {
    pub permits: Gate,
    pub failures: AtomicUsize,
    pub films: Mutex<Vec<FilmBrief>>,
}

/// A semaphore that begins empty.
pub struct Gate(pub Semaphore);

impl Default for Gate {
    fn default() -> Self {
        Self(Semaphore::new(0))
    }
}

#[async_trait]
impl Renderer for Studio {
    fn name(&self) -> &str {
        "studio"
    }

    fn estimate_seconds(&self, _: &adforge_domain::cards::Script, _: Language) -> u32 {
        7
    }

    fn inspect(&self, bytes: &[u8]) -> Result<PictureInfo, BadPicture> {
        if bytes.starts_with(b"PNG") {
            Ok(PictureInfo { kind: PictureKind::Png, width: 1, height: 1 })
        } else {
            Err(BadPicture::NotAPicture)
        }
    }

    async fn film(&self, brief: FilmBrief, tell: Tell) -> Result<Film, RenderError> {
        self.films.lock().unwrap().push(brief);
        tell(10, "Drawing…");
        self.permits.0.acquire().await.unwrap().forget();
        if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err(RenderError::Failed("on purpose".into()));
        }
        tell(100, "Done");
        Ok(Film { mp4: b"film".to_vec(), thumbnail: b"thumb".to_vec(), duration_ms: 2_000, width: 1080, height: 1920 })
    }

    async fn draw(&self, brief: FilmBrief, _: Tell) -> Result<Still, RenderError> {
        self.films.lock().unwrap().push(brief);
        self.permits.0.acquire().await.unwrap().forget();
        Ok(Still { png: b"still".to_vec(), width: 1080, height: 1350 })
    }
}

/// Media in memory.
#[derive(Default)]
pub struct Shelf(pub Mutex<BTreeMap<String, Bytes>>);

impl Shelf {
    pub fn names(&self) -> Vec<String> {
        self.0.lock().unwrap().keys().cloned().collect()
    }
}

#[async_trait]
impl MediaStore for Shelf {
    async fn put(&self, name: &MediaName, bytes: Bytes) -> Result<(), MediaError> {
        self.0.lock().unwrap().insert(name.to_string(), bytes);
        Ok(())
    }

    async fn size(&self, name: &MediaName) -> Result<Option<u64>, MediaError> {
        Ok(self.0.lock().unwrap().get(name.as_str()).map(|bytes| bytes.len() as u64))
    }

    async fn read(&self, name: &MediaName, range: Range<u64>) -> Result<MediaStream, MediaError> {
        let bytes = self.0.lock().unwrap()[name.as_str()].slice(range.start as usize..range.end as usize);
        Ok(futures_util::stream::iter([Ok(bytes)]).boxed())
    }

    async fn remove_folder(&self, folder: &MediaName) -> Result<(), MediaError> {
        let below = format!("{folder}/");
        self.0.lock().unwrap().retain(|name, _| !name.starts_with(&below));
        Ok(())
    }

    async fn remove(&self, name: &MediaName) -> Result<(), MediaError> {
        self.0.lock().unwrap().remove(name.as_str());
        Ok(())
    }

    async fn check(&self) -> Result<(), MediaError> {
        Ok(())
    }
}

/// One presenter.
struct Troupe;

#[async_trait]
impl Presenters for Troupe {
    async fn list(&self, _: &PresenterFilter) -> Vec<Presenter> {
        self.get("avatar-female-45").await.into_iter().collect()
    }

    async fn get(&self, id: &str) -> Option<Presenter> {
        (id == "avatar-female-45").then(|| Presenter {
            id: id.into(),
            name: "Claire".into(),
            gender: "female".into(),
            age_range: "40-50".into(),
            languages: vec![Language::EN],
            portrait: "C-1-1".into(),
        })
    }
}

/// A process.
pub struct World {
    pub application: Arc<Application>,
    pub writer: Arc<Paced>,
    pub studio: Arc<Studio>,
    pub shelf: Arc<Shelf>,
    pub hand: Arc<Hand>,
}

pub fn hand(ids: u64) -> Arc<Hand> {
    Arc::new(Hand { millis: AtomicI64::new(1_770_561_000_000), ids: AtomicU64::new(ids) })
}

pub fn owner() -> OwnerId {
    OwnerId("local".into())
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
        let hand = hand(1_000);
        let store = Arc::new(MemoryStore::new(Arc::clone(&hand) as Arc<dyn Clock>));
        let world = Self::over(store, hand, limits, limiter);
        world.product("1").await;
        world
    }

    /// A process over any store.
    pub fn over(store: Arc<dyn Store>, hand: Arc<Hand>, limits: Limits, limiter: Option<Arc<dyn Limiter>>) -> Self {
        let (writer, studio, shelf) = (Arc::new(paced()), Arc::new(Studio::default()), Arc::new(Shelf::default()));
        let ports = Ports {
            store,
            copywriter: Arc::clone(&writer) as Arc<dyn Copywriter>,
            renderer: Arc::clone(&studio) as Arc<dyn Renderer>,
            presenters: Arc::new(Troupe),
            media: Arc::clone(&shelf) as Arc<dyn MediaStore>,
            limiter,
            clock: Arc::clone(&hand) as Arc<dyn Clock>,
            ids: Arc::clone(&hand) as Arc<dyn Ids>,
        };
        let application = Application::new(ports, limits);
        Self { application, writer, studio, shelf, hand }
    }

    pub async fn product(&self, external_id: &str) {
        let facts = Facts {
            name: Title::new("Sérum").unwrap(),
            description: String::new(),
            category: String::new(),
            price: None,
            currency: None,
            brand: String::new(),
            benefits: vec![],
            ingredients: vec![],
            claims: vec![],
            url: None,
            language: Some(Language::EN),
        };
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
        self.writer.permits.add_permits(cards);
    }

    pub async fn starts(&self, turn: Turn) -> Started {
        self.application.start(turn).await.unwrap()
    }

    /// A whole turn: started, written, ended.
    pub async fn says(&self, turn: Turn) -> Arc<Message> {
        self.permit(2);
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

fn paced() -> Paced {
    Paced { permits: Arc::new(Semaphore::new(0)), briefs: Mutex::default(), panics: AtomicUsize::new(0) }
}

pub fn turn(session: SessionId, text: &str, step: Option<Step>, picks: Picks) -> Turn {
    let command = Command::turn(text, step, picks).unwrap();
    Turn { owner: owner(), session, command, key: None, client_id: None, interrupt: false }
}

pub fn asks(session: SessionId, step: Step) -> Turn {
    turn(session, "Generate ads", Some(step), Picks::default())
}

pub fn picks(session: SessionId, kind: CardKind, id: &str) -> Turn {
    let pick = Some(Pick::named(kind, id));
    let picks = match kind {
        CardKind::Persona => Picks { persona: pick, ..Picks::default() },
        CardKind::Angle => Picks { angle: pick, ..Picks::default() },
        CardKind::Concept => Picks { concept: pick, ..Picks::default() },
    };
    turn(session, "", None, picks)
}

pub fn films(session: SessionId, concept: &str) -> Turn {
    use adforge_domain::{job::JobKind, workflow::Render};
    let mut turn = picks(session, CardKind::Concept, concept);
    turn.command.render = Some(Render { kind: JobKind::Video, script: None, avatar: None });
    turn
}

/// An event in words.
pub fn word(event: &Event) -> String {
    match event {
        Event::Message(message) => format!("{} {}", message.seq, message.body.kind()),
        Event::Started { seq, .. } => format!("started {seq}"),
        Event::Queued { .. } => "queued".into(),
        Event::Progress { progress, .. } => match progress.as_ref() {
            Progress::Status(status) => match status.percent {
                Some(percent) => format!("{percent}%"),
                None => "status".into(),
            },
            Progress::Reasoning { .. } => "reasoning".into(),
            Progress::Card { index, .. } => format!("card {index}"),
        },
        Event::Completed { .. } => "complete".into(),
        Event::SessionState { last_seq, .. } => format!("state {last_seq}"),
        Event::Erased => "erased".into(),
        Event::Expired => "expired".into(),
    }
}

/// The next events in words, so many.
pub async fn next(follower: &mut Follower, count: usize) -> Vec<String> {
    let mut words = Vec::new();
    for _ in 0..count {
        let told = tokio::time::timeout(Duration::from_secs(10), follower.next()).await;
        let Ok(told) = told else { panic!("nothing came after {words:?}") };
        match told {
            Some(told) => words.push(word(&told.event)),
            None => panic!("the stream ended after {words:?}"),
        }
    }
    words
}

/// Every event until the stream ends, in words.
pub async fn rest(follower: &mut Follower) -> Vec<String> {
    let mut words = Vec::new();
    loop {
        let told = tokio::time::timeout(Duration::from_secs(10), follower.next()).await;
        let Ok(told) = told else { panic!("nothing came after {words:?}") };
        let Some(told) = told else { return words };
        words.push(word(&told.event));
    }
}

/// Whether nothing more comes for now.
pub async fn is_quiet(follower: &mut Follower) -> bool {
    tokio::time::timeout(Duration::from_millis(30), follower.next()).await.is_err()
}

pub fn failure_of(message: &Message) -> adforge_domain::failure::FailureCode {
    match &message.body {
        Body::Failed(failed) => failed.failure.code,
        other => panic!("it did not fail: {}", other.kind()),
    }
}

/// Waits until something is so; a bell rings somewhere in between.
pub async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    for _ in 0..2_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it never came to be: {what}");
}
