//! A turn over a real store: accepted, followed, resumed, cancelled, taken up after a crash, and never run twice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do"
)]

use adforge_adapters_diesel::DieselStore;
use adforge_application::{Application, Follower, Limits, Refusal, Turn};
use adforge_domain::{
    event::Event,
    failure::FailureCode,
    format::{FormatId, MediaType},
    ids::{OwnerId, ProductId, SessionId},
    message::{Body, Message},
    product::Product,
    session::Origin,
    workflow::{Command, Picks, Step},
};
use adforge_ports_creative::{Brief, Card, Copywriter, Done, Piece, Pieces};
use adforge_ports_runtime::{Clock, Ids};
use futures_util::StreamExt;
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use time::{OffsetDateTime, macros::datetime};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// A clock that stands still and ids that count.
struct Still(AtomicU64);

impl Clock for Still {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-02-08 14:30 UTC)
    }
}

impl Ids for Still {
    fn next(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

/// A writer that gives one card for each permit, and counts how often it was asked.
struct Paced {
    permits: Arc<Semaphore>,
    asked: AtomicUsize,
}

impl Copywriter for Paced {
    fn name(&self) -> &str {
        "paced"
    }

    fn write(&self, _: Brief) -> Pieces {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let permits = Arc::clone(&self.permits);
        let cards = futures_util::stream::iter(1..=2).then(move |n| {
            let permits = Arc::clone(&permits);
            async move {
                permits.acquire().await.unwrap().forget();
                let persona = serde_json::json!({"name": format!("Persona {n}"), "gender": "All"});
                Ok(Piece::Card(Box::new(Card::Persona(serde_json::from_value(persona).unwrap()))))
            }
        });
        cards.chain(futures_util::stream::iter([Ok(Piece::Done(Done::default()))])).boxed()
    }
}

struct World {
    application: Arc<Application>,
    writer: Arc<Paced>,
    session: SessionId,
}

fn owner() -> OwnerId {
    OwnerId("local".into())
}

/// A process over the store in `folder`; ids begin at `ids`.
fn process(folder: &Path, ids: u64, permits: usize, limits: Limits) -> (Arc<Application>, Arc<Paced>) {
    let still = Arc::new(Still(AtomicU64::new(ids)));
    let store = DieselStore::open(&folder.join("adforge.db"), Arc::clone(&still) as Arc<dyn Clock>).unwrap();
    let writer = Arc::new(Paced { permits: Arc::new(Semaphore::new(permits)), asked: AtomicUsize::new(0) });
    let product: Product = serde_json::from_value(serde_json::json!({
        "id": Uuid::nil(), "owner": "local", "external_id": "1", "slug": "serum",
        "facts": {"name": "Sérum", "description": "", "category": "", "price": null, "currency": null, "brand": "",
            "benefits": [], "ingredients": [], "claims": [], "url": null, "language": "en"},
        "picture": null, "revision": 1,
        "created_at": datetime!(2026-02-08 14:30 UTC), "updated_at": datetime!(2026-02-08 14:30 UTC),
    }))
    .unwrap();
    let application = Application::new(
        Arc::new(store),
        Arc::clone(&writer) as Arc<dyn Copywriter>,
        Arc::clone(&still) as Arc<dyn Clock>,
        still,
        Arc::new(product),
        limits,
    );
    (application, writer)
}

async fn world(folder: &Path, permits: usize) -> World {
    limited(folder, permits, Limits::default()).await
}

async fn limited(folder: &Path, permits: usize, limits: Limits) -> World {
    let (application, writer) = process(folder, 1_000, permits, limits);
    let session = SessionId(Uuid::from_u128(7));
    let origin = Origin {
        id: session,
        owner: owner(),
        user_label: None,
        product: ProductId(Uuid::nil()),
        format: Some(FormatId::Hybrid),
        media: MediaType::Video,
        language: None,
        created_at: datetime!(2026-02-08 14:30 UTC),
    };
    application.store.create(&origin).await.unwrap();
    World { application, writer, session }
}

impl World {
    fn turn(&self, text: &str, key: Option<&str>) -> Turn {
        let command = Command::turn(text, Some(Step::PersonaSelection), Picks::default()).unwrap();
        Turn { owner: owner(), session: self.session, command, key: key.map(str::to_owned) }
    }

    async fn follow(&self, after: u64) -> Follower {
        self.application.follow(&owner(), self.session, after).await.unwrap()
    }

    async fn log(&self) -> Vec<Message> {
        self.application.store.after(self.session, 0, 100).await.unwrap()
    }
}

/// What a follower sees, in words, up to and with the end of a turn.
async fn to_the_end(follower: &mut Follower) -> Vec<String> {
    let mut seen = Vec::new();
    loop {
        let (word, over) = match follower.next().await.unwrap() {
            Event::Message(message) => {
                (format!("{} {}", message.seq, message.body.kind()), matches!(message.body, Body::Failed(_)))
            }
            Event::Started { seq, .. } => (format!("started {seq}"), false),
            Event::Progress { .. } => ("card".into(), false),
            Event::Completed { .. } => ("complete".into(), true),
            other => panic!("{other:?}"),
        };
        seen.push(word);
        if over {
            return seen;
        }
    }
}

#[tokio::test]
async fn a_turn_is_followed_live_and_resumed_from_any_point() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path(), 1).await;
    let mut live = world.follow(0).await;
    let started = world.application.start(world.turn("Generate ads", None)).await.unwrap();
    assert_eq!((started.user_seq, started.repeated), (1, false));
    for word in ["user", "started", "first card"] {
        live.next().await.unwrap_or_else(|_| panic!("{word}"));
    }
    // The first card is out and the second is not written: who comes back now joins the running turn.
    let mut resumed = world.follow(1).await;
    world.writer.permits.add_permits(1);
    assert_eq!(to_the_end(&mut resumed).await, ["started 1", "card", "card", "2 audience_group", "complete"]);
    assert_eq!(to_the_end(&mut live).await, ["card", "2 audience_group", "complete"]);
    let mut late = world.follow(0).await;
    for wanted in [(1, "text"), (2, "audience_group")] {
        let Event::Message(message) = late.next().await.unwrap() else { panic!("history is messages only") };
        assert_eq!((message.seq, message.body.kind()), wanted);
    }
    let next = tokio::time::timeout(std::time::Duration::from_millis(50), late.next()).await;
    assert!(next.is_err(), "after history nothing comes until something happens: {next:?}");
    assert_eq!(world.writer.asked.load(Ordering::SeqCst), 1, "following asks no writer");
}

