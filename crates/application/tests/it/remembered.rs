//! Personas that were paid for serve whoever asks for the same for a while, and who asks at once shares one call.

use crate::world::*;
use adforge_application::Remembered;
use adforge_domain::{
    cards::{Content, Persona},
    format::{FormatId, MediaType},
    language::Language,
    selection::Selections,
    workflow::Step,
};
use adforge_doubles::{Cupboard, Hand, Pen, Stroke};
use adforge_ports_creative::{Answer, Brief, Card, Copywriter, Done, Piece, Pieces, WriterError};
use adforge_ports_runtime::Cache;
use futures_util::{StreamExt, future::join_all};
use std::{sync::Arc, time::Duration};

const HOUR: Duration = Duration::from_secs(3_600);

fn done() -> Stroke {
    Stroke::Gives(Piece::Done(Done::default()))
}

fn says(text: &str) -> Stroke {
    Stroke::Gives(Piece::Reasoning(vec![text.into()]))
}

/// A set with everything around it.
fn set() -> Vec<Stroke> {
    vec![says("so"), Stroke::Card(1), Stroke::Card(2), Stroke::Gives(Piece::Note("but".into())), done()]
}

const TOLD: [&str; 5] = ["so", "Persona 1", "Persona 2", "but", "done"];

/// A writer of one of the processes that share these copies.
fn process(pen: &Arc<Pen>, hand: &Arc<Hand>, shared: &Arc<Cupboard>) -> Remembered {
    Remembered::new(pen.clone(), HOUR, (hand.clone(), hand.clone()), Some(shared.clone()))
}

fn remembered(pen: &Arc<Pen>, hand: &Arc<Hand>) -> Remembered {
    Remembered::new(pen.clone(), HOUR, (hand.clone(), hand.clone()), None)
}

#[tokio::test]
async fn who_asks_for_the_same_is_served_for_an_hour() {
    let (pen, hand) = (Pen::paid("a", &set()), Hand::new(1));
    let writer = remembered(&pen, &hand);
    assert_eq!((writer.name(), writer.edition()), ("a", Some("1")));
    for _ in 0..3 {
        assert_eq!(given(&writer, brief(None)).await, TOLD);
    }
    assert_eq!(pen.asked(), 1);
    hand.turn(HOUR - Duration::from_secs(1));
    assert_eq!(given(&writer, brief(None)).await, TOLD);
    assert_eq!(pen.asked(), 1);
    hand.turn(Duration::from_secs(1));
    assert_eq!(given(&writer, brief(None)).await, TOLD);
    assert_eq!(pen.asked(), 2, "then it is written anew");
}

#[tokio::test]
async fn whatever_changes_the_set_is_asked_for_by_itself() {
    let (pen, hand) = (Pen::paid("a", &set()), Hand::new(1));
    let writer = remembered(&pen, &hand);
    let product = |change: &dyn Fn(&mut adforge_domain::product::Product)| {
        let mut brief = brief(None);
        change(Arc::make_mut(&mut brief.subject.product));
        brief
    };
    let all: Vec<Brief> = vec![
        brief(None),
        brief(Some(Language::FR)),
        product(&|product| product.id.0 = uuid::Uuid::from_u128(7)),
        product(&|product| product.revision = 2),
        Brief { wish: Some("for men".into()), ..brief(None) },
        Brief { earlier_wishes: vec!["for men".into()], ..brief(None) },
        Brief { count: Some(3), ..brief(None) },
        Brief { may_answer: true, ..brief(None) },
        Brief { selections: Selections { format: Some(FormatId::Hybrid), ..Selections::default() }, ..brief(None) },
        {
            let mut brief = brief(None);
            brief.subject.media = MediaType::Image;
            brief
        },
    ];
    for round in 1..=2 {
        for brief in &all {
            given(&writer, brief.clone()).await;
        }
        assert_eq!(pen.asked(), all.len(), "in round {round}");
    }
    let shared = Arc::new(Cupboard::default());
    let reads = |pen: &Arc<Pen>| process(pen, &hand, &shared);
    given(&reads(&pen), brief(None)).await;
    let other = Pen::paid("b", &set());
    given(&reads(&other), brief(None)).await;
    assert_eq!(other.asked(), 1, "another writer writes for itself");
    let newer = Pen::edition("a", "2", &set());
    given(&reads(&newer), brief(None)).await;
    assert_eq!(newer.asked(), 1, "and so does another edition");
    given(&reads(&pen), Brief { seed: 5, ..brief(None) }).await;
    assert_eq!(pen.asked(), all.len() + 1, "the seed is nothing to it");
}

