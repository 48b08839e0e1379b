//! A text made fit to be drawn: one line, only what our fonts have, and spaces that don't break where none may.

use crate::fonts::Coverage;
use unicode_segmentation::UnicodeSegmentation;

/// More than any place in a film can show; what comes after is not even shaped.
const MOST_GRAPHEMES: usize = 700;

/// Joins pictures into one (a cook out of a woman and a pan).
const JOINER: char = '\u{200d}';

/// Whether a character gives the picture before it a tone of skin.
fn toned(c: char) -> bool {
    matches!(u32::from(c), 0x1F3FB..=0x1F3FF)
}

/// Whether a character is a picture, or steers one.
fn pictured(c: char) -> bool {
    matches!(u32::from(c), 0x200D | 0x2190..=0x2BFF | 0x20E3 | 0xFE0F | 0x1F000..=0x1FAFF | 0xE0020..=0xE007F)
}

pub(crate) struct Cleaner<'a> {
    coverage: &'a Coverage,
}

impl<'a> Cleaner<'a> {
    pub(crate) fn new(coverage: &'a Coverage) -> Self {
        Self { coverage }
    }

    /// The text as one line. `whole` says whether our fonts draw a picture of several characters as one.
    pub(crate) fn line(&self, text: &str, whole: &mut dyn FnMut(&str) -> bool) -> String {
        let mut drawable = String::with_capacity(text.len().min(4 * MOST_GRAPHEMES));
        for grapheme in text.graphemes(true).take(MOST_GRAPHEMES) {
            match self.picture(grapheme, whole) {
                Some(picture) => drawable.push_str(&picture),
                // Joiners are for pictures.
                None => drawable.extend(grapheme.chars().filter(|c| *c != JOINER).filter_map(|c| self.drawable(c))),
            }
        }
        let mut line = String::with_capacity(drawable.len());
        for word in drawable.split(' ').filter(|word| !word.is_empty()) {
            if !line.is_empty() {
                let clings = word.chars().all(|c| "?!:;»%€".contains(c)) || line.ends_with('«');
                line.push(if clings { '\u{a0}' } else { ' ' });
            }
            line.push_str(word);
        }
        line
    }

    /// A picture of several characters as we have it: as it is, or without the tones of skin, or at least what it begins with.
    /// It is never taken apart.
    fn picture(&self, grapheme: &str, whole: &mut dyn FnMut(&str) -> bool) -> Option<String> {
        let mut chars = grapheme.chars();
        let base = chars.next().filter(|c| pictured(*c) && chars.next().is_some())?;
        let drawn = |c: char| self.drawable(c);
        let complete = grapheme.chars().all(|c| pictured(c) && drawn(c).is_some());
        let pale: String = grapheme.chars().filter(|c| !toned(*c)).collect();
        let ways = [grapheme.to_owned(), pale].into_iter().filter(|_| complete);
        let as_one = ways.into_iter().find(|way| whole(way));
        Some(as_one.unwrap_or_else(|| drawn(base).map(String::from).unwrap_or_default()))
    }

    /// The character, or what stands for it; nothing for what we have no glyph for: an empty box says less than nothing.
    fn drawable(&self, c: char) -> Option<char> {
        match c {
            '\u{a0}' | '\u{202f}' => Some('\u{a0}'),
            c if c.is_whitespace() || c.is_control() => Some(' '),
            // These steer shaping and have no glyph of their own. Tags and overrides that could reorder the rest are dropped.
            JOINER | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{fe0f}' | '\u{20e3}' => Some(c),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}' => None,
            c => self.coverage.has(c).then_some(c),
        }
    }
}
