//! How a product's own words speak to whoever reads them.

use crate::{catalogue::Address, language::Tongue};
use adforge_domain::product::Facts;

/// Words that address somebody in one way and mean nothing else, in small letters.
struct Forms {
    close: &'static [&'static str],
    polite: &'static [&'static str],
}

const FRENCH: Forms = Forms { close: &["tu", "toi", "ta", "tes"], polite: &["vous", "votre", "vos"] };
const SPANISH: Forms = Forms { close: &["tú", "tu", "tus", "ti", "contigo"], polite: &["usted", "ustedes"] };
const GERMAN: Forms = Forms {
    close: &["du", "dich", "dir", "dein", "deine", "deinen", "deinem", "deiner", "deines"],
    // With a capital in the middle of a sentence only: otherwise it is she, they, her.
    polite: &["Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihres"],
};

/// How a product speaks to its reader; none where it doesn't, or does both.
pub(super) fn of(facts: &Facts, description: &str, tongue: Tongue) -> Option<Address> {
    let forms = match tongue {
        Tongue::En => return None,
        Tongue::Fr => &FRENCH,
        Tongue::Es => &SPANISH,
        Tongue::De => &GERMAN,
    };
    let (mut close, mut polite) = (false, false);
    for text in [&facts.benefits, &facts.claims].into_iter().flatten().map(String::as_str).chain([description]) {
        let mut begins = true;
        for word in text.split_whitespace() {
            let bare = word.trim_matches(|c: char| !c.is_alphabetic());
            // Their letters are as long when they are capitals.
            let is = |form: &str| form.len() == bare.len() && small(bare).eq(form.chars());
            let is_one = |forms: &[&str]| forms.iter().any(|form| is(form));
            close |= is_one(forms.close);
            polite |= match tongue {
                Tongue::De => !begins && forms.polite.contains(&bare),
                _ => is_one(forms.polite),
            };
            begins = word.ends_with(['.', '!', '?', ':']);
        }
    }
    match (close, polite) {
        (true, false) => Some(Address::Close),
        (false, true) => Some(Address::Polite),
        _ => None,
    }
}

/// In small letters.
fn small(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(char::to_lowercase)
}
