//! Numbers in texts, in digits and in words, with what they count; and whether the product's record has the same.

mod read;
mod tokens;

pub(super) use read::{Kind, Number, numbers};

use super::{data::Data, grounds::Grounds, text::sentences};
use crate::{
    cards::{Field, Voice},
    tongue::Tongue,
    words::fold,
};

/// Small numbers that count what is on the screen ("two reasons") and claim nothing.
const SMALL: f64 = 10.0;
/// From here on a number in words is meant as a number.
const GREAT: f64 = 20.0;

/// The numbers of a text that the record doesn't carry, each as a sentence.
pub(super) fn flaws(field: &Field<'_>, grounds: &Grounds, data: &Data, tongue: Tongue) -> Vec<String> {
    let mut wrong = Vec::new();
    if field.voice == Voice::Label {
        return wrong;
    }
    for sentence in sentences(field.text) {
        let speaks = field.voice == Voice::Ad || grounds.named(&fold(sentence));
        for number in numbers(sentence, data, tongue.tag()) {
            let seen = field.voice == Voice::Seen && !matches!(number.kind, Kind::Percent | Kind::Money(_));
            // So many of all people is a statistic, which nobody has counted here.
            let counts = field.voice == Voice::About && number.kind == Kind::Percent;
            if (speaks || counts) && !seen && !carried(&number, grounds) {
                wrong.push(format!(
                    "\"{}\" says \"{}\": no fact of the product has this number.",
                    field.key,
                    number.told.trim()
                ));
            }
        }
    }
    wrong
}

/// Whether the record carries a number, or it claims nothing.
fn carried(number: &Number, grounds: &Grounds) -> bool {
    let known = &grounds.numbers;
    let same = |other: &&Number| (other.value - number.value).abs() < 1e-9;
    match &number.kind {
        Kind::Clock => true,
        Kind::Percent => known.iter().filter(same).any(|other| other.kind == Kind::Percent),
        Kind::Money(currency) => known.iter().filter(same).any(|other| other.kind == Kind::Money(currency)),
        Kind::Unit(unit) => {
            let aged = *unit == "year" && grounds.ages.iter().any(|age| age.parse() == Ok(number.value));
            // "A minute later" counts nothing unless the facts count minutes; "a litre of it" does.
            let article = number.one
                && !matches!(*unit, "litre" | "kilogram")
                && !known.iter().any(|other| other.kind == Kind::Unit(unit));
            // "Two bottles" are no two weeks; but a unit of a language whose units aren't known looks like any word.
            let bare = |other: &Number| other.kind == Kind::Bare && (other.of.is_none() || grounds.is_strange);
            let has = |other: &Number| other.kind == Kind::Unit(unit) || bare(other);
            aged || article || known.iter().filter(same).any(has)
        }
        Kind::Bare => {
            if known.iter().any(|other| same(&other)) || grounds.ages.iter().any(|age| age.parse() == Ok(number.value))
            {
                return true;
            }
            // "Twelve kinds" where the facts say six.
            let another = number.of.as_ref().is_some_and(|of| known.iter().any(|other| other.of.as_ref() == Some(of)));
            let claims =
                if number.words { number.value >= GREAT } else { number.value > SMALL || number.value.fract() != 0.0 };
            !another && !claims
        }
    }
}
