//! Turns: accepted once, ended once, whatever happens in between.

use crate::world::{World, asks, failure_of, films, limits, next, owner, picks, rest, turn, until};
use adforge_adapters_diesel::DieselStore;
use adforge_adapters_memory::{MemoryLimiter, MemoryStore};
use adforge_application::{From, Limits, Quotas, Refusal, StoreError};
use adforge_domain::{
    failure::FailureCode,
    ids::{CardKind, OwnerId},
    workflow::{Rejection, Step},
};
use adforge_doubles::{Hand, Watched};
use adforge_ports_runtime::{Bucket, Clock};
use std::{
    path::Path,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

#[tokio::test]
async fn a_second_turn_is_refused_and_a_key_joins() {
    let world = World::new().await;
    let session = world.session().await;
    let mut keyed = asks(session, Step::PersonaSelection);
    keyed.key = Some("k".into());
    let first = world.starts(keyed.clone()).await;
    assert_eq!(world.application.start(asks(session, Step::PersonaSelection)).await, Err(Refusal::TurnInProgress));
    let joined = world.starts(keyed.clone()).await;
    assert_eq!((joined.reply, joined.user, joined.repeated, joined.over), (first.reply, first.user, true, false));
    let mut other = turn(session, "other", Some(Step::PersonaSelection), Default::default());
    other.key = Some("k".into());
    assert_eq!(world.application.start(other).await, Err(Refusal::KeyReused));
    world.permit(2);
    world.application.wait(&owner(), &first).await.unwrap();
    // Once it is over it is replayed, also where the same command would be decided otherwise or refused now.
    let over = world.starts(keyed).await;
    assert_eq!((over.reply, over.over), (first.reply, true));
    let mut follower = world.application.follow_turn(&owner(), &over, false).await.unwrap();
    assert_eq!(rest(&mut follower).await, ["started 1", "2 audience_group", "complete"]);
    assert_eq!((world.story(session).await.len(), world.writer.asked()), (2, 1));
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    let world = World::new().await;
    let session = world.session().await;
    let mut early = asks(session, Step::AngleSelection);
    early.key = Some("k".into());
    let refused = world.application.start(early).await;
    assert!(matches!(refused, Err(Refusal::Workflow(Rejection::InvalidStep { .. }))));
    let mut keyed = asks(session, Step::PersonaSelection);
    keyed.key = Some("k".into());
    assert!(!world.starts(keyed).await.repeated);
}

#[tokio::test]
async fn twenty_equal_requests_at_once_are_one_turn() {
    let world = Arc::new(World::new().await);
    let session = world.session().await;
    let requests = (0..20).map(|_| {
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            let mut keyed = asks(session, Step::PersonaSelection);
            keyed.key = Some("k".into());
            world.starts(keyed).await.reply
        })
    });
    let mut replies = Vec::new();
    for request in requests.collect::<Vec<_>>() {
        replies.push(request.await.unwrap());
    }
    replies.dedup();
    assert_eq!(replies.len(), 1);
    world.permit(2);
    world.application.settled().await;
    assert_eq!((world.story(session).await.len(), world.writer.asked()), (2, 1));
}

#[tokio::test]
async fn a_cancel_is_the_turns_one_end() {
    let world = World::new().await;
    let session = world.session().await;
    assert_eq!(world.application.cancel(&owner(), session).await, Err(Refusal::NothingRunning));
    let mut live = world.follow(session, From::Now).await;
    world.starts(asks(session, Step::PersonaSelection)).await;
    world.application.cancel(&owner(), session).await.unwrap();
    world.application.settled().await;
    world.permit(2);
    world.says(asks(session, Step::PersonaSelection)).await;
    assert_eq!(world.story(session).await, ["1 text", "2 error", "3 text", "4 audience_group"]);
    let seen = next(&mut live, 4).await;
    assert_eq!(
        seen.last().map(String::as_str).map(|word| word.contains("2 error") || word == "status"),
        Some(true),
        "{seen:?}"
    );
    assert_eq!(failure_of(&world.log(session).await[1]), FailureCode::TurnCancelled);
}

