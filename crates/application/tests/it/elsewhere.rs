//! Several processes over one store: what one does is followed on the others, and a copy that is out of date decides
//! nothing.

use crate::world::{World, asks, is_quiet, limits, next, owner, picks, rest, until};
use adforge_adapters_memory::MemoryStore;
use adforge_application::{From, Limits, Refusal};
use adforge_domain::{ids::CardKind, workflow::Step};
use adforge_doubles::{Belfry, Hand, Watched};
use adforge_ports_storage::Store;
use std::{sync::Arc, time::Duration};
use tokio::task::JoinHandle;

/// Processes of one store.
struct Fleet {
    belfry: Arc<Belfry>,
    processes: Vec<World>,
    workers: Vec<JoinHandle<()>>,
}

impl Drop for Fleet {
    fn drop(&mut self) {
        self.workers.iter().for_each(JoinHandle::abort);
    }
}

impl Fleet {
    /// Three processes with a bell.
    async fn with_bells() -> Self {
        Self::of(true, limits()).await
    }

    async fn of(bells: bool, limits: Limits) -> Self {
        let hand = Hand::new(1_000);
        Self::over(Arc::new(MemoryStore::new(hand.clone()).shared()), hand, bells, limits).await
    }

    async fn over(store: Arc<dyn Store>, hand: Arc<Hand>, bells: bool, limits: Limits) -> Self {
        let belfry = Arc::<Belfry>::default();
        let one = || {
            let bell = bells.then(|| belfry.bell());
            World::beside(store.clone(), hand.clone(), limits, None, (bell, None))
        };
        let processes = vec![one(), one(), one()];
        processes[0].product("1").await;
        Self { belfry, processes, workers: Vec::new() }
    }

    /// Their workers, too.
    fn at_work(mut self) -> Self {
        self.workers = self.processes.iter().map(|it| tokio::spawn(Arc::clone(&it.application).work())).collect();
        self
    }

    fn a(&self) -> &World {
        &self.processes[0]
    }

    fn b(&self) -> &World {
        &self.processes[1]
    }

    fn c(&self) -> &World {
        &self.processes[2]
    }
}

#[tokio::test]
async fn a_turn_that_runs_on_one_is_followed_live_on_the_other() {
    let fleet = Fleet::with_bells().await.at_work();
    let (a, b) = (fleet.a(), fleet.b());
    let session = a.session().await;
    let mut live = b.follow(session, From::Now).await;
    assert_eq!(next(&mut live, 1).await, ["state 0"]);
    until("b listens", async || fleet.belfry.listened_to() > 0).await;
    a.permit(1);
    let started = a.starts(asks(session, Step::PersonaSelection)).await;
    assert_eq!(next(&mut live, 4).await, ["1 text", "started 1", "status", "card 0"]);
    // The second card isn't written yet: who comes in the middle gets what there is.
    let mut joined = b.application.follow_turn(&owner(), &started, false).await.unwrap();
    assert_eq!(next(&mut joined, 3).await, ["started 1", "status", "card 0"]);
    a.permit(1);
    assert_eq!(next(&mut live, 3).await, ["card 1", "2 audience_group", "complete"]);
    assert_eq!(rest(&mut joined).await, ["card 1", "2 audience_group", "complete"]);
    assert_eq!((a.writer.asked(), b.writer.asked()), (1, 0), "it runs once");
}

#[tokio::test]
async fn who_joins_a_turn_that_runs_elsewhere_gets_its_present_first() {
    let fleet = Fleet::with_bells().await.at_work();
    let (a, b) = (fleet.a(), fleet.b());
    let session = a.session().await;
    let mut own = a.follow(session, From::Now).await;
    a.permit(1);
    a.starts(asks(session, Step::PersonaSelection)).await;
    next(&mut own, 5).await;
    // Nobody on b has listened until now.
    let mut joined = b.follow(session, From::After(1)).await;
    assert_eq!(next(&mut joined, 3).await, ["started 1", "status", "card 0"]);
    a.permit(1);
    assert_eq!(next(&mut joined, 3).await, ["card 1", "2 audience_group", "complete"]);
}

#[tokio::test]
async fn without_a_bell_messages_come_all_the_same() {
    for bells in [false, true] {
        let fleet = Fleet::of(bells, limits()).await.at_work();
        // A bell that is down, or one that loses everything without knowing.
        if bells {
            fleet.belfry.mute();
        }
        let (a, b) = (fleet.a(), fleet.b());
        let session = a.session().await;
        let mut live = b.follow(session, From::Now).await;
        next(&mut live, 1).await;
        until("b listens", async || !bells || fleet.belfry.listened_to() == 1).await;
        a.says(asks(session, Step::PersonaSelection)).await;
        assert_eq!(next(&mut live, 4).await, ["1 text", "started 1", "2 audience_group", "complete"]);
    }
}

