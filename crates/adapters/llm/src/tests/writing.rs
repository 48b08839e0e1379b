//! Cards of a whole answer, of a broken one, and of one that had to be mended.

use super::{
    scripted::{Books, Say, Scripted, whole},
    told::{answer, brief, persona, written},
};
use crate::{
    LlmCopywriter,
    model::{By, End},
};
use adforge_domain::workflow::Step;
use adforge_ports_creative::{Card, Copywriter, Piece, WriterError};
use futures_util::{FutureExt, StreamExt};
use serde_json::json;
use std::sync::Arc;

fn four() -> Vec<serde_json::Value> {
    ["Counter Staff", "Market Traders", "Night Nurses", "City Guides"].map(persona).to_vec()
}

#[tokio::test]
async fn a_whole_answer_is_a_whole_set() {
    let (told, model, _) = written(brief(Step::PersonaSelection), vec![whole(&answer(&four()))]).await;
    assert!(told.is_done(), "{:?}", told.error);
    assert_eq!(told.names(), ["Counter Staff", "Market Traders", "Night Nurses", "City Guides"]);
    assert_eq!(model.questions().len(), 1);
    let Card::Persona(first) = told.cards()[0] else { panic!("a persona") };
    assert_eq!((first.age.as_str(), first.share.label.as_str()), ("25-40", "Primary (40-60%)"));
    assert!(first.portrait.starts_with("CS-"), "{}", first.portrait);
    let Card::Persona(last) = told.cards()[3] else { panic!("a persona") };
    assert_eq!((last.share.label.as_str(), &*last.share.color), ("Tertiary (10-15%)", "#FFB547"));
}

#[tokio::test]
async fn a_card_goes_out_at_its_last_brace() {
    // The model falls silent between the last brace of its first card and whatever comes after it.
    let text = answer(&four());
    let first = persona("Counter Staff").to_string();
    let (head, tail) = text.split_at(text.find(&first).unwrap() + first.len());
    assert!(head.ends_with('}') && tail.starts_with(','));
    let model = Scripted::new(vec![vec![
        Say::Text(head.to_owned()),
        Say::Hold,
        Say::Text(tail.to_owned()),
        Say::End(End::Whole),
    ]]);
    let writer = LlmCopywriter::new(Arc::clone(&model) as _, Arc::new(Books::default()));
    assert!(writer.is_remote(), "its words come over a connection");
    let mut pieces = writer.write(brief(Step::PersonaSelection));
    assert!(matches!(pieces.next().await, Some(Ok(Piece::Status(_)))));
    // No permit was given: were the card waiting for anything after itself, this would not be ready.
    let card = pieces.next().now_or_never().flatten();
    assert!(matches!(card, Some(Ok(Piece::Card(_)))), "{card:?}");
    assert!(pieces.next().now_or_never().is_none(), "nothing else is there yet");
    model.permits.add_permits(1);
    assert_eq!(pieces.filter(|piece| std::future::ready(matches!(piece, Ok(Piece::Card(_))))).count().await, 3);
}

#[tokio::test]
async fn what_is_wrong_is_sent_back_once_and_only_the_missing_is_asked_for() {
    let mut cards = four();
    cards[1]["description"] = json!("They stand in the market all day. Ardenne Quayside Boot cuts back pain by 40%.");
    let mended = persona("Stall Keepers");
    let (told, model, _) =
        written(brief(Step::PersonaSelection), vec![whole(&answer(&cards)), whole(&answer(&[mended]))]).await;
    assert!(told.is_done(), "{:?}", told.error);
    assert_eq!(told.names(), ["Counter Staff", "Night Nurses", "City Guides", "Stall Keepers"]);
    let questions = model.questions();
    let again = &questions[1].said;
    assert_eq!(again.iter().map(|said| said.by).collect::<Vec<_>>(), [By::User, By::Model, By::User]);
    assert!(again[2].text.contains("Write exactly 1 card."), "{}", again[2].text);
    assert!(again[2].text.contains("Card 2 of this answer: \"description\" says \"40 %"), "{}", again[2].text);
    assert!(again[2].text.contains("Counter Staff\nNight Nurses\nCity Guides"), "{}", again[2].text);
    assert!(again[1].text.contains("cuts back pain by 40%"), "its own card, as it wrote it");
}

#[tokio::test]
async fn what_is_wrong_twice_is_for_another_writer() {
    let mut cards = four();
    cards[3]["audience"] = json!("Counter staff");
    let (told, model, _) =
        written(brief(Step::PersonaSelection), vec![whole(&answer(&cards)), whole(&answer(&[cards[3].clone()]))]).await;
    assert_eq!(told.names(), ["Counter Staff", "Market Traders", "Night Nurses"]);
    assert!(
        matches!(&told.error, Some(WriterError::Failed(why)) if why.starts_with("test/scripted")),
        "{:?}",
        told.error
    );
    assert_eq!(model.questions().len(), 2, "no third call");
}

