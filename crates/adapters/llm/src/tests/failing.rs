//! Calls that fail: what stands, what is asked again, and what the relay is told.

use super::{
    scripted::{Say, whole},
    told::{answer, brief, persona, written},
};
use crate::model::{By, Closed, End, Fault};
use adforge_domain::workflow::Step;
use adforge_ports_creative::WriterError;
use std::time::Duration;

fn half() -> String {
    let text = answer(&["Counter Staff", "Market Traders", "Night Nurses", "City Guides"].map(persona));
    text[..text.find("Night Nurses").unwrap()].to_owned()
}

fn rest() -> Vec<Say> {
    whole(&answer(&["Night Porters", "City Guides"].map(persona)))
}

#[tokio::test]
async fn the_cards_of_a_cut_answer_stand_and_the_rest_is_asked_for() {
    for cut in [Say::Fault(Fault::Cut), Say::End(End::TooLong), Say::End(End::Whole)] {
        let (told, model, _) = written(brief(Step::PersonaSelection), vec![vec![Say::Text(half()), cut], rest()]).await;
        assert!(told.is_done(), "{:?}", told.error);
        assert_eq!(told.names(), ["Counter Staff", "Market Traders", "Night Porters", "City Guides"]);
        assert!(model.questions()[1].said[2].text.contains("Write exactly 2 cards."));
    }
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_asked_for_once_more() {
    let four = whole(&answer(&["Counter Staff", "Market Traders", "Night Nurses", "City Guides"].map(persona)));
    let (told, model, _) =
        written(brief(Step::PersonaSelection), vec![whole("I would rather not use JSON."), four]).await;
    assert!(told.is_done());
    // It wrote nothing that could be shown to it again.
    let said = &model.questions()[1].said;
    assert!(said.len() == 1 && said[0].by == By::User && said[0].text.contains("Some cards are missing."));
}

#[tokio::test]
async fn nothing_is_asked_again_where_it_would_not_help() {
    let cases: [(Say, bool); 6] = [
        (Say::Fault(Fault::Busy { after: Some(Duration::from_secs(7)) }), true),
        (Say::Fault(Fault::Closed(Closed::Account)), true),
        (Say::Fault(Fault::Down), true),
        (Say::Fault(Fault::Slow), true),
        (Say::Fault(Fault::Misasked { status: 400 }), false),
        (Say::End(End::Refused), false),
    ];
    for (say, unavailable) in cases {
        let (told, model, _) = written(brief(Step::PersonaSelection), vec![vec![Say::Text(half()), say]]).await;
        assert_eq!(told.names(), ["Counter Staff", "Market Traders"], "what was whole stands");
        match told.error {
            Some(WriterError::Unavailable(why)) => assert!(unavailable && why.starts_with("test/scripted: "), "{why}"),
            Some(WriterError::Failed(why)) => assert!(!unavailable && why.starts_with("test/scripted: "), "{why}"),
            other => panic!("{other:?}"),
        }
        assert_eq!(model.questions().len(), 1);
    }
}
