//! Texts that can't be wrong: what a user typed, and titles; and the folding by which names are compared.

use serde::{Deserialize, Serialize};
use std::{fmt, ops::Deref};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The longest message, in Unicode scalar values after trimming.
pub const MESSAGE_CHARS: usize = 4_000;

/// Why a text was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadText {
    /// Nothing is left after trimming.
    #[error("it must not be empty")]
    Empty,
    /// Longer than allowed (counted in Unicode scalar values).
    #[error("it has {got} characters; at most {most} are allowed")]
    TooLong {
        /// How many it has.
        got: usize,
        /// How many it may have.
        most: usize,
    },
    /// NUL or another control character (but newline, carriage return and tab).
    #[error("it holds the control character U+{0:04X}, which is not allowed")]
    Control(u32),
}

/// Trims, then refuses control characters and more than `most` scalar values. Empty is fine.
///
/// # Errors
/// [`BadText::Control`], [`BadText::TooLong`].
pub fn clean(text: &str, most: usize) -> Result<&str, BadText> {
    let text = text.trim();
    if let Some(c) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(BadText::Control(c as u32));
    }
    // A text of few bytes can't have too many characters: most are not counted twice.
    if text.len() > most {
        let got = text.chars().count();
        if got > most {
            return Err(BadText::TooLong { got, most });
        }
    }
    Ok(text)
}

/// A name or headline: never empty, no control characters, at most 200 characters, trimmed.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Title(String);

impl Title {
    /// The longest title, in Unicode scalar values.
    pub const CHARS: usize = 200;

    /// A title out of a text.
    ///
    /// # Errors
    /// Any [`BadText`].
    pub fn new(text: &str) -> Result<Self, BadText> {
        match clean(text, Self::CHARS)? {
            "" => Err(BadText::Empty),
            text => Ok(Self(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Title {
    type Error = BadText;
    fn try_from(text: String) -> Result<Self, BadText> {
        Self::new(&text)
    }
}

impl From<Title> for String {
    fn from(title: Title) -> Self {
        title.0
    }
}

impl Deref for Title {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name as names are compared: composed alike (NFKC), without case (ß is ss), runs of white space folded into one space,
/// and no space before punctuation, so that `"Angle 1 : Balance"` is `"angle 1: balance"`.
pub fn fold_name(name: &str) -> String {
    if is_plain(name) {
        return name.to_ascii_lowercase();
    }
    let mut folded = Folded { text: String::with_capacity(name.len()), space: false };
    // Most names are composed already.
    if name.is_ascii() || is_nfkc_quick(name.chars()) == IsNormalized::Yes {
        name.chars().for_each(|c| folded.fold(c));
    } else {
        name.nfkc().for_each(|c| folded.fold(c));
    }
    folded.text
}

/// Whether nothing but the case of a name can differ from its folded form, as it is with most.
fn is_plain(name: &str) -> bool {
    // A space is followed by a letter or digit, and nothing else is white space.
    let mut after_space = true;
    let plain = |letter: u8| {
        let fits = letter.is_ascii_graphic() && (!after_space || letter.is_ascii_alphanumeric());
        let space = letter == b' ' && !after_space;
        after_space = space;
        fits || space
    };
    name.bytes().all(plain) && !name.ends_with(' ')
}

/// A number that depends on a text alone (FNV-1a): the same on every machine and in every version.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

struct Folded {
    text: String,
    /// Whether white space waits for a character that wants it before itself.
    space: bool,
}

impl Folded {
    fn fold(&mut self, c: char) {
        if c.is_ascii() {
            self.push(c.to_ascii_lowercase());
        } else {
            // Up and down again folds what has no single small letter of its own: ß is ss, ς is σ.
            c.to_uppercase().flat_map(char::to_lowercase).for_each(|c| self.push(c));
        }
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.space = true;
            return;
        }
        let closes = matches!(c, ':' | ';' | ',' | '.' | '!' | '?' | '…' | ')' | '»' | '%');
        if self.space && !self.text.is_empty() && !closes {
            self.text.push(' ');
        }
        self.space = false;
        self.text.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::fold_name;

    #[test]
    fn names_are_folded_alike_whatever_they_are_made_of() {
        assert_eq!(fold_name("  Angle 1 :  Balance\tvs MASK !"), "angle 1: balance vs mask!");
        assert_eq!(fold_name("É\u{301}lan : Straße"), fold_name("é\u{301}lan: STRASSE"));
        assert_eq!(fold_name("e\u{301}"), fold_name("É"));
    }

    #[test]
    fn a_plain_name_is_folded_as_any_other() {
        for (name, folded) in [
            ("Busy Parents", "busy parents"),
            (" Busy", "busy"),
            ("Busy ", "busy"),
            ("Busy  Parents", "busy parents"),
            ("Busy\tParents", "busy parents"),
            ("Busy\u{b}Parents", "busy parents"),
            ("Busy\u{1}Parents", "busy\u{1}parents"),
            ("(A) & B-C: 50+", "(a) & b-c: 50+"),
            ("Angle : 1", "angle: 1"),
            ("Angle -1", "angle -1"),
            (" ", ""),
            ("", ""),
        ] {
            assert_eq!(fold_name(name), folded, "{name:?}");
        }
    }
}
