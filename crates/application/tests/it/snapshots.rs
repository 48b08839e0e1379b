//! A session's state is read from its stored copy and from the messages after it, and a copy that is damaged decides nothing.

use crate::world::{World, limits, owner, with};
use adforge_adapters_memory::MemoryStore;
use adforge_application::Limits;
use adforge_domain::{ids::SessionId, workflow::State};
use adforge_doubles::{Hand, Watched};
use adforge_ports_storage::Snapshots;
use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing::subscriber::DefaultGuard;

/// A process that worked, and its store, which the next process reads.
struct Left {
    world: World,
    store: Arc<Watched>,
    session: SessionId,
    log: Lines,
    _listens: DefaultGuard,
}

/// What is logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Left {
    async fn after_three_turns() -> Self {
        let log = Lines::default();
        let lines = log.clone();
        let listens = tracing_subscriber::fmt().with_ansi(false).with_writer(move || lines.clone()).finish();
        let listens = tracing::subscriber::set_default(listens);
        let hand = Hand::new(1_000);
        let store = Watched::over(Arc::new(MemoryStore::new(hand.clone())));
        let world = World::over(store.clone(), hand, Limits { snapshot_every: 3, ..limits() }, None);
        world.product("1").await;
        let session = world.with_concepts().await;
        Self { world, store, session, log, _listens: listens }
    }

    /// The state as it was left.
    async fn state(&self) -> State {
        state(&self.world, self.session).await
    }

    /// The state as the next process reads it.
    async fn read(&self) -> State {
        state(&World::over(self.store.clone(), self.world.hand.clone(), limits(), None), self.session).await
    }

    fn logged(&self) -> String {
        String::from_utf8(self.log.0.lock().unwrap().clone()).unwrap()
    }
}

async fn state(world: &World, session: SessionId) -> State {
    world.application.context(&owner(), session).await.unwrap().state.as_ref().clone()
}

#[tokio::test]
async fn a_snapshot_that_is_as_it_was_stored_is_read_without_a_word() {
    let left = Left::after_three_turns().await;
    assert_eq!(left.read().await, left.state().await);
    assert!(!left.logged().contains("damaged"), "{}", left.logged());
}

#[tokio::test]
async fn a_snapshot_of_which_a_letter_or_a_number_changed_is_noticed_and_the_state_is_what_the_log_says() {
    for (from, to) in [("\"Persona 1\"", "\"Persona 7\""), ("\"generations\":2", "\"generations\":1")] {
        let left = Left::after_three_turns().await;
        left.store.damages_snapshots(with(from, to));
        assert_eq!(left.read().await, left.state().await, "{to}");
        assert!(left.logged().contains("a damaged snapshot is passed over"), "{to}: {}", left.logged());
    }
}

#[tokio::test]
async fn a_snapshot_of_another_session_is_noticed_and_the_state_is_what_the_log_says() {
    let left = Left::after_three_turns().await;
    let ours = left.store.snapshot(left.session).await.unwrap().unwrap();
    let other = left.world.with_concepts().await;
    let theirs = left.store.snapshot(other).await.unwrap().unwrap();
    assert_eq!(ours.seq, theirs.seq, "each would be read where the other stands");
    left.store.damages_snapshots(move |_| theirs.state.clone());
    assert_eq!(left.read().await, left.state().await);
    assert!(left.logged().contains("damage=it is another session's"), "{}", left.logged());
}

#[tokio::test]
async fn a_snapshot_from_before_there_were_sums_is_read() {
    let left = Left::after_three_turns().await;
    let renamed = with("\"Persona 1\"", "\"Persona 7\"");
    left.store.damages_snapshots(move |copy| {
        let (sum, rest) = copy.split_once(',').unwrap();
        assert!(sum.starts_with("{\"sum\":"), "{copy}");
        renamed(&format!("{{{rest}"))
    });
    assert!(format!("{:?}", left.read().await).contains("Persona 7"), "it is what was read");
    assert!(!left.logged().contains("damaged"), "{}", left.logged());
}