fn shown() -> Arc<Content> {
    let made_for = Selections::default();
    let product_name = adforge_domain::text::Title::new("Sérum").unwrap();
    Arc::new(Content::AudienceGroup { product_name, made_for, audiences: vec![], notes: vec![] })
}

#[tokio::test]
async fn what_refines_goes_on_or_costs_nothing_is_written_each_time_and_not_kept() {
    let hand = Hand::new(1);
    let persona = Card::Persona(serde_json::from_value(serde_json::json!({"name": "x", "gender": "All"})).unwrap());
    for other in [
        Brief { shown: Some(shown()), ..brief(None) },
        Brief { written: vec![persona], ..brief(None) },
        Brief { step: Step::AngleSelection, ..brief(None) },
    ] {
        let pen = Pen::paid("a", &[Stroke::Card(1), Stroke::Card(2), done()]);
        let writer = remembered(&pen, &hand);
        for _ in 0..2 {
            writer.write(other.clone()).collect::<Vec<_>>().await;
        }
        assert_eq!(pen.asked(), 2, "{:?}", other.step);
    }
    let free = Pen::new("offline", &set());
    let writer = remembered(&free, &hand);
    for _ in 0..2 {
        assert_eq!(given(&writer, brief(None)).await, TOLD);
    }
    assert_eq!(free.asked(), 2);
}

#[tokio::test]
async fn only_a_whole_sound_set_is_kept() {
    let answer = Stroke::Gives(Piece::Answer(Answer { text: "because".into() }));
    let failed = Stroke::Fails(WriterError::Failed("on purpose".into()));
    for strokes in [
        vec![Stroke::Card(1), Stroke::Card(2), failed],
        vec![Stroke::Card(1), Stroke::Card(2)],
        vec![answer, done()],
        vec![Stroke::Card(1), done()],
        vec![Stroke::Card(1), Stroke::Card(2), Stroke::Card(1), done()],
    ] {
        let (pen, hand) = (Pen::paid("a", &strokes), Hand::new(1));
        let writer = remembered(&pen, &hand);
        for _ in 0..2 {
            given(&writer, brief(None)).await;
        }
        assert_eq!(pen.asked(), 2, "{strokes:?}");
    }
}

#[tokio::test]
async fn who_asks_at_once_shares_one_call() {
    let (pen, hand) = (Pen::paid("a", &[&[Stroke::Waits], &set()[..]].concat()), Hand::new(1));
    let writer = remembered(&pen, &hand);
    let asks = join_all((0..10).map(|_| given(&writer, brief(None))));
    let (told, ()) = tokio::join!(asks, async {
        until("it is asked", || async { pen.asked() == 1 }).await;
        pen.go();
    });
    assert_eq!(pen.asked(), 1);
    assert!(told.iter().all(|told| *told == TOLD), "{told:?}");
    let other = given(&writer, brief(Some(Language::DE)));
    tokio::join!(other, async { pen.go() });
    assert_eq!(pen.asked(), 2, "who asks for something else doesn't wait for them");
}

/// What a set gives next, in words; nothing while it is silent.
async fn next(pieces: &mut Pieces) -> Option<String> {
    tokio::time::timeout(Duration::from_millis(50), pieces.next()).await.ok()?.as_ref().map(piece)
}

