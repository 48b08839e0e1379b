//! Scripts can be read aloud, whatever the product: whole sentences, none twice, no seams, a hook of a breath.

use super::cast::*;
use crate::{
    facts::Reading,
    joins::{Joins, sentences},
    language::Tongue,
    lint, words,
};
use adforge_domain::{
    cards::Concept,
    format::{FORMATS, FormatId},
    product::Facts,
    workflow::Step,
};
use adforge_ports_creative::Brief;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Facts as people type them: named, done, said, in capitals or not, long, priced, quoted.
fn typed(tongue: Tongue) -> [&'static [&'static str]; 2] {
    match tongue {
        Tongue::En => [
            &[
                "Folds flat in two seconds",
                "keeps soup hot until noon",
                "No more wet sleeves!!",
                "A lid that closes with one hand, even in thick winter gloves and on a moving tram",
                "Save 3 hours a week",
                "88% of 40 commuters kept theirs",
                "iPhone-sized when folded",
                "doesn't leak upside down.",
            ],
            &["18/8 steel", "Cork from Alentejo", "“It just works” – Mona", "30-day returns", "Free of BPA"],
        ],
        Tongue::Fr => [
            &[
                "Se plie à plat en deux secondes",
                "garde la soupe chaude jusqu'à midi",
                "Plus de manches mouillées !!",
                "Un couvercle qui se ferme d'une main, même avec de gros gants d'hiver et dans un tram en marche",
                "Gagner 3 heures par semaine",
                "88 % de 40 passagers ont gardé le leur",
                "Ne fuit pas, même à l'envers.",
            ],
            &["Acier 18/8", "Liège de l'Alentejo", "« Ça marche, tout simplement » – Mona", "Retour sous 30 jours"],
        ],
        Tongue::Es => [
            &[
                "Se pliega en dos segundos",
                "mantiene la sopa caliente hasta mediodía",
                "¡¡Adiós a las mangas mojadas!!",
                "Una tapa que se cierra con una mano, también con guantes gruesos y en un tranvía en marcha",
                "Ahorrar 3 horas por semana",
                "El 88 % de 40 viajeros se quedó con el suyo",
                "No gotea boca abajo.",
            ],
            &["Acero 18/8", "Corcho del Alentejo", "«Funciona y ya», Mona", "Devolución en 30 días"],
        ],
        Tongue::De => [
            &[
                "Faltet sich in zwei Sekunden flach",
                "hält Suppe bis mittags warm",
                "Keine nassen Ärmel mehr!!",
                "Ein Deckel, der sich mit einer Hand schließt, auch mit dicken Handschuhen und in der fahrenden Bahn",
                "3 Stunden pro Woche sparen",
                "88 % von 40 Pendlern haben ihren behalten",
                "Tropft auch kopfüber nicht.",
            ],
            &["Edelstahl 18/8", "Kork aus dem Alentejo", "„Läuft einfach“ – Mona", "30 Tage Rückgabe"],
        ],
    }
}

fn product() -> impl Strategy<Value = (Tongue, Facts)> {
    let kinds = ["", "Skin care", "Kitchen", "Software", "Pets", "Running shoes", "Insurance", "Wine", "Online course"];
    let names = ["Tarnwick Flask", "Ola", "adelo", "Brumm & Söhne Becher No. 4", "Quintessa Pro 2"];
    let tongue = prop::sample::select(Tongue::ALL.to_vec());
    let taken = prop::collection::vec(0_usize..8, 0..4);
    (tongue, taken.clone(), taken, 0..kinds.len(), 0..names.len(), any::<bool>()).prop_map(
        move |(tongue, benefits, others, kind, name, rich)| {
            let [does, has] = typed(tongue);
            let pick = |list: &[&str], at: &[usize]| -> Vec<String> {
                let unique: BTreeSet<usize> = at.iter().map(|at| at % list.len()).collect();
                unique.into_iter().filter_map(|at| list.get(at)).map(|text| (*text).to_owned()).collect()
            };
            let (ingredients, claims) = has.split_at(2);
            let facts = Facts {
                category: kinds[kind].into(),
                price: rich.then_some(1299.9),
                currency: Some("EUR".into()),
                brand: if rich { "Tarnwick".into() } else { String::new() },
                benefits: pick(does, &benefits),
                ingredients: pick(ingredients, &others),
                claims: pick(claims, &others),
                ..bare(names[name], Some(tongue))
            };
            (tongue, facts)
        },
    )
}

