//! Words into glyphs: shaped in any direction, broken into even lines, as large as fits.

mod clean;
mod fit;
mod hyphens;

pub(crate) use clean::Cleaner;

use crate::{
    colour::Rgb,
    fonts::{self, Coverage, Face},
    paint::blank,
};
use adforge_domain::language::Language;
use cosmic_text::{FontSystem, LayoutGlyph, SwashCache, SwashContent, SwashImage};
use tiny_skia::Pixmap;

/// How a text is to be set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) face: Face,
    /// The sizes to choose from, in pixels.
    pub(crate) most: f32,
    pub(crate) least: f32,
    /// Of the size, from line to line.
    pub(crate) leading: f32,
    /// The most lines.
    pub(crate) lines: usize,
    /// The widest line.
    pub(crate) width: f32,
    /// Centred, instead of beginning where the language begins.
    pub(crate) centred: bool,
}

/// A text that was set: it lies in a box as wide as its style says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    pub(crate) words: Vec<Word>,
    pub(crate) size: f32,
    pub(crate) height: f32,
    /// What the widest line takes.
    pub(crate) width: f32,
    pub(crate) rtl: bool,
}

/// A word, or the part of it that stands on one line.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// Which of the text's words it is.
    pub(crate) index: usize,
    pub(crate) line: usize,
    /// Where it lies in the block's box.
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
    glyphs: Vec<Placed>,
}

#[derive(Clone, Debug)]
struct Placed {
    glyph: LayoutGlyph,
    x: f32,
    y: f32,
}

/// A small picture and where it belongs.
pub(crate) struct Sprite {
    pub(crate) pixmap: Pixmap,
    pub(crate) x: i32,
    pub(crate) y: i32,
}

/// Sets type.
pub(crate) struct Typesetter {
    fonts: FontSystem,
    cache: SwashCache,
    coverage: Coverage,
    rtl: bool,
    /// Whose words can be divided.
    syllables: Option<hypher::Lang>,
}

/// Says that what follows reads from the right, whatever letter it begins with.
const RIGHT_TO_LEFT: char = '\u{200f}';

impl Typesetter {
    pub(crate) fn new(language: Language) -> Self {
        let mut fonts = fonts::system();
        let coverage = Coverage::of(&mut fonts);
        Self { fonts, cache: SwashCache::new(), coverage, rtl: from_right(language), syllables: hyphens::of(language) }
    }

    /// Sets a text as large as its style allows; what can't fit even at the least size ends with an ellipsis.
    pub(crate) fn set(&mut self, text: &str, style: &Style) -> Block {
        let fonts = &mut self.fonts;
        let mut text = Cleaner::new(&self.coverage).line(text, &mut |picture| fit::is_one(fonts, picture));
        if self.rtl && text.chars().any(reads_from_right) {
            text.insert(0, RIGHT_TO_LEFT);
        }
        fit::fit(&mut self.fonts, self.syllables, &text, style)
    }

    /// A word's pixels, placed in the block's box.
    pub(crate) fn draw(&mut self, word: &Word, colour: Rgb) -> Option<Sprite> {
        self.draw_all(std::slice::from_ref(word), colour)
    }

    /// The pixels of several words, as one.
    pub(crate) fn draw_all(&mut self, words: &[Word], colour: Rgb) -> Option<Sprite> {
        let mut images: Vec<(SwashImage, i32, i32)> = Vec::new();
        for placed in words.iter().flat_map(|word| &word.glyphs) {
            let physical = placed.glyph.physical((placed.x, placed.y), 1.0);
            if let Some(image) = self.cache.get_image(&mut self.fonts, physical.cache_key) {
                let (x, y) = (physical.x + image.placement.left, physical.y - image.placement.top);
                images.push((image.clone(), x, y));
            }
        }
        // Sizes of one film are few, but films are many: what is drawn once need not be kept.
        if self.cache.image_cache.len() > 2_000 {
            self.cache.image_cache.clear();
        }
        let inked = images.iter().filter(|(image, ..)| image.placement.width > 0 && image.placement.height > 0);
        let (x0, y0, x1, y1) =
            inked.fold((i32::MAX, i32::MAX, i32::MIN, i32::MIN), |(x0, y0, x1, y1), (image, x, y)| {
                let (width, height) = (image.placement.width as i32, image.placement.height as i32);
                (x0.min(*x), y0.min(*y), x1.max(x + width), y1.max(y + height))
            });
        if x0 >= x1 || y0 >= y1 {
            return None;
        }
        let mut pixmap = blank((x1 - x0) as u32, (y1 - y0) as u32);
        for (image, x, y) in &images {
            ink(&mut pixmap, image, x - x0, y - y0, colour);
        }
        Some(Sprite { pixmap, x: x0, y: y0 })
    }
}