#[tokio::test]
async fn a_second_turn_is_refused_and_a_key_joins() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path(), 0).await;
    let first = world.application.start(world.turn("Generate ads", Some("k"))).await.unwrap();
    assert_eq!(world.application.start(world.turn("again", None)).await, Err(Refusal::TurnInProgress));
    let joined = world.application.start(world.turn("Generate ads", Some("k"))).await.unwrap();
    assert_eq!((joined.reply, joined.repeated), (first.reply, true));
    assert_eq!(world.application.start(world.turn("other", Some("k"))).await, Err(Refusal::KeyReused));
    assert_eq!(world.log().await.len(), 1);
}

#[tokio::test]
async fn a_cancel_is_the_turns_one_end() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path(), 0).await;
    let mut live = world.follow(0).await;
    assert_eq!(world.application.cancel(&owner(), world.session).await, Err(Refusal::NothingRunning));
    world.application.start(world.turn("Generate ads", None)).await.unwrap();
    world.application.cancel(&owner(), world.session).await.unwrap();
    assert_eq!(to_the_end(&mut live).await, ["1 text", "started 1", "2 error"]);
    // The runner goes on to its end, finds that the turn is not its own, and appends nothing.
    world.writer.permits.add_permits(2);
    let mut live = world.follow(2).await;
    let again = world.application.start(world.turn("again", None)).await.unwrap();
    world.writer.permits.add_permits(2);
    let seen = to_the_end(&mut live).await;
    assert_eq!((again.user_seq, seen.last().unwrap().as_str()), (3, "complete"));
    assert_eq!(world.log().await.iter().map(|message| message.seq).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[tokio::test]
async fn what_a_dead_process_left_is_taken_up_by_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let dead = world(folder.path(), 0).await;
    let started = dead.application.start(dead.turn("Generate ads", None)).await.unwrap();
    let (application, writer) = process(folder.path(), 2_000, 2, Limits::default());
    assert_eq!(application.recover(false).await.unwrap(), 0, "a living lease is left alone");
    let next = World { application, writer, session: dead.session };
    let mut live = next.follow(0).await;
    assert_eq!(next.application.recover(true).await.unwrap(), 1);
    let seen = ["1 text", "started 1", "card", "card", "2 audience_group", "complete"];
    assert_eq!(to_the_end(&mut live).await, seen);
    let log = next.log().await;
    assert_eq!(log.iter().map(|message| message.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(log[1].id, started.reply, "the promised message, and once");
    assert_eq!(next.writer.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_writer_that_panics_fails_its_own_turn_and_the_session_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path(), 0).await;
    // The writer unwraps what a closed semaphore refuses.
    world.writer.permits.close();
    for seq in [1, 3] {
        let started = world.application.start(world.turn("Generate ads", None)).await.unwrap();
        world.application.settled().await;
        assert_eq!(started.user_seq, seq);
        let log = world.log().await;
        let Body::Failed(failed) = &log.last().unwrap().body else { panic!("it did not fail") };
        assert_eq!((log.len() as u64, failed.failure.code), (seq + 1, FailureCode::AiGenerationError));
    }
}

#[tokio::test]
async fn a_writer_that_hangs_is_given_up_at_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits { generation: Duration::from_millis(20), ..Limits::default() };
    let world = limited(folder.path(), 0, limits).await;
    world.application.start(world.turn("Generate ads", None)).await.unwrap();
    world.application.settled().await;
    let log = world.log().await;
    let Body::Failed(failed) = &log[1].body else { panic!("it did not fail") };
    assert_eq!((log.len(), failed.failure.code), (2, FailureCode::AiTimeout));
}

#[tokio::test]
async fn a_stranger_finds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path(), 0).await;
    let stranger = OwnerId("stranger".into());
    let turn = Turn { owner: stranger.clone(), ..world.turn("Generate ads", None) };
    assert_eq!(world.application.start(turn).await, Err(Refusal::SessionNotFound));
    assert!(matches!(world.application.follow(&stranger, world.session, 0).await, Err(Refusal::SessionNotFound)));
    assert_eq!(world.application.cancel(&stranger, world.session).await, Err(Refusal::SessionNotFound));
}