/// What is wrong with a script for whoever says it.
fn unsayable(concept: &Concept, facts: &Facts) -> Option<String> {
    let script = &concept.script;
    let text = script.full();
    // Facts stand as they were typed; only what is between them is ours.
    let own =
        |text: &str| facts.benefits.iter().chain(&facts.claims).any(|fact| fact.contains(text.trim_end_matches('.')));
    let mut seen = BTreeSet::new();
    for sentence in sentences(&text) {
        let letters = sentence.trim_start_matches(['“', '„', '«', '"', '¿', '¡', '\u{a0}', '(']);
        let name = facts.name.to_string();
        if letters.starts_with(char::is_lowercase)
            && !letters.starts_with(&name)
            && !sentence.starts_with('–')
            && !own(letters)
        {
            return Some(format!("it begins a sentence with a small letter: {sentence:?}"));
        }
        // "No. 4" is no sentence.
        if sentence.chars().any(char::is_alphabetic) && !seen.insert(words::fold(sentence)) {
            return Some(format!("it says {sentence:?} twice"));
        }
    }
    let seams = [": .", ":.", "?.", "..", ",,", "!!", "? ?", " ,", "  ", ", ,"];
    seams.iter().find(|seam| text.contains(**seam)).map(|seam| format!("it holds {seam:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_script_can_be_read_aloud((_, facts) in product(), seed in 0_u64..1_000, format in 0..FORMATS.len()) {
        let mut brief = ready(&facts, Step::PsychologySelection, 0, seed);
        brief.selections.format = Some(FORMATS[format]);
        for concept in write(&brief).concepts {
            prop_assert_eq!(unsayable(&concept, &facts), None, "{}", concept.script.full());
            prop_assert_eq!(lint::flaw(&concept.script.full()), None);
        }
        for text in texts(&write(&Brief { step: Step::AngleSelection, ..brief.clone() })) {
            prop_assert_eq!(lint::flaw(&text), None, "{}", text);
        }
    }
}

#[test]
fn most_hooks_are_said_in_a_breath_and_none_takes_two() {
    let (mut all, mut short) = (0, 0);
    for (_, facts) in products() {
        for seed in 0..20 {
            for concept in write(&ready(&facts, Step::PsychologySelection, 0, seed)).concepts {
                let length = words::count(&concept.script.hook);
                assert!(length <= 22, "{length}: {}", concept.script.hook);
                all += 1;
                short += i32::from(length <= 12);
            }
        }
    }
    assert!(short * 10 >= all * 8, "{short} of {all} are short");
}

#[test]
fn facts_are_rarely_quoted_after_colons() {
    for (_, facts) in products() {
        for seed in 0..8 {
            for concept in write(&ready(&facts, Step::PsychologySelection, 0, seed)).concepts {
                let colons = concept.script.full().matches(':').count();
                assert!(colons <= 1, "{colons} colons: {}", concept.script.full());
            }
        }
    }
}

#[test]
fn concepts_of_a_set_are_built_differently() {
    for (tongue, facts) in products().into_iter().filter(|(_, facts)| facts.benefits.len() > 1) {
        for seed in 0..6 {
            let concepts = write(&ready(&facts, Step::PsychologySelection, 0, seed)).concepts;
            let at = |concept: &Concept| {
                let body = &concept.script.body;
                let reading = Reading::new(&facts, crate::catalogue::shared().unwrap());
                let part = |found: Option<usize>| found.map_or(9, |at| 4 * at / body.len());
                let fact = reading.facts.iter().filter_map(|fact| body.find(&fact.text)).min();
                (part(body.find(&*facts.name)), part(fact))
            };
            let builds: BTreeSet<_> = concepts.iter().map(at).collect();
            assert!(builds.len() >= 2, "{tongue:?} {seed}: all bring in the product at {builds:?}");
        }
    }
}

#[test]
fn a_fact_that_begins_with_its_verb_becomes_a_sentence() {
    let cases = [
        (Tongue::En, "Dries within minutes", Some("It dries within minutes")),
        (Tongue::En, "doesn't rub", Some("It doesn't rub")),
        (Tongue::En, "Gently exfoliates the skin", Some("It gently exfoliates the skin")),
        (Tongue::En, "Lessons of ten minutes", None),
        (Tongue::En, "Rolls of paper", None),
        (Tongue::En, "One person looks after each claim", None),
        (Tongue::En, "Save three hours", None),
        (Tongue::Fr, "Laisse la peau souple", Some("Ça laisse la peau souple")),
        (Tongue::Fr, "Laisse incluse", None),
        (Tongue::Fr, "Ne frotte pas", Some("Ça ne frotte pas")),
        (Tongue::Fr, "Se digère facilement", Some("Ça se digère facilement")),
        (Tongue::Fr, "Fond de teint léger", None),
        (Tongue::De, "Passt sich dem Nacken an", Some("Es passt sich dem Nacken an")),
        (Tongue::De, "Antwort innerhalb von zwei Tagen", None),
        (Tongue::Es, "Pesa poco de verdad", Some("Pesa poco de verdad")),
    ];
    for (tongue, fact, said) in cases {
        let facts = Facts { benefits: vec![fact.into()], ..bare("Tarnwick", Some(tongue)) };
        let reading = Reading::new(&facts, crate::catalogue::shared().unwrap());
        let fact = &reading.facts[0];
        let found = fact.speech().does.is_some().then_some(fact.speech().says.as_str());
        assert_eq!(found, said, "{}", fact.text);
    }
    let acts = [
        (Tongue::En, "Send an invoice in a minute", Some("send an invoice in a minute")),
        (Tongue::Fr, "Envoyer une facture en une minute", Some("envoyer une facture en une minute")),
        (Tongue::De, "Rechnungen in einer Minute verschicken", Some("Rechnungen in einer Minute verschicken")),
        (Tongue::De, "Die Hälfte würden es wieder kaufen", None),
        (Tongue::Es, "Enviar una factura en un minuto", Some("enviar una factura en un minuto")),
    ];
    for (tongue, fact, said) in acts {
        let facts = Facts { benefits: vec![fact.into()], ..bare("Tarnwick", Some(tongue)) };
        let reading = Reading::new(&facts, crate::catalogue::shared().unwrap());
        assert_eq!(reading.facts[0].speech().acts.as_deref(), said, "{fact}");
    }
    // What it is made of is never done.
    let facts = Facts { ingredients: vec!["Leaves from a Kentish hedge".into()], ..bare("Tarnwick", Some(Tongue::En)) };
    assert_eq!(Reading::new(&facts, crate::catalogue::shared().unwrap()).facts[0].speech().does, None);
}

#[test]
fn a_moment_of_the_persona_s_own_life_is_told() {
    let mut scenes: BTreeMap<String, usize> = BTreeMap::new();
    for (_, facts) in products() {
        for choice in 0..3 {
            let brief = ready(&facts, Step::PsychologySelection, choice, 4);
            let pack =
                crate::catalogue::pack(Reading::new(&facts, crate::catalogue::shared().unwrap()).tongue).unwrap();
            let people = &pack.people;
            let figures =
                people.archetypes.values().flat_map(|figures| figures.values()).chain(people.moments.values());
            let pain = &brief.selections.persona.as_ref().unwrap().card.pain_points[0];
            let own: BTreeSet<&String> =
                figures.filter(|figure| figure.pain == *pain).map(|figure| &figure.scene).collect();
            let concepts = write(&brief).concepts;
            let told = concepts.iter().filter(|concept| own.iter().any(|scene| concept.script.body.contains(*scene)));
            *scenes.entry(pain.to_string()).or_default() += told.count();
        }
    }
    let told = scenes.values().filter(|count| **count > 0).count();
    assert!(told * 10 >= scenes.len() * 8, "{told} of {} personas have a moment of their own", scenes.len());
}

#[test]
fn scenes_keep_together_what_belongs_together() {
    let mut joins = Joins::default();
    joins.learn("For the record. {Fact}.");
    joins.learn("{Fact}. Word for word.");
    assert!(!joins.part("For the record.", "Tested."));
    assert!(!joins.part("Tested.", "Word for word."));
    assert!(!joins.part("And the price?", "€5."));
    assert!(joins.part("Tested.", "Something else."));
    for (_, facts) in products() {
        for format in [FormatId::Hybrid, FormatId::Listicle, FormatId::DemoHowTo] {
            let mut brief = ready(&facts, Step::ScriptDetails, 0, 5);
            brief.selections.format = Some(format);
            // A hook may end with a question: that is what makes people listen.
            for scene in write(&brief).scenes.into_iter().skip(1) {
                let spoken = &scene.voiceover;
                let asks = spoken.ends_with('?') && sentences(spoken).count() > 1;
                assert!(!asks, "a question without its answer: {spoken}");
                let pack =
                    crate::catalogue::pack(Reading::new(&facts, crate::catalogue::shared().unwrap()).tongue).unwrap();
                let last = sentences(spoken).last().unwrap_or_default();
                assert!(pack.joins.part(last, ""), "a beginning without its end: {spoken}");
            }
        }
    }
}

/// Words of the data and of products that address somebody as tu, tú or du, and as vous, usted or Sie.
fn addressing(tongue: Tongue) -> [&'static [&'static str]; 2] {
    match tongue {
        Tongue::En => [&[], &[]],
        Tongue::Fr => [
            &["tu", "toi", "ta", "tes", "te", "Regarde", "Essaie", "Pense", "Découvre", "Prends", "Oublie", "Lis"],
            &["vous", "votre", "vos", "Regardez", "Essayez", "Pensez", "Découvrez", "Prenez", "Oubliez", "Lisez"],
        ],
        Tongue::Es => [
            &["tú", "tu", "tus", "ti", "contigo", "te", "Mira", "Piensa", "Olvida", "Descubre", "Tómate", "Haz", "Lee"],
            &["usted", "Mire", "Pruebe", "Piense", "Olvide", "Descubra", "Tómese", "Haga", "Lea"],
        ],
        Tongue::De => [
            &["du", "dir", "dich", "dein", "deine", "Sieh", "Denk", "Entdecke", "Probier", "Nimm", "Lies"],
            &["Sie", "Ihnen", "Ihre", "Sehen", "Denken", "Entdecken", "Probieren"],
        ],
    }
}

