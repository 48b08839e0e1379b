//! A presenter, drawn: a friendly figure out of a few shapes, never a photograph of somebody.

use crate::{
    colour::{Lch, Rgb},
    paint::{self, blank, fill, stroke},
    theme::mix_bits,
};
use adforge_domain::cards::Portrait;
use adforge_ports_creative::Presenter;
use tiny_skia::{Path, PathBuilder, Pixmap};

/// The side of the square that a portrait is designed in.
const DESIGN: f32 = 400.0;

/// What can be told from a presenter's record.
struct Traits {
    hue: f32,
    /// Its hair, as in every portrait.
    shape: u8,
    skin: Rgb,
    hair: Rgb,
    woman: bool,
}

impl Traits {
    fn of(presenter: &Presenter) -> Self {
        let (hue, shape, is_grey) =
            Portrait::read(&presenter.portrait).map_or((210, 0, false), |it| (it.hue, it.hair, it.is_grey));
        let hue = f32::from(hue);
        let bits =
            mix_bits(presenter.id.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))));
        let skins =
            [(0.86, 0.055, 62.0), (0.80, 0.07, 58.0), (0.68, 0.085, 55.0), (0.55, 0.08, 50.0), (0.43, 0.065, 48.0)];
        let (l, c, h) = skins.get((bits % 5) as usize).copied().unwrap_or((0.8, 0.07, 58.0));
        let hairs = [(0.26, 0.03, 50.0), (0.36, 0.06, 50.0), (0.20, 0.012, 280.0), (0.50, 0.09, 62.0)];
        let (hl, hc, hh) = hairs.get((bits / 5 % 4) as usize).copied().unwrap_or((0.26, 0.03, 50.0));
        let hair = if is_grey { Lch { l: 0.78, c: 0.01, h: 250.0 } } else { Lch { l: hl, c: hc, h: hh } };
        let woman = presenter.gender.eq_ignore_ascii_case("female");
        Self { hue, shape, skin: Lch { l, c, h }.rgb(), hair: hair.rgb(), woman }
    }
}

/// The portrait, a square of so many pixels with its own ground.
pub(crate) fn draw(presenter: &Presenter, side: u32) -> Pixmap {
    let traits = Traits::of(presenter);
    let mut on = blank(side, side);
    let colour = |l: f32, c: f32| Lch { l, c, h: traits.hue }.rgb();
    paint::gradient(&mut on, colour(0.90, 0.06), colour(0.74, 0.11));
    let pen = Pen { scale: side as f32 / DESIGN };
    paint::glow(&mut on, pen.at(200.0), pen.at(150.0), pen.at(210.0), Rgb::WHITE, 0.5);
    behind(&mut on, &pen, &traits);
    body(&mut on, &pen, &traits);
    face(&mut on, &pen, &traits);
    front(&mut on, &pen, &traits);
    on
}

/// Draws in the design's coordinates.
struct Pen {
    scale: f32,
}

impl Pen {
    fn at(&self, length: f32) -> f32 {
        length * self.scale
    }

    fn oval(&self, x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
        let rect = tiny_skia::Rect::from_xywh(self.at(x), self.at(y), self.at(width), self.at(height))?;
        PathBuilder::from_oval(rect)
    }

    fn rounded(&self, x: f32, y: f32, width: f32, height: f32, radius: f32) -> Option<Path> {
        paint::rounded(self.at(x), self.at(y), self.at(width), self.at(height), self.at(radius))
    }

    /// A smooth closed line through control points: a start, then (control, control, end) each.
    fn curve(&self, start: (f32, f32), curves: &[[(f32, f32); 3]]) -> Option<Path> {
        let p = |(x, y): (f32, f32)| (self.at(x), self.at(y));
        let mut path = PathBuilder::new();
        let (x, y) = p(start);
        path.move_to(x, y);
        for [a, b, end] in curves {
            let ((ax, ay), (bx, by), (x, y)) = (p(*a), p(*b), p(*end));
            path.cubic_to(ax, ay, bx, by, x, y);
        }
        path.finish()
    }
}

/// Hair that falls behind the shoulders.
fn behind(on: &mut Pixmap, pen: &Pen, traits: &Traits) {
    let hair = traits.hair.mix(Rgb { r: 0, g: 0, b: 0 }, 0.18).alpha(1.0);
    match (traits.woman, traits.shape) {
        (true, 0 | 5) => fill(on, pen.rounded(112.0, 84.0, 176.0, 250.0, 88.0), hair),
        (true, 2) => fill(on, pen.rounded(116.0, 84.0, 168.0, 178.0, 80.0), hair),
        (true, 3) => {
            fill(on, pen.oval(160.0, 44.0, 80.0, 76.0), hair);
            fill(on, pen.oval(128.0, 84.0, 144.0, 150.0), hair);
        }
        (true, 6) => {
            for (x, y, size) in [
                (104.0, 110.0, 84.0),
                (212.0, 110.0, 84.0),
                (118.0, 72.0, 90.0),
                (192.0, 72.0, 90.0),
                (100.0, 160.0, 76.0),
                (224.0, 160.0, 76.0),
            ] {
                fill(on, pen.oval(x, y, size, size), hair);
            }
        }
        _ => {}
    }
}

