//! Questions about what is shown are answered in words, wishes with cards.

use super::{
    scripted::whole,
    told::{angle, answer, chosen, written},
};
use adforge_domain::{
    cards::{Content, MadeFor, Offered},
    ids::{CardId, CardKind},
    workflow::Step,
};
use adforge_ports_creative::{Brief, Piece};
use serde_json::json;
use std::sync::Arc;

fn asking(wish: &str) -> Brief {
    let mut brief = chosen(Step::AngleSelection);
    let score = json!(80);
    let card = json!({
        "title": "The last hour", "score": score, "description": "d", "reason": "The sole can be filmed.",
        "metrics": {"emotion": score, "proof": score, "differentiation": score},
    });
    let angles = vec![Offered {
        id: CardId { kind: CardKind::Angle, number: 1 },
        card: Arc::new(serde_json::from_value(card).unwrap()),
    }];
    brief.shown = Some(Arc::new(Content::MarketingAngle { made_for: MadeFor::default(), angles, notes: vec![] }));
    brief.wish = Some(wish.to_owned());
    brief.may_answer = true;
    brief
}

fn words(text: &str) -> String {
    json!({"amount": 0, "cards": [], "notes": [], "words": text}).to_string()
}

fn answered(pieces: &[Piece]) -> Option<&str> {
    pieces.iter().find_map(|piece| match piece {
        Piece::Answer(answer) => Some(answer.text.as_str()),
        _ => None,
    })
}

#[tokio::test]
async fn a_question_is_answered_in_words() {
    let text = "Angle 1 scores 8.0 because the cork sole can be filmed. Nothing else on the list is as easy to see.";
    let (told, model, _) = written(asking("Why angle 1?"), vec![whole(&words(text))]).await;
    assert_eq!(answered(&told.pieces), Some(text), "{:?}", told.error);
    assert!(told.is_done() && told.cards().is_empty());
    let question = &model.questions()[0];
    assert!(question.said[0].text.contains("1. The last hour (score 8.0: emotion 8.0"), "{}", question.said[0].text);
}

#[tokio::test]
async fn a_wish_is_answered_with_cards_and_its_words_are_left_out() {
    let cards = [angle("Tiles all day"), angle("Mended, not binned")];
    let text = json!({"amount": 2, "cards": cards, "notes": [], "words": "Here they are."}).to_string();
    let (told, ..) = written(asking("Others, please"), vec![whole(&text)]).await;
    assert_eq!((told.cards().len(), answered(&told.pieces)), (2, None));
}

#[tokio::test]
async fn words_are_taken_only_where_they_may_be() {
    let mut brief = asking("Why angle 1?");
    brief.may_answer = false;
    let cards = answer(&[angle("Tiles all day"), angle("Mended, not binned")]);
    let (told, model, _) = written(brief, vec![whole(&words("Because.")), whole(&cards)]).await;
    assert_eq!((told.cards().len(), answered(&told.pieces)), (2, None));
    let schema = model.questions()[0].shape.clone().unwrap().schema;
    assert!(schema["properties"].get("words").is_none());
}

#[tokio::test]
async fn words_beside_a_card_that_was_refused_are_no_answer() {
    let mut wrong = angle("Tiles all day");
    wrong["description"] = json!("[tension] and [fact]");
    let text = json!({"amount": 2, "cards": [wrong], "notes": [], "words": "Here they are."}).to_string();
    let cards = answer(&[angle("Tiles all day"), angle("Mended, not binned")]);
    let (told, ..) = written(asking("Others, please"), vec![whole(&text), whole(&cards)]).await;
    assert_eq!((told.cards().len(), answered(&told.pieces)), (2, None));
}

#[tokio::test]
async fn an_answer_is_checked_as_cards_are() {
    let bad = "The Ardenne Quayside Boot is proven to relieve back pain, doctors say.";
    let good = "The cork sole can be filmed, and that carries the proof.";
    let (told, model, _) = written(asking("Why angle 1?"), vec![whole(&words(bad)), whole(&words(good))]).await;
    assert_eq!(answered(&told.pieces), Some(good), "{:?}", told.error);
    assert!(model.questions()[1].said.last().unwrap().text.contains("\"words\" says"));
}