#[test]
fn whoever_hears_an_ad_is_addressed_in_one_way_which_is_the_products_own() {
    let own = |tongue| match tongue {
        Tongue::Fr => ["Pensé pour ta salle de bains", "Pensé pour votre salle de bains"],
        Tongue::Es => ["Pensado para ti y tu baño", "Pensado para usted y su baño"],
        Tongue::En | Tongue::De => ["Gemacht für dein Badezimmer", "Gemacht für Ihr Badezimmer"],
    };
    let speaks = products().into_iter().filter(|(tongue, it)| *tongue != Tongue::En && !it.benefits.is_empty());
    for (tongue, facts) in speaks {
        // The product says nothing of it, or speaks in one way: then so does the ad.
        for address in [None, Some(0), Some(1)] {
            let mut facts = facts.clone();
            facts.benefits.extend(address.map(|way: usize| own(tongue)[way].to_owned()));
            let mut heard = [0, 0];
            for seed in 0..12 {
                for concept in write(&ready(&facts, Step::PsychologySelection, 0, seed)).concepts {
                    let text = concept.script.full().replace("Ihre Worte", "");
                    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).collect();
                    let has = addressing(tongue).map(|forms| {
                        forms.iter().any(|form| {
                            let capital = crate::phrasing::capitalized(form);
                            words.iter().any(|word| word == form || *word == capital)
                        })
                    });
                    assert!(has != [true, true], "{tongue:?} {address:?}: {text}");
                    assert!(!text.contains(['<', '|', '>']), "{text}");
                    heard.iter_mut().zip(has).for_each(|(count, has)| *count += usize::from(has));
                }
            }
            let usual = usize::from(heard[1] > 0);
            let way = address.unwrap_or(usual);
            assert!(heard[way] > 12 && heard[1 - way] == 0, "{tongue:?} {address:?}: {heard:?}");
            if address.is_none() && tongue != Tongue::De {
                assert_eq!(usual, usize::from(tongue == Tongue::Fr), "French says vous, Spanish tú");
            }
        }
    }
}

