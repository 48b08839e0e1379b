//! Patterns of words: one or several in a row, with open ends.

use super::text::words;

/// A row of words to look for.
#[derive(Debug)]
pub(super) struct Pattern(Vec<Part>);

#[derive(Debug)]
enum Part {
    Word(String),
    /// Any word that begins so.
    Begins(String),
    Any,
}

impl Part {
    fn is(&self, word: &str) -> bool {
        match self {
            Self::Word(own) => own == word,
            Self::Begins(own) => word.starts_with(own.as_str()),
            Self::Any => true,
        }
    }
}

/// The patterns of a list, separated by `;`.
pub(super) fn patterns(list: &str) -> Vec<Pattern> {
    let part = |word: &str| match word.strip_suffix('*') {
        Some(stem) => Part::Begins(stem.to_owned()),
        None if word == "_" => Part::Any,
        None => Part::Word(word.to_owned()),
    };
    let pattern = |text: &str| Pattern(text.split_whitespace().map(part).collect());
    list.split(';').map(str::trim).filter(|text| !text.is_empty()).map(pattern).collect()
}

impl Pattern {
    /// Where it stands in a row of folded words: the index of its first word and the one after its last.
    pub(super) fn find(&self, words: &[&str]) -> Option<(usize, usize)> {
        let length = self.0.len();
        let at =
            words.windows(length.max(1)).position(|run| self.0.iter().zip(run).all(|(part, word)| part.is(word)))?;
        Some((at, at + length))
    }

    /// Whether it stands in a folded text.
    pub(super) fn stands_in(&self, folded: &str) -> bool {
        let words: Vec<&str> = words(folded).collect();
        self.find(&words).is_some()
    }
}