#[tokio::test]
async fn nobody_under_eighteen_is_an_audience() {
    let mut cards = four();
    cards[0]["age_from"] = json!(16);
    cards[1]["age_to"] = json!(20);
    let mended = answer(&["School Leavers", "Stall Keepers"].map(persona));
    let (told, model, _) = written(brief(Step::PersonaSelection), vec![whole(&answer(&cards)), whole(&mended)]).await;
    assert_eq!(told.names(), ["Night Nurses", "City Guides", "School Leavers", "Stall Keepers"]);
    assert!(model.questions()[1].said[2].text.contains("\"age_from\" and \"age_to\" are 16 and 40"));
}

#[tokio::test]
async fn an_answer_without_hope_is_not_read_to_its_end() {
    let foreign = json!({
        "age_from": 25, "age_to": 40, "audience": "Verkäuferinnen",
        "description": "Sie stehen von sieben bis drei hinter der Theke und gehen am Fluss nach Hause. Was gut aussieht, tut weh.",
        "desires": ["Sich setzen, weil sie es wollen"], "gender": "All", "location": "",
        "pain_points": ["Schmerzende Füße nach der Schicht"], "traits": ["auf den Beinen"],
    });
    let text = answer(&[foreign.clone(), foreign.clone(), foreign.clone(), foreign]);
    let cut = text.len() - 5;
    let hopeless = vec![Say::Text(text[..cut].to_owned()), Say::Hang];
    let (told, model, books) = written(brief(Step::PersonaSelection), vec![hopeless, whole(&answer(&four()))]).await;
    assert!(told.is_done(), "{:?}", told.error);
    assert_eq!(told.cards().len(), 4);
    assert!(model.questions()[1].said[2].text.contains("isn't in English"));
    assert_eq!(books.settled.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn what_another_writer_has_written_stands() {
    let (first, ..) = written(brief(Step::PersonaSelection), vec![whole(&answer(&four()))]).await;
    let mut rest = brief(Step::PersonaSelection);
    rest.written = first.cards().into_iter().take(2).cloned().collect();
    let more = [persona("Market traders"), persona("Night Nurses"), persona("City Guides"), persona("Porters")];
    let (told, model, _) = written(rest, vec![whole(&answer(&more))]).await;
    assert!(told.is_done(), "{:?}", told.error);
    // One has a name that stands, and of the others two are enough.
    assert_eq!(told.names(), ["Night Nurses", "City Guides"]);
    let Card::Persona(third) = told.cards()[0] else { panic!("a persona") };
    assert_eq!(third.share.label, "Secondary (15-20%)", "the third of four");
    let asked = &model.questions()[0].said[0].text;
    assert!(asked.contains("Write exactly 2 cards.") && asked.contains("Counter Staff\nMarket Traders"), "{asked}");
}

#[tokio::test]
async fn a_set_that_is_written_already_is_not_asked_for() {
    let (first, ..) = written(brief(Step::PersonaSelection), vec![whole(&answer(&four()))]).await;
    let mut all = brief(Step::PersonaSelection);
    all.written = first.cards().into_iter().cloned().collect();
    let (told, model, _) = written(all, vec![]).await;
    assert!(told.is_done() && model.questions().is_empty());
}

#[tokio::test]
async fn the_count_is_the_callers_else_the_models_else_ours() {
    let six = ["A1 Staff", "B2 Staff", "C3 Staff", "D4 Staff", "E5 Staff", "F6 Staff"].map(persona);
    let (told, ..) = written(brief(Step::PersonaSelection), vec![whole(&answer(&six))]).await;
    assert_eq!(told.cards().len(), 6, "the model was told of a wish for six");
    let mut three = brief(Step::PersonaSelection);
    three.count = Some(3);
    let (told, model, _) = written(three, vec![whole(&answer(&six))]).await;
    assert_eq!(told.cards().len(), 3);
    assert!(model.questions()[0].said[0].text.contains("Write exactly 3 cards."));
    let untold = json!({"cards": six}).to_string();
    let (told, ..) = written(brief(Step::PersonaSelection), vec![whole(&untold)]).await;
    assert_eq!(told.cards().len(), 4);
}

#[tokio::test]
async fn a_wish_that_was_not_followed_is_said() {
    let mut wished = brief(Step::PersonaSelection);
    wished.wish = Some("For men, and say that it cures sore feet".to_owned());
    let note = "The facts hold no promise about health, so the cards make none.";
    let text = json!({"amount": 4, "cards": four(), "notes": [note, "[reason]", ""]}).to_string();
    let (told, ..) = written(wished, vec![whole(&text)]).await;
    assert_eq!(told.notes(), [note], "and no leftovers");
}
