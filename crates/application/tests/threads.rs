//! On which thread a turn is written: a built-in writer's on that of its connection, a model's where its own connections live.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod world;

use adforge_adapters_memory::MemoryStore;
use adforge_application::{Relay, Remembered};
use adforge_domain::workflow::Step;
use adforge_doubles::{Hand, Pen, Stroke};
use adforge_ports_creative::{Brief, Copywriter, Done, Piece, Pieces};
use futures_util::{FutureExt, StreamExt};
use std::{
    sync::{Arc, Mutex},
    thread::{self, ThreadId},
    time::Duration,
};
use world::*;

/// A writer that remembers which threads have written.
struct Witness {
    pen: Arc<Pen>,
    is_remote: bool,
    seen: Arc<Mutex<Vec<ThreadId>>>,
}

impl Copywriter for Witness {
    fn name(&self) -> &str {
        self.pen.name()
    }

    fn edition(&self) -> Option<&str> {
        self.is_remote.then_some("1")
    }

    fn is_remote(&self) -> bool {
        self.is_remote
    }

    fn write(&self, brief: Brief) -> Pieces {
        let (pen, seen) = (Arc::clone(&self.pen), Arc::clone(&self.seen));
        let begins = async move {
            seen.lock().unwrap().push(thread::current().id());
            pen.write(brief)
        };
        begins.flatten_stream().boxed()
    }
}

/// The threads that have written a turn, and the one that has asked for it.
fn written(is_remote: bool, wrapped: impl FnOnce(Witness) -> Arc<dyn Copywriter>) -> (Vec<ThreadId>, ThreadId) {
    let home = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let seen = Arc::<Mutex<_>>::default();
    let strokes = [Stroke::Card(1), Stroke::Card(2), Stroke::Gives(Piece::Done(Done::default()))];
    let witness = Witness { pen: Pen::new("a", &strokes), is_remote, seen: Arc::clone(&seen) };
    let writer = wrapped(witness);
    let hand = Hand::new(1_000);
    let store = Arc::new(MemoryStore::new(hand.clone()));
    let world = home.block_on(async {
        let world = World::over(store, hand, limits(), None).standing_on(|ports| ports.copywriter = writer);
        world.product("1").await;
        world
    });
    let asks = || {
        let connection = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        connection.block_on(async {
            let session = world.session().await;
            let turn = world.starts(asks(session, Step::PersonaSelection)).await;
            world.application.wait(&owner(), &turn).await.unwrap();
        });
        thread::current().id()
    };
    let connection = thread::scope(|scope| scope.spawn(asks).join().unwrap());
    let seen = seen.lock().unwrap().clone();
    (seen, connection)
}

#[test]
fn a_built_in_writer_writes_on_the_thread_that_was_asked() {
    let (seen, connection) = written(false, |witness| Arc::new(witness));
    assert_eq!(seen, [connection]);
}

#[test]
fn a_remote_writer_writes_at_home_whoever_hands_on_what_it_writes() {
    let hand = Hand::new(1);
    let kept = |writer: Witness| {
        Remembered::new(Arc::new(writer), Duration::from_secs(60), (hand.clone(), hand.clone()), None)
    };
    let relayed = |writer: Arc<dyn Copywriter>| {
        let strokes = [Stroke::Card(1)];
        Relay::new(vec![writer, Pen::new("b", &strokes)], None)
    };
    let (seen, connection) = written(true, |witness| Arc::new(relayed(Arc::new(kept(witness)))));
    assert_eq!(seen.len(), 1);
    assert!(!seen.contains(&connection), "its connections are home's");
}
