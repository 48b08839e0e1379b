//! The words of a shot: whose ad it is, the headline, and what is being said.

use super::{Column, Director, LEFT, RIGHT, badge_of, marks::BADGE};
use crate::{
    fonts::Face,
    paint::{self, Area, blank},
    stage::{Actor, Enter, Look},
    storyboard::{Badge, Phrase, Role},
    typeset::{Block, Style, from_right},
};
use tiny_skia::Pixmap;

/// The side of the presenter's small portrait beside the captions.
const CHIP: i32 = 148;

impl Director {
    pub(super) fn reads_from_right(&self) -> bool {
        from_right(self.ad.brief.language)
    }

    /// Whose ad it is, beside the format's mark.
    pub(super) fn label(&mut self, column: &mut Column<'_>) {
        let facts = &self.ad.brief.product.facts;
        let brand = if facts.brand.trim().is_empty() { facts.name.to_string() } else { facts.brand.clone() };
        let end = column.shot.role == Role::End;
        if end && facts.brand.trim().is_empty() {
            return;
        }
        let badge = badge_of(&self.ad, column.shot);
        let style =
            Style { face: Face::Semi, most: 40.0, least: 28.0, leading: 1.2, lines: 1, width: 640.0, centred: false };
        let block = self.type_.set(&brand, &style);
        let rtl = self.reads_from_right() || block.rtl;
        let row = if badge == Badge::None { block.height as i32 } else { BADGE };
        let inset = if badge == Badge::None { 0 } else { BADGE + 24 };
        let x = if rtl { RIGHT - inset - style.width as i32 } else { LEFT + inset };
        // A block that reads from the left, on a side that begins on the right, still has to end there.
        let nudge = if rtl && !block.rtl { style.width as i32 - block.width.ceil() as i32 } else { 0 };
        self.still(column, &block, x + nudge, column.y + (row - block.height as i32) / 2);
        self.badge(column, badge, if rtl { RIGHT - BADGE } else { LEFT });
        column.y += row + 26;
    }

    fn still(&mut self, column: &mut Column<'_>, block: &Block, x: i32, y: i32) {
        let frames = column.shot.frames();
        if let Some(sprite) = self.type_.draw_all(&block.words, column.tone.soft) {
            column.actors.push(Actor::still(sprite.pixmap, x + sprite.x, y + sprite.y, 0, frames));
        }
    }

    /// The headline, word after word.
    pub(super) fn headline(&mut self, column: &mut Column<'_>, text: &str, style: &Style) {
        let block = self.type_.set(text, style);
        if block.words.is_empty() {
            return;
        }
        let frames = column.shot.frames();
        let last = block.words.iter().map(|word| word.index).max().unwrap_or(0).max(1) as f32;
        let step = (20.0 / last).min(3.0);
        // The film's first frame already says what it is about: players show it before anything moves.
        let there = column.again || column.shot.from == 0;
        for word in &block.words {
            if let Some(sprite) = self.type_.draw(word, column.tone.ink) {
                let begin = if there { 0 } else { (1.0 + word.index as f32 * step) as u32 };
                let begin = begin.min(frames.saturating_sub(1));
                let actor = Actor::still(sprite.pixmap, LEFT + sprite.x, column.y + sprite.y, begin, frames);
                column.actors.push(if there { actor } else { actor.entering(Enter::Rise(46)) });
            }
        }
        column.y += block.height as i32;
        if column.shot.role == Role::Hook {
            self.underline(column, &block);
        }
        column.y += 34;
    }

    /// The product's name on the end card.
    pub(super) fn name(&mut self, column: &mut Column<'_>, text: &str, style: &Style, underlined: bool) {
        self.headline(column, text, style);
        if underlined {
            column.y -= 34;
            let block = self.type_.set(text, style);
            self.underline(column, &block);
            column.y += 34;
        }
    }

