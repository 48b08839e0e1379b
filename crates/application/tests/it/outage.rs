//! The store goes away and comes back while jobs run: they wait for it, and none of them fails for that.

use crate::world::{World, asks, films, limits, owner, until};
use adforge_adapters_memory::MemoryStore;
use adforge_application::{LoneVideo, Part, Started};
use adforge_domain::{
    cards::Script,
    ids::{JobId, SessionId},
    job::JobStatus,
    workflow::Step,
};
use adforge_doubles::{Hand, Watched};
use std::{sync::Arc, time::Duration};

/// A process over a store that can go away, and another one beside it.
async fn processes() -> (Arc<Watched>, World, World) {
    let hand = Hand::new(1_000);
    let store = Watched::over(Arc::new(MemoryStore::new(hand.clone()).shared()));
    let process = || World::over(store.clone(), hand.clone(), limits(), None);
    let (one, other) = (process(), process());
    one.product("1").await;
    (store, one, other)
}

async fn status(world: &World, job: JobId) -> JobStatus {
    world.application.job(&owner(), job).await.unwrap().job.status
}

/// A film in a session that is queued, and a process that can make it.
async fn queues(world: &World) -> (SessionId, JobId) {
    let session = world.with_concepts().await;
    let film = world.starts(films(session, "psych-1")).await.job;
    may_film(world);
    (session, film)
}

/// The same of one outside a session.
async fn queues_alone(world: &World) -> JobId {
    let script = Script { hook: "Wait.".into(), body: "So.".into(), cta: "Go.".into() };
    let video = LoneVideo { product: "1".into(), format: None, script, avatar: None };
    let film = world.application.queue_video(&owner(), video, None).await.unwrap().value.job.id;
    may_film(world);
    film
}

fn may_film(world: &World) {
    world.permit(2);
    world.studio.permit(1);
}

/// A turn that its process has left behind.
async fn left_behind(world: &World) -> (SessionId, Started) {
    let session = world.session().await;
    let started = world.starts(asks(session, Step::PersonaSelection)).await;
    world.hand.turn(limits().lease + Duration::from_secs(1));
    (session, started)
}

#[tokio::test]
async fn a_turn_waits_for_a_store_that_is_away_and_does_not_fail() {
    let (store, one, other) = processes().await;
    let (session, _) = left_behind(&one).await;
    store.after.is_away();
    other.permit(2);
    other.application.claim_turns().await;
    store.after.caught(3).await;
    store.after.mend();
    other.application.settled().await;
    assert_eq!(other.story(session).await, ["1 text", "2 audience_group"]);
}

#[tokio::test]
async fn a_render_waits_for_a_store_that_is_away_and_no_attempt_is_counted() {
    let (store, one, other) = processes().await;
    let session = one.with_concepts().await;
    let film = one.starts(films(session, "psych-1")).await;
    store.after.is_away();
    other.permit(2);
    other.studio.permit(1);
    other.application.claim_renders().await;
    store.after.caught(3).await;
    store.after.mend();
    other.application.settled().await;
    let job = other.application.job(&owner(), film.job).await.unwrap().job;
    assert!(matches!(job.status, JobStatus::Completed(_)), "{:?}", job.status);
    assert_eq!(job.attempts, 0);
}

#[tokio::test]
async fn a_film_whose_end_was_stored_unheard_keeps_its_files() {
    let (store, one, _) = processes().await;
    let (session, film) = queues(&one).await;
    store.finish.is_unheard();
    one.application.claim_renders().await;
    store.finish.caught(1).await;
    store.finish.mend();
    one.application.settled().await;
    assert!(matches!(status(&one, film).await, JobStatus::Completed(_)));
    assert_eq!(one.shelf.names().len(), 2, "the film and its thumbnail");
    assert_eq!(one.story(session).await.last().unwrap(), "8 video_result");
}

/// An end is in the store before its runner hears so: whoever looks at the store between finds the job over.
#[tokio::test]
async fn an_end_is_told_although_a_heartbeat_finds_it_stored_before_its_runner_does() {
    let (store, one, _) = processes().await;
    let session = one.session().await;
    let turn = one.starts(asks(session, Step::PersonaSelection)).await;
    let application = Arc::clone(&one.application);
    let waits = turn.clone();
    let waiting = tokio::spawn(async move { application.wait(&owner(), &waits).await });
    store.finish.hold();
    one.permit(2);
    store.finish.caught(1).await;
    one.application.heartbeat().await;
    store.finish.mend();
    one.application.settled().await;
    let ended = tokio::time::timeout(Duration::from_secs(10), waiting).await.expect("its end is told");
    assert_eq!(ended.unwrap().unwrap().message.id, turn.reply);
}

