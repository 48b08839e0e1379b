//! How a fact can be said: one that begins with its verb becomes a sentence, everything else stands for itself.

use crate::{language::Tongue, words};
use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// A language's verbs, as `verbs.toml` lists them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    sure: String,
    unsure: String,
    before: String,
    soft: String,
    not: String,
    act: String,
}

/// The same, to be looked up by folded words.
struct Verbs {
    sure: FxHashSet<String>,
    unsure: FxHashSet<String>,
    before: FxHashSet<String>,
    soft: FxHashSet<String>,
    not: FxHashSet<String>,
    act: FxHashSet<String>,
}

static VERBS: LazyLock<BTreeMap<String, Verbs>> = LazyLock::new(|| {
    let rows: BTreeMap<String, Row> = toml::from_str(include_str!("../../data/verbs.toml")).unwrap_or_default();
    let set = |words: &str| words.split_whitespace().map(words::fold).collect();
    let verbs = |row: &Row| Verbs {
        sure: set(&row.sure),
        unsure: set(&row.unsure),
        before: set(&row.before),
        soft: set(&row.soft),
        not: set(&row.not),
        act: set(&row.act),
    };
    rows.iter().map(|(language, row)| (language.clone(), verbs(row))).collect()
});

/// Reads the verbs.
pub(super) fn warm() {
    LazyLock::force(&VERBS);
}

/// The fact as it goes on after "it", if it begins with its verb: "dries within minutes".
pub(super) fn does(fact: &str, folded: &str, tongue: Tongue) -> Option<String> {
    let verbs = VERBS.get(tongue.code())?;
    let mut all = folded.split_whitespace().map(|word| word.trim_end_matches([',', ':', ';', '.']));
    let mut first = all.next()?;
    let mut softened = false;
    while verbs.soft.contains(first) {
        softened = true;
        first = all.next()?;
    }
    let elided =
        |word: &str| tongue == Tongue::Fr && (["n'", "s'", "n’", "s’"].iter().any(|head| word.starts_with(head)));
    let next = all.next();
    let followed = next.is_some_and(|next| {
        let head = next.split(['\'', '’']).next().unwrap_or(next);
        verbs.before.contains(head) || head.bytes().all(|byte| byte.is_ascii_digit())
    });
    let verb = if verbs.unsure.contains(first) {
        followed
    } else {
        verbs.sure.contains(first) || verbs.not.contains(first) || elided(first)
    };
    // "Se lavan", "se plient": the subject is more than one.
    let several = match tongue {
        Tongue::Fr => first.ends_with("ent") && !verbs.sure.contains(first),
        _ => false,
    };
    let reflexive = softened && matches!(tongue, Tongue::Fr | Tongue::Es) && folded.starts_with("se ");
    // "Rolls of paper", "fond de teint": a noun after all.
    let noun = next.is_some_and(|next| matches!(next, "of" | "and" | "de" | "per") || next.starts_with("d'"));
    // "Ne colle pas", "no roza": whatever the verb.
    let denied = match tongue {
        Tongue::Fr => folded.starts_with("ne ") || folded.starts_with("n'"),
        Tongue::Es => folded.starts_with("no "),
        Tongue::De => first.ends_with('t') && matches!(next, Some("sich" | "nicht")),
        Tongue::En => false,
    };
    let begins = (verb || denied || reflexive) && !several && !noun && next.is_some();
    begins.then(|| lowered(fact))
}

/// The fact as it goes on after "you can", if it says what can be done: "send an invoice in a minute".
pub(super) fn acts(fact: &str, folded: &str, tongue: Tongue) -> Option<String> {
    let verbs = VERBS.get(tongue.code())?;
    let mut all = folded.split_whitespace();
    let first = all.next()?;
    if tongue != Tongue::De {
        return (verbs.act.contains(first) && all.next().is_some()).then(|| lowered(fact));
    }
    // German puts the verb last: "Rechnungen in einer Minute verschicken".
    const FINITE: [&str; 14] = [
        "wurden", "werden", "wird", "konnen", "kann", "haben", "hat", "lassen", "lasst", "mussen", "muss", "zu",
        "sollen", "wollen",
    ];
    let words: Vec<&str> = folded.split_whitespace().collect();
    let verb = fact.split_whitespace().next_back().filter(|last| last.starts_with(char::is_lowercase));
    let infinitive = verb.is_some_and(|verb| verb.len() > 4 && (verb.ends_with("en") || verb.ends_with("ern")));
    let clause = fact.contains(',') || words.iter().any(|word| FINITE.contains(word));
    (infinitive && !clause && words.len() >= 3 && first != "fur").then(|| fact.to_owned())
}

/// What stands for the product before its verb; Spanish needs nothing.
pub(super) fn it(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::En => "It",
        Tongue::Fr => "Ça",
        Tongue::Es => "",
        Tongue::De => "Es",
    }
}

fn lowered(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
