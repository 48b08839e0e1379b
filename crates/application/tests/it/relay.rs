//! Writers in order of preference: who goes on when one fails or is silent, and who is said to have written.

use crate::world::*;
use adforge_application::{From, Relay};
use adforge_domain::{
    event::Event,
    failure::FailureCode,
    language::Language,
    message::Body,
    progress::{Progress, Status, StatusStep},
    workflow::Step,
};
use adforge_doubles::{Pen, Stroke};
use adforge_ports_creative::{Answer, Copywriter, Done, Piece, WriterError};
use std::{sync::Arc, time::Duration};

const LONG: Option<Duration> = Some(Duration::from_secs(60));

fn relay(writers: &[&Arc<Pen>], limit: Option<Duration>) -> Relay {
    Relay::new(writers.iter().map(|pen| Arc::clone(pen) as Arc<dyn Copywriter>).collect(), limit)
}

fn done() -> Stroke {
    Stroke::Gives(Piece::Done(Done::default()))
}

fn failed() -> WriterError {
    WriterError::Failed("on purpose".into())
}

fn away() -> WriterError {
    WriterError::Unavailable("on purpose".into())
}

/// All that a relay gives, in words.
async fn gives(relay: &Relay) -> Vec<String> {
    given(relay, brief(None)).await
}

#[tokio::test]
async fn a_writer_that_fails_is_followed_by_the_next_and_its_cards_stand() {
    let first = Pen::new("a", &[Stroke::Card(1), Stroke::Fails(failed())]);
    let second = Pen::new("b", &[Stroke::Card(2), done()]);
    let told = gives(&relay(&[&first, &second], LONG)).await;
    assert_eq!(told, ["by a", "Persona 1", "b goes on in place of a…", "by b", "Persona 2", "done"]);
    assert!(first.brief(0).written.is_empty());
    assert_eq!(second.brief(0).written.iter().map(named).collect::<Vec<_>>(), ["Persona 1"], "it is told what stands");
}

#[tokio::test]
async fn a_stream_that_ends_in_the_middle_a_panic_and_an_empty_set_are_failures_too() {
    let other = || Pen::new("b", &[Stroke::Card(1), done()]);
    for strokes in [vec![], vec![Stroke::Panics], vec![done()]] {
        let told = gives(&relay(&[&Pen::new("a", &strokes), &other()], LONG)).await;
        assert_eq!(told, ["b goes on in place of a…", "by b", "Persona 1", "done"], "after {strokes:?}");
    }
}

#[tokio::test]
async fn a_writer_that_is_silent_for_its_share_of_the_time_is_dropped() {
    let thinks = Piece::Status(Status {
        steps: vec![StatusStep { label: "hm".into(), done: false, estimated_seconds: None }],
        percent: None,
    });
    let first = Pen::new("a", &[Stroke::Gives(thinks), Stroke::Hangs]);
    let second = Pen::new("b", &[Stroke::Hangs]);
    let third = Pen::new("c", &[Stroke::Card(1), done()]);
    let began = std::time::Instant::now();
    let told = gives(&relay(&[&first, &second, &third], Some(Duration::from_millis(300)))).await;
    let took = began.elapsed().as_millis();
    assert_eq!(told[..3], ["hm", "b goes on in place of a…", "c goes on in place of b…"], "a status is not enough");
    assert_eq!(told[3..], ["by c", "Persona 1", "done"]);
    assert!((200..300).contains(&took), "a third of the time each, and the last has what is left: {took} ms");
    assert_eq!((first.over(), second.over()), (1, 1), "their work is stopped");
}

#[tokio::test]
async fn who_has_sent_a_card_in_its_share_has_the_whole_time() {
    let first = Pen::new("a", &[Stroke::Card(1), Stroke::Waits, Stroke::Card(2), done()]);
    let second = Pen::new("b", &[done()]);
    let relay = relay(&[&first, &second], Some(Duration::from_millis(100)));
    let (told, ()) = tokio::join!(gives(&relay), async {
        tokio::time::sleep(Duration::from_millis(80)).await;
        first.go();
    });
    assert_eq!(told, ["by a", "Persona 1", "Persona 2", "done"]);
    assert_eq!(second.asked(), 0);
}

#[tokio::test]
async fn without_a_limit_there_are_no_shares_and_the_last_writer_has_none() {
    for (writers, limit) in [(2, None), (1, Some(Duration::from_millis(20)))] {
        let first = Pen::new("a", &[Stroke::Waits, Stroke::Card(1), done()]);
        let other = Pen::new("b", &[]);
        let relay = relay(&[&first, &other][..writers], limit);
        let (told, ()) = tokio::join!(gives(&relay), async {
            tokio::time::sleep(Duration::from_millis(60)).await;
            first.go();
        });
        assert_eq!(told, ["by a", "Persona 1", "done"]);
    }
}