#[tokio::test]
async fn an_interrupt_ends_the_old_turn_and_begins_the_new_one_at_once() {
    let world = World::new().await;
    let session = world.session().await;
    let mut live = world.follow(session, From::Now).await;
    world.starts(asks(session, Step::PersonaSelection)).await;
    assert_eq!(next(&mut live, 4).await, ["state 0", "1 text", "started 1", "status"]);
    let mut refused = asks(session, Step::AngleSelection);
    refused.interrupt = true;
    assert!(world.application.start(refused).await.is_err());
    assert_eq!(world.story(session).await, ["1 text"], "one that is refused itself interrupts nothing");
    let mut next_turn = turn(session, "make them younger", None, Default::default());
    next_turn.interrupt = true;
    let started = world.starts(next_turn).await;
    world.permit(2);
    let ended = world.application.wait(&owner(), &started).await.unwrap();
    assert_eq!(ended.message.body.text(), None, "it ended well");
    let seen = next(&mut live, 7).await;
    assert_eq!(seen, ["2 error", "3 text", "started 3", "status", "card 0", "card 1", "4 audience_group"]);
    assert_eq!(failure_of(&world.log(session).await[1]), FailureCode::TurnCancelled);
}

#[tokio::test]
async fn a_writer_that_panics_is_asked_again_and_one_that_always_does_fails_its_own_turn() {
    let world = World::new().await;
    let session = world.session().await;
    world.writer.panics.store(1, Ordering::SeqCst);
    assert_eq!(world.says(asks(session, Step::PersonaSelection)).await.body.kind(), "audience_group");
    assert_eq!(world.writer.asked(), 2);
    world.writer.panics.store(99, Ordering::SeqCst);
    let failed = world.says(asks(session, Step::PersonaSelection)).await;
    assert_eq!(failure_of(&failed), FailureCode::AiGenerationError);
    world.writer.panics.store(0, Ordering::SeqCst);
    assert_eq!(world.says(asks(session, Step::PersonaSelection)).await.body.kind(), "audience_group");
}

#[tokio::test]
async fn a_writer_that_hangs_is_given_up_at_the_limit() {
    let world = World::with(Limits { generation: Some(Duration::from_millis(20)), ..limits() }, None).await;
    let session = world.session().await;
    let started = world.starts(asks(session, Step::PersonaSelection)).await;
    let ended = world.application.wait(&owner(), &started).await.unwrap();
    assert_eq!(failure_of(&ended.message), FailureCode::AiTimeout);
}

fn process(folder: &Path, ids: u64) -> World {
    let hand = Hand::new(ids);
    let store = DieselStore::open(&folder.join("adforge.db"), Arc::clone(&hand) as Arc<dyn Clock>).unwrap();
    World::over(Arc::new(store), hand, limits(), None)
}

#[tokio::test]
async fn what_a_dead_process_left_is_taken_up_by_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let dead = process(folder.path(), 1_000);
    dead.product("1").await;
    let session = dead.session().await;
    let started = dead.starts(asks(session, Step::PersonaSelection)).await;
    let alive = process(folder.path(), 2_000);
    alive.application.claim_turns().await;
    assert_eq!(alive.writer.asked(), 0, "a living lease is left alone");
    let mut live = alive.follow(session, From::After(0)).await;
    alive.permit(2);
    alive.application.recover().await.unwrap();
    let seen = next(&mut live, 6).await;
    assert_eq!(seen, ["1 text", "started 1", "status", "card 0", "card 1", "2 audience_group"]);
    assert_eq!(alive.log(session).await[1].id, started.reply, "the promised message");
    // The client whose connection died with the process before its first byte comes back with the same words.
    let again = asks(session, Step::PersonaSelection).command;
    assert!(alive.application.rejoin(&owner(), session, &again).await.unwrap().is_some());
    // The dead process, were it only asleep, could write nothing any more.
    dead.permit(2);
    dead.application.settled().await;
    assert_eq!(alive.story(session).await, ["1 text", "2 audience_group"]);
}

#[tokio::test]
async fn an_end_that_finds_no_room_is_stored_once_there_is_some_and_nothing_is_written_again() {
    let hand = Hand::new(1_000);
    let store = Watched::over(Arc::new(MemoryStore::new(hand.clone())));
    let world = World::over(store.clone(), hand, Limits { again: Duration::from_millis(1), ..limits() }, None);
    world.product("1").await;
    let session = world.session().await;
    store.finish.fail();
    world.permit(2);
    let started = world.starts(asks(session, Step::PersonaSelection)).await;
    let told = tokio::time::timeout(Duration::from_secs(10), world.application.wait(&owner(), &started)).await;
    assert_eq!(told, Ok(Err(Refusal::Store(StoreError::Full))), "who waits is not kept waiting for a disk");
    store.finish.caught(20).await;
    store.finish.mend();
    world.application.settled().await;
    assert_eq!(world.story(session).await, ["1 text", "2 audience_group"]);
    assert_eq!((world.log(session).await[1].id, world.writer.asked()), (started.reply, 1));
    assert_eq!(world.application.wait(&owner(), &started).await.unwrap().message.id, started.reply);
}

