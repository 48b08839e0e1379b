//! Cards rest on the product's facts, the persona and the user's wishes, in every language and at every step.

use crate::home;
use adforge_tests::{Chat, Home, INVENTED, Owner, chooses_angle, chooses_persona, invented, without_links};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The steps that write cards.
const STEPS: [&str; 5] =
    ["persona_selection", "persona_impact", "angle_selection", "psychology_selection", "script_details"];

/// A session in each language over a product that is made up here; the server is stopped.
async fn sessions() -> (Home, BTreeMap<&'static str, String>) {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let mut sessions = BTreeMap::new();
    for language in INVENTED {
        owner.offers(&product(language)).await;
        sessions.insert(language, owner.starts_session(language).await.id);
    }
    server.kill();
    (home, sessions)
}

fn product(language: &str) -> Value {
    let mut product = invented(language);
    product["externalId"] = json!(language);
    product
}

/// Walks through all steps with the persona at `persona` and else the first of all; brings each step's data.
async fn walk(chat: &Chat, persona: usize) -> Vec<Value> {
    let personas = chat.asks_for_personas().await["data"].clone();
    let persona = personas["audiences"][persona].clone();
    let chosen = json!({"id": persona["id"]});
    let impact = json!({"message": "", "currentStep": "persona_impact", "context": {"selectedPersona": chosen}});
    let impact = chat.says(&impact).await.good()["data"].clone();
    let angles = chat.says(&chooses_persona(&persona)).await.good()["data"].clone();
    let angle = angles["angles"][0].clone();
    let concepts = chat.says(&chooses_angle(&persona, &angle)).await.good()["data"].clone();
    let details = json!({"message": "", "context": {"selectedPsychology": {"id": concepts["concepts"][0]["id"]}}});
    let details = chat.says(&details).await.good()["data"].clone();
    vec![personas, impact, angles, concepts, details]
}

/// What each language's session says in a copy of the folder where the products are others.
async fn told(
    home: &Home,
    sessions: &BTreeMap<&'static str, String>,
    persona: usize,
    change: impl Fn(&mut Value),
) -> BTreeMap<&'static str, Vec<Value>> {
    let home = home.forked();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let mut told = BTreeMap::new();
    for (language, session) in sessions {
        let mut changed = product(language);
        change(&mut changed);
        owner.offers(&changed).await;
        let data = walk(&owner.chat(session), persona).await;
        told.insert(*language, data.iter().map(without_links).collect());
    }
    told
}

fn says(data: &Value, fact: &str) -> bool {
    data.to_string().to_lowercase().contains(&fact.to_lowercase())
}

#[tokio::test]
async fn a_fact_that_is_taken_away_is_nowhere_and_the_cards_that_rested_on_it_change() {
    let (home, sessions) = sessions().await;
    let whole = told(&home, &sessions, 0, |_| {}).await;
    assert_eq!(whole, told(&home, &sessions, 0, |_| {}).await, "the same facts give the same cards");
    let mut rested: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (key, at) in [("benefits", 0), ("benefits", 1), ("benefits", 2), ("ingredients", 0), ("claims", 0)] {
        let without = told(&home, &sessions, 0, |product| {
            product[key].as_array_mut().unwrap().remove(at);
        })
        .await;
        for language in INVENTED {
            let fact = product(language)[key][at].as_str().unwrap().to_owned();
            for (step, (with, without)) in STEPS.iter().zip(whole[language].iter().zip(&without[language])) {
                assert!(!says(without, &fact), "{language} {step} says {fact:?}, which nobody told it: {without:#}");
                if says(with, &fact) {
                    assert_ne!(with, without, "{language} {step} rests on {fact:?}");
                    *rested.entry((language, step)).or_default() += 1;
                }
            }
        }
    }
    for language in INVENTED {
        for step in STEPS {
            assert!(rested.contains_key(&(language, step)), "{language} {step} rests on none of the facts: {rested:?}");
        }
    }
}

#[tokio::test]
async fn another_persona_gets_another_ad() {
    let (home, sessions) = sessions().await;
    let first = told(&home, &sessions, 0, |_| {}).await;
    let second = told(&home, &sessions, 1, |_| {}).await;
    for language in INVENTED {
        assert_eq!(first[language][0], second[language][0], "the personas are the same, only the choice is another");
    }
    for (place, step) in STEPS.iter().enumerate().skip(1) {
        let (mut all, mut same) = (0, 0);
        for language in INVENTED {
            let (one, other) = (texts(&first[language][place]), texts(&second[language][place]));
            let shared = one.iter().filter(|text| other.contains(text)).count();
            assert!(shared < one.len(), "{language} {step}: nothing changes");
            (all, same) = (all + one.len(), same + shared);
        }
        // What quotes a fact may stay; at least a quarter is about the person.
        assert!(same * 4 < all * 3, "{step}: {same} of {all} texts stay the same");
    }
}

