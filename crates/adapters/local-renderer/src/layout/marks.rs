//! What stands between the words: how far the film is, the format's mark, the price and the button.

use super::{Column, Director, LEFT, RIGHT, TOP};
use crate::{
    fonts::Face,
    paint::{self, Area, blank},
    stage::{Actor, Enter, Look},
    storyboard::Badge,
    typeset::{Sprite, Style},
    words,
};
use tiny_skia::Pixmap;

/// The side of a mark.
pub(super) const BADGE: i32 = 92;

impl Director {
    /// How far the film is, a piece for each scene.
    pub(super) fn progress(&mut self, ground: &mut Pixmap, column: &mut Column<'_>) {
        const GAP: f32 = 10.0;
        const THICK: f32 = 8.0;
        let scenes = self.ad.board.scenes.clone();
        let rtl = self.reads_from_right();
        let all = (RIGHT - LEFT) as f32;
        // With very many scenes the pieces would be thinner than their gaps: then it is one bar.
        let gap = if scenes.len() > 20 { 0.0 } else { GAP };
        let length = (all - gap * (scenes.len() - 1) as f32) / scenes.len() as f32;
        let (shot, tone) = (column.shot, column.tone);
        for (index, (start, end)) in scenes.iter().enumerate() {
            let from_left = index as f32 * (length + gap);
            let x = LEFT as f32 + if rtl { all - from_left - length } else { from_left };
            let path = paint::rounded(x, TOP as f32 + 6.0, length, THICK, THICK / 2.0);
            let done = index < shot.scene;
            paint::fill(ground, path, tone.ink.alpha(if done { 0.85 } else { 0.22 }));
            if index == shot.scene {
                let mut pixmap = blank(length.ceil() as u32, THICK as u32);
                paint::fill(&mut pixmap, paint::rounded(0.0, 0.0, length, THICK, THICK / 2.0), tone.ink.alpha(0.85));
                // The shot may be only a part of the scene.
                let share = |frame: u32| (frame - start) as f32 / (end - start).max(1) as f32;
                column.actors.push(Actor {
                    look: Look::Reveal { pixmap, from_right: rtl, shares: (share(shot.from), share(shot.until)) },
                    x: x.round() as i32,
                    y: TOP + 6,
                    from: 0,
                    until: shot.frames(),
                    enter: Enter::Cut,
                    pulse: false,
                });
            }
        }
        column.y = TOP + 44;
    }

    /// The format's mark.
    pub(super) fn badge(&mut self, column: &mut Column<'_>, badge: Badge, x: i32) {
        if badge == Badge::None {
            return;
        }
        let side = BADGE as f32;
        let mut pixmap = blank(BADGE as u32, BADGE as u32);
        let (accent, on) = (column.tone.accent, column.tone.on_accent.alpha(1.0));
        paint::fill(&mut pixmap, paint::rounded(0.0, 0.0, side, side, side / 2.0), accent.alpha(1.0));
        match badge {
            Badge::None => {}
            Badge::Tick => paint::tick(&mut pixmap, side * 0.28, side * 0.27, side * 0.44, on),
            Badge::Cross => {
                for (from, to) in [((0.34, 0.34), (0.66, 0.66)), ((0.66, 0.34), (0.34, 0.66))] {
                    let mut path = tiny_skia::PathBuilder::new();
                    path.move_to(side * from.0, side * from.1);
                    path.line_to(side * to.0, side * to.1);
                    paint::stroke(&mut pixmap, path.finish(), on, side * 0.1);
                }
            }
            Badge::Number(number) => {
                let style = Style {
                    face: Face::Display,
                    most: 56.0,
                    least: 28.0,
                    leading: 1.0,
                    lines: 1,
                    width: side - 16.0,
                    centred: true,
                };
                let block = self.type_.set(&number.to_string(), &style);
                if let Some(sprite) = self.type_.draw_all(&block.words, column.tone.on_accent) {
                    let (x, y) = middle(&sprite, BADGE, BADGE);
                    paint::blit(&mut pixmap, Area::new(0, 0, BADGE, BADGE), &sprite.pixmap, x, y, 256);
                }
            }
        }
        let enter = if column.again { Enter::Cut } else { Enter::Pop };
        let from = if column.again { 0 } else { 2.min(column.shot.frames() - 1) };
        column.actors.push(Actor::still(pixmap, x, column.y, from, column.shot.frames()).entering(enter));
    }

    /// What it costs, if that is known.
    pub(super) fn price(&mut self, column: &mut Column<'_>) {
        let brief = &self.ad.brief;
        let Some(price) = words::price(&brief.product.facts, brief.language) else { return };
        let style = Style {
            face: Face::Display,
            most: 92.0,
            least: 52.0,
            leading: 1.0,
            lines: 1,
            width: 816.0,
            centred: false,
        };
        let block = self.type_.set(&price, &style);
        let nudge = if self.reads_from_right() && !block.rtl { (style.width - block.width) as i32 } else { 0 };
        if let Some(sprite) = self.type_.draw_all(&block.words, column.tone.ink) {
            let (x, y) = (LEFT + nudge + sprite.x, column.y + sprite.y);
            let from = 8.min(column.shot.frames() - 1);
            let actor = Actor::still(sprite.pixmap, x, y, from, column.shot.frames());
            column.actors.push(actor.entering(Enter::Rise(30)));
        }
        column.y += block.height as i32 + 32;
    }

    /// The call to action.
    pub(super) fn button(&mut self, column: &mut Column<'_>, text: &str) {
        const HIGH: i32 = 116;
        let style =
            Style { face: Face::Bold, most: 52.0, least: 32.0, leading: 1.1, lines: 1, width: 700.0, centred: true };
        let block = self.type_.set(text, &style);
        let width = block.width.ceil() as i32 + 112;
        let mut pixmap = blank(width as u32, HIGH as u32);
        let path = paint::rounded(0.0, 0.0, width as f32, HIGH as f32, HIGH as f32 / 2.0);
        paint::fill(&mut pixmap, path, column.tone.accent.alpha(1.0));
        if let Some(sprite) = self.type_.draw_all(&block.words, column.tone.on_accent) {
            let (x, _) = middle(&sprite, width, HIGH);
            // By the line, not by the letters: words with and without descenders stand alike.
            let y = (HIGH - block.height as i32) / 2 + sprite.y;
            let whole = Area::of(&pixmap);
            paint::blit(&mut pixmap, whole, &sprite.pixmap, x, y, 256);
        }
        let x = if self.reads_from_right() || block.rtl { RIGHT - width } else { LEFT };
        let from = 12.min(column.shot.frames() - 1);
        let actor = Actor::still(pixmap, x, column.y, from, column.shot.frames()).entering(Enter::Pop);
        column.actors.push(Actor { pulse: true, ..actor });
        column.y += HIGH + 16;
    }
}

/// Where a sprite goes to lie in the middle of a box.
fn middle(sprite: &Sprite, width: i32, height: i32) -> (i32, i32) {
    ((width - sprite.pixmap.width() as i32) / 2, (height - sprite.pixmap.height() as i32) / 2)
}
