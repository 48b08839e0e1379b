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

    /// The text as one line.
    pub(crate) fn line(&self, text: &str) -> String {
        let mut drawable = String::with_capacity(text.len().min(4 * MOST_GRAPHEMES));
        for grapheme in text.graphemes(true).take(MOST_GRAPHEMES) {
            // Joiners are for pictures that are one out of several, where our font has them all.
            let joined =
                grapheme.contains(JOINER) && grapheme.chars().all(|c| pictured(c) && self.drawable(c).is_some());
            // Of joined pictures we have those without a tone of skin.
            let kept = |c: &char| if joined { !toned(*c) } else { *c != JOINER };
            drawable.extend(grapheme.chars().filter(kept).filter_map(|c| self.drawable(c)));
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
