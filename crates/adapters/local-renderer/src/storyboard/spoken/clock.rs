//! When something is said, by where it stands in the text.

use adforge_ports_creative::{Speech, SpokenWord};
use std::ops::Range;

/// The times of a speech. What no word tells lies between the words that do, for as long as it is.
pub(super) struct Clock {
    words: Vec<SpokenWord>,
    /// In bytes.
    text: usize,
    /// In milliseconds.
    length: u32,
}

impl Clock {
    /// Takes the words that follow each other; a voice that says otherwise of one isn't believed there.
    pub(super) fn of(speech: &Speech, text: usize) -> Self {
        let length = speech.length_ms();
        let mut words: Vec<SpokenWord> = Vec::with_capacity(speech.words.len());
        for word in &speech.words {
            let (byte, time) = words.last().map_or((0, 0), |last| (last.until, last.ends_ms));
            let follows = word.from >= byte && word.starts_ms >= time;
            if follows
                && word.from < word.until
                && word.until <= text
                && word.starts_ms <= word.ends_ms
                && word.ends_ms <= length
            {
                words.push(*word);
            }
        }
        Self { words, text, length }
    }

    pub(super) fn length(&self) -> u32 {
        self.length
    }

    /// When words are heard; all the time where no word is known.
    pub(super) fn heard(&self) -> impl Iterator<Item = (u32, u32)> {
        let unknown = self.words.is_empty().then_some((0, self.length));
        self.words.iter().map(|word| (word.starts_ms, word.ends_ms)).chain(unknown)
    }

    /// When the first word of a part of the text begins. Marks before it are not said.
    pub(super) fn begins(&self, part: &Range<usize>) -> u32 {
        match self.words.iter().find(|word| word.until > part.start) {
            Some(word) if word.from >= part.end => self.between(part.start),
            Some(word) if word.from >= part.start => word.starts_ms,
            Some(word) => within(word, part.start),
            None => self.between(part.start),
        }
    }

    /// When the last word of a part of the text has been said.
    pub(super) fn ends(&self, part: &Range<usize>) -> u32 {
        match self.words.iter().rev().find(|word| word.from < part.end) {
            Some(word) if word.until <= part.start => self.between(part.end),
            Some(word) if word.until <= part.end => word.ends_ms,
            Some(word) => within(word, part.end),
            None => self.between(part.end),
        }
    }

    /// A place that no word covers.
    fn between(&self, at: usize) -> u32 {
        let before =
            self.words.iter().rev().find(|word| word.until <= at).map_or((0, 0), |word| (word.until, word.ends_ms));
        let after = self.words.iter().find(|word| word.from >= at);
        let after = after.map_or((self.text, self.length), |word| (word.from, word.starts_ms));
        share(before, after, at)
    }
}

fn within(word: &SpokenWord, at: usize) -> u32 {
    share((word.from, word.starts_ms), (word.until, word.ends_ms), at)
}

/// The time of a place between two whose times are known.
fn share((from, begins): (usize, u32), (until, ends): (usize, u32), at: usize) -> u32 {
    let (part, whole) = (at.saturating_sub(from) as u64, until.saturating_sub(from).max(1) as u64);
    begins + (u64::from(ends.saturating_sub(begins)) * part.min(whole) / whole) as u32
}
