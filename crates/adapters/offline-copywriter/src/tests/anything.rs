//! Whatever a user types and a product says, sound cards come.

use super::cast::*;
use crate::{OfflineCopywriter, language::Tongue, lint};
use adforge_domain::{text::Title, workflow::Step};
use adforge_ports_creative::{Brief, Copywriter};
use futures_util::StreamExt;
use proptest::prelude::*;
use std::time::Duration;

fn words() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "for",
        "men",
        "women",
        "over",
        "under",
        "60",
        "25-34",
        "not",
        "students",
        "younger",
        "plus",
        "jeunes",
        "sans",
        "étudiantes",
        "jünger",
        "ohne",
        "ab",
        "40",
        "€",
        "?",
        "why",
        "angle",
        "1",
        "say",
        "cures",
        "más",
        "de",
        "Canada",
        "three",
        "personas",
        "100%",
        "+",
        "-",
        "ans",
        "and",
        "between",
        "price",
        "shorter",
        "…",
        "\u{202e}",
        "{p}",
        "<b>",
        "😀",
    ]);
    prop::collection::vec(prop_oneof![4 => known.prop_map(str::to_owned), 1 => ".{0,12}"], 0..14)
        .prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_wish_gets_sound_cards(wish in words(), earlier in words(), seed: u64, at in 0_usize..12) {
        let (_, facts) = products().remove(at);
        for step in [Step::PersonaSelection, Step::AngleSelection, Step::PsychologySelection] {
            let first = ready(&facts, step, 0, 11);
            let shown = content(&first, &write(&first));
            let brief = Brief { wish: Some(wish.clone()), earlier_wishes: vec![earlier.clone()], shown, may_answer: true, seed, ..first };
            let given = write(&brief);
            let cards = given.personas.len() + given.angles.len() + given.concepts.len();
            prop_assert!(given.answer.is_some() != (cards >= 2), "cards or an answer: {given:?}");
            prop_assert!(given.personas.iter().all(|it| (18..=85).contains(&ages(it).0) && ages(it).1 <= 85));
            let bare = Given { notes: Vec::new(), answer: None, ..given };
            for text in texts(&bare) {
                prop_assert_eq!(lint::flaw(&text), None, "{}", text);
            }
        }
    }

    #[test]
    fn any_product_gets_sound_cards(name in "\\PC{1,60}", description in "\\PC{0,200}", list in prop::collection::vec("\\PC{0,60}", 0..6), seed: u64) {
        prop_assume!(Title::new(&name).is_ok());
        let mut facts = bare(&name, Some(Tongue::De));
        facts.description = description;
        facts.benefits.clone_from(&list);
        facts.claims = list;
        for step in STEPS {
            let given = write(&ready(&facts, step, 0, seed));
            prop_assert!(given.done.is_some());
            prop_assert!(!texts(&given).iter().any(String::is_empty));
        }
    }
}

#[test]
fn a_pace_changes_when_cards_come_and_nothing_else() {
    let (_, facts) = products().remove(0);
    let brief = ready(&facts, Step::PersonaSelection, 0, 5);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let pieces = |pace: u64| {
        let writer = OfflineCopywriter::new(Duration::from_millis(pace));
        runtime.block_on(writer.write(brief.clone()).collect::<Vec<_>>())
    };
    assert_eq!(pieces(1), pieces(0));
    let writer = OfflineCopywriter::new(Duration::ZERO);
    writer.warm();
    assert_eq!(writer.name(), "offline");
}
