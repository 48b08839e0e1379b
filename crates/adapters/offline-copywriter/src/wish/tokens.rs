//! A wish in pieces: words, numbers and signs, and the phrases of the lexicon among them.

use crate::{
    lexicon::{Entry, lexicon},
    words::{self, fold},
};
use std::borrow::Cow;

/// A word, a number or a sign of a wish.
pub(super) struct Token<'a> {
    pub(super) raw: &'a str,
    pub(super) at: usize,
    pub(super) folded: Cow<'a, str>,
    pub(super) number: Option<u32>,
}

/// Longer wishes aren't read further.
const TOKENS: usize = 240;

pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    // Room for words of the usual length.
    let mut tokens = Vec::with_capacity(text.len() / 4 + 1);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if tokens.len() >= TOKENS {
            break;
        }
        let mut end = start + c.len_utf8();
        if c.is_alphanumeric() {
            let digits = c.is_ascii_digit();
            while let Some((at, next)) = chars.peek().copied() {
                // "60s" is one word, "50ml" and "30ans" are two.
                let decade = digits
                    && next == 's'
                    && !text.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
                if !(next.is_alphanumeric() && (next.is_ascii_digit() == digits || decade)) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        } else if !matches!(c, '+' | '%' | '€' | '$' | '£' | '-' | '–' | '—' | '?') {
            continue;
        }
        let raw = text.get(start..end).unwrap_or_default();
        let folded = match c {
            '–' | '—' => Cow::Borrowed("-"),
            _ if raw.bytes().all(|letter| letter.is_ascii() && !letter.is_ascii_uppercase()) => Cow::Borrowed(raw),
            _ => Cow::Owned(fold(raw)),
        };
        let number = folded.parse().ok();
        tokens.push(Token { raw, at: start, folded, number });
    }
    // A dash is a sign between numbers only.
    let between = |index: usize, tokens: &[Token<'_>]| {
        let number = |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.number.is_some());
        number(index.checked_sub(1)) && number(index.checked_add(1))
    };
    let dashes: Vec<bool> = (0..tokens.len())
        .map(|index| tokens.get(index).is_some_and(|token| token.folded == "-") && !between(index, &tokens))
        .collect();
    let mut dashes = dashes.into_iter();
    tokens.retain(|_| !dashes.next().unwrap_or_default());
    tokens
}

/// One or more tokens with a meaning of their own.
pub(super) struct Unit {
    pub(super) entry: Entry,
    pub(super) known: bool,
    pub(super) number: Option<u32>,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Which tokens only name the product.
pub(super) fn masked(tokens: &[Token<'_>], name: &str) -> Vec<bool> {
    let folded = fold(name);
    let name: Vec<&str> = words::split(&folded).collect();
    let mut masked = vec![false; tokens.len()];
    for start in 0..tokens.len() {
        for from in 0..name.len() {
            let rest = tokens.iter().skip(start).map(|token| &*token.folded);
            let run = rest.zip(name.iter().skip(from)).take_while(|(token, word)| token == *word).count();
            if run >= name.len().min(2) && run > 0 {
                masked.iter_mut().skip(start).take(run).for_each(|mask| *mask = true);
            }
        }
    }
    masked
}

pub(super) fn units(tokens: &[Token<'_>], masked: &[bool]) -> Vec<Unit> {
    let lexicon = lexicon();
    let mut units = Vec::with_capacity(tokens.len());
    let mut phrase = String::with_capacity(64);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if masked.get(at).copied().unwrap_or_default() {
            units.push(Unit {
                entry: Entry { neutral: true, ..Entry::default() },
                known: true,
                number: None,
                from: at,
                to: at + 1,
            });
            at += 1;
            continue;
        }
        phrase.clear();
        phrase.push_str(&token.folded);
        let mut found = lexicon.get(&phrase).map(|entry| (*entry, at + 1));
        for next in tokens.iter().enumerate().skip(at + 1).take(3) {
            phrase.push(' ');
            phrase.push_str(&next.1.folded);
            if let Some(entry) = lexicon.get(&phrase) {
                found = Some((*entry, next.0 + 1));
            }
        }
        let (entry, to) = found.unwrap_or((Entry::default(), at + 1));
        units.push(Unit { entry, known: found.is_some(), number: token.number, from: at, to });
        at = to;
    }
    units
}
