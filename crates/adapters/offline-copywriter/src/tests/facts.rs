//! Cards rest on facts and on what was chosen: take one away, and they change.

use super::cast::*;
use crate::language::Tongue;
use adforge_domain::{cards::Angle, ids::CardKind, product::Facts, workflow::Step};
use adforge_ports_creative::Brief;

/// Copies of a product that each lack one fact, with that fact.
fn without_each(facts: &Facts) -> Vec<(String, Facts)> {
    let mut copies = Vec::new();
    let lists: [fn(&mut Facts) -> &mut Vec<String>; 3] =
        [|it| &mut it.benefits, |it| &mut it.ingredients, |it| &mut it.claims];
    for list in lists {
        let mut whole = facts.clone();
        for at in 0..list(&mut whole).len() {
            let mut copy = facts.clone();
            let gone = list(&mut copy).remove(at);
            copies.push((gone, copy));
        }
    }
    copies.push(("€".into(), Facts { price: None, ..facts.clone() }));
    copies.push((facts.description.clone(), Facts { description: String::new(), ..facts.clone() }));
    copies
}

#[test]
fn a_fact_that_is_gone_is_gone_from_the_cards_which_change() {
    for (_, facts) in products().into_iter().filter(|(_, facts)| !facts.benefits.is_empty()) {
        for (gone, copy) in without_each(&facts) {
            for step in STEPS.into_iter().filter(|step| *step != Step::ScriptDetails) {
                // What was chosen before stays: only the product has changed.
                let before = ready(&facts, step, 0, 7);
                let after = Brief { subject: brief(&copy, step).subject, ..before.clone() };
                let (before_it, after_it) = (write(&before), write(&after));
                let (had, has) = (on_cards(&before_it), on_cards(&after_it));
                // A format stands for facts of its own choice; the other sets use them all.
                let all = step != Step::FormatSelection && gone != "€";
                let rests = all || had.iter().any(|text| text.contains(&gone));
                assert!(!rests || had != has, "{step:?} of {} without {gone:?}", facts.name);
                let chosen = format!("{:?}", before.selections);
                let told = texts(&after_it);
                assert!(
                    chosen.contains(&gone) || !told.iter().any(|text| text.contains(&gone)),
                    "{gone:?} at {step:?}"
                );
            }
        }
    }
}

#[test]
fn every_fact_is_used_somewhere() {
    for (_, facts) in products() {
        let mut all = String::new();
        for step in [Step::PersonaSelection, Step::AngleSelection, Step::PsychologySelection] {
            all.push_str(&on_cards(&write(&ready(&facts, step, 0, 7))).join("\n"));
        }
        for fact in facts.benefits.iter().chain(&facts.ingredients).chain(&facts.claims) {
            assert!(all.contains(fact.as_str()), "{fact:?} of {}", facts.name);
        }
        assert!(facts.brand.is_empty() || facts.price.is_none() || all.contains('€'));
    }
}

#[test]
fn another_persona_changes_impact_angles_concepts_and_scenes() {
    for (_, facts) in products() {
        for step in [Step::PersonaImpact, Step::AngleSelection, Step::PsychologySelection, Step::ScriptDetails] {
            let one = ready(&facts, step, 0, 7);
            let mut other = one.clone();
            other.selections.persona = ready(&facts, step, 1, 7).selections.persona;
            if step == Step::ScriptDetails {
                other.selections = ready(&facts, step, 1, 7).selections;
            }
            assert_ne!(on_cards(&write(&one)), on_cards(&write(&other)), "{step:?} of {}", facts.name);
        }
    }
}

#[test]
fn another_angle_changes_the_concepts() {
    for (_, facts) in products() {
        let one = ready(&facts, Step::PsychologySelection, 0, 7);
        let mut other = one.clone();
        let angles =
            write(&Brief { selections: one.selections.clone(), ..ready(&facts, Step::AngleSelection, 0, 7) }).angles;
        other.selections.angle = offer(CardKind::Angle, &angles).into_iter().nth(1);
        let bodies = |brief: &Brief| write(brief).concepts.into_iter().map(|it| it.script.body).collect::<Vec<_>>();
        assert_ne!(bodies(&one), bodies(&other));
    }
}

#[test]
fn scripts_carry_the_persona_s_pain_and_the_angle_s_fact() {
    for (_, facts) in products() {
        for seed in 0..8 {
            let brief = ready(&facts, Step::PsychologySelection, 0, seed);
            let persona = &brief.selections.persona.as_ref().unwrap().card;
            let fact = brief.selections.angle.as_ref().unwrap().card.notes.get("fact").cloned();
            for concept in write(&brief).concepts {
                let spoken = concept.script.full().to_lowercase();
                assert!(
                    spoken.contains(&persona.pain_points[0].to_lowercase())
                        || spoken.contains(&persona.desires[0].to_lowercase())
                );
                assert!(fact.iter().all(|fact| spoken.contains(&fact.to_lowercase())), "{fact:?} in {spoken}");
            }
        }
    }
}

#[test]
fn a_client_s_own_persona_and_angle_are_enough_to_go_on() {
    for (_, facts) in products() {
        let mut brief = ready(&facts, Step::PsychologySelection, 0, 7);
        brief.selections.persona = offer(CardKind::Persona, &[own_persona("Left-Handed Astronomers")]).pop();
        let angles = write(&Brief { step: Step::AngleSelection, ..brief.clone() });
        assert!(angles.angles.len() >= 3);
        let own = Angle {
            title: adforge_domain::text::Title::new("Angle 1 : Stars vs Sleep").unwrap(),
            description: String::new(),
            reason: String::new(),
            notes: Default::default(),
            ..angles.angles[0].clone()
        };
        brief.selections.angle = offer(CardKind::Angle, &[own]).pop();
        let concepts = write(&brief).concepts;
        assert!(concepts.len() >= 3);
        assert!(concepts.iter().all(|concept| concept.script.body.contains("Stars vs Sleep")), "{concepts:?}");
        let named = [&write(&brief), &angles].map(|given| on_cards(given).concat().contains("Left-Handed Astronomers"));
        assert!(named.contains(&true), "nobody speaks of them: {named:?}");
        let impact = write(&Brief { step: Step::PersonaImpact, ..brief.clone() });
        for effect in impact.effects {
            assert_eq!(crate::lint::flaw(&effect.effect), None, "{}", effect.effect);
        }
    }
}

#[test]
fn what_was_recommended_is_offered() {
    let (_, facts) = products().remove(0);
    let impact = write(&ready(&facts, Step::PersonaImpact, 0, 7)).done.unwrap();
    let angles = write(&ready(&facts, Step::AngleSelection, 0, 7)).angles;
    assert!(impact.recommended_angles.iter().any(|title| angles.iter().any(|angle| **title == *angle.title)));
}

#[test]
fn scores_follow_from_features_not_from_the_seed() {
    let poor = bare("Ombrevia", Some(Tongue::En));
    let (_, rich) = products().remove(0);
    let best = |facts: &Facts| write(&ready(facts, Step::AngleSelection, 0, 7)).angles[0].score;
    assert!(best(&rich) > best(&poor), "facts raise a score");
}