#[tokio::test]
async fn a_runner_that_hangs_loses_its_lease_and_the_turn_is_run_again() {
    let world = World::new().await;
    let session = world.session().await;
    world.starts(asks(session, Step::PersonaSelection)).await;
    until("the writer is asked", async || world.writer.asked() == 1).await;
    // No heartbeat came for longer than the lease: whoever runs it is dead or hangs.
    world.hand.turn(Duration::from_secs(31));
    world.application.claim_turns().await;
    until("the writer is asked again", async || world.writer.asked() == 2).await;
    world.permit(4);
    world.application.settled().await;
    assert_eq!(world.story(session).await, ["1 text", "2 audience_group"]);
}

#[tokio::test]
async fn more_turns_than_runners_wait_and_more_than_may_wait_are_told_to_come_back() {
    let world = World::with(Limits { workers: 1, waiting: 1, ..limits() }, None).await;
    let sessions = [world.session().await, world.session().await, world.session().await];
    world.starts(asks(sessions[0], Step::PersonaSelection)).await;
    let waiting = world.starts(asks(sessions[1], Step::PersonaSelection)).await;
    assert_eq!(world.application.start(asks(sessions[2], Step::PersonaSelection)).await, Err(Refusal::Busy));
    assert!(world.log(sessions[2]).await.is_empty());
    world.permit(4);
    world.application.wait(&owner(), &waiting).await.unwrap();
}

#[tokio::test]
async fn a_stranger_finds_nothing() {
    let world = World::new().await;
    let session = world.session().await;
    let stranger = OwnerId("stranger".into());
    let mut theirs = asks(session, Step::PersonaSelection);
    theirs.owner = stranger.clone();
    assert_eq!(world.application.start(theirs).await, Err(Refusal::SessionNotFound));
    assert!(world.application.follow(&stranger, session, From::Now).await.is_err());
    assert_eq!(world.application.cancel(&stranger, session).await, Err(Refusal::SessionNotFound));
    assert_eq!(world.application.erase_session(&stranger, session).await, Err(Refusal::SessionNotFound));
    let film = {
        let session = world.with_concepts().await;
        world.starts(films(session, "psych-1")).await
    };
    assert_eq!(world.application.cancel_job(&stranger, film.job).await, Err(Refusal::JobNotFound));
}

#[tokio::test]
async fn limits_refuse_before_anything_is_appended_and_repeats_cost_nothing() {
    let clock = Hand::new(1);
    let limiter = MemoryLimiter::new(Bucket::new(2, Duration::from_secs(60)), Arc::clone(&clock) as Arc<dyn Clock>);
    let world = World::with(limits(), Some(Arc::new(limiter))).await;
    let session = world.session().await;
    let mut keyed = asks(session, Step::PersonaSelection);
    keyed.key = Some("k".into());
    let first = world.starts(keyed.clone()).await;
    assert_eq!(first.verdict.map(|verdict| verdict.remaining), Some(1));
    // Refused and repeated: neither takes one.
    assert!(world.application.start(asks(session, Step::PersonaSelection)).await.is_err());
    assert!(world.starts(keyed.clone()).await.repeated);
    world.permit(2);
    world.application.settled().await;
    world.says(asks(session, Step::PersonaSelection)).await;
    let refused = world.application.start(asks(session, Step::PersonaSelection)).await;
    assert!(
        matches!(refused, Err(Refusal::RateLimited(verdict)) if verdict.reset == Duration::from_secs(30)),
        "{refused:?}"
    );
    assert!(world.starts(keyed).await.over, "a repeat is answered all the same");
    assert_eq!(world.story(session).await.len(), 4);
}