#[tokio::test]
async fn who_joins_a_set_hears_each_card_as_it_comes() {
    let strokes = [says("so"), Stroke::Card(1), Stroke::Waits, Stroke::Card(2), Stroke::Waits, done()];
    let (pen, hand) = (Pen::paid("a", &strokes), Hand::new(1));
    let writer = remembered(&pen, &hand);
    let (mut first, mut second) = (writer.write(brief(None)), writer.write(brief(None)));
    assert_eq!((next(&mut first).await, next(&mut first).await), (Some("so".into()), Some("Persona 1".into())));
    for word in ["so", "Persona 1"] {
        assert_eq!(next(&mut second).await.as_deref(), Some(word), "before the next is written");
    }
    assert_eq!((next(&mut first).await, next(&mut second).await), (None, None), "the writer waits");
    pen.go();
    assert_eq!((next(&mut first).await, next(&mut second).await), (Some("Persona 2".into()), Some("Persona 2".into())));
    // Who comes late hears what was told.
    let late = tokio::spawn(writer.write(brief(None)).map(|it| piece(&it)).collect::<Vec<_>>());
    pen.go();
    let rest = async |pieces: Pieces| pieces.map(|it| piece(&it)).collect::<Vec<_>>().await;
    assert_eq!((rest(first).await, rest(second).await), (vec!["done".to_owned()], vec!["done".to_owned()]));
    assert_eq!(late.await.unwrap(), ["so", "Persona 1", "Persona 2", "done"]);
    assert_eq!(pen.asked(), 1);
}

#[tokio::test]
async fn who_has_heard_a_part_of_a_set_that_breaks_off_has_the_rest_written() {
    let failed = Stroke::Fails(WriterError::Failed("on purpose".into()));
    for (why, end) in [("it fails", failed), ("it is dropped", Stroke::Hangs)] {
        let (pen, hand) = (Pen::paid("a", &[Stroke::Card(1), Stroke::Waits, end]), Hand::new(1));
        let writer = remembered(&pen, &hand);
        let (mut first, mut second) = (writer.write(brief(None)), writer.write(brief(None)));
        assert_eq!(
            (next(&mut first).await, next(&mut second).await),
            (Some("Persona 1".into()), Some("Persona 1".into()))
        );
        pen.learns(&[Stroke::Card(2), done()]);
        pen.go();
        if why == "it fails" {
            assert_eq!(next(&mut first).await.as_deref(), Some("the writer failed: on purpose"));
        }
        drop(first);
        assert_eq!(
            (next(&mut second).await, next(&mut second).await),
            (Some("Persona 2".into()), Some("done".into())),
            "{why}"
        );
        assert!(matches!(&pen.brief(1).written[..], [Card::Persona(one)] if *one.name == *"Persona 1"), "{why}");
        drop(second);
        assert_eq!(given(&writer, brief(None)).await, ["Persona 1", "Persona 2", "done"], "{why}: it is kept whole");
        assert_eq!(pen.asked(), 2, "{why}");
    }
}

#[tokio::test]
async fn who_has_heard_a_part_hears_only_the_rest_of_what_another_process_has_written() {
    let (hand, shared) = (Hand::new(1), Arc::new(Cupboard::default()));
    let (one, other) = (Pen::paid("a", &[says("so"), Stroke::Card(1), Stroke::Hangs]), Pen::paid("a", &set()));
    let here = process(&one, &hand, &shared);
    let (mut first, mut second) = (here.write(brief(None)), here.write(brief(None)));
    for word in ["so", "Persona 1"] {
        assert_eq!((next(&mut first).await.as_deref(), next(&mut second).await.as_deref()), (Some(word), Some(word)));
    }
    shared.empty();
    given(&process(&other, &hand, &shared), brief(None)).await;
    drop(first);
    let rest = async { second.map(|it| piece(&it)).collect::<Vec<_>>().await };
    let rest = tokio::time::timeout(Duration::from_secs(10), rest).await.expect("it is there");
    assert_eq!((rest, one.asked()), (TOLD[2..].iter().map(|it| (*it).to_owned()).collect(), 1));
}