/// Whether a language is written from the right.
pub(crate) fn from_right(language: Language) -> bool {
    matches!(language.tag(), "ar" | "fa" | "he" | "ur" | "yi")
}

fn reads_from_right(c: char) -> bool {
    matches!(u32::from(c), 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC)
}

/// Lays a glyph's image on the picture.
fn ink(on: &mut Pixmap, image: &SwashImage, left: i32, top: i32, colour: Rgb) {
    let (width, height) = (image.placement.width as usize, image.placement.height as usize);
    let (on_width, on_height) = (on.width() as i32, on.height() as i32);
    let pixels = on.data_mut().as_chunks_mut::<4>().0;
    for row in 0..height {
        for column in 0..width {
            let at = row * width + column;
            let premultiplied = match image.content {
                SwashContent::Color => {
                    image.data.as_chunks::<4>().0.get(at).map(|[r, g, b, a]| multiply([*r, *g, *b], *a))
                }
                _ => image.data.get(at).map(|cover| multiply([colour.r, colour.g, colour.b], *cover)),
            };
            let (x, y) = (left + column as i32, top + row as i32);
            if x < 0 || y < 0 || x >= on_width || y >= on_height {
                continue;
            }
            if let (Some(from), Some(to)) = (premultiplied, pixels.get_mut((y * on_width + x) as usize)) {
                crate::paint::over(to, from, 256);
            }
        }
    }
}