#[tokio::test]
async fn where_nobody_serves_the_most_telling_error_is_told() {
    let last = async |errors: &[WriterError]| {
        let pens: Vec<_> = errors.iter().map(|error| Pen::new("a", &[Stroke::Fails(error.clone())])).collect();
        gives(&relay(&pens.iter().collect::<Vec<_>>(), LONG)).await.pop().unwrap()
    };
    assert_eq!(last(&[away(), failed(), away()]).await, failed().to_string());
    assert_eq!(last(&[failed(), WriterError::OverBudget, away()]).await, WriterError::OverBudget.to_string());
    assert_eq!(last(&[WriterError::OverBudget, failed()]).await, WriterError::OverBudget.to_string());
}

#[tokio::test]
async fn who_costs_nothing_still_serves_when_the_budget_is_spent() {
    let (paid, free) =
        (Pen::new("a", &[Stroke::Fails(WriterError::OverBudget)]), Pen::new("b", &[Stroke::Card(1), done()]));
    assert_eq!(gives(&relay(&[&paid, &free], LONG)).await.last().unwrap(), "done");
}

#[tokio::test]
async fn the_notes_of_a_writer_that_is_dropped_go_with_it() {
    let note = |text: &str| Stroke::Gives(Piece::Note(text.into()));
    let first = Pen::new("a", &[note("never"), Stroke::Card(1), Stroke::Fails(failed())]);
    let second = Pen::new("b", &[note("read this"), Stroke::Card(2), done()]);
    let told = gives(&relay(&[&first, &second], LONG)).await;
    assert!(!told.contains(&"never".into()), "{told:?}");
    assert_eq!(told[told.len() - 2..], ["read this", "done"]);
}

#[tokio::test]
async fn an_answer_in_words_is_enough() {
    let answer = Piece::Answer(Answer { text: "because".into() });
    let (first, second) = (Pen::new("a", &[Stroke::Gives(answer)]), Pen::new("b", &[done()]));
    assert_eq!(gives(&relay(&[&first, &second], LONG)).await, ["by a", "because"]);
}

#[tokio::test]
async fn a_change_is_told_in_the_ads_language() {
    let (fr, es, de) = ("b prend le relais de a…", "b sigue en lugar de a…", "b schreibt anstelle von a weiter…");
    for (language, wanted) in [(Language::FR, fr), (Language::ES, es), (Language::DE, de)] {
        let relay = relay(&[&Pen::new("a", &[]), &Pen::new("b", &[])], LONG);
        assert_eq!(given(&relay, brief(Some(language))).await[0], wanted);
    }
}

#[tokio::test]
async fn everywhere_it_is_said_who_really_wrote() {
    let first = Pen::new("openai/x", &[Stroke::Card(1), Stroke::Fails(failed())]);
    let second = Pen::new("offline", &[Stroke::Card(2), done()]);
    let relay = Arc::new(relay(&[&first, &second], LONG));
    let world = World::new().await.standing_on(|ports| ports.copywriter = relay);
    let session = world.session().await;
    let application = &world.application;
    let details = async || application.session(&owner(), session).await.unwrap().generator;
    let listed = async || application.sessions(&owner(), None, 9).await.unwrap().items[0].generator.clone();
    assert_eq!((details().await.as_str(), listed().await.as_str()), ("openai/x", "openai/x"), "who is asked first");

    let mut follower = world.follow(session, From::Now).await;
    let started = world.starts(asks(session, Step::PersonaSelection)).await;
    let message = application.wait(&owner(), &started).await.unwrap().message;
    let Body::Ai(delivered) = &message.body else { panic!("it failed") };
    assert_eq!(delivered.generator, "openai/x, offline", "both wrote parts of it");
    assert_eq!(application.job(&owner(), started.job).await.unwrap().generator, "openai/x, offline");
    assert_eq!(details().await, "openai/x, offline");
    assert_eq!(listed().await, "openai/x, offline");
    let mut told = false;
    while let Some(event) = follower.next().await {
        match &event.event {
            Event::Progress { progress, .. } => {
                told |= matches!(progress.as_ref(), Progress::Status(status)
                    if status.steps[0].label == "offline goes on in place of openai/x…");
            }
            Event::Completed { .. } => break,
            _ => {}
        }
    }
    assert!(told, "whoever follows is told of the change");

    first.learns(&[Stroke::Fails(away())]);
    second.learns(&[Stroke::Card(3), Stroke::Card(4), done()]);
    let started = world.starts(turn(session, "Other ones", Some(Step::PersonaSelection), Default::default())).await;
    application.wait(&owner(), &started).await.unwrap();
    assert_eq!(details().await, "offline", "who has written nothing of it isn't named");

    second.learns(&[Stroke::Fails(WriterError::OverBudget)]);
    let started = world.starts(turn(session, "Again", Some(Step::PersonaSelection), Default::default())).await;
    let failed = application.wait(&owner(), &started).await.unwrap().message;
    assert_eq!(failure_of(&failed), FailureCode::QuotaExceeded);
    assert_eq!(
        (details().await.as_str(), listed().await.as_str()),
        ("offline", "offline"),
        "who fails has written nothing"
    );
}