#[tokio::test]
async fn where_a_call_fails_or_is_dropped_the_next_who_waits_asks() {
    let (pen, hand) = (Pen::paid("a", &[Stroke::Waits, Stroke::Hangs]), Hand::new(1));
    let writer = Arc::new(remembered(&pen, &hand));
    let asks = || {
        let writer = Arc::clone(&writer);
        tokio::spawn(async move { given(writer.as_ref(), brief(None)).await })
    };
    let asked = async |times| until("it is asked", || async { pen.asked() == times }).await;
    let first = asks();
    asked(1).await;
    let others = [asks(), asks(), asks()];
    tokio::task::yield_now().await;
    pen.learns(&[Stroke::Waits, Stroke::Fails(WriterError::Failed("on purpose".into()))]);
    first.abort();
    asked(2).await;
    pen.learns(&set());
    pen.go();
    let mut told = Vec::new();
    for other in others {
        told.push(tokio::time::timeout(Duration::from_secs(10), other).await.expect("nobody waits for ever").unwrap());
    }
    told.sort();
    assert_eq!(told.iter().filter(|told| **told == TOLD).count(), 2, "{told:?}");
    assert_eq!(told.iter().filter(|told| told.len() == 1).count(), 1, "who asked in vain is told: {told:?}");
    assert_eq!(pen.asked(), 3);
}

#[tokio::test]
async fn a_set_is_shared_with_other_processes_and_a_copy_that_is_not_sound_is_passed_over() {
    let (hand, shared) = (Hand::new(1), Arc::new(Cupboard::default()));
    let process =
        |pen: &Arc<Pen>| Remembered::new(pen.clone(), HOUR, (hand.clone(), hand.clone()), Some(shared.clone()));
    let (one, other) = (Pen::paid("a", &set()), Pen::paid("a", &set()));
    given(&process(&one), brief(None)).await;
    assert_eq!(given(&process(&other), brief(None)).await, TOLD);
    assert_eq!(other.asked(), 0);

    let kept = shared.only();
    let swap = |from: &str, to: &str| String::from_utf8(kept.to_vec()).unwrap().replace(from, to).into_bytes();
    let copies: [Vec<u8>; 4] = [
        b"{".to_vec(),
        swap("Persona 2", "persona  1"),
        swap("\"name\":\"Persona 1\"", "\"name\":\"\""),
        swap("edition", "Edition"),
    ];
    for copy in copies {
        let pen = Pen::paid("a", &set());
        shared.replace(|_| copy.clone().into());
        assert_eq!(given(&process(&pen), brief(None)).await, TOLD);
        assert_eq!(pen.asked(), 1, "{}", String::from_utf8_lossy(&copy));
    }
    hand.turn(HOUR);
    let pen = Pen::paid("a", &set());
    given(&process(&pen), brief(None)).await;
    assert_eq!(pen.asked(), 1, "a copy that outlived its time is old");
}

#[tokio::test]
async fn who_asks_in_another_process_waits_for_the_first_and_is_served() {
    let (hand, shared) = (Hand::new(1), Arc::new(Cupboard::lasting()));
    let (one, other) = (Pen::paid("a", &[&[Stroke::Waits], &set()[..]].concat()), Pen::paid("a", &set()));
    let (here, there) = (process(&one, &hand, &shared), process(&other, &hand, &shared));
    let first = tokio::spawn(async move { given(&here, brief(None)).await });
    until("it is asked", || async { one.asked() == 1 }).await;
    let (second, ()) = tokio::join!(given(&there, brief(None)), async {
        until("the other is refused, again and again", || async { shared.refused() > 3 }).await;
        until("the first says that it is still at it", || async { shared.renewed() > 0 }).await;
        assert_eq!(given(&there, brief(Some(Language::DE))).await, TOLD, "another set is another");
        one.go();
    });
    assert_eq!((first.await.unwrap(), second), (TOLD.map(String::from).to_vec(), TOLD.map(String::from).to_vec()));
    assert_eq!((one.asked(), other.asked()), (1, 1), "one for this set, and one for the other");
    until("nothing is claimed any more", || async { shared.claimed() == 0 }).await;
}

