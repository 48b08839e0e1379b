//! The data files: whole in every language, and without a claim of their own.

use crate::{catalogue, language::Tongue, lexicon, lint};
use std::collections::BTreeSet;

/// A language's files, each as a tree.
fn trees(tongue: Tongue) -> [toml::Table; 3] {
    let texts = match tongue {
        Tongue::En => [
            include_str!("../../data/en/people.toml"),
            include_str!("../../data/en/ads.toml"),
            include_str!("../../data/en/frames.toml"),
        ],
        Tongue::Fr => [
            include_str!("../../data/fr/people.toml"),
            include_str!("../../data/fr/ads.toml"),
            include_str!("../../data/fr/frames.toml"),
        ],
        Tongue::Es => [
            include_str!("../../data/es/people.toml"),
            include_str!("../../data/es/ads.toml"),
            include_str!("../../data/es/frames.toml"),
        ],
        Tongue::De => [
            include_str!("../../data/de/people.toml"),
            include_str!("../../data/de/ads.toml"),
            include_str!("../../data/de/frames.toml"),
        ],
    };
    texts.map(|text| toml::from_str(text).expect("a data file parses"))
}

/// Every text of a tree with the path to it; the wordings of a list share one.
fn leaves(value: &toml::Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        toml::Value::String(text) => found.push((path.to_owned(), text.clone())),
        toml::Value::Array(list) => list.iter().for_each(|entry| leaves(entry, path, found)),
        toml::Value::Table(table) => {
            table.iter().for_each(|(key, entry)| leaves(entry, &format!("{path}.{key}"), found))
        }
        _ => {}
    }
}

fn all_leaves(tongue: Tongue) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for tree in trees(tongue) {
        leaves(&toml::Value::Table(tree), "", &mut found);
    }
    found
}

#[test]
fn every_file_parses() {
    catalogue::shared().unwrap();
    lexicon::check().unwrap();
    for tongue in Tongue::ALL {
        catalogue::pack(tongue).unwrap();
    }
}

#[test]
fn every_language_says_what_english_says() {
    let paths = |tongue| all_leaves(tongue).into_iter().map(|(path, _)| path).collect::<BTreeSet<_>>();
    for tongue in Tongue::ALL {
        let (english, other) = (paths(Tongue::En), paths(tongue));
        let differ: Vec<_> = english.symmetric_difference(&other).collect();
        assert!(differ.is_empty(), "{tongue:?} and English differ in {differ:?}");
    }
}

#[test]
fn every_id_has_its_words() {
    let shared = catalogue::shared().unwrap();
    let pack = catalogue::pack(Tongue::En).unwrap();
    for category in &shared.categories {
        for row in &category.archetypes {
            assert!(pack.people.archetypes[&category.id].contains_key(&row.id), "{} {}", category.id, row.id);
            assert!(
                pack.people.drivers.contains_key(&row.driver) && pack.people.objections.contains_key(&row.objection),
                "{}",
                row.id
            );
            assert!(row.traits.iter().all(|id| pack.people.traits.contains_key(id)), "{}", row.id);
        }
        assert!(pack.people.places.contains_key(&category.id) && pack.people.kinds.contains_key(&category.id));
        assert!(pack.ads.calls.plain.contains_key(&category.act), "{}", category.act);
    }
    assert!(shared.moments.iter().all(|row| pack.people.moments.contains_key(&row.id)));
    assert!(shared.angles.iter().all(|row| pack.ads.angles.contains_key(&row.id)));
    assert!(shared.concepts.iter().all(|row| pack.ads.concepts.contains_key(&row.id)));
    for row in &shared.formats {
        assert!(pack.ads.formats.contains_key(&row.id), "{}", row.id);
        assert!(row.beats.iter().all(|beat| pack.ads.shots.contains_key(beat)), "{:?}", row.beats);
    }
    assert_eq!(shared.formats.len(), adforge_domain::format::FORMATS.len());
}

#[test]
fn frames_make_no_claim_of_their_own() {
    let mut claims = Vec::new();
    for tongue in Tongue::ALL {
        for (path, text) in all_leaves(tongue) {
            // Notes speak to the user about claims, ages and guarantees; they are no ad.
            let word = lint::unfounded(&text, "").filter(|_| !path.starts_with(".notes"));
            claims.extend(word.map(|word| format!("{tongue:?} {path} says {word:?}: {text}")));
        }
    }
    assert!(claims.is_empty(), "{}", claims.join("\n"));
}

#[test]
fn frames_use_slots_that_exist() {
    let known = [
        "p", "does", "does2", "says", "pain", "pain2", "want", "fact", "fact2", "fact3", "facts", "price", "brand",
        "place", "kind", "angle", "age", "person", "name", "group", "feature", "tone", "answer", "range", "words",
        "can", "n", "title", "score", "a", "b", "c", "d", "reason", "label", "area", "titles",
    ];
    for tongue in Tongue::ALL {
        for (path, text) in all_leaves(tongue) {
            for slot in text.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                assert!(known.contains(&slot.to_lowercase().as_str()), "{tongue:?} {path}: {{{slot}}}");
            }
            assert_eq!(text.matches('{').count(), text.matches('}').count(), "{path}");
        }
    }
}

#[test]
fn wordings_are_as_many_in_every_language() {
    let count = |tongue| {
        let mut counts = std::collections::BTreeMap::new();
        for (path, _) in all_leaves(tongue) {
            *counts.entry(path).or_insert(0) += 1;
        }
        counts
    };
    for tongue in Tongue::ALL {
        assert_eq!(count(Tongue::En), count(tongue), "{tongue:?}");
    }
}
