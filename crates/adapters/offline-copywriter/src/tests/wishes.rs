//! What users ask for reaches the cards, or it is said that it can't.

use super::cast::*;
use crate::language::Tongue;
use adforge_domain::{cards::Gender, text::fold_name, workflow::Step};
use adforge_ports_creative::Brief;

/// A wish, and what all cards must then have: ages within, gender, place, and a word of the name.
type Case = (&'static str, Option<(u8, u8)>, Option<Gender>, &'static str, &'static str);

fn serum() -> adforge_domain::product::Facts {
    products().remove(0).1
}

#[test]
fn ages_women_and_men_places_and_groups_reach_every_card() {
    use Gender::{Female, Male};
    let cases: &[Case] = &[
        ("for men over 60 in Canada", Some((60, 85)), Some(Male), "Canada", ""),
        ("women 25-34", Some((25, 34)), Some(Female), "", ""),
        ("people aged 30 to 40 in Germany", Some((30, 40)), None, "Germany", ""),
        ("pour des étudiantes", Some((18, 26)), Some(Female), "", "Students"),
        ("für Väter ab 40", Some((40, 85)), Some(Male), "", "Fathers"),
        ("mujeres mayores de 50 en México", Some((50, 85)), Some(Female), "Mexico", ""),
        ("plutôt des hommes de 30 à 45 ans en France", Some((30, 45)), Some(Male), "France", ""),
        ("runners in their forties", Some((40, 49)), None, "", "Runners"),
        ("moins de 30 ans", Some((18, 29)), None, "", ""),
        ("Krankenschwestern zwischen 25 und 34", Some((25, 34)), Some(Female), "", "Nurses"),
        ("menopausal women", Some((45, 60)), Some(Female), "", ""),
        ("no men", None, Some(Female), "", ""),
        ("45+", Some((45, 85)), None, "", ""),
        ("beekeepers", None, None, "", ""),
        ("for beekeepers", None, None, "", "Beekeepers"),
    ];
    let mut serum = serum();
    serum.description = "A face balm.".into();
    for (wish, band, gender, place, group) in cases {
        let given = personas(&serum, wish);
        assert_eq!(given.personas.len(), 4, "{wish}");
        for persona in &given.personas {
            let (lo, hi) = ages(persona);
            assert!(band.is_none_or(|(least, most)| lo >= least && hi <= most), "{wish}: {}", persona.age);
            assert!(gender.is_none_or(|gender| persona.gender == gender), "{wish}: {:?}", persona.gender);
            assert!(place.is_empty() || persona.location == *place, "{wish}: {}", persona.location);
            assert!(persona.name.contains(group), "{wish}: {}", persona.name);
        }
    }
}

#[test]
fn wishes_are_read_in_any_language_and_answered_in_the_product_s() {
    for (tongue, facts) in products() {
        let given = personas(&facts, "for nurses over 40 in Spain");
        let (group, place) = match tongue {
            Tongue::En => ("Nurses", "Spain"),
            Tongue::Fr => ("Soignants", "Espagne"),
            Tongue::Es => ("Profesionales sanitarios", "España"),
            Tongue::De => ("Pflegekräfte", "Spanien"),
        };
        assert!(
            given.personas.iter().all(|it| it.name.contains(group) && it.location == place && ages(it).0 >= 40),
            "{:?}",
            given.personas
        );
        assert_eq!(given.notes, Vec::<String>::new());
    }
}

#[test]
fn younger_and_older_move_what_was_shown() {
    for (_, facts) in products() {
        let middle = |given: &Given| {
            given.personas.iter().map(|it| f64::from(ages(it).0) + f64::from(ages(it).1)).sum::<f64>() / 8.0
        };
        for (wish, sign) in [
            ("make them younger", -1.0),
            ("plus âgées", 1.0),
            ("más jóvenes", -1.0),
            ("älter", 1.0),
            ("beaucoup plus jeunes", -1.0),
        ] {
            let (shown, moved) = refined(&facts, Step::PersonaSelection, wish);
            assert!(
                (middle(&moved) - middle(&shown)) * sign >= 5.0,
                "{wish}: {} to {}",
                middle(&shown),
                middle(&moved)
            );
            assert_eq!(moved.notes, Vec::<String>::new(), "{wish}");
        }
    }
}

#[test]
fn nobody_is_younger_than_an_ad_may_aim_at() {
    let facts = serum();
    let mut brief = ready(&facts, Step::PersonaSelection, 0, 3);
    brief.wish = Some("make them younger".into());
    for _ in 0..6 {
        let given = write(&brief);
        assert!(given.personas.iter().all(|it| ages(it).0 >= 18));
        brief.shown = content(&brief, &given);
    }
    assert!(write(&brief).notes.iter().any(|note| note.contains("as young as")));
}

#[test]
fn earlier_wishes_hold() {
    let facts = serum();
    let earlier = |wishes: &[&str], now: &str| {
        let brief = ready(&facts, Step::PersonaSelection, 0, 3);
        let earlier_wishes = wishes.iter().map(|wish| (*wish).to_owned()).collect();
        write(&Brief { earlier_wishes, wish: Some(now.into()), ..brief })
    };
    let given = earlier(&["for men", "over 60"], "in Canada");
    assert!(given.personas.iter().all(|it| it.gender == Gender::Male && ages(it).0 >= 60 && it.location == "Canada"));
    let given = earlier(&["for men over 60"], "women instead");
    assert!(given.personas.iter().all(|it| it.gender == Gender::Female));
    let given = earlier(&["for men over 60"], "between 30 and 40");
    assert!(given.personas.iter().all(|it| ages(it).1 <= 40));
}

#[test]
fn a_refinement_gives_personas_of_other_names() {
    for (_, facts) in products() {
        for wish in ["other ones", "make them younger", "d'autres", "andere", "otras"] {
            let (shown, given) = refined(&facts, Step::PersonaSelection, wish);
            let names: Vec<String> = shown.personas.iter().map(|it| fold_name(&it.name)).collect();
            assert!(given.personas.iter().all(|it| !names.contains(&fold_name(&it.name))), "{wish}");
        }
    }
}

#[test]
fn groups_can_be_left_out_and_counts_asked_for() {
    let facts = serum();
    for seed in 0..20 {
        let brief = ready(&facts, Step::PersonaSelection, 0, seed);
        let given = write(&Brief { wish: Some("three personas, no students".into()), count: None, ..brief });
        assert_eq!(given.personas.len(), 3);
        assert!(given.personas.iter().all(|it| !it.name.contains("Student")), "{:?}", given.personas);
    }
    assert_eq!(personas(&facts, "cinq profils").personas.len(), 5);
    assert_eq!(personas(&facts, "drei Zielgruppen").personas.len(), 3);
    let many = personas(&facts, "50 personas");
    assert_eq!((many.personas.len(), many.notes.len()), (8, 1));
    assert!(many.notes[0].contains('8'));
}

#[test]
fn plain_requests_are_no_wishes() {
    let plain = [
        "Generate ads for my product",
        "Generate ads for Zorblax Balm",
        "Generate ads",
        "Generate personas",
        "Generate scripts",
        "Génère des annonces pour mon produit",
        "Crea anuncios para mi producto",
        "Erstelle Anzeigen für mein Produkt",
        "please show me some personas",
    ];
    for wish in plain {
        assert_eq!(personas(&serum(), wish).notes, Vec::<String>::new(), "{wish}");
    }
}

#[test]
fn what_cannot_be_followed_is_said_in_the_product_s_language() {
    for (tongue, facts) in products() {
        for (wish, named) in [("make it rhyme in Klingon", "rhyme in Klingon"), ("upside down please", "upside")] {
            for step in STEPS {
                let (_, given) = refined(&facts, step, wish);
                let start = match tongue {
                    Tongue::En => "Not followed",
                    Tongue::Fr => "Non suivi",
                    Tongue::Es => "No se ha seguido",
                    Tongue::De => "Nicht umgesetzt",
                };
                let said = given.notes.iter().any(|note| note.starts_with(start) && note.contains(named));
                assert!(said, "{step:?} {wish}: {:?}", given.notes);
            }
        }
    }
}

#[test]
fn a_wish_understood_in_part_names_the_rest() {
    let given = personas(&serum(), "for women over 60, in haiku");
    assert!(given.personas.iter().all(|it| ages(it).0 >= 60));
    assert!(
        given.notes.iter().any(|note| note.starts_with("Followed only in part") && note.contains("haiku")),
        "{:?}",
        given.notes
    );
}

#[test]
fn a_claim_that_the_product_does_not_make_is_refused_aloud() {
    let claims = [
        "say it cures acne",
        "dis que ça guérit l'acné",
        "di que cura el acné",
        "sag, dass es Akne heilt",
        "mention the five star reviews",
        "make it 100% effective",
    ];
    for (_, facts) in products() {
        for wish in claims {
            for step in [Step::PersonaSelection, Step::AngleSelection, Step::PsychologySelection] {
                let (_, given) = refined(&facts, step, wish);
                assert!(!given.notes.is_empty(), "{wish} at {step:?}");
                assert!(
                    !texts(&Given { notes: Vec::new(), ..given }).join(" ").to_lowercase().contains("acn"),
                    "{wish}"
                );
            }
        }
    }
    let (_, given) = refined(&serum(), Step::PsychologySelection, "say it is without fragrance");
    assert_eq!(given.notes, Vec::<String>::new(), "what the product says may be asked for");
}

#[test]
fn minors_and_ages_that_nobody_has_are_said() {
    for wish in
        ["for teenagers", "pour des ados", "kids aged 8 to 12", "for 15 year olds", "adolescentes", "Jugendliche"]
    {
        let given = personas(&serum(), wish);
        assert!(given.personas.iter().all(|it| ages(it).0 >= 18));
        assert!(given.notes.iter().any(|note| note.contains("under eighteen")), "{wish}: {:?}", given.notes);
    }
    let given = personas(&serum(), "for 150 year olds");
    assert!(given.notes.iter().any(|note| note.contains("150")), "{:?}", given.notes);
}

#[test]
fn styles_and_topics_reach_angles_and_scripts() {
    let facts = serum();
    let length = |given: &Given| {
        given.concepts.iter().map(|it| crate::words::count(&it.script.full())).sum::<usize>() / given.concepts.len()
    };
    let (usual, shorter) = refined(&facts, Step::PsychologySelection, "make them shorter");
    let (_, longer) = refined(&facts, Step::PsychologySelection, "plus long");
    assert!(length(&shorter) < length(&usual) && length(&usual) < length(&longer));
    let (_, price) = refined(&facts, Step::AngleSelection, "focus on the price");
    assert!(price.angles.iter().any(|angle| angle.notes.get("angle").is_some_and(|angle| angle == "price")));
    assert_eq!(price.notes, Vec::<String>::new());
    let (_, oil) = refined(&facts, Step::AngleSelection, "talk about the oat milk");
    assert!(oil.angles.iter().any(|angle| angle.description.contains("Oat milk")), "{:?}", oil.angles);
    let mut free = facts.clone();
    free.price = None;
    let (_, none) = refined(&free, Step::AngleSelection, "focus on the price");
    assert!(none.notes.iter().any(|note| note.contains("no price")));
    let kettle = products().remove(1).1;
    let (_, funny) = refined(&kettle, Step::PsychologySelection, "funnier");
    assert!(funny.concepts.iter().any(|it| &*it.title == "Humour"));
    let (_, kind) = refined(&facts, Step::PsychologySelection, "funnier");
    assert!(kind.notes.iter().any(|note| note.contains("care")), "skin care isn't joked about, and that is said");
}

#[test]
fn an_audience_that_is_asked_for_too_late_is_said() {
    for step in [Step::AngleSelection, Step::PsychologySelection] {
        let (_, given) = refined(&serum(), step, "for men over 60");
        assert!(given.notes.iter().any(|note| note.contains("chosen with the persona")), "{:?}", given.notes);
    }
}

#[test]
fn numbers_that_are_no_ages_are_not_read_as_ages() {
    for wish in ["in 30 seconds", "SPF 50+", "for 12,90 €", "9:16"] {
        let asked = personas(&serum(), wish);
        let usual = personas(&serum(), "");
        let spans = |given: &Given| given.personas.iter().map(ages).collect::<Vec<_>>();
        assert_eq!(spans(&asked), spans(&usual), "{wish}");
    }
}