#[test]
fn a_product_that_changes_is_read_anew() {
    let (_, facts) = products().remove(1);
    let writer = crate::OfflineCopywriter::new(std::time::Duration::ZERO);
    let told = |facts: &Facts| {
        use adforge_ports_creative::Copywriter;
        use futures_util::{FutureExt, StreamExt};
        format!("{:?}", writer.write(brief(facts, Step::PersonaSelection)).collect::<Vec<_>>().now_or_never())
    };
    let before = told(&facts);
    let changed = Facts { benefits: vec!["Whistles a tune".into()], ..facts.clone() };
    assert!(told(&changed).contains("Whistles a tune"));
    assert_eq!(told(&facts), before);
}

#[test]
fn no_two_wordings_share_a_sentence() {
    for tongue in Tongue::ALL {
        let ads = &crate::catalogue::pack(tongue).unwrap().ads;
        let people = &crate::catalogue::pack(tongue).unwrap().people;
        let lines = ads.lines.iter().flat_map(|(id, list)| list.iter().map(move |text| (id, text)));
        let points = ads.angles.iter().flat_map(|(id, words)| words.line.iter().map(move |text| (id, text)));
        let closes = ads.concepts.iter().flat_map(|(id, words)| words.close.iter().map(move |text| (id, text)));
        let hooks = ads.concepts.iter().flat_map(|(id, words)| words.hooks.iter().map(move |text| (id, text)));
        let doubts = people.objections.iter().map(|(id, words)| (id, &words.line));
        let motives = people.drivers.iter().map(|(id, words)| (id, &words.line));
        let mut said: BTreeMap<String, &String> = BTreeMap::new();
        for (id, text) in lines.chain(points).chain(closes).chain(hooks).chain(doubts).chain(motives) {
            for sentence in sentences(text).filter(|sentence| !sentence.contains('{')) {
                let other = said.insert(words::fold(sentence), id).filter(|other| *other != id);
                assert_eq!(other, None, "{tongue:?} {id} says {sentence:?} too");
            }
        }
    }
}

