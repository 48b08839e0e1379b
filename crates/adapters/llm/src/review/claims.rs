//! Words that claim something, and whether the product's record says the same.

use super::{
    data::{Data, Rule, Scope},
    grounds::Grounds,
    text::{sentences, words},
};
use crate::{
    cards::{Field, Voice},
    tongue::Tongue,
    words::fold,
};

/// The claims of a text that the record doesn't carry, each as a sentence.
pub(super) fn flaws(field: &Field<'_>, grounds: &Grounds, data: &Data, tongue: Tongue) -> Vec<String> {
    let mut wrong = Vec::new();
    if field.voice == Voice::Label {
        return wrong;
    }
    for sentence in sentences(field.text) {
        let folded = fold(sentence);
        let named = grounds.named(&folded);
        if field.voice != Voice::Ad && !named {
            continue;
        }
        let row: Vec<&str> = words(&folded).collect();
        for rule in &data.rules {
            let hit = rule.words(tongue.tag()).iter().find_map(|pattern| {
                let (from, to) = pattern.find(&row)?;
                let ranks = match rule.scope {
                    Scope::Ad => true,
                    Scope::Kind => {
                        let next = row.iter().skip(to).take(2).any(|word| grounds.is_kind(word));
                        next || (named && is_said_of(&row, from, grounds))
                    }
                };
                (ranks && !pattern.stands_in(&grounds.text) && !carried(rule, grounds))
                    .then(|| row.get(from..to).unwrap_or_default().join(" "))
            });
            if let Some(hit) = hit {
                wrong.push(format!("\"{}\" says \"{hit}\": {}.", field.key, rule.why));
            }
        }
    }
    wrong
}

/// Whether a record in another language than the ad's claims something of the kind: "Bio-Anbau" carries "organic".
fn carried(rule: &Rule, grounds: &Grounds) -> bool {
    let Some(other) = &grounds.other else { return false };
    rule.words(other).iter().any(|pattern| pattern.stands_in(&grounds.text))
}

/// Whether a superlative is said of the product: its name stands before it in the sentence ("Brisa is the best …").
fn is_said_of(row: &[&str], at: usize, grounds: &Grounds) -> bool {
    let before = row.get(..at).unwrap_or_default().join(" ");
    grounds.named(&before)
}
