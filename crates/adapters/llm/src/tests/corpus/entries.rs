//! The corpus's files, read.

use crate::tests::told::brief_of;
use adforge_domain::{language::Language, product::Facts, text::Title, workflow::Step};
use adforge_ports_creative::Brief;
use serde_json::{Value, json};

/// An answer about a product, and what is to be thought of it.
pub(super) struct Entry {
    pub(super) brief: Brief,
    pub(super) verdict: String,
    pub(super) step: Step,
    pub(super) json: Value,
    pub(super) text: String,
    /// Whether the check may be mended by it, or is only measured by it.
    pub(super) measures: bool,
}

fn product(line: &str, tag: &str) -> Facts {
    let fields: Vec<&str> = line.split('|').map(str::trim).collect();
    let list = |at: usize| fields[at].split(';').map(|entry| entry.trim().to_owned()).collect();
    Facts {
        name: Title::new(fields[1]).unwrap(),
        category: fields[2].to_owned(),
        price: fields[3].parse().ok(),
        currency: Some(fields[4].to_owned()),
        description: fields[5].to_owned(),
        benefits: list(6),
        ingredients: list(7),
        claims: list(8),
        language: Language::parse(tag).ok(),
        ..adforge_doubles::facts("x")
    }
}

/// The card of an entry; what the entry doesn't hold says nothing.
fn card(kind: &str, texts: &[&str], tag: &str) -> (Step, Value) {
    let at = |n: usize| texts.get(n).copied().unwrap_or("-");
    // A card's other texts are in its language, and claim nothing.
    let (shots, about) = match tag {
        "fr" => (
            "Une pièce claire, une main, trois plans serrés, la lumière du matin, puis le produit seul.",
            "Ce que cela change pour cette personne, dit sans promesse.",
        ),
        "es" => (
            "Una habitación clara, una mano, tres planos cortos, la luz de la mañana y el producto al final.",
            "Lo que cambia para esta persona, dicho sin promesas.",
        ),
        "de" => (
            "Ein heller Raum, eine Hand, drei nahe Einstellungen, das Licht am Morgen, dann nur das Produkt.",
            "Was sich für diese Person ändert, ohne ein Versprechen.",
        ),
        _ => (
            "A bright room, a hand, three close shots, the light of the morning, and the product at the end.",
            "What it changes for this person, said without a promise.",
        ),
    };
    match kind {
        "angle" => (
            Step::AngleSelection,
            json!({"angle": at(0), "description": at(1), "reason": at(2),
                "score_differentiation": 7.0, "score_emotion": 7.5, "score_proof": 8.0}),
        ),
        "concept" => (
            Step::PsychologySelection,
            json!({"concept": at(0), "description": about, "hook": at(1), "main_part": at(2), "next_step": at(3),
                "pictures": shots, "score_believability": 7.0, "score_call": 7.0, "score_hook": 7.0, "score_mechanism": 7.0}),
        ),
        "persona" => (
            Step::PersonaSelection,
            json!({"age_from": 25, "age_to": 45, "audience": at(0), "description": at(1), "desires": [at(3)],
                "gender": "All", "location": "", "pain_points": [at(2)], "traits": ["-–-"]}),
        ),
        other => panic!("no such kind: {other}"),
    }
}

/// The entries of a corpus.
pub(super) fn entries(tag: &str, corpus: &str) -> Vec<Entry> {
    let mut lines: Vec<String> = Vec::new();
    for line in corpus.lines() {
        let begins = ["@ ", "good ", "bad:"].iter().any(|start| line.starts_with(start));
        match lines.last_mut() {
            Some(last) if !begins => *last = format!("{last}\n{line}"),
            _ => lines.push(line.to_owned()),
        }
    }
    let (mut facts, mut products, mut entries) = (None, 0, Vec::new());
    for line in lines {
        if let Some(text) = line.strip_prefix("@ ") {
            facts = Some(product(text, tag));
            products += 1;
            continue;
        }
        let mut head = line.splitn(3, ' ');
        let (verdict, kind, texts) = (head.next().unwrap(), head.next().unwrap(), head.next().unwrap());
        let texts: Vec<&str> = texts.trim_start_matches('|').split('|').map(str::trim).collect();
        let (step, json) = card(kind, &texts, tag);
        let brief = brief_of(step, facts.clone().unwrap());
        entries.push(Entry {
            brief,
            verdict: verdict.to_owned(),
            step,
            json,
            text: line.clone(),
            measures: products > 2,
        });
    }
    entries
}