#[tokio::test]
async fn where_another_process_fails_or_drops_it_who_waits_asks_itself() {
    let failed = Stroke::Fails(WriterError::Failed("on purpose".into()));
    for (why, end) in [("it fails", failed), ("it is dropped", Stroke::Hangs)] {
        let (hand, shared) = (Hand::new(1), Arc::new(Cupboard::lasting()));
        let (one, other) = (Pen::paid("a", &[Stroke::Waits, end]), Pen::paid("a", &set()));
        let (here, there) = (process(&one, &hand, &shared), process(&other, &hand, &shared));
        let first = tokio::spawn(async move { given(&here, brief(None)).await });
        until("it is asked", || async { one.asked() == 1 }).await;
        let waits = tokio::time::timeout(Duration::from_secs(10), given(&there, brief(None)));
        let (told, ()) = tokio::join!(waits, async {
            until("the other waits", || async { shared.refused() > 0 }).await;
            assert_eq!(other.asked(), 0, "{why}: not yet");
            if why == "it fails" { one.go() } else { first.abort() }
        });
        assert_eq!((told.expect(why), other.asked()), (TOLD.map(String::from).to_vec(), 1), "{why}");
    }
}

#[tokio::test]
async fn where_another_process_is_dead_or_its_claim_forgotten_who_waits_asks_itself() {
    for forgotten in [false, true] {
        let (hand, shared) = (Hand::new(1), Arc::new(Cupboard::default()));
        let pen = Pen::paid("a", &set());
        given(&process(&pen, &hand, &shared), brief(None)).await;
        let work = shared.names().remove(0);
        shared.empty();
        // Nobody renews it.
        let holds = if forgotten { HOUR } else { Duration::from_millis(700) };
        assert!(shared.claim(&work, 99, holds).await);
        let there = process(&pen, &hand, &shared);
        let (told, ()) = tokio::join!(given(&there, brief(None)), async {
            until("who asks waits", || async { shared.refused() > 0 }).await;
            assert_eq!(pen.asked(), 1, "not yet");
            if forgotten {
                shared.empty();
            }
        });
        assert_eq!((told, pen.asked()), (TOLD.map(String::from).to_vec(), 2), "forgotten: {forgotten}");
    }
}

#[tokio::test]
async fn a_session_that_was_shown_the_set_is_given_others() {
    let pen = Pen::paid("a", &[Stroke::Card(1), Stroke::Card(2), done()]);
    let world = World::new().await;
    let writer = remembered(&pen, &world.hand);
    let world = world.standing_on(|ports| ports.copywriter = Arc::new(writer));
    let (one, other) = (world.session().await, world.session().await);
    let says = async |session, text| {
        world.says(turn(session, text, Some(Step::PersonaSelection), Default::default())).await;
    };
    says(one, "Personas").await;
    says(other, "Personas").await;
    assert_eq!(pen.asked(), 1, "another session is served");
    says(other, "Personas").await;
    assert_eq!(pen.asked(), 2, "but not twice");
    says(one, "younger").await;
    assert_eq!(pen.asked(), 3, "nor is one that refines");
    let Content::AudienceGroup { audiences, .. } = pen.brief(2).shown.as_deref().unwrap().clone() else { panic!() };
    let names: Vec<&Persona> = audiences.iter().map(|offered| offered.card.as_ref()).collect();
    assert_eq!(names.len(), 2);
}
