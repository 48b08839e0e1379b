//! What holds for every card, whatever the product, language, format and seed.

use super::cast::*;
use crate::{language::Tongue, lint, words};
use adforge_domain::{
    cards::Script,
    format::{FORMATS, FormatId, MediaType},
    product::Facts,
    text::fold_name,
    workflow::Step,
};
use adforge_ports_creative::Brief;
use std::collections::BTreeSet;
use whatlang::Lang;

/// Everything the product says, with what may be computed from it.
fn carried(facts: &Facts, given: &Given) -> String {
    let reading = crate::facts::Reading::new(facts, crate::catalogue::shared().unwrap());
    let shares = given.personas.iter().map(|persona| format!("{} {}", persona.share.label, persona.age));
    let ages = shares.collect::<Vec<_>>().join(" ");
    format!("{} {} {ages}", reading.folded, reading.price.unwrap_or_default())
}

#[test]
fn every_card_is_sound_and_claims_only_what_the_product_says() {
    for (_, facts) in products() {
        for step in STEPS {
            for seed in [1, 2, 3, 4, 5] {
                for choice in 0..2 {
                    let brief = ready(&facts, step, choice, seed);
                    let given = write(&brief);
                    let age =
                        brief.selections.persona.as_ref().map_or(String::new(), |persona| persona.card.age.clone());
                    let carried = format!("{} {age} {}", carried(&facts, &given), given.reasoning.join(" "));
                    for text in texts(&given) {
                        assert_eq!(lint::flaw(&text), None, "{text:?}");
                        assert_eq!(lint::unfounded(&text, &carried), None, "{text:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn sets_have_their_size_and_no_name_twice() {
    for (_, facts) in products() {
        for seed in 0..12 {
            let personas = write(&ready(&facts, Step::PersonaSelection, 0, seed)).personas;
            assert_eq!(personas.len(), 4);
            let names: BTreeSet<String> = personas.iter().map(|it| fold_name(&it.name)).collect();
            let pains: BTreeSet<_> = personas.iter().filter_map(|it| it.pain_points.first()).collect();
            assert_eq!((names.len(), pains.len()), (4, 4));
            for persona in &personas {
                assert!((2..=4).contains(&persona.name.split_whitespace().count()), "{}", persona.name);
                let (lo, hi) = ages(persona);
                assert!(lo >= 18 && lo < hi && hi <= 85, "{}", persona.age);
                assert_eq!((persona.traits.len(), persona.pain_points.len()), (3, 3));
                assert!(persona.desires.len() >= 2);
            }
            let angles = write(&ready(&facts, Step::AngleSelection, 0, seed)).angles;
            let titles: BTreeSet<String> = angles.iter().map(|it| fold_name(&it.title)).collect();
            assert!(angles.len() >= 3 && titles.len() == angles.len());
            assert!(angles.iter().all(|angle| !angle.title.contains(|c: char| c.is_ascii_digit())));
            assert!(angles.is_sorted_by_key(|angle| std::cmp::Reverse(angle.score)));
            let concepts = write(&ready(&facts, Step::PsychologySelection, 0, seed)).concepts;
            let titles: BTreeSet<String> = concepts.iter().map(|it| fold_name(&it.title)).collect();
            let hooks: BTreeSet<&String> = concepts.iter().map(|it| &it.script.hook).collect();
            assert!(concepts.len() >= 3 && titles.len() == concepts.len() && hooks.len() == concepts.len());
            let effects = write(&ready(&facts, Step::PersonaImpact, 0, seed));
            assert!(effects.effects.len() >= 5);
            let done = effects.done.unwrap();
            assert!(done.recommended_tone.is_some() && done.recommended_angles.len() >= 2);
        }
    }
}

#[test]
fn any_number_from_two_to_eight_can_be_had() {
    for (_, facts) in products() {
        for count in 2..=8_u8 {
            for step in [Step::PersonaSelection, Step::AngleSelection, Step::PsychologySelection] {
                let given = write(&Brief { count: Some(count), ..ready(&facts, step, 0, 3) });
                let got = given.personas.len() + given.angles.len() + given.concepts.len();
                // A product without facts has fewer honest ideas, and never fewer than two.
                let enough = if facts.benefits.is_empty() {
                    got >= usize::from(count.min(6))
                } else {
                    got == usize::from(count)
                };
                assert!(enough, "{} of {count} for {} at {step:?}", got, facts.name);
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_cards_and_another_seed_others() {
    for (_, facts) in products() {
        for step in STEPS {
            let brief = ready(&facts, step, 0, 21);
            assert_eq!(write(&brief), write(&brief));
            let other = write(&Brief { seed: 22, ..brief.clone() });
            assert_ne!(on_cards(&write(&brief)), on_cards(&other), "{step:?} of {}", facts.name);
        }
    }
}

#[test]
fn scripts_take_from_25_to_45_seconds_in_every_format() {
    for (tongue, facts) in products() {
        for format in FORMATS {
            for seed in 0..3 {
                let mut brief = ready(&facts, Step::PsychologySelection, 0, seed);
                brief.selections.format = Some(*format);
                for concept in write(&brief).concepts {
                    let seconds = words::tenths(words::count(&concept.script.full()), tongue) / 10;
                    assert!((25..=45).contains(&seconds), "{seconds} s: {:?}", concept.script);
                }
            }
        }
    }
}

#[test]
fn scenes_tile_the_script_word_for_word() {
    for (_, facts) in products() {
        for format in [FormatId::Hybrid, FormatId::Listicle, FormatId::DayInLife, FormatId::UsVsThem] {
            let mut brief = ready(&facts, Step::ScriptDetails, 0, 5);
            brief.selections.format = Some(format);
            let script = brief.selections.concept.as_ref().unwrap().card.script.clone();
            let scenes = write(&brief).scenes;
            let spoken: Vec<&str> = scenes.iter().map(|scene| scene.voiceover.as_str()).collect();
            assert_eq!(spoken.join(" "), format!("{} {} {}", script.hook, script.body, script.cta));
            assert_eq!(scenes.first().unwrap().start, 0);
            assert!(scenes.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert!(scenes.iter().all(|scene| scene.end > scene.start));
            assert!((250..=450).contains(&scenes.last().unwrap().end), "{}", scenes.last().unwrap().end);
            assert!(scenes.iter().all(|scene| (1..=7).contains(&scene.on_screen_text.split_whitespace().count())));
        }
    }
}

#[test]
fn an_edited_script_is_what_the_scenes_say() {
    let (_, facts) = products().remove(1);
    let script =
        Script { hook: "Tea? Now.".into(), body: "One sentence.\nAnother one! And a third".into(), cta: "Go".into() };
    let brief = Brief { script: Some(script), ..ready(&facts, Step::ScriptDetails, 0, 5) };
    let spoken: Vec<String> = write(&brief).scenes.into_iter().map(|scene| scene.voiceover).collect();
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&spoken.join(" ")), words("Tea? Now. One sentence. Another one! And a third Go"));
}

#[test]
fn every_script_is_recognised_as_its_language() {
    for (tongue, facts) in products() {
        let expected = match tongue {
            Tongue::En => Lang::Eng,
            Tongue::Fr => Lang::Fra,
            Tongue::Es => Lang::Spa,
            Tongue::De => Lang::Deu,
        };
        for seed in 0..6 {
            for concept in write(&ready(&facts, Step::PsychologySelection, 0, seed)).concepts {
                let text = concept.script.full();
                assert_eq!(whatlang::detect(&text).unwrap().lang(), expected, "{text}");
            }
        }
    }
}

#[test]
fn french_marks_have_their_spaces_and_spanish_ones_their_partners() {
    for (tongue, facts) in products() {
        for step in STEPS {
            for text in texts(&write(&ready(&facts, step, 0, 4))) {
                let marks = |mark: char| text.matches(mark).count();
                match tongue {
                    Tongue::Fr => {
                        let chars: Vec<char> = text.chars().collect();
                        let glued =
                            |pair: &[char]| matches!(pair[1], '?' | '!' | ';' | ':' | '»') && !pair[0].is_whitespace();
                        assert!(!chars.windows(2).any(glued), "{text}");
                    }
                    Tongue::Es => assert_eq!(marks('?'), marks('¿'), "{text}"),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn formats_suit_the_medium_and_the_product() {
    for (_, facts) in products() {
        for (media, seed) in
            [MediaType::Video, MediaType::Image].into_iter().flat_map(|media| (0..8).map(move |seed| (media, seed)))
        {
            let mut brief = Brief { count: Some(8), ..ready(&facts, Step::FormatSelection, 0, seed) };
            brief.subject.media = media;
            let formats = write(&brief).formats;
            assert!(formats.len() >= 3, "{} of {}", formats.len(), facts.name);
            assert!(formats.iter().all(|format| format.id.get().media.contains(&media) && !format.best_for.is_empty()));
            let offer = formats.iter().any(|format| format.id == FormatId::StaticOffer);
            assert!(facts.price.is_some() || !offer, "an offer needs a price");
            assert!(!formats.iter().any(|format| format.id == FormatId::StaticQuote), "no product here has reviews");
        }
    }
}

#[test]
fn hostile_products_stay_sane() {
    let long = "Ein sehr langer Text ohne Ende ".repeat(140);
    let names =
        ["<script>alert(1)</script>", "{p} {pain} {}", "مصباح ذكي جديد", "🎉🎉 Party 🎉", "Yahoo!", "A", &long[..200]];
    for name in names {
        let mut facts = bare(name, Some(Tongue::En));
        facts.description = long.chars().take(4_000).collect();
        facts.benefits = vec![
            "<b>Bold</b> promise".into(),
            "{p} {fact}".into(),
            "see https://example.org now".into(),
            "\u{202e}reversed\u{0} text".into(),
            long.chars().take(3_000).collect(),
            "   ".into(),
            "ends with stop...".into(),
        ];
        facts.claims = vec![name.into(), "💥".into()];
        for step in STEPS {
            for text in texts(&write(&ready(&facts, step, 0, 9))) {
                assert_eq!(lint::flaw(&text), None, "{text:?}");
                assert!(!text.contains(['<', '\u{202e}', '\u{0}']) && text.chars().count() < 1_600, "{text:?}");
            }
        }
    }
}

#[test]
fn another_language_is_written_in_english_and_says_so() {
    let mut facts = bare("Koffie Lindehof", None);
    facts.description =
        "Een langzaam gebrande koffie uit een kleine branderij aan de rivier, voor mensen die graag vroeg opstaan."
            .into();
    let given = personas(&facts, "");
    assert!(given.notes.iter().any(|note| note.contains("English, French, Spanish and German")), "{:?}", given.notes);
    facts.language = Some(adforge_domain::language::Language::parse("nl").unwrap());
    assert_eq!(personas(&facts, "").notes.len(), 1);
}

#[test]
fn a_language_that_is_not_given_is_recognised() {
    for (tongue, facts) in products().into_iter().filter(|(_, facts)| !facts.benefits.is_empty()) {
        let (found, foreign) = crate::language::choose(&Facts { language: None, ..facts.clone() });
        assert_eq!((found, foreign), (tongue, false), "{}", facts.name);
    }
}

#[test]
fn perimenopause_in_the_product_comes_first() {
    let (_, facts) = products().remove(0);
    for seed in 0..30 {
        let given = write(&Brief {
            wish: Some("Generate ads for my product".into()),
            ..ready(&facts, Step::PersonaSelection, 0, seed)
        });
        assert_eq!(&*given.personas[0].name, "Women Perimenopausal");
        assert_eq!(given.notes, Vec::<String>::new());
    }
}

#[test]
fn an_app_for_the_kitchen_is_no_tool_for_an_office() {
    let mut facts = bare("Fennelly", Some(Tongue::En));
    facts.category = "Software".into();
    let kind = |facts: &Facts| crate::facts::Reading::new(facts, crate::catalogue::shared().unwrap()).kind();
    facts.description = "A planner app that knows what is in the cupboard.".into();
    assert_eq!(kind(&facts), "app");
    facts.description = "One dashboard for the invoices of a whole team.".into();
    assert_eq!(kind(&facts), "software");
}