#[tokio::test]
async fn a_sessions_day_has_its_quota_and_the_next_day_another() {
    let quotas =
        Quotas { session_generations: Some(3), session_videos: Some(1), user_generations: None, user_videos: None };
    let world = World::with(Limits { quotas, session_ttl: None, ..limits() }, None).await;
    let session = world.with_concepts().await;
    let refused = world.application.start(asks(session, Step::PersonaSelection)).await;
    assert!(matches!(refused, Err(Refusal::QuotaExceeded { most: 3, .. })), "{refused:?}");
    let film = world.starts(films(session, "psych-1")).await;
    world.application.cancel_job(&owner(), film.job).await.unwrap();
    let refused = world.application.start(films(session, "psych-2")).await;
    assert!(matches!(refused, Err(Refusal::QuotaExceeded { most: 1, .. })), "{refused:?}");
    world.hand.turn(Duration::from_secs(24 * 3600));
    world.says(asks(session, Step::PersonaSelection)).await;
}

#[tokio::test]
async fn a_users_day_has_its_quota_over_all_sessions() {
    let quotas =
        Quotas { session_generations: None, session_videos: None, user_generations: Some(2), user_videos: Some(1) };
    let world = World::with(Limits { quotas, ..limits() }, None).await;
    for _ in 0..2 {
        let session = world.session().await;
        world.says(asks(session, Step::PersonaSelection)).await;
    }
    let session = world.session().await;
    let refused = world.application.start(asks(session, Step::PersonaSelection)).await;
    assert!(
        matches!(refused, Err(Refusal::QuotaExceeded { what: "generations of a user", most: 2, .. })),
        "{refused:?}"
    );
    assert!(world.log(session).await.is_empty());
}

#[tokio::test]
async fn a_card_of_an_older_set_is_found_in_the_log_with_what_it_was_made_for() {
    let world = World::new().await;
    let session = world.session().await;
    for cards in [3, 2, 2] {
        world.writer.cards.store(cards, Ordering::SeqCst);
        world.says(asks(session, Step::PersonaSelection)).await;
    }
    // The newest sets have two each; names are folded, as everywhere.
    for (pick, id) in [("aud-1", "aud-1"), ("PERSONA  3", "aud-3")] {
        world.says(picks(session, CardKind::Persona, pick)).await;
        let chosen = world.application.context(&owner(), session).await.unwrap().state.selections.clone();
        assert_eq!(chosen.persona.unwrap().id.to_string(), id);
    }
    let refused = world.application.start(picks(session, CardKind::Persona, "aud-99")).await;
    let Err(Refusal::Workflow(Rejection::UnknownSelection { choices, .. })) = refused else { panic!("{refused:?}") };
    assert_eq!((choices.len(), choices[0].id.as_str()), (7, "aud-7"), "all that was offered, newest first");
}

#[tokio::test]
async fn a_state_from_a_snapshot_and_one_from_all_messages_are_the_same_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let world = process(folder.path(), 1_000);
    world.product("1").await;
    let session = world.session().await;
    for _ in 0..15 {
        world.says(asks(session, Step::PersonaSelection)).await;
    }
    world.application.settled().await;
    let state = world.application.context(&owner(), session).await.unwrap().state;
    let snapshot = world.application.ports.store.snapshot(session).await.unwrap().expect("one was due");
    assert!(snapshot.seq >= 20, "{}", snapshot.seq);
    let again = process(folder.path(), 9_000);
    let from_snapshot = again.application.context(&owner(), session).await.unwrap().state;
    let text = |state: &adforge_domain::workflow::State| serde_json::to_string(state).unwrap();
    assert_eq!(text(&from_snapshot), text(&state));
    let origin = again.application.session(&owner(), session).await.unwrap().session.origin;
    let log = again.log(session).await;
    let whole = adforge_domain::workflow::State::new(origin.format, origin.media).fold(&log);
    assert_eq!(text(&whole), text(&state));
}

#[tokio::test]
async fn a_turn_that_is_accepted_while_the_process_goes_is_handed_back() {
    let world = World::new().await;
    let session = world.session().await;
    world.application.stop(Duration::ZERO).await;
    let started = world.starts(asks(session, Step::PersonaSelection)).await;
    until("its lease is handed back", async || {
        let job = world.application.job(&owner(), started.job).await.unwrap().job;
        job.status == adforge_domain::job::JobStatus::Queued
    })
    .await;
    world.application.claim_turns().await;
    assert_eq!(world.writer.asked(), 0, "a process that stops takes nothing up");
}
