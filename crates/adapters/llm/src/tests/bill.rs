//! Money is set aside before each call, and each call is settled once, however it ends.

use super::{
    scripted::{Books, ROOM, Say, Scripted, whole},
    told::{answer, brief, persona, told, written},
};
use crate::{
    LlmCopywriter,
    model::{Closed, End, Fault},
};
use adforge_domain::{
    spending::{Money, Spent, Tokens},
    workflow::Step,
};
use adforge_ports_creative::{Copywriter, EntryId, WriterError};
use futures_util::{FutureExt, StreamExt};
use std::sync::Arc;
use uuid::Uuid;

fn four() -> String {
    answer(&["Counter Staff", "Market Traders", "Night Nurses", "City Guides"].map(persona))
}

fn settled(books: &Books) -> Vec<Spent> {
    let settled = books.settled.lock().unwrap();
    let entries: Vec<EntryId> = settled.iter().map(|(entry, _)| *entry).collect();
    let reserved = books.calls.lock().unwrap().len();
    let once: Vec<EntryId> = (1..=reserved).map(|n| EntryId(Uuid::from_u128(n as u128))).collect();
    assert_eq!(entries, once, "each reservation is settled once");
    settled.iter().map(|(_, spent)| *spent).collect()
}

#[tokio::test]
async fn the_most_is_set_aside_and_the_providers_own_count_is_paid() {
    let (_, model, books) = written(brief(Step::PersonaSelection), vec![whole(&four())]).await;
    let tokens = Tokens { input: 1000, cached: 0, output: 200 };
    assert_eq!(settled(&books), [Spent { tokens, money: Some(Money(200_000)), estimated: false }]);
    let call = books.calls.lock().unwrap()[0].clone();
    let question = &model.questions()[0];
    let letters = question.system.len() + question.said[0].text.len();
    // A token is at least two bytes of the prompt, the answer may be as long as it is let, and what is thought is paid for.
    let most = (letters as u64 / 2) * 100 + u64::from(question.most + ROOM) * 500;
    assert!(call.most > Some(Money(most)), "{:?} for {most}", call.most);
    assert_eq!((call.model.as_str(), &call.account), ("test/scripted", &brief(Step::PersonaSelection).account));
}

#[tokio::test]
async fn a_price_that_is_not_known_is_not_nothing() {
    let model = Scripted::unpriced(vec![whole(&four())]);
    let books = Arc::new(Books::default());
    told(&model, &books, brief(Step::PersonaSelection)).await;
    assert_eq!(books.calls.lock().unwrap()[0].most, None);
    assert_eq!(settled(&books)[0].money, None);
}

#[tokio::test]
async fn a_call_that_is_broken_off_is_settled_by_what_came() {
    let text = four();
    let script = vec![Say::Text(text[..900].to_owned()), Say::Hang];
    let (model, books) = (Scripted::new(vec![script]), Arc::new(Books::default()));
    let writer = LlmCopywriter::new(Arc::clone(&model) as _, Arc::clone(&books) as _);
    let mut pieces = writer.write(brief(Step::PersonaSelection));
    pieces.next().await;
    pieces.next().await;
    assert!(pieces.next().now_or_never().is_none());
    assert!(books.settled.lock().unwrap().is_empty());
    drop(pieces);
    let [spent] = settled(&books)[..] else { panic!("one call") };
    assert!(spent.estimated && spent.tokens.output == 300 && spent.tokens.input > 1000, "{spent:?}");
    assert_eq!(spent.money, Some(Money(spent.tokens.input * 100 + 300 * 500)));
}

#[tokio::test]
async fn a_count_from_the_middle_of_an_answer_is_an_estimate() {
    let script = vec![Say::Usage(1000, 1), Say::Text(four()), Say::Fault(Fault::Down)];
    let (told, _, books) = written(brief(Step::PersonaSelection), vec![script]).await;
    assert!(told.is_done(), "all cards had come");
    let [spent] = settled(&books)[..] else { panic!("one call") };
    assert!(spent.estimated && spent.tokens.input == 1000 && spent.tokens.output > 500, "{spent:?}");
}

