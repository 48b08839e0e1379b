//! Where another writer has begun a set, only the rest of it is written.

use super::cast::*;
use crate::words;
use adforge_domain::{text::fold_name, workflow::Step};
use adforge_ports_creative::{Brief, Card};
use std::collections::BTreeSet;

fn cards(given: &Given) -> Vec<Card> {
    let mut cards = Vec::new();
    cards.extend(given.formats.iter().cloned().map(Card::Format));
    cards.extend(given.personas.iter().cloned().map(Card::Persona));
    cards.extend(given.effects.iter().cloned().map(Card::Effect));
    cards.extend(given.angles.iter().cloned().map(Card::Angle));
    cards.extend(given.concepts.iter().cloned().map(Card::Concept));
    cards.extend(given.scenes.iter().cloned().map(Card::Scene));
    cards
}

fn name(card: &Card) -> String {
    match card {
        Card::Format(card) => card.id.name().to_owned(),
        Card::Persona(card) => fold_name(&card.name),
        Card::Effect(card) => fold_name(&card.area),
        Card::Angle(card) => fold_name(&card.title),
        Card::Concept(card) => fold_name(&card.title),
        Card::Scene(card) => card.start.to_string(),
    }
}

#[test]
fn a_set_that_another_has_begun_becomes_as_large_as_a_whole_one_and_no_name_comes_twice() {
    for (_, facts) in products() {
        for step in STEPS {
            for seed in 1..4 {
                let whole = ready(&facts, step, 0, seed);
                let all = cards(&write(&whole));
                // Begun by one who thinks the same way, so that names would meet.
                for begun in 1..=all.len() {
                    let written = all.iter().take(begun).cloned().collect();
                    let rest = cards(&write(&Brief { written, ..whole.clone() }));
                    assert_eq!(begun + rest.len(), all.len(), "{step:?} after {begun} of {}", all.len());
                    let names: BTreeSet<String> = all.iter().take(begun).chain(&rest).map(name).collect();
                    assert_eq!(names.len(), all.len(), "{step:?}: {names:?}");
                }
            }
        }
    }
}

#[test]
fn at_least_two_are_there_in_all() {
    let (_, facts) = products().remove(0);
    let own = || vec![Card::Persona(own_persona("A stranger"))];
    let brief = Brief { count: Some(2), written: own(), ..brief(&facts, Step::PersonaSelection) };
    assert_eq!(write(&brief).personas.len(), 1);
    let more = Brief { written: [own(), own(), own()].concat(), ..brief };
    let given = write(&more);
    assert!(given.personas.is_empty() && given.done.is_some(), "a set that is whole only has to be ended");
}

#[test]
fn an_effect_of_anothers_own_counts_and_tone_and_angles_are_told_of_the_whole() {
    let (_, facts) = products().remove(0);
    let whole = ready(&facts, Step::PersonaImpact, 0, 1);
    let all = write(&whole);
    let other = adforge_domain::cards::Effect { area: "Lighting".into(), effect: "Warm.".into() };
    let rest = write(&Brief { written: vec![Card::Effect(other)], ..whole });
    assert_eq!(rest.effects.len() + 1, all.effects.len());
    assert_eq!(rest.done, all.done);
}

#[test]
fn a_script_that_another_has_begun_to_tell_is_told_to_its_end_and_nothing_twice() {
    for (_, facts) in products() {
        let whole = ready(&facts, Step::ScriptDetails, 0, 1);
        let all = write(&whole).scenes;
        let said = |scenes: &[adforge_domain::cards::Scene]| {
            let voices: Vec<&str> = scenes.iter().flat_map(|scene| scene.voiceover.split_whitespace()).collect();
            voices.join(" ")
        };
        // Cut elsewhere than we would: in the middle of the first scene, and of the second.
        for cut in [1, 3, words::count(&all[0].voiceover) + 2] {
            let script = said(&all);
            let rest = words::after(&script, cut);
            let told = script[..script.len() - rest.len()].trim().to_owned();
            let begun = adforge_domain::cards::Scene { voiceover: told, start: 0, end: 33, ..all[0].clone() };
            let mut scenes = vec![begun.clone()];
            scenes.extend(write(&Brief { written: vec![Card::Scene(begun)], ..whole.clone() }).scenes);
            assert_eq!(said(&scenes), script, "after {cut} words");
            assert!(scenes.windows(2).all(|pair| pair[0].end == pair[1].start), "{scenes:?}");
            let read = |scenes: &[adforge_domain::cards::Scene]| scenes.last().map(|last| last.on_screen_text.clone());
            assert_eq!(read(&scenes), read(&all), "the last one bears the button");
        }
    }
}