#[tokio::test]
async fn a_film_keeps_its_files_although_a_heartbeat_finds_it_stored_before_its_runner_does() {
    for alone in [false, true] {
        let (store, one, _) = processes().await;
        let film = if alone { queues_alone(&one).await } else { queues(&one).await.1 };
        let end = if alone { &store.end } else { &store.finish };
        end.hold();
        one.application.claim_renders().await;
        end.caught(1).await;
        one.application.heartbeat().await;
        end.mend();
        one.application.settled().await;
        assert!(matches!(status(&one, film).await, JobStatus::Completed(_)), "alone: {alone}");
        assert_eq!(one.shelf.names().len(), 2, "the film and its thumbnail; alone: {alone}");
    }
}

#[tokio::test]
async fn a_film_whose_end_may_be_stored_keeps_its_files_when_its_process_stops() {
    let (store, one, _) = processes().await;
    let (_, film) = queues(&one).await;
    store.finish.is_unheard();
    one.application.claim_renders().await;
    store.finish.caught(1).await;
    store.finish.is_away();
    one.application.stop(Duration::ZERO).await;
    one.application.settled().await;
    assert!(matches!(status(&one, film).await, JobStatus::Completed(_)));
    assert_eq!(one.shelf.names().len(), 2, "the film and its thumbnail");
}

#[tokio::test]
async fn a_film_outside_a_session_ends_once_the_store_is_back_and_keeps_its_files() {
    for unheard in [false, true] {
        let (store, one, _) = processes().await;
        let queued = queues_alone(&one).await;
        if unheard {
            store.end.is_unheard()
        } else {
            store.end.is_away()
        }
        one.application.claim_renders().await;
        store.end.caught(1).await;
        store.end.mend();
        one.application.settled().await;
        assert!(matches!(status(&one, queued).await, JobStatus::Completed(_)), "unheard: {unheard}");
        assert_eq!(one.shelf.names().len(), 2, "unheard: {unheard}");
    }
}

#[tokio::test]
async fn what_still_runs_while_a_process_stops_keeps_its_lease() {
    let (store, one, _) = processes().await;
    let session = one.session().await;
    let limits = adforge_application::Limits { lease: Duration::from_millis(90), ..limits() };
    let process = World::over(store.clone(), one.hand.clone(), limits, None);
    let working = tokio::spawn(Arc::clone(&process.application).work());
    process.starts(asks(session, Step::PersonaSelection)).await;
    let application = Arc::clone(&process.application);
    let stopping = tokio::spawn(async move { application.stop(Duration::from_secs(60)).await });
    let stops = || async {
        process.application.readiness().await.iter().any(|(part, it)| *part == Part::Runners && it.is_err())
    };
    until("it stops", stops).await;
    store.renew.hold();
    store.renew.caught(1).await;
    store.renew.mend();
    process.permit(2);
    stopping.await.unwrap();
    working.await.unwrap();
    assert_eq!(process.story(session).await, ["1 text", "2 audience_group"]);
}

#[tokio::test]
async fn what_is_abandoned_ends_nothing_and_is_taken_up_by_another() {
    let world = World::new().await;
    let session = world.session().await;
    let started = world.starts(asks(session, Step::PersonaSelection)).await;
    until("it is being written", async || world.writer.asked() == 1).await;
    world.application.abandon();
    world.permit(2);
    world.application.settled().await;
    assert_eq!(world.log(session).await.len(), 1, "the turn has no end");
    world.hand.turn(Duration::from_secs(60));
    let store = Arc::clone(&world.application.ports.store);
    let next = World::over(store, world.hand.clone(), limits(), None);
    next.permit(2);
    next.application.recover().await.unwrap();
    next.application.settled().await;
    let log = next.log(session).await;
    assert_eq!((log.len(), log[1].id), (2, started.reply), "its end is the one that was promised");
}
