//! Choosing the size, the lines and, if need be, the cut.

use super::{Block, Placed, Style, Word, hyphens};
use cosmic_text::{Align, Attrs, Buffer, Family, FontSystem, Metrics, Shaping, Weight, Wrap};
use hypher::Lang;
use unicode_segmentation::UnicodeSegmentation;

/// Sets a clean text of one line.
pub(super) fn fit(fonts: &mut FontSystem, syllables: Option<Lang>, text: &str, style: &Style) -> Block {
    if text.is_empty() {
        return Block::default();
    }
    let mut shaper = Shaper { fonts, style, buffer: Buffer::new_empty(Metrics::new(style.most, style.most)) };
    let whole = shaper.largest(text, Wrap::Word);
    // A long word makes everything small, or doesn't fit at all: then it is divided.
    if let Some(lang) = syllables.filter(|_| hyphens::long(text))
        && let Some((divided, size)) = shaper.divided(text, lang, whole.unwrap_or(0.0) * WORTH)
    {
        return shaper.set(&divided, size, Wrap::Word);
    }
    if let Some(size) = whole {
        return shaper.set(text, size, Wrap::Word);
    }
    // A word is wider than the box, or there are too many: break within words, then cut.
    if let Some(size) = shaper.largest(text, Wrap::WordOrGlyph) {
        return shaper.set(text, size, Wrap::WordOrGlyph);
    }
    let short = shaper.cut(text);
    shaper.set(&short, style.least, Wrap::WordOrGlyph)
}

/// Whether a picture of several characters is drawn as one.
pub(super) fn is_one(fonts: &mut FontSystem, picture: &str) -> bool {
    let mut buffer = Buffer::new_empty(Metrics::new(40.0, 40.0));
    buffer.set_size(None, None);
    let attrs = Attrs::new().family(Family::Name("Noto Color Emoji"));
    buffer.set_text(picture, &attrs, Shaping::Advanced, None);
    buffer.shape_until_scroll(fonts, false);
    let seen = buffer.layout_runs().flat_map(|run| run.glyphs).filter(|glyph| glyph.w > 1.0 || glyph.glyph_id == 0);
    seen.count() == 1
}

/// A divided word is harder to read: the type has to become this much larger by it.
const WORTH: f32 = 1.3;

struct Shaper<'a> {
    fonts: &'a mut FontSystem,
    style: &'a Style,
    buffer: Buffer,
}

