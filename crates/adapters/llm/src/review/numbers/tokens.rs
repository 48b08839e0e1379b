//! Digits, words and marks: what numbers are read from.

/// A piece of a folded text: a number in digits, a word, or a mark.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    Digits(String),
    Word(String),
    Mark(char),
}

/// The value of digits with marks between them: `1.299,90`, `12,000`, `0,5`, `12 000`.
pub(super) fn value(digits: &str) -> Option<f64> {
    let last = digits.rfind(['.', ',']);
    let (whole, part) = match last {
        Some(at) => {
            let (whole, part) = (digits.get(..at)?, digits.get(at + 1..)?);
            let kinds = digits.chars().filter(|c| matches!(c, '.' | ',')).collect::<std::collections::BTreeSet<_>>();
            let several = digits.matches(['.', ',']).count() > 1;
            // Three digits after a single kind of mark are a group, unless a zero stands before them.
            let group = part.len() == 3 && (kinds.len() == 1) && whole != "0" && (several || whole.len() <= 3);
            if group { (digits, "") } else { (whole, part) }
        }
        None => (digits, ""),
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    format!("{whole}.{part}0").parse().ok()
}

/// The pieces of a folded text.
pub(super) fn tokens(folded: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = folded.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_digit() {
            let mut digits = c.to_string();
            loop {
                let mut ahead = chars.clone();
                match ahead.next() {
                    Some(d) if d.is_ascii_digit() => {
                        digits.push(d);
                        chars = ahead;
                    }
                    // A mark between digits belongs to the number; a space only before a group of three.
                    Some(mark @ ('.' | ',')) if ahead.peek().is_some_and(char::is_ascii_digit) => {
                        digits.push(mark);
                        chars = ahead;
                    }
                    Some(' ') if is_group(&digits, ahead.clone()) => chars = ahead,
                    _ => break,
                }
            }
            tokens.push(Token::Digits(digits));
        } else if c.is_alphabetic() {
            let mut word = c.to_string();
            while let Some(next) = chars.next_if(|next| next.is_alphabetic()) {
                word.push(next);
            }
            tokens.push(Token::Word(word));
        } else if !c.is_whitespace() {
            tokens.push(Token::Mark(c));
        }
    }
    tokens
}

/// Whether exactly three digits follow digits that may stand before a group.
fn is_group(digits: &str, ahead: std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let next: Vec<char> = ahead.take(4).collect();
    let three = next.iter().take(3).filter(|c| c.is_ascii_digit()).count() == 3;
    plain && digits.len() <= 3 && three && !next.get(3).is_some_and(char::is_ascii_digit)
}