#[test]
fn only_what_is_left_out_is_an_absence() {
    let absent = |tongue, fact: &str| {
        let facts = Facts { benefits: vec![fact.into()], ..bare("Tarnwick", Some(tongue)) };
        Reading::new(&facts, crate::catalogue::shared().unwrap()).facts[0].speech().absence
    };
    assert!(
        absent(Tongue::Fr, "Sans parfum")
            && absent(Tongue::En, "Fragrance-free")
            && absent(Tongue::De, "Parfumfrei, bio")
    );
    assert!(!absent(Tongue::Fr, "S'applique sans pelucher") && !absent(Tongue::De, "Trocknet ohne zu krümeln"));
}

#[test]
fn a_product_s_name_is_not_read_before_it_comes_in() {
    for (_, facts) in products().into_iter().filter(|(_, facts)| !facts.benefits.is_empty()) {
        for seed in 0..6 {
            let scenes = write(&ready(&facts, Step::ScriptDetails, 0, seed)).scenes;
            let comes = scenes.iter().position(|scene| scene.voiceover.contains(&*facts.name)).unwrap();
            for scene in scenes.iter().take(comes) {
                assert_ne!(scene.on_screen_text, *facts.name, "{}", scene.voiceover);
            }
            let button = &scenes.last().unwrap().on_screen_text;
            assert!(*button != *facts.name && button.chars().count() <= 26, "{button:?} is a button");
        }
    }
}
