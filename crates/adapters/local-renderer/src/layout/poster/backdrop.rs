//! A picture that fills the poster: light or dark, it is veiled where words stand on it.

use super::{HEIGHT, WIDTH};
use crate::{
    colour::Rgb,
    paint::{self, Area, blank},
    theme::{Theme, Tone},
};
use tiny_skia::Pixmap;

/// How much of the tone's colour lies behind words, of 1: enough for its ink on black and on white.
const STRONG: f32 = 0.72;
/// Rows in which the veil goes.
const GOES: f32 = 170.0;

/// Light words for a dark picture, dark ones for a light picture: so the veil changes it least.
pub(super) fn tone(theme: &Theme, backdrop: &Pixmap) -> Tone {
    let pixels = backdrop.data().as_chunks::<4>().0.iter().step_by(97);
    let (sum, count) = pixels.fold((0_u64, 0_u64), |(sum, count), [r, g, b, _]| {
        (sum + 3 * u64::from(*r) + 6 * u64::from(*g) + u64::from(*b), count + 1)
    });
    let light = sum / (count.max(1) * 10) > 150;
    let tone = if light { theme.light } else { theme.dark };
    // The worst grounds that the veil leaves, whatever the picture.
    let veil = ground(&tone);
    let grounds = [Rgb { r: 0, g: 0, b: 0 }, Rgb::WHITE].map(|picture| picture.mix(veil, STRONG));
    Tone { ink: tone.ink.readable_on(&grounds, 4.5), soft: tone.soft.readable_on(&grounds, 4.5), ..tone }
}

/// The veil's colour.
fn ground(tone: &Tone) -> Rgb {
    // The end of the tone that is furthest from its ink.
    if tone.ink.contrast(tone.top) > tone.ink.contrast(tone.bottom) { tone.top } else { tone.bottom }
}

/// The picture, cut to fill the poster, veiled down to the one row and from the other.
pub(super) fn draw(backdrop: &Pixmap, tone: &Tone, (until, from): (i32, i32)) -> Pixmap {
    let mut on = blank(WIDTH, HEIGHT);
    on.fill(ground(tone).alpha(1.0));
    let (width, height) = (WIDTH as f32, HEIGHT as f32);
    let scale = (width / backdrop.width() as f32).max(height / backdrop.height() as f32);
    let origin = ((width - backdrop.width() as f32 * scale) / 2.0, (height - backdrop.height() as f32 * scale) / 2.0);
    let whole = Area::of(&on);
    paint::zoom(&mut on, whole, backdrop, paint::Zoom { window: whole, origin, scale, alpha: 256 }, None);
    let Rgb { r, g, b } = ground(tone);
    let smooth = |way: f32| 1.0 - way.clamp(0.0, 1.0).powi(2) * (3.0 - 2.0 * way.clamp(0.0, 1.0));
    for (y, row) in on.data_mut().chunks_exact_mut(WIDTH as usize * 4).enumerate() {
        let above = smooth((y as f32 - until as f32) / GOES);
        let below = smooth((from as f32 - y as f32) / GOES);
        let share = (above.max(below) * STRONG * 256.0) as u32;
        for pixel in row.as_chunks_mut::<4>().0 {
            for (channel, veil) in pixel.iter_mut().zip([r, g, b]) {
                *channel = ((u32::from(*channel) * (256 - share) + u32::from(veil) * share) >> 8) as u8;
            }
        }
    }
    on
}

#[cfg(test)]
mod tests {
    use super::*;
    use adforge_doubles::facts;

    #[test]
    fn words_can_be_read_on_any_picture() {
        let theme = Theme::of(&facts("Tarnwick"), None, 7);
        for (left, right) in [(0, 0), (90, 90), (255, 255), (0, 255), (60, 220), (140, 170)] {
            let mut picture = blank(108, 135);
            for (at, pixel) in picture.data_mut().as_chunks_mut::<4>().0.iter_mut().enumerate() {
                let grey = if at % 108 < 54 { left } else { right };
                *pixel = [grey, grey, grey, 255];
            }
            let tone = tone(&theme, &picture);
            let drawn = draw(&picture, &tone, (400, 1_000));
            for (x, grey) in [(200, left), (900, right)] {
                for y in [20, 380, 1_040, 1_340] {
                    let pixel = drawn.pixel(x, y).unwrap();
                    let ground = Rgb { r: pixel.red(), g: pixel.green(), b: pixel.blue() };
                    assert!(tone.ink.contrast(ground) >= 4.4, "{grey} at {y}: {:?} on {ground:?}", tone.ink);
                }
                let middle = drawn.pixel(x, 700).unwrap();
                assert!(middle.red().abs_diff(grey) <= 1, "between the words the picture is as it was");
            }
        }
    }
}