/// The sentences in a step's data.
fn texts(data: &Value) -> Vec<String> {
    match data {
        Value::String(text) if text.split(' ').count() > 2 => vec![text.clone()],
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::Object(map) => map.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// A wish that any writer can follow, in the product's language; how it shows.
fn a_wish(language: &str) -> &'static str {
    match language {
        "en" => "only men over 60 from Portugal",
        "fr" => "uniquement des hommes de plus de 60 ans au Portugal",
        "es" => "solo hombres mayores de 60 años de Portugal",
        _ => "nur Männer über 60 aus Portugal",
    }
}

/// A wish that this writer can't follow, and that stands in no table of its own.
fn too_much(language: &str) -> &'static str {
    match language {
        "en" => "Write it as a villanelle about harbour cranes",
        "fr" => "Écris cela comme une villanelle sur les grues du port",
        "es" => "Escríbelo como una villanela sobre las grúas del puerto",
        _ => "Schreib das als Villanelle über Hafenkräne",
    }
}

#[tokio::test]
async fn demographics_that_are_named_are_heeded() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    for language in INVENTED {
        owner.offers(&product(language)).await;
        let chat = owner.starts_session(language).await;
        let turn = json!({"message": a_wish(language), "currentStep": "persona_selection"});
        let data = chat.says(&turn).await.good()["data"].clone();
        for persona in data["audiences"].as_array().unwrap() {
            assert_eq!(persona["gender"], "Male", "{language} {persona:#}");
            assert_eq!(persona["location"], "Portugal", "{language} {persona:#}");
            let youngest: u32 = persona["age"].as_str().unwrap().split('-').next().unwrap().parse().unwrap();
            assert!(youngest >= 60, "{language} {persona:#}");
        }
        assert_eq!(data["notes"], json!([]), "{language}: what was followed needs no excuse");
        // And so does what is said next, about what is shown.
        let younger = match language {
            "en" => "make them younger",
            "fr" => "rends-les plus jeunes",
            "es" => "hazlos más jóvenes",
            _ => "mach sie jünger",
        };
        let again = chat.says(&json!({"message": younger})).await.good();
        assert_eq!(again["type"], "audience_group");
        assert_ne!(again["data"]["audiences"], data["audiences"], "{language}");
        assert_eq!(again["data"]["audiences"][0]["id"], "aud-5", "a new set goes on counting");
    }
}

#[tokio::test]
async fn a_wish_that_cant_be_followed_is_said_at_every_step() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    for language in INVENTED {
        owner.offers(&product(language)).await;
        let chat = owner.starts_session(language).await;
        let (_, _, concepts) = chat.reaches_concepts().await;
        let details = json!({"message": "", "context": {"selectedPsychology": {"id": concepts[0]["id"]}}});
        assert_eq!(chat.says(&details).await.good()["data"]["notes"], json!([]));
        for step in STEPS {
            let turn = json!({"message": too_much(language), "currentStep": step});
            let data = chat.says(&turn).await.good()["data"].clone();
            let notes = data["notes"].as_array().unwrap();
            assert!(!notes.is_empty(), "{language} {step}: {:?} was passed over in silence", too_much(language));
            assert!(
                notes.iter().all(|note| note.as_str().is_some_and(|note| note.split(' ').count() > 3)),
                "{notes:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_set_outside_a_session_rests_on_the_same_facts() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    for language in INVENTED {
        owner.offers(&product(language)).await;
        let asked = json!({"productId": language, "format": "Hybrid Format", "targetDemographics": a_wish(language), "count": 3});
        let personas = owner.post("/api/personas/generate", &asked).await.good();
        assert_eq!(personas["type"], "audience_group");
        let list = personas["data"]["audiences"].as_array().unwrap();
        assert_eq!(list.len(), 3);
        assert!(list.iter().all(|persona| persona["gender"] == "Male"), "{personas:#}");
        let asked = json!({"productId": language, "persona": list[0]["name"], "angle": "Balance vs Mask", "count": 2});
        let scripts = owner.post("/api/scripts/generate", &asked).await.good();
        assert_eq!(scripts["data"]["concepts"].as_array().unwrap().len(), 2);
        let facts = product(language);
        let facts = ["benefits", "ingredients", "claims"].map(|key| facts[key].as_array().unwrap().clone()).concat();
        assert!(facts.iter().any(|fact| says(&scripts, fact.as_str().unwrap())), "{scripts:#}");
    }
}