    /// A line below the name.
    pub(super) fn line(&mut self, column: &mut Column<'_>, text: &str) {
        let style = Style {
            face: Face::Semi,
            most: 44.0,
            least: 30.0,
            leading: 1.2,
            lines: 2,
            width: (RIGHT - LEFT) as f32,
            centred: false,
        };
        let block = self.type_.set(text, &style);
        self.still(column, &block, LEFT, column.y - 8);
        column.y += block.height as i32 + 16;
    }

    /// A stroke that is drawn under the hook.
    fn underline(&mut self, column: &mut Column<'_>, block: &Block) {
        const LENGTH: i32 = 220;
        const THICK: i32 = 14;
        let mut pixmap = blank(LENGTH as u32, THICK as u32);
        let path = paint::rounded(0.0, 0.0, LENGTH as f32, THICK as f32, THICK as f32 / 2.0);
        paint::fill(&mut pixmap, path, column.tone.accent.alpha(1.0));
        let x = if block.rtl { RIGHT - LENGTH } else { LEFT };
        let (y, frames) = (column.y + 24, column.shot.frames());
        let drawn = 14.min(frames);
        if column.again {
            column.actors.push(Actor::still(pixmap, x, y, 0, frames));
        } else {
            let look = Look::Reveal { pixmap: pixmap.clone(), from_right: block.rtl, shares: (0.0, 1.0) };
            column.actors.push(Actor { look, x, y, from: 0, until: drawn, enter: Enter::Cut, pulse: false });
            column.actors.push(Actor::still(pixmap, x, y, drawn, frames));
        }
        column.y += 24 + THICK;
    }

    /// What is being said, phrase by phrase, with the word that is being said marked.
    pub(super) fn caption(&mut self, column: &mut Column<'_>, style: Style) {
        if column.shot.phrases.is_empty() {
            return;
        }
        let chip = self.ad.portrait.is_some() && !column.presented;
        let inset = if chip { CHIP + 28 } else { 0 };
        let style = Style {
            width: style.width - inset as f32,
            lines: if chip && column.shot.role != Role::End { style.lines + 1 } else { style.lines },
            ..style
        };
        // One size for the whole shot: the largest at which each phrase fits.
        let blocks: Vec<Block> =
            column.shot.phrases.iter().map(|phrase| self.type_.set(&phrase.text, &style)).collect();
        let size =
            blocks.iter().filter(|block| !block.words.is_empty()).map(|block| block.size).fold(style.most, f32::min);
        let style = Style { most: size, least: style.least.min(size), ..style };
        let phrases = column.shot.phrases.clone();
        let mut height: i32 = 0;
        let rtl = self.reads_from_right();
        let x = if rtl { LEFT } else { LEFT + inset };
        for phrase in &phrases {
            let block = self.type_.set(&phrase.text, &style);
            height = height.max(block.height as i32);
            // A single line stands beside the middle of the portrait.
            let down = if chip { (CHIP - block.height as i32).max(0) / 2 } else { 0 };
            column.y += down;
            self.phrase(column, phrase, &block, x);
            column.y -= down;
        }
        if chip {
            height = height.max(CHIP);
            self.chip(column, if rtl { RIGHT - CHIP } else { LEFT });
        }
        column.y += height + 30;
    }

