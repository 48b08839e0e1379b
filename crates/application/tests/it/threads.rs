//! On which thread a turn is written: a built-in writer's on that of its connection, a model's where its own connections live.

use crate::world::*;
use adforge_adapters_memory::MemoryStore;
use adforge_application::{Application, Generation, Relay, Remembered};
use adforge_domain::workflow::Step;
use adforge_doubles::{Hand, Pen, Stroke};
use adforge_ports_creative::{Brief, Copywriter, Done, Piece, Pieces};
use futures_util::{FutureExt, StreamExt};
use std::{
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};
use tokio::runtime::{Builder, Runtime};

/// A writer that remembers which threads have written.
struct Witness {
    pen: Arc<Pen>,
    is_remote: bool,
    seen: Arc<Mutex<Vec<String>>>,
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
            seen.lock().unwrap().push(thread::current().name().unwrap().to_owned());
            pen.write(brief)
        };
        begins.flatten_stream().boxed()
    }
}

/// A runtime whose thread has this name.
fn runtime(name: &str) -> Runtime {
    Builder::new_multi_thread().worker_threads(1).thread_name(name).enable_all().build().unwrap()
}

/// On which threads a turn and a set outside a session are written when a connection asks for them.
fn written(
    is_remote: bool,
    far: Option<&Runtime>,
    wrapped: impl FnOnce(Witness) -> Arc<dyn Copywriter>,
) -> Vec<String> {
    let home = runtime("home");
    let seen = Arc::<Mutex<_>>::default();
    let strokes = [Stroke::Card(1), Stroke::Card(2), Stroke::Gives(Piece::Done(Done::default()))];
    let writer = wrapped(Witness { pen: Pen::new("a", &strokes), is_remote, seen: Arc::clone(&seen) });
    let hand = Hand::new(1_000);
    let store = Arc::new(MemoryStore::new(hand.clone()));
    let world = home.block_on(async {
        let world = World::over(store, hand, limits(), None);
        let mut ports = world.application.ports.clone();
        ports.copywriter = writer;
        let application = Application::and_far(ports, limits(), far.map(|far| far.handle().clone()));
        let world = World { application, ..world };
        world.product("1").await;
        world
    });
    let asks = || {
        Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let session = world.session().await;
            let turn = world.starts(asks(session, Step::PersonaSelection)).await;
            world.application.wait(&owner(), &turn).await.unwrap();
            let alone = Generation {
                step: Step::PersonaSelection,
                product: "1".into(),
                format: None,
                persona: None,
                angle: None,
                demographics: None,
                count: Some(3),
            };
            world.application.generate(&owner(), alone, None).await.unwrap();
        });
    };
    let connection = thread::Builder::new().name("connection".into());
    thread::scope(|scope| connection.spawn_scoped(scope, asks).unwrap().join().unwrap());
    seen.lock().unwrap().clone()
}

#[test]
fn a_built_in_writer_writes_on_the_thread_that_was_asked() {
    let far = runtime("far");
    assert_eq!(written(false, Some(&far), |witness| Arc::new(witness)), ["connection", "connection"]);
}

#[test]
fn a_remote_writer_writes_far_or_at_home_whoever_hands_on_what_it_writes() {
    let handed_on = |witness: Witness| -> Arc<dyn Copywriter> {
        let kept = Remembered::new(Arc::new(witness), Duration::from_secs(60), (Hand::new(1), Hand::new(1)), None);
        let kept: Arc<dyn Copywriter> = Arc::new(kept);
        Arc::new(Relay::new(vec![kept, Pen::new("b", &[Stroke::Card(1)])], None))
    };
    let far = runtime("far");
    assert_eq!(written(true, Some(&far), handed_on), ["far", "far"]);
    assert_eq!(written(true, None, handed_on), ["home", "home"]);
}
