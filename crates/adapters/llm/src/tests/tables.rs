//! Every file that a copywriter may edit can be read, and is written as it must be.

use crate::{tongue::Tongue, words::fold};
use adforge_domain::{language::Language, workflow::Step};

const FILES: [(&str, &str); 5] = [
    ("claims", include_str!("../../data/claims.toml")),
    ("numbers", include_str!("../../data/numbers.toml")),
    ("leftovers", include_str!("../../data/leftovers.toml")),
    ("languages", include_str!("../../data/languages.toml")),
    ("frames", include_str!("../../data/frames.toml")),
];

fn strings(value: &toml::Value, path: &str, all: &mut Vec<(String, String)>) {
    match value {
        toml::Value::String(text) => all.push((path.to_owned(), text.clone())),
        toml::Value::Array(values) => values.iter().for_each(|value| strings(value, path, all)),
        toml::Value::Table(table) => {
            table.iter().for_each(|(key, value)| strings(value, &format!("{path}.{key}"), all));
        }
        _ => {}
    }
}

#[test]
fn words_are_folded_as_texts_are() {
    for (name, text) in FILES {
        let table: toml::Value = toml::from_str(text).unwrap();
        let mut all = Vec::new();
        strings(&table, name, &mut all);
        let looked_up = |path: &str| {
            !path.starts_with("frames")
                && !["why", "scope", "id", "name", "code", "marks"].iter().any(|key| path.ends_with(key))
        };
        for (path, text) in all.iter().filter(|(path, _)| looked_up(path)) {
            assert_eq!(&fold(text), text, "{path}: fold it (lower case, no accents)");
            let bare = text.replace(['*', ';', '\'', '=', '-', '_', ' '], "");
            assert!(
                bare.chars().all(|c| c.is_alphanumeric() || "€$£¥%".contains(c)),
                "{path}: words only, marks split them"
            );
        }
    }
}

#[test]
fn our_languages_are_spoken_and_others_are_known() {
    for (tag, name) in [("en", "English"), ("fr", "French"), ("es", "Spanish"), ("de", "German"), ("pt", "Portuguese")]
    {
        let mut facts = adforge_doubles::facts("Kisel");
        facts.language = Language::parse(tag).ok();
        let tongue = Tongue::of(&facts).unwrap();
        assert_eq!((tongue.tag(), tongue.name().as_str()), (tag, name));
        assert!(tongue.lang().is_some(), "the recognizer knows {tag}");
        let status = tongue.status(Step::AngleSelection, "Kisel", 9, true, false);
        assert!(status.steps.iter().all(|step| !step.label.is_empty()));
        assert_eq!(
            tongue.status(Step::AngleSelection, "Kisel", 9, true, true).steps.iter().filter(|it| it.done).count(),
            2
        );
    }
}

#[test]
fn a_language_on_no_list_is_written_all_the_same() {
    let mut facts = adforge_doubles::facts("Kisel");
    facts.language = Language::parse("lv").ok();
    let tongue = Tongue::of(&facts).unwrap();
    assert_eq!((tongue.tag(), tongue.name().as_str()), ("lv", "the language with the ISO 639-1 tag \"lv\""));
    assert!(tongue.lang().is_none() && tongue.rate() > 0);
}

#[test]
fn a_product_without_a_language_is_read() {
    let mut facts = adforge_doubles::facts("Kisel");
    assert_eq!(Tongue::of(&facts).unwrap().tag(), "en");
    facts.description = "Eine Grütze aus roten Beeren, die im Glas reift und nach Sommer schmeckt.".to_owned();
    assert_eq!(Tongue::of(&facts).unwrap().tag(), "de");
    facts.description = "Um doce de frutas vermelhas que amadurece no frasco e sabe a verão, feito à mão.".to_owned();
    assert_eq!(Tongue::of(&facts).unwrap().tag(), "pt");
}
