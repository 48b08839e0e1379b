//! What was paid for and written when a process died is not written, or paid for, again.

use crate::world::{World, asks, limits, named, next, owner, rest, until};
use adforge_adapters_memory::MemoryStore;
use adforge_application::{From, Started};
use adforge_domain::{
    cards::Content,
    ids::SessionId,
    message::Body,
    progress::{Status, StatusStep},
    workflow::Step,
};
use adforge_doubles::{Hand, Pen, Stroke, Watched};
use adforge_ports_creative::{Card, Done, Piece};
use std::{sync::Arc, time::Duration};

fn done() -> Stroke {
    Stroke::Gives(Piece::Done(Done::default()))
}

/// Whatever came before it is stored when this is told.
fn pauses() -> Stroke {
    let step = StatusStep { label: "on".into(), done: false, estimated_seconds: None };
    Stroke::Gives(Piece::Status(Status { steps: vec![step], percent: None }))
}

/// Two processes over one store, whose writer is this.
async fn processes(pen: &Arc<Pen>) -> (Arc<Watched>, World, World) {
    let hand = Hand::new(1_000);
    let store = Watched::over(Arc::new(MemoryStore::new(hand.clone()).shared()));
    let process = || {
        let world = World::over(store.clone(), hand.clone(), limits(), None);
        world.standing_on(|ports| ports.copywriter = pen.clone())
    };
    let (one, other) = (process(), process());
    one.product("1").await;
    (store, one, other)
}

/// A turn whose process dies when the writer pauses.
async fn left_behind(world: &World, heard: &[&str]) -> (SessionId, Started) {
    let session = world.session().await;
    let turn = world.starts(asks(session, Step::PersonaSelection)).await;
    let mut follower = world.application.follow_turn(&owner(), &turn, false).await.unwrap();
    assert_eq!(next(&mut follower, heard.len()).await, heard);
    world.application.abandon();
    world.hand.turn(limits().lease + Duration::from_secs(1));
    (session, turn)
}

/// The names of the personas that a turn ended with, and who wrote them.
async fn personas(world: &World, session: SessionId) -> (Vec<String>, String) {
    let log = world.log(session).await;
    let Body::Ai(delivered) = &log.last().unwrap().body else { panic!("it failed: {log:?}") };
    let Content::AudienceGroup { audiences, .. } = delivered.content.as_ref() else { panic!("{log:?}") };
    (audiences.iter().map(|it| it.card.name.to_string()).collect(), delivered.generator.clone())
}

#[tokio::test]
async fn who_takes_a_turn_up_has_only_the_rest_written() {
    let pen = Pen::paid("a", &[Stroke::Card(1), Stroke::Card(2), pauses(), Stroke::Hangs]);
    let (_, one, other) = processes(&pen).await;
    let (session, turn) = left_behind(&one, &["started 1", "card 0", "card 1", "status"]).await;
    pen.learns(&[Stroke::Card(3), done()]);
    let mut follower = other.application.follow(&owner(), session, From::After(turn.user_seq)).await.unwrap();
    other.application.claim_turns().await;
    let told = ["started 1", "card 0", "card 1", "card 2", "2 audience_group", "complete"];
    assert_eq!(next(&mut follower, told.len()).await, told, "who follows there hears all of it");
    let written: Vec<String> = pen.brief(1).written.iter().map(named).collect();
    assert_eq!(written, ["Persona 1", "Persona 2"]);
    let all = ["Persona 1", "Persona 2", "Persona 3"].map(String::from).to_vec();
    assert_eq!(personas(&other, session).await, (all, "a".into()));
}

#[tokio::test]
async fn who_wrote_the_first_cards_is_named_with_who_wrote_the_rest() {
    let by = |name: &str| Stroke::Gives(Piece::Writer(name.into()));
    let pen = Pen::paid("a", &[by("one/x"), Stroke::Card(1), pauses(), Stroke::Hangs]);
    let (_, one, other) = processes(&pen).await;
    let (session, _) = left_behind(&one, &["started 1", "card 0", "status"]).await;
    pen.learns(&[by("two/y"), Stroke::Card(2), done()]);
    other.application.claim_turns().await;
    other.application.settled().await;
    assert_eq!(personas(&other, session).await.1, "one/x, two/y");
}

#[tokio::test]
async fn a_writer_that_panics_is_asked_for_the_rest_alone() {
    let by = |name: &str| Stroke::Gives(Piece::Writer(name.into()));
    let pen = Pen::paid("a", &[by("one/x"), Stroke::Card(1), Stroke::Card(2), Stroke::Waits, Stroke::Panics]);
    let (_, world, _) = processes(&pen).await;
    let session = world.session().await;
    let turn = world.starts(asks(session, Step::PersonaSelection)).await;
    let mut follower = world.application.follow_turn(&owner(), &turn, false).await.unwrap();
    assert_eq!(next(&mut follower, 3).await, ["started 1", "card 0", "card 1"]);
    pen.learns(&[by("two/y"), Stroke::Card(3), done()]);
    pen.go();
    assert_eq!(rest(&mut follower).await, ["card 2", "2 audience_group", "complete"], "no card is told twice");
    let written: Vec<String> = pen.brief(1).written.iter().map(named).collect();
    assert_eq!(written, ["Persona 1", "Persona 2"]);
    let all = ["Persona 1", "Persona 2", "Persona 3"].map(String::from).to_vec();
    assert_eq!(personas(&world, session).await, (all, "one/x, two/y".into()));
}

#[tokio::test]
async fn what_costs_nothing_is_not_stored_card_by_card() {
    let pen = Pen::new("offline", &[Stroke::Card(1), Stroke::Card(2), pauses(), Stroke::Hangs]);
    let (_, one, other) = processes(&pen).await;
    left_behind(&one, &["started 1", "card 0", "card 1", "status"]).await;
    pen.learns(&[done()]);
    other.application.claim_turns().await;
    other.application.settled().await;
    assert_eq!(pen.brief(1).written, Vec::<Card>::new());
}

#[tokio::test]
async fn a_store_that_can_not_keep_a_beginning_holds_nobody_up() {
    let pen = Pen::paid("a", &[Stroke::Waits, Stroke::Card(1), Stroke::Waits, Stroke::Card(2), Stroke::Waits, done()]);
    let (store, one, _) = processes(&pen).await;
    store.begun.is_away();
    let session = one.session().await;
    let turn = one.starts(asks(session, Step::PersonaSelection)).await;
    let mut follower = one.application.follow_turn(&owner(), &turn, false).await.unwrap();
    assert_eq!(next(&mut follower, 1).await, ["started 1"]);
    until("it is asked", async || pen.asked() == 1).await;
    pen.go();
    assert_eq!(next(&mut follower, 1).await, ["card 0"]);
    store.begun.caught(1).await;
    pen.go();
    assert_eq!(next(&mut follower, 1).await, ["card 1"]);
    store.begun.caught(2).await;
    pen.go();
    assert_eq!(rest(&mut follower).await, ["2 audience_group", "complete"]);
    assert_eq!(store.begun.has_caught(), 2, "each card once");
}

#[tokio::test]
async fn what_comes_in_one_breath_is_stored_with_its_end_alone() {
    let pen = Pen::paid("a", &[Stroke::Card(1), Stroke::Card(2), done()]);
    let (store, one, _) = processes(&pen).await;
    store.begun.is_away();
    let session = one.session().await;
    let turn = one.starts(asks(session, Step::PersonaSelection)).await;
    one.application.wait(&owner(), &turn).await.unwrap();
    assert_eq!(store.begun.has_caught(), 0);
}
