//! Following: live, joined, resumed from any point, one turn's address, and what ends a stream.

use crate::world::{World, asks, films, is_quiet, limits, next, owner, picks, rest, until};
use adforge_adapters_memory::MemoryStore;
use adforge_application::{From, Limits, Refusal, Resumed};
use adforge_domain::{event::Event, ids::CardKind, workflow::Step};
use adforge_doubles::{Hand, Watched};
use std::{sync::Arc, time::Duration};

#[tokio::test]
async fn a_turn_is_followed_live_and_resumed_from_any_point() {
    let world = World::new().await;
    let session = world.session().await;
    let mut live = world.follow(session, From::Now).await;
    world.permit(1);
    let started = world.starts(asks(session, Step::PersonaSelection)).await;
    assert_eq!(next(&mut live, 5).await, ["state 0", "1 text", "started 1", "status", "card 0"]);
    // The first card is out and the second is not written: who comes now joins the running turn.
    let mut joined = world.follow(session, From::After(1)).await;
    assert_eq!(next(&mut joined, 3).await, ["started 1", "status", "card 0"]);
    let mut from_the_start = world.follow(session, From::After(0)).await;
    assert_eq!(next(&mut from_the_start, 4).await, ["1 text", "started 1", "status", "card 0"]);
    world.permit(1);
    for follower in [&mut live, &mut joined, &mut from_the_start] {
        assert_eq!(next(follower, 3).await, ["card 1", "2 audience_group", "complete"]);
    }
    assert_eq!(world.application.wait(&owner(), &started).await.unwrap().current_step, Step::PersonaSelection);
    let mut late = world.follow(session, From::After(0)).await;
    assert_eq!(next(&mut late, 2).await, ["1 text", "2 audience_group"]);
    assert!(is_quiet(&mut late).await, "history is messages only");
    assert_eq!(world.writer.asked(), 1, "following asks no writer");
    let beyond = world.application.follow(&owner(), session, From::After(3)).await;
    assert!(matches!(beyond, Err(Refusal::BeyondEnd { last_seq: 2 })));
}

#[tokio::test]
async fn ones_own_turn_has_its_start_its_progress_and_its_end_and_then_the_stream_ends() {
    let world = World::new().await;
    let session = world.session().await;
    let mut turn = asks(session, Step::PersonaSelection);
    turn.client_id = Some("c-1".into());
    let started = world.starts(turn).await;
    let mut own = world.application.follow_turn(&owner(), &started, true).await.unwrap();
    let first = own.next().await.unwrap().event;
    assert!(matches!(first, Event::Started { seq: 1, client_id: Some(id), .. } if id == "c-1"));
    world.permit(2);
    assert_eq!(rest(&mut own).await, ["status", "card 0", "card 1", "2 audience_group", "complete"]);
}

#[tokio::test]
async fn a_turns_address_says_what_was_missed_and_starts_nothing() {
    let world = World::new().await;
    let session = world.session().await;
    let resume = async |after| world.application.resume(&owner(), session, after, false).await.unwrap();
    assert!(matches!(resume(0).await, Resumed::Fresh), "an id of 0 on an empty log is none");
    world.permit(1);
    world.starts(asks(session, Step::PersonaSelection)).await;
    let Resumed::Follow(mut running) = resume(1).await else { panic!("it runs") };
    assert_eq!(next(&mut running, 3).await, ["started 1", "status", "card 0"]);
    let Resumed::Follow(mut whole) = resume(0).await else { panic!("it runs") };
    assert_eq!(next(&mut whole, 3).await, ["1 text", "started 1", "status"]);
    world.permit(1);
    assert_eq!(rest(&mut running).await, ["card 1", "2 audience_group", "complete"]);
    let Resumed::Follow(mut over) = resume(1).await else { panic!("there is something after 1") };
    assert_eq!(rest(&mut over).await, ["2 audience_group", "complete"]);
    assert!(matches!(resume(2).await, Resumed::Nothing));
    // A turn that failed had its error message for an end.
    world.starts(asks(session, Step::PersonaSelection)).await;
    world.application.cancel(&owner(), session).await.unwrap();
    let Resumed::Follow(mut failed) = resume(2).await else { panic!("there is something after 2") };
    assert_eq!(rest(&mut failed).await, ["3 text", "4 error"]);
    assert_eq!(world.story(session).await.len(), 4, "coming back starts nothing");
}

#[tokio::test]
async fn every_stream_carries_every_message_and_only_its_own_progress() {
    let world = World::new().await;
    let session = world.with_concepts().await;
    let film = world.starts(films(session, "psych-1")).await;
    let mut of_the_film = world.application.follow_turn(&owner(), &film, true).await.unwrap();
    assert_eq!(next(&mut of_the_film, 2).await, ["started 7", "queued"]);
    world.permit(1);
    let turn = world.starts(asks(session, Step::PersonaSelection)).await;
    let mut of_the_turn = world.application.follow_turn(&owner(), &turn, true).await.unwrap();
    assert_eq!(next(&mut of_the_turn, 3).await, ["started 8", "status", "card 0"]);
    world.permit(3);
    world.studio.permit(1);
    world.application.claim_renders().await;
    assert_eq!(next(&mut of_the_film, 1).await, ["8 text"], "the turn's question has no place in the film's progress");
    let mut seen = rest(&mut of_the_film).await;
    seen.retain(|word| !word.ends_with('%'));
    assert!(
        seen.contains(&"complete".to_owned()) && seen.iter().any(|word| word.ends_with("video_result")),
        "{seen:?}"
    );
    let seen = rest(&mut of_the_turn).await;
    assert!(seen.iter().any(|word| word.ends_with("audience_group")) && !seen.iter().any(|word| word.contains('%')));
}