    fn phrase(&mut self, column: &mut Column<'_>, phrase: &Phrase, block: &Block, x: i32) {
        let until = phrase.until.min(column.shot.frames());
        for word in &block.words {
            if let Some(sprite) = self.type_.draw(word, column.tone.ink) {
                column.actors.push(Actor::still(sprite.pixmap, x + sprite.x, column.y + sprite.y, phrase.from, until));
            }
        }
        // A language without spaces has no words to mark.
        if block.words.iter().all(|word| word.index == 0) && phrase.text.chars().count() > 12 {
            return;
        }
        let spans = spoken(block, phrase);
        for (word, (from, until)) in block.words.iter().zip(spans) {
            if let Some(sprite) = self.type_.draw(word, column.tone.on_accent) {
                let (dx, dy) = ((block.size * 0.085) as i32, (block.size * 0.02) as i32);
                let width = word.width.ceil() as i32 + dx * 2;
                let height = (block.size * 1.20) as i32;
                let left = word.x.floor() as i32 - dx;
                let top = (word.y + (word.height - block.size * 1.20) / 2.0) as i32 + dy;
                let mut pixmap = blank(width as u32, height as u32);
                let radius = block.size * 0.22;
                let path = paint::rounded(0.0, 0.0, width as f32, height as f32, radius);
                paint::fill(&mut pixmap, path, column.tone.accent.alpha(1.0));
                let whole = Area::of(&pixmap);
                paint::blit(&mut pixmap, whole, &sprite.pixmap, sprite.x - left, sprite.y - top, 256);
                column.actors.push(Actor::still(pixmap, x + left, column.y + top, from, until));
            }
        }
    }

    /// The presenter beside what they say.
    fn chip(&mut self, column: &mut Column<'_>, x: i32) {
        let Some(portrait) = self.ad.portrait.clone() else { return };
        let side = CHIP as f32;
        let mut pixmap = blank(CHIP as u32, CHIP as u32);
        paint::fill(&mut pixmap, paint::rounded(0.0, 0.0, side, side, side / 2.0), column.tone.accent.alpha(1.0));
        let inner = CHIP - 12;
        let mask = paint::mask(
            Area::new(0, 0, inner, inner),
            paint::rounded(0.0, 0.0, inner as f32, inner as f32, inner as f32 / 2.0).as_ref(),
        );
        // Halved until it is near its size, so that it stays fine.
        let small = shrunk(&portrait, inner as u32 * 2);
        let zoom = paint::Zoom {
            window: Area::new(6, 6, inner, inner),
            origin: (6.0, 6.0),
            scale: inner as f32 / small.width() as f32,
            alpha: 256,
        };
        let whole = Area::of(&pixmap);
        paint::zoom(&mut pixmap, whole, &small, zoom, mask.as_ref());
        let enter = if column.again { Enter::Cut } else { Enter::Pop };
        column.actors.push(Actor::still(pixmap, x, column.y, 0, column.shot.frames()).entering(enter));
    }
}

/// When each word of a phrase is said: as the voice tells, or for as long as it is wide.
fn spoken(block: &Block, phrase: &Phrase) -> Vec<(u32, u32)> {
    let count = block.words.iter().map(|word| word.index + 1).max().unwrap_or(0);
    // Words that can't be drawn are left out: then nobody knows any more which is which.
    if phrase.words.len() == count {
        let told = block.words.iter().map(|word| phrase.words.get(word.index).copied().unwrap_or_default());
        return told.collect();
    }
    let weight = |width: f32| width + block.size * 0.7;
    let all: f32 = block.words.iter().map(|word| weight(word.width)).sum();
    let frames = (phrase.until - phrase.from) as f32;
    let mut said = 0.0;
    let spans = block.words.iter().map(|word| {
        let from = phrase.from + (said / all * frames) as u32;
        said += weight(word.width);
        (from, phrase.from + (said / all * frames) as u32)
    });
    spans.collect()
}

/// A picture halved until it is less than twice as wide as wanted.
pub(super) fn shrunk(picture: &Pixmap, wanted: u32) -> Pixmap {
    let mut small = picture.clone();
    while small.width() >= wanted * 2 && small.height() > 1 {
        let mut half = blank(small.width() / 2, small.height() / 2);
        let zoom = paint::Zoom { window: Area::of(&half), origin: (0.0, 0.0), scale: 0.5, alpha: 256 };
        let whole = Area::of(&half);
        paint::zoom(&mut half, whole, &small, zoom, None);
        small = half;
    }
    small
}