/// Shoulders, clothes and neck.
fn body(on: &mut Pixmap, pen: &Pen, traits: &Traits) {
    let cloth = Lch { l: 0.44, c: 0.11, h: traits.hue + 150.0 }.rgb();
    let (left, right) = if traits.woman { (70.0, 330.0) } else { (48.0, 352.0) };
    let shoulders = pen.curve(
        (left, 404.0),
        &[[(left, 318.0), (130.0, 306.0), (200.0, 306.0)], [(270.0, 306.0), (right, 318.0), (right, 404.0)]],
    );
    fill(on, shoulders, cloth.alpha(1.0));
    let shade = traits.skin.mix(Rgb { r: 90, g: 40, b: 30 }, 0.22).alpha(1.0);
    fill(on, pen.rounded(172.0, 238.0, 56.0, 96.0, 28.0), shade);
    fill(on, pen.oval(160.0, 292.0, 80.0, 46.0), shade);
    let collar = pen.curve((146.0, 314.0), &[[(168.0, 356.0), (232.0, 356.0), (254.0, 314.0)]]);
    stroke(on, collar, cloth.mix(Rgb::WHITE, 0.35).alpha(1.0), pen.at(7.0));
}

fn face(on: &mut Pixmap, pen: &Pen, traits: &Traits) {
    let skin = traits.skin.alpha(1.0);
    for x in [124.0, 250.0] {
        fill(on, pen.oval(x, 168.0, 26.0, 40.0), skin);
    }
    fill(on, pen.rounded(134.0, 96.0, 132.0, 172.0, 66.0), skin);
    let dark = Rgb { r: 46, g: 30, b: 28 };
    for x in [164.0, 222.0] {
        fill(on, pen.oval(x, 178.0, 14.0, 16.0), dark.alpha(0.92));
        let brow = pen.curve((x - 8.0, 166.0), &[[(x, 158.0), (x + 14.0, 158.0), (x + 22.0, 166.0)]]);
        stroke(on, brow, traits.hair.mix(dark, 0.4).alpha(0.9), pen.at(5.0));
    }
    let blush = Lch { l: 0.66, c: 0.13, h: 28.0 }.rgb().alpha(0.26);
    for x in [146.0, 222.0] {
        fill(on, pen.oval(x, 202.0, 32.0, 20.0), blush);
    }
    let nose = pen.curve((200.0, 190.0), &[[(194.0, 206.0), (196.0, 210.0), (205.0, 209.0)]]);
    stroke(on, nose, traits.skin.mix(dark, 0.34).alpha(0.9), pen.at(4.0));
    let lips = if traits.woman { Lch { l: 0.52, c: 0.15, h: 18.0 }.rgb() } else { traits.skin.mix(dark, 0.55) };
    let smile = pen.curve((178.0, 226.0), &[[(186.0, 240.0), (214.0, 240.0), (222.0, 226.0)]]);
    stroke(on, smile, lips.alpha(1.0), pen.at(6.0));
}

/// Hair over the forehead, beards and glasses.
fn front(on: &mut Pixmap, pen: &Pen, traits: &Traits) {
    let hair = traits.hair.alpha(1.0);
    let fringe = if traits.shape.is_multiple_of(2) { 176.0 } else { 226.0 };
    let cap = pen.curve(
        (126.0, 176.0),
        &[
            [(118.0, 100.0), (150.0, 70.0), (202.0, 70.0)],
            [(256.0, 70.0), (284.0, 104.0), (274.0, 176.0)],
            [(268.0, 150.0), (262.0, 138.0), (fringe + 30.0, 118.0)],
            [(fringe, 136.0), (146.0, 142.0), (126.0, 176.0)],
        ],
    );
    match (traits.woman, traits.shape) {
        (false, 7) => {}
        (false, 6) => {
            for (x, y) in [(126.0, 86.0), (156.0, 68.0), (192.0, 66.0), (222.0, 84.0)] {
                fill(on, pen.oval(x, y, 56.0, 56.0), hair);
            }
        }
        _ => fill(on, cap, hair),
    }
    if !traits.woman && matches!(traits.shape, 4 | 7) {
        let beard = pen.curve(
            (134.0, 206.0),
            &[
                [(136.0, 262.0), (160.0, 278.0), (200.0, 278.0)],
                [(240.0, 278.0), (264.0, 262.0), (266.0, 206.0)],
                [(256.0, 232.0), (240.0, 214.0), (200.0, 214.0)],
                [(160.0, 214.0), (144.0, 232.0), (134.0, 206.0)],
            ],
        );
        fill(on, beard, hair);
        let smile = pen.curve((182.0, 230.0), &[[(190.0, 242.0), (210.0, 242.0), (218.0, 230.0)]]);
        stroke(on, smile, traits.skin.mix(Rgb::WHITE, 0.4).alpha(1.0), pen.at(5.0));
    }
    if matches!(traits.shape, 1 | 5) {
        let frame = Rgb { r: 40, g: 36, b: 48 }.alpha(0.9);
        for x in [148.0, 206.0] {
            stroke(on, pen.rounded(x, 166.0, 46.0, 40.0, 18.0), frame, pen.at(4.5));
        }
    }
}
