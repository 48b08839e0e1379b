//! Questions about what is shown are answered in words, out of the cards.

use super::cast::*;
use adforge_domain::workflow::Step;

#[test]
fn a_question_about_a_card_is_answered_with_its_reason() {
    for (_, facts) in products() {
        for (wish, at) in [
            ("why angle 1?", 0),
            ("why angle 2", 1),
            ("pourquoi le deuxième ?", 1),
            ("¿por qué el primero?", 0),
            ("Warum Ansatz 2?", 1),
        ] {
            let (shown, given) = refined(&facts, Step::AngleSelection, wish);
            let answer = given.answer.unwrap_or_else(|| panic!("{wish} has an answer"));
            let angle = &shown.angles[at];
            assert!(
                answer.contains(&*angle.title)
                    && answer.contains(&angle.reason)
                    && answer.contains(&angle.score.to_string()),
                "{wish}: {answer}"
            );
            assert!(given.angles.is_empty(), "words instead of cards");
            assert_eq!(crate::lint::flaw(&answer), None, "{answer}");
        }
    }
}

#[test]
fn a_card_is_found_by_its_name() {
    for (_, facts) in products() {
        let shown = write(&ready(&facts, Step::PersonaSelection, 0, 11)).personas;
        let name = shown[2].name.to_string();
        let (_, given) = refined(&facts, Step::PersonaSelection, &format!("why {name}?"));
        assert!(given.answer.is_some_and(|answer| answer.contains(&shown[2].description)), "{name}");
    }
}

#[test]
fn concepts_formats_and_scores_are_explained() {
    let (_, facts) = products().remove(0);
    for (step, wish) in [
        (Step::PsychologySelection, "what does this score mean?"),
        (Step::FormatSelection, "why these formats?"),
        (Step::PersonaSelection, "pourquoi ces profils ?"),
    ] {
        let (_, given) = refined(&facts, step, wish);
        assert!(given.answer.is_some(), "{step:?} {wish}");
    }
}

#[test]
fn a_question_about_something_else_is_not_made_up() {
    let (_, facts) = products().remove(0);
    let (shown, given) = refined(&facts, Step::PersonaSelection, "What is the capital of Peru?");
    let answer = given.answer.unwrap();
    assert!(answer.contains("can't be answered") && answer.contains(&*shown.personas[0].name), "{answer}");
}

#[test]
fn a_wish_in_the_form_of_a_question_gets_cards() {
    let (_, facts) = products().remove(0);
    for wish in
        ["can you make them younger?", "Können sie älter sein?", "could we have five personas?", "et des hommes ?"]
    {
        let (_, given) = refined(&facts, Step::PersonaSelection, wish);
        assert!(given.answer.is_none() && !given.personas.is_empty(), "{wish}");
    }
}