#[tokio::test]
async fn a_client_that_lost_its_first_byte_joins_and_does_not_generate_twice() {
    let world = World::new().await;
    let session = world.session().await;
    let turn = asks(session, Step::PersonaSelection);
    let rejoin = async || world.application.rejoin(&owner(), session, &turn.command).await.unwrap();
    assert!(rejoin().await.is_none());
    let started = world.starts(turn.clone()).await;
    let own = world.application.follow_turn(&owner(), &started, true).await.unwrap();
    assert_eq!(rejoin().await.unwrap().reply, started.reply, "it runs");
    drop(own);
    world.permit(2);
    world.application.wait(&owner(), &started).await.unwrap();
    let again = rejoin().await.unwrap();
    let mut follower = world.application.follow_turn(&owner(), &again, true).await.unwrap();
    assert_eq!(rest(&mut follower).await, ["started 1", "2 audience_group", "complete"]);
    world.hand.turn(Duration::from_secs(11));
    assert!(rejoin().await.is_none(), "ten seconds are over");
    let other = asks(session, Step::FormatSelection);
    assert!(world.application.rejoin(&owner(), session, &other.command).await.unwrap().is_none());
}

#[tokio::test]
async fn a_turn_whose_stream_saw_its_end_is_not_joined_again() {
    let world = World::new().await;
    let session = world.session().await;
    let turn = asks(session, Step::PersonaSelection);
    world.permit(2);
    let started = world.starts(turn.clone()).await;
    let mut own = world.application.follow_turn(&owner(), &started, true).await.unwrap();
    rest(&mut own).await;
    drop(own);
    assert!(world.application.rejoin(&owner(), session, &turn.command).await.unwrap().is_none());
}

#[tokio::test]
async fn who_follows_an_erased_or_expired_session_is_told_and_the_stream_ends() {
    let ttl = Some(Duration::from_secs(60));
    let world = World::with(Limits { session_ttl: ttl, ..limits() }, None).await;
    let erased = world.session().await;
    let mut follower = world.follow(erased, From::Now).await;
    world.application.erase_session(&owner(), erased).await.unwrap();
    assert_eq!(rest(&mut follower).await, ["state 0", "erased"]);
    assert!(matches!(world.application.follow(&owner(), erased, From::Now).await, Err(Refusal::SessionNotFound)));

    let session = world.session().await;
    world.says(asks(session, Step::PersonaSelection)).await;
    let mut follower = world.follow(session, From::Now).await;
    world.hand.turn(Duration::from_secs(61));
    tokio::spawn(Arc::clone(&world.application).work());
    assert_eq!(rest(&mut follower).await, ["state 2", "expired"]);
    let mut late = world.follow(session, From::After(0)).await;
    assert_eq!(rest(&mut late).await, ["1 text", "2 audience_group", "expired"]);
    assert_eq!(world.application.start(asks(session, Step::PersonaSelection)).await, Err(Refusal::Expired));
    let view = world.application.session(&owner(), session).await.unwrap();
    assert!(view.expired);
}

#[tokio::test]
async fn rooms_that_are_quiet_are_forgotten_and_miss_nothing() {
    let world = World::new().await;
    let session = world.session().await;
    world.says(asks(session, Step::PersonaSelection)).await;
    let mut follower = world.follow(session, From::Now).await;
    assert_eq!(next(&mut follower, 1).await, ["state 2"]);
    // What the room knew is forgotten after a while; the store tells it again.
    world.application.forget_quiet_rooms();
    world.says(picks(session, CardKind::Persona, "aud-2")).await;
    until("the angles are told", async || {
        world.application.session(&owner(), session).await.unwrap().session.last_seq == 4
    })
    .await;
    let seen = next(&mut follower, 7).await;
    assert_eq!((seen[0].as_str(), seen[6].as_str()), ("3 text", "complete"));
    assert_eq!(world.story(session).await, ["1 text", "2 audience_group", "3 text", "4 marketing_angle"]);
}

#[tokio::test]
async fn what_is_committed_while_a_session_is_read_is_told_to_whoever_follows_it() {
    // No room that nobody uses is kept: each is forgotten as soon as another session begins.
    let hand = Hand::new(1_000);
    let store = Watched::over(Arc::new(MemoryStore::new(hand.clone())));
    let world = World::over(store.clone(), hand, Limits { idle_rooms: 0, ..limits() }, None);
    world.product("1").await;
    let session = world.with_concepts().await;
    let film = world.starts(films(session, "psych-1")).await;
    world.session().await;
    store.after.hold();
    let application = Arc::clone(&world.application);
    let follows = tokio::spawn(async move { application.follow(&owner(), session, From::Now).await.unwrap() });
    store.after.caught(1).await;
    // Its log was read, but is not known yet. Now the session goes on, and again another one begins.
    world.application.cancel_job(&owner(), film.job).await.unwrap();
    world.session().await;
    store.after.mend();
    let seen = next(&mut follows.await.unwrap(), 4).await;
    assert_eq!(seen, ["state 7", "started 7", "queued", "8 error"]);
}