impl Shaper<'_> {
    /// Lays the text out; gives the number of lines and the width of the widest.
    fn lay(&mut self, text: &str, size: f32, width: f32, wrap: Wrap) -> (usize, f32) {
        self.buffer.set_metrics(Metrics::new(size, (size * self.style.leading).round()));
        self.buffer.set_wrap(wrap);
        self.buffer.set_size(Some(width), None);
        let attrs = Attrs::new()
            .family(Family::Name(self.style.face.family()))
            .weight(Weight(self.style.face.weight()))
            .letter_spacing(if self.style.face == crate::fonts::Face::Display { -0.012 } else { 0.0 });
        self.buffer.set_text(text, &attrs, Shaping::Advanced, Some(Align::Left));
        self.buffer.shape_until_scroll(self.fonts, false);
        self.buffer.layout_runs().fold((0, 0.0), |(lines, widest), run| (lines + 1, run.line_w.max(widest)))
    }

    fn fits(&mut self, text: &str, size: f32, wrap: Wrap) -> bool {
        let (lines, widest) = self.lay(text, size, self.style.width, wrap);
        lines <= self.style.lines && widest <= self.style.width + 0.5
    }

    /// The largest size at which the text fits.
    fn largest(&mut self, text: &str, wrap: Wrap) -> Option<f32> {
        const STEP: f32 = 4.0;
        let sizes = ((self.style.most - self.style.least) / STEP).floor() as u32;
        let size = |smaller: u32| self.style.most - smaller as f32 * STEP;
        if !self.fits(text, size(sizes), wrap) {
            return None;
        }
        // Smaller always fits better, so halving finds the edge.
        let (mut fits, mut breaks) = (sizes, None);
        while fits > breaks.map_or(0, |at| at + 1) {
            let middle = (breaks.map_or(0, |at| at + 1) + fits) / 2;
            if self.fits(text, size(middle), wrap) { fits = middle } else { breaks = Some(middle) }
        }
        Some(size(fits))
    }

    /// The text with its long words divided, at the largest size above `least` at which it fits.
    fn divided(&mut self, text: &str, lang: Lang, least: f32) -> Option<(String, f32)> {
        const STEP: f32 = 8.0;
        let mut size = self.style.most;
        while size >= self.style.least && size > least {
            let width = self.style.width;
            let divided = hyphens::divided(text, lang, &mut |word| self.lay(word, size, 1e6, Wrap::None).1 <= width);
            if divided != text && self.fits(&divided, size, Wrap::Word) {
                return Some((divided, size));
            }
            size -= STEP;
        }
        None
    }

    /// As many words as fit at the least size, and an ellipsis; of a single endless word, as many letters.
    fn cut(&mut self, text: &str) -> String {
        let ends: Vec<usize> = text.split_word_bound_indices().map(|(at, word)| at + word.len()).collect();
        let letters: Vec<usize> = text.grapheme_indices(true).map(|(at, letter)| at + letter.len()).collect();
        for ends in [ends, letters] {
            let short = |count: usize| {
                let end = count.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0);
                let kept = text.get(..end).unwrap_or_default();
                format!("{}…", kept.trim_end_matches([' ', ',', ';', ':', '.', '-', '–', '—', '\u{a0}']))
            };
            let (mut good, mut bad) = (0, ends.len());
            while bad - good > 1 {
                let middle = (good + bad) / 2;
                if self.fits(&short(middle), self.style.least, Wrap::WordOrGlyph) {
                    good = middle
                } else {
                    bad = middle
                }
            }
            if good > 0 {
                return short(good);
            }
        }
        "…".to_owned()
    }

    /// Lays the text out in lines as even as can be, and takes the glyphs apart into words.
    fn set(&mut self, text: &str, size: f32, wrap: Wrap) -> Block {
        let (lines, _) = self.lay(text, size, self.style.width, wrap);
        let (mut narrow, mut wide) = (self.style.width / lines.max(1) as f32 * 0.8, self.style.width);
        for _ in 0..7 {
            let middle = (narrow + wide) / 2.0;
            let (count, widest) = self.lay(text, size, middle, wrap);
            if count <= lines && widest <= middle + 0.5 { wide = middle } else { narrow = middle }
        }
        let wide = if lines == 1 { self.style.width } else { wide.ceil() };
        let (lines, widest) = self.lay(text, size, wide, wrap);
        self.take(text, size, lines, widest)
    }

    fn take(&self, text: &str, size: f32, lines: usize, widest: f32) -> Block {
        let starts = word_starts(text);
        let line_height = (size * self.style.leading).round();
        let mut words: Vec<Word> = Vec::new();
        let mut rtl = false;
        for (line, run) in self.buffer.layout_runs().enumerate() {
            rtl |= run.rtl;
            let free = self.style.width - run.line_w;
            let shift = if self.style.centred {
                free / 2.0
            } else if run.rtl {
                free
            } else {
                0.0
            };
            let left = run.glyphs.iter().map(|glyph| glyph.x).fold(f32::MAX, f32::min);
            for glyph in run.glyphs {
                let index = starts.partition_point(|start| *start <= glyph.start).saturating_sub(1);
                let x = glyph.x - left + shift;
                let placed = Placed { glyph: glyph.clone(), x: shift - left, y: run.line_y };
                // A space belongs to no word's box, or highlights would lean over.
                let space = text.get(glyph.start..glyph.end).is_some_and(|piece| piece.trim().is_empty());
                match words.iter_mut().find(|word| word.index == index && word.line == line) {
                    Some(word) => {
                        let right = if space { word.x + word.width } else { (word.x + word.width).max(x + glyph.w) };
                        word.x = if space { word.x } else { word.x.min(x) };
                        word.width = right - word.x;
                        word.glyphs.push(placed);
                    }
                    None if space => {}
                    None => words.push(Word {
                        index,
                        line,
                        x,
                        y: run.line_top,
                        width: glyph.w,
                        height: run.line_height,
                        glyphs: vec![placed],
                    }),
                }
            }
        }
        words.sort_by_key(|word| (word.index, word.line));
        Block { words, size, height: lines as f32 * line_height, width: widest, rtl }
    }
}

/// Where words begin, in bytes.
fn word_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(text.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at + 1));
    starts
}
