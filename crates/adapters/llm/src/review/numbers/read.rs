//! Finding the numbers of a text.

use super::tokens::{Token, tokens, value};
use crate::{review::data::Data, words::fold};

/// What a number counts.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::review) enum Kind {
    Percent,
    /// In a currency, by its code.
    Money(&'static str),
    /// In a unit, by its English name.
    Unit(&'static str),
    /// A time of day: no claim.
    Clock,
    Bare,
}

/// A number of a text.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::review) struct Number {
    pub(in crate::review) value: f64,
    pub(in crate::review) kind: Kind,
    /// The beginning of the word after it, for a number that has no unit.
    pub(in crate::review) of: Option<String>,
    /// It is written in words; it is an article that may be a one.
    pub(in crate::review) words: bool,
    pub(in crate::review) one: bool,
    /// As it stands in the text, with what follows it.
    pub(in crate::review) told: String,
}

/// The numbers of a text in a language.
pub(in crate::review) fn numbers(text: &str, data: &Data, tag: &str) -> Vec<Number> {
    let tokens = tokens(&fold(text));
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (number, next) = number_at(&tokens, at, data, tag);
        found.extend(number);
        at = next.max(at + 1);
    }
    found
}

fn number_at(tokens: &[Token], at: usize, data: &Data, tag: &str) -> (Option<Number>, usize) {
    let ones = data.ones.get(tag);
    let (value, mut next, words, one) = match tokens.get(at) {
        Some(Token::Digits(digits)) => match value(digits) {
            Some(value) => (value, at + 1, false, false),
            None => return (None, at + 1),
        },
        Some(Token::Word(word)) => match in_words(tokens, at, data, tag) {
            Some((value, next)) => (value, next, true, false),
            None if ones.is_some_and(|ones| ones.contains(word)) => (1.0, at + 1, true, true),
            None => return (None, at + 1),
        },
        _ => return (None, at + 1),
    };
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    // "7:30", "7 h 30".
    if !words && tokens.get(next) == Some(&Token::Mark(':')) && matches!(tokens.get(next + 1), Some(Token::Digits(_))) {
        return (Some(number(value, Kind::Clock, tokens, at, next + 2)), next + 2);
    }
    // A hyphen binds: "30-day".
    if tokens.get(next) == Some(&Token::Mark('-')) && matches!(tokens.get(next + 1), Some(Token::Word(_))) {
        next += 1;
    }
    let kind = kind(tokens, before, next, data);
    let end = next + usize::from(!matches!(kind, Kind::Bare | Kind::Clock));
    // A word for a small number, or an article, is one only before what it counts.
    if one && !matches!(kind, Kind::Unit(_) | Kind::Percent) {
        return (None, next);
    }
    let kind = if is_clock(tokens, at, next) { Kind::Clock } else { kind };
    let of = match (&kind, tokens.get(next)) {
        (Kind::Bare, Some(Token::Word(word))) if word.chars().count() >= 4 => Some(word.chars().take(5).collect()),
        _ => None,
    };
    (Some(Number { words, one, of, ..number(value, kind, tokens, at, end.max(next)) }), end.max(next))
}

fn number(value: f64, kind: Kind, tokens: &[Token], from: usize, to: usize) -> Number {
    let told =
        tokens.get(from..to + 1).or_else(|| tokens.get(from..)).unwrap_or_default().iter().map(|token| match token {
            Token::Digits(text) | Token::Word(text) => format!("{text} "),
            Token::Mark(mark) => mark.to_string(),
        });
    Number { value, kind, of: None, words: false, one: false, told: told.collect() }
}

/// What the number before `next` counts.
fn kind(tokens: &[Token], before: Option<&Token>, next: usize, data: &Data) -> Kind {
    let text = |token: Option<&Token>| match token {
        Some(Token::Word(word)) => Some(word.clone()),
        Some(Token::Mark(mark)) => Some(mark.to_string()),
        _ => None,
    };
    if let Some(currency) = text(before).and_then(|before| data.currencies.get(&before)) {
        return Kind::Money(currency);
    }
    let Some(after) = text(tokens.get(next)) else { return Kind::Bare };
    if data.percent.contains(&after) {
        return Kind::Percent;
    }
    let pair = text(tokens.get(next + 1)).unwrap_or_default();
    if data.percent_pairs.iter().any(|pattern| pattern.find(&[&after, &pair]).is_some()) {
        return Kind::Percent;
    }
    if let Some(currency) = data.currencies.get(&after) {
        return Kind::Money(currency);
    }
    data.units.get(&after).map_or(Kind::Bare, |unit| Kind::Unit(unit))
}

/// "At 7 am", "um 7 Uhr", "à 7 h", "a las 6"; but not "jusqu'à 7 h" or "las 24 horas", which say how long.
fn is_clock(tokens: &[Token], at: usize, next: usize) -> bool {
    let back = |by: usize, any: &[&str]| match at.checked_sub(by).and_then(|at| tokens.get(at)) {
        Some(Token::Word(word)) => any.contains(&word.as_str()),
        _ => false,
    };
    let after = |any: &[&str]| match tokens.get(next) {
        Some(Token::Word(word)) => any.contains(&word.as_str()),
        _ => false,
    };
    let till = back(2, &["jusqu"]) || (back(3, &["jusqu"]) && back(1, &["a"]));
    let french = after(&["h", "heure", "heures"]) && back(1, &["a", "des", "vers", "avant", "apres"]) && !till;
    let spanish = back(1, &["las"]) && back(2, &["a", "de", "desde", "hasta", "sobre"]) && !after(&["horas"]);
    french || spanish || after(&["uhr", "am", "pm"])
}

/// A number in words: "twelve", "twelve thousand", "three hundred".
fn in_words(tokens: &[Token], at: usize, data: &Data, tag: &str) -> Option<(f64, usize)> {
    let table = data.words.get(tag).or_else(|| data.words.get("en"))?;
    let at_value = |at: usize| match tokens.get(at) {
        Some(Token::Word(word)) => table.get(word).copied(),
        _ => None,
    };
    let first = at_value(at)?;
    let (mut value, mut next) = (f64::from(first), at + 1);
    while let Some(more) = at_value(next) {
        value = if more >= 100 && f64::from(more) > value { value * f64::from(more) } else { value + f64::from(more) };
        next += 1;
    }
    Some((value, next))
}
