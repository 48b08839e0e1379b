//! A client that lost its stream before it had a number asks again by the same words, and any process knows its turn.

use crate::world::{World, asks, limits, owner, rest, until};
use adforge_adapters_memory::MemoryStore;
use adforge_application::{Started, Turn};
use adforge_domain::workflow::Step;
use adforge_doubles::Hand;
use std::{sync::Arc, time::Duration};

/// Two processes of one store.
async fn processes() -> (World, World) {
    let hand = Hand::new(1_000);
    let store = Arc::new(MemoryStore::new(hand.clone()).shared());
    let process = || World::over(store.clone(), hand.clone(), limits(), None);
    let (one, other) = (process(), process());
    one.product("1").await;
    (one, other)
}

async fn rejoins(world: &World, turn: &Turn) -> Option<Started> {
    world.application.rejoin(&owner(), turn.session, &turn.command).await.unwrap()
}

#[tokio::test]
async fn a_turn_whose_end_was_sent_to_nobody_is_joined_on_another_process_for_ten_seconds() {
    let (one, other) = processes().await;
    let turn = asks(one.session().await, Step::PersonaSelection);
    assert_eq!(rejoins(&other, &turn).await, None);
    let started = one.starts(turn.clone()).await;
    let own = one.application.follow_turn(&owner(), &started, true).await.unwrap();
    assert_eq!(rejoins(&other, &turn).await.unwrap().reply, started.reply, "it runs");
    one.permit(2);
    one.application.settled().await;
    // It has ended, and its stream breaks before anything of it was taken.
    drop(own);
    one.hand.turn(Duration::from_secs(9));
    let again = rejoins(&other, &turn).await.unwrap();
    assert_eq!((again.reply, again.over, again.repeated), (started.reply, true, true));
    let mut follower = other.application.follow_turn(&owner(), &again, true).await.unwrap();
    assert_eq!(rest(&mut follower).await, ["started 1", "2 audience_group", "complete"]);
    assert_eq!(rejoins(&other, &turn).await, None, "there it was sent");
    assert!(rejoins(&one, &turn).await.is_some(), "here it broke off");
    one.hand.turn(Duration::from_secs(2));
    assert_eq!(rejoins(&one, &turn).await, None, "ten seconds are over");
    assert_eq!(one.writer.asked() + other.writer.asked(), 1);
}

#[tokio::test]
async fn an_end_that_was_sent_is_known_everywhere_soon() {
    let (one, other) = processes().await;
    let working = tokio::spawn(Arc::clone(&one.application).work());
    let turn = asks(one.session().await, Step::PersonaSelection);
    let started = one.starts(turn.clone()).await;
    let mut own = one.application.follow_turn(&owner(), &started, true).await.unwrap();
    one.permit(2);
    rest(&mut own).await;
    until("the store is told", async || rejoins(&other, &turn).await.is_none()).await;
    working.abort();
}

#[tokio::test]
async fn other_words_or_another_step_are_another_turn() {
    let (one, other) = processes().await;
    let turn = asks(one.session().await, Step::PersonaSelection);
    one.says(turn.clone()).await;
    assert!(rejoins(&other, &turn).await.is_some());
    assert_eq!(rejoins(&other, &asks(turn.session, Step::FormatSelection)).await, None);
    let words = crate::world::turn(turn.session, "Something else", Some(Step::PersonaSelection), Default::default());
    assert_eq!(rejoins(&other, &words).await, None);
    // What was asked for with a key is asked for again by it.
    let keyed = Turn { awaited: false, ..asks(turn.session, Step::FormatSelection) };
    one.says(keyed.clone()).await;
    assert_eq!(rejoins(&other, &keyed).await, None);
}