#[tokio::test]
async fn a_copy_that_is_out_of_date_decides_nothing() {
    // No bell, and nobody looks: each request has to find out for itself.
    let fleet = Fleet::of(false, limits()).await;
    let (a, b) = (fleet.a(), fleet.b());
    let session = a.session().await;
    let step = async |on: &World| on.application.session(&owner(), session).await.unwrap().session.current_step;
    assert_eq!(step(b).await, Step::PersonaSelection);
    let early = b.application.start(picks(session, CardKind::Persona, "aud-1")).await;
    assert!(early.is_err(), "nothing was offered yet");
    a.says(asks(session, Step::PersonaSelection)).await;
    // What b remembers has offered nothing.
    b.says(picks(session, CardKind::Persona, "aud-1")).await;
    assert_eq!((step(a).await, step(b).await), (Step::AngleSelection, Step::AngleSelection));
    // A turn that runs on one is running on the other, and over when it is over.
    let started = a.starts(picks(session, CardKind::Angle, "ang-1")).await;
    assert_eq!(b.application.start(asks(session, Step::AngleSelection)).await, Err(Refusal::TurnInProgress));
    a.permit(2);
    a.application.wait(&owner(), &started).await.unwrap();
    b.says(asks(session, Step::AngleSelection)).await;
    assert_eq!(a.story(session).await, b.story(session).await);
}

/// Processes that no heartbeat tells that a job is lost: only the log does.
async fn without_heartbeats() -> Fleet {
    let hand = Hand::new(1_000);
    let store = Watched::over(Arc::new(MemoryStore::new(hand.clone()).shared()));
    store.renew.is_away();
    Fleet::over(store, hand, true, limits()).await.at_work()
}

#[tokio::test]
async fn a_turn_is_cancelled_from_the_other_process_and_its_writer_stops() {
    let fleet = without_heartbeats().await;
    let (a, b) = (fleet.a(), fleet.b());
    let session = a.session().await;
    let mut live = a.follow(session, From::Now).await;
    a.permit(1);
    a.starts(asks(session, Step::PersonaSelection)).await;
    next(&mut live, 5).await;
    until("a listens", async || fleet.belfry.listened_to() > 0).await;
    b.application.cancel(&owner(), session).await.unwrap();
    assert_eq!(next(&mut live, 1).await, ["2 error"]);
    tokio::time::timeout(Duration::from_secs(5), a.application.settled()).await.expect("its writer stops");
}

#[tokio::test]
async fn a_bell_is_listened_to_for_a_turn_that_lasts_and_not_for_one_that_is_over_at_once() {
    let fleet = without_heartbeats().await;
    let (a, b) = (fleet.a(), fleet.b());
    let session = a.session().await;
    a.says(asks(session, Step::PersonaSelection)).await;
    a.application.settled().await;
    assert_eq!(fleet.belfry.asked_to_listen(), 0);
    // Nobody follows the next one, and its writer waits.
    let lasts = a.session().await;
    a.starts(asks(lasts, Step::PersonaSelection)).await;
    until("a listens", async || fleet.belfry.listened_to() == 1).await;
    assert_eq!(fleet.belfry.asked_to_listen(), 1, "for the first turn nobody was asked");
    b.application.cancel(&owner(), lasts).await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), a.application.settled()).await.expect("its writer stops");
}

#[tokio::test]
async fn a_turn_whose_process_died_goes_on_for_those_who_follow_elsewhere() {
    let fleet = Fleet::with_bells().await;
    let (a, b, c) = (fleet.a(), fleet.b(), fleet.c());
    let working = [b, c].map(|it| tokio::spawn(Arc::clone(&it.application).work()));
    let session = a.session().await;
    let mut lives = [b.follow(session, From::Now).await, c.follow(session, From::Now).await];
    for live in &mut lives {
        assert_eq!(next(live, 1).await, ["state 0"]);
    }
    until("both listen", async || fleet.belfry.listened_to() == 2).await;
    a.permit(1);
    a.starts(asks(session, Step::PersonaSelection)).await;
    for live in &mut lives {
        assert_eq!(next(live, 4).await, ["1 text", "started 1", "status", "card 0"]);
    }
    // a hangs from here on: its lease runs out by the store's clock, and one of the others takes it up.
    b.permit(2);
    c.permit(2);
    a.hand.turn(limits().lease + Duration::from_secs(1));
    for live in &mut lives {
        assert_eq!(next(live, 4).await, ["status", "card 1", "2 audience_group", "complete"]);
    }
    assert_eq!(a.story(session).await, ["1 text", "2 audience_group"]);
    working.iter().for_each(JoinHandle::abort);
}

#[tokio::test]
async fn a_session_that_is_erased_on_one_ends_its_streams_on_the_other() {
    let fleet = Fleet::with_bells().await.at_work();
    let (a, b) = (fleet.a(), fleet.b());
    let session = a.session().await;
    let mut live = b.follow(session, From::Now).await;
    until("b listens", async || fleet.belfry.listened_to() > 0).await;
    a.application.erase_session(&owner(), session).await.unwrap();
    // Sooner than by a look.
    let told = tokio::time::timeout(Duration::from_secs(3), rest(&mut live)).await.unwrap();
    assert_eq!(told, ["state 0", "erased"]);
    assert!(matches!(b.application.session(&owner(), session).await, Err(Refusal::SessionNotFound)));
}

#[tokio::test]
async fn a_bell_is_listened_to_only_while_somebody_follows_or_works() {
    let fleet = Fleet::with_bells().await.at_work();
    let session = fleet.a().session().await;
    let mut live = fleet.b().follow(session, From::Now).await;
    until("b listens", async || fleet.belfry.listened_to() == 1).await;
    assert_eq!(next(&mut live, 1).await, ["state 0"]);
    assert!(is_quiet(&mut live).await);
    drop(live);
    until("b has left", async || fleet.belfry.listened_to() == 0).await;
}