#[tokio::test]
async fn what_was_turned_away_unread_costs_nothing_whatever_its_price_is() {
    let nothing = Spent { tokens: Tokens::default(), money: Some(Money(0)), estimated: false };
    for fault in [Fault::Busy { after: None }, Fault::Closed(Closed::Key), Fault::Misasked { status: 400 }] {
        for new in [Scripted::new, Scripted::unpriced] {
            let (model, books) = (new(vec![vec![Say::Fault(fault.clone())]]), Arc::new(Books::default()));
            told(&model, &books, brief(Step::PersonaSelection)).await;
            assert_eq!(settled(&books), [nothing], "{fault:?}");
        }
    }
    let (_, _, books) = written(brief(Step::PersonaSelection), vec![vec![Say::Fault(Fault::Slow)]]).await;
    assert!(settled(&books)[0].tokens.input > 1000, "it may have been read");
}

#[tokio::test]
async fn whoever_has_too_much_to_do_in_the_middle_of_an_answer_has_read_the_question() {
    let busy = || Say::Fault(Fault::Busy { after: None });
    let text = Say::Text(four()[..900].to_owned());
    let (_, _, books) = written(brief(Step::PersonaSelection), vec![vec![text, busy()]]).await;
    let [spent] = settled(&books)[..] else { panic!("one call") };
    assert!(spent.estimated && spent.tokens.output == 300 && spent.tokens.input > 1000, "{spent:?}");
    let (_, _, books) = written(brief(Step::PersonaSelection), vec![vec![Say::Usage(1000, 7), busy()]]).await;
    let tokens = Tokens { input: 1000, cached: 0, output: 7 };
    assert_eq!(settled(&books), [Spent { tokens, money: Some(Money(103_500)), estimated: true }]);
}

#[tokio::test]
async fn a_repair_and_a_refusal_are_settled_too() {
    let text = answer(&["Counter Staff", "Market Traders", "Night Nurses"].map(persona));
    let refused = vec![Say::Usage(1500, 10), Say::End(End::Refused)];
    let (told, _, books) =
        written(brief(Step::PersonaSelection), vec![whole(&text.replace(":3,", ":4,")), refused]).await;
    assert!(matches!(told.error, Some(WriterError::Failed(_))));
    let outputs: Vec<u64> = settled(&books).iter().map(|spent| spent.tokens.output).collect();
    assert_eq!(outputs, [200, 10]);
}

#[tokio::test]
async fn a_spent_budget_stops_the_call_before_it_is_made() {
    let (model, books) = (Scripted::new(vec![]), Arc::new(Books { most: Some(0), ..Books::default() }));
    let told = told(&model, &books, brief(Step::PersonaSelection)).await;
    assert_eq!(told.error, Some(WriterError::OverBudget));
    assert!(model.questions().is_empty() && settled(&books).is_empty());
}

#[tokio::test]
async fn a_budget_that_is_spent_by_the_first_call_stops_the_repair() {
    let text = answer(&["Counter Staff", "Market Traders"].map(persona)).replace(":2,", ":4,");
    let (model, books) = (Scripted::new(vec![whole(&text)]), Arc::new(Books { most: Some(1), ..Books::default() }));
    let told = told(&model, &books, brief(Step::PersonaSelection)).await;
    assert_eq!((told.cards().len(), told.error), (2, Some(WriterError::OverBudget)));
    assert_eq!((model.questions().len(), settled(&books).len()), (1, 1));
}

#[tokio::test]
async fn nothing_is_reserved_before_somebody_listens() {
    let (model, books) = (Scripted::new(vec![]), Arc::new(Books::default()));
    let writer = LlmCopywriter::new(Arc::clone(&model) as _, Arc::clone(&books) as _);
    let mut pieces = writer.write(brief(Step::PersonaSelection));
    pieces.next().await;
    drop(pieces);
    assert!(books.calls.lock().unwrap().is_empty() && model.questions().is_empty());
}