fn multiply(rgb: [u8; 3], alpha: u8) -> [u8; 4] {
    let [r, g, b] = rgb.map(|channel| ((u32::from(channel) * u32::from(alpha) + 127) / 255) as u8);
    [r, g, b, alpha]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(lines: usize) -> Style {
        Style { face: Face::Bold, most: 96.0, least: 40.0, leading: 1.2, lines, width: 816.0, centred: false }
    }

    fn pixels(text: &str, language: Language) -> (Block, Vec<u8>) {
        let mut typesetter = Typesetter::new(language);
        let block = typesetter.set(text, &style(3));
        let sprite = typesetter.draw_all(&block.words, Rgb::WHITE);
        (block, sprite.map(|sprite| sprite.pixmap.data().to_vec()).unwrap_or_default())
    }

    /// The glyphs of a text, by number; 0 is the box that stands for a missing one.
    fn glyphs(block: &Block) -> Vec<u16> {
        block.words.iter().flat_map(|word| &word.glyphs).map(|placed| placed.glyph.glyph_id).collect()
    }

    #[test]
    fn every_script_that_we_name_is_drawn_with_real_glyphs() {
        for (tag, text) in [
            ("en", "Ñandú, œuvre, Straße, ľščťž, Ωμέγα, Привет — “ok” → €5"),
            ("ar", "خطوط برتقالية؟"),
            ("he", "שלום עולם"),
            ("hi", "नमस्ते"),
            ("th", "สวัสดี"),
            ("ja", "朝起きたら、カタカナ。"),
            ("ko", "안녕하세요"),
            ("en", "😀✨🔥❤️🇫🇷1️⃣"),
        ] {
            let (block, ink) = pixels(text, Language::parse(tag).unwrap());
            let glyphs = glyphs(&block);
            assert!(!glyphs.is_empty() && !glyphs.contains(&0), "{text}: {glyphs:?}");
            assert!(ink.iter().any(|byte| *byte != 0), "{text}");
        }
    }

    #[test]
    fn arabic_letters_join_and_its_lines_begin_on_the_right() {
        let (joined, _) = pixels("بيت", Language::parse("ar").unwrap());
        let (apart, _) = pixels("ب ي ت", Language::parse("ar").unwrap());
        let letters = |block: &Block| glyphs(block).into_iter().collect::<std::collections::BTreeSet<_>>();
        assert_ne!(letters(&joined), letters(&apart), "within a word letters have other shapes");
        let (block, _) = pixels("DHA وحمض", Language::parse("ar").unwrap());
        let (latin, arabic) = (&block.words[0], &block.words[1]);
        assert!(block.rtl && latin.x > arabic.x, "what comes first stands to the right");
        assert!(latin.x + latin.width > 816.0 - 2.0, "and begins at the right edge");
    }

    #[test]
    fn emoji_that_are_one_out_of_several_stay_one() {
        let width = |text: &str| pixels(text, Language::EN).0.width;
        let one = width("👩");
        for text in ["👩🏽", "👩🏽‍🍳", "👨‍👩‍👧‍👦", "👍🏿", "🧑‍💻", "🏳️‍🌈", "❤️‍🔥"]
        {
            assert!(width(text) < one * 1.3, "{text} is {} wide, one is {one}", width(text));
        }
        // Some that we have no picture for: then what they begin with, and not the parts in a row.
        for text in ["🫱🏽‍🫲🏿", "🧑🏻‍🐈‍⬛", "👩‍🦖"] {
            assert!(width(text) < one * 1.3, "{text} is {} wide, one is {one}", width(text));
        }
        let pale = pixels("👍🏻", Language::EN).1;
        assert_ne!(pale, pixels("👍🏿", Language::EN).1, "skin has its tone");
        // Elsewhere a joiner says nothing that can be seen.
        assert_eq!(pixels("a\u{200d}b", Language::EN).1, pixels("ab", Language::EN).1);
    }

    #[test]
    fn emoji_are_drawn_in_colour() {
        let (_, ink) = pixels("🔥", Language::EN);
        assert!(ink.as_chunks::<4>().0.iter().any(|[r, _, b, a]| *a > 200 && *r > 150 && *b < 100));
    }

    #[test]
    fn characters_without_a_glyph_are_left_out_instead_of_boxes() {
        let (block, _) = pixels("a\u{e000}b 𓀀 c", Language::EN);
        assert_eq!(block.words.len(), 2);
        assert!(!glyphs(&block).contains(&0));
        assert!(pixels("𓀀", Language::EN).0.words.is_empty());
    }

    #[test]
    fn whatever_its_length_a_text_stays_within_its_box() {
        let endless = "Donaudampfschifffahrt".repeat(190);
        let many = "word ".repeat(800);
        let mut typesetter = Typesetter::new(Language::EN);
        for text in [
            "Hi",
            "Two drops a night",
            "Feuchtigkeitsversorgungskonzentrat",
            &endless,
            &many,
            "ﷺ",
            "漢字".repeat(400).as_str(),
        ] {
            for lines in 1..4 {
                let style = style(lines);
                let block = typesetter.set(text, &style);
                assert!(!block.words.is_empty());
                // Each line is rounded to a pixel.
                let tallest = (block.size * style.leading).round() * lines as f32 + 1.0;
                assert!(block.height <= tallest, "{} lines of {lines}", block.height / block.size);
                for word in &block.words {
                    assert!(word.x >= -1.0 && word.x + word.width <= style.width + 1.0, "{} {}", word.x, word.width);
                }
            }
        }
    }

    #[test]
    fn long_words_are_divided_where_their_language_divides_them_instead_of_becoming_small() {
        let mut typesetter = Typesetter::new(Language::DE);
        let style = style(3);
        let text = "Feuchtigkeitsversorgungskonzentrat";
        let block = typesetter.set(text, &style);
        let hyphen = glyphs(&typesetter.set("-", &style));
        let ends = |line: usize| {
            let word = block.words.iter().rfind(|word| word.line == line);
            word.and_then(|word| word.glyphs.last()).map(|placed| placed.glyph.glyph_id)
        };
        assert!(block.size > 70.0, "{}", block.size);
        assert_eq!(ends(0), hyphen.first().copied(), "a line that ends within a word says so");
        assert!(!glyphs(&typesetter.set("Feuchtigkeit", &style)).contains(&hyphen[0]), "what fits is left whole");
        let mut other = Typesetter::new(Language::parse("ja").unwrap());
        assert!(!glyphs(&other.set(text, &style)).contains(&hyphen[0]), "other languages divide otherwise");
    }

    #[test]
    fn a_text_that_is_too_long_ends_with_an_ellipsis_and_one_that_fits_does_not() {
        let mut typesetter = Typesetter::new(Language::EN);
        let dots = glyphs(&typesetter.set("…", &style(1)));
        assert!(glyphs(&typesetter.set(&"many words ".repeat(99), &style(2))).ends_with(&dots));
        assert!(!glyphs(&typesetter.set("Two drops", &style(2))).ends_with(&dots));
    }

    #[test]
    fn lines_are_even_instead_of_leaving_a_word_alone() {
        let mut typesetter = Typesetter::new(Language::EN);
        let style = Style { most: 80.0, least: 80.0, ..style(3) };
        let block = typesetter.set("One coat too many and it tips", &style);
        let line = |number: usize| {
            let words = block.words.iter().filter(|word| word.line == number);
            words.map(|word| word.x + word.width).fold(0.0, f32::max)
        };
        assert!(line(1) > line(0) * 0.6, "{} {}", line(0), line(1));
    }
}
