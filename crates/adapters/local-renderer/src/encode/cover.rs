//! A clip's picture in a frame of ours: filling it, cut where it is too wide or too high, darkened behind words.

use super::{
    picture::{Picture, Plane},
    yuv::{Planes, colour},
};
use crate::colour::Rgb;

/// What lies between a picture and the words on it: a colour, strong as far as words reach, and going from there.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Veil {
    pub(crate) colour: Rgb,
    /// Rows that words reach down to.
    pub(crate) rows: i32,
}

/// How much of the colour is seen behind words, of 256: enough for white words on a white picture.
pub(crate) const STRONG: u32 = 168;
/// Rows in which it goes.
const GOES: i32 = 340;

impl Veil {
    /// How strong it is in a row, of 256.
    pub(crate) fn strength(&self, row: i32) -> u32 {
        let way = ((row - self.rows) as f32 / GOES as f32).clamp(0.0, 1.0);
        let left = 1.0 - way * way * (3.0 - 2.0 * way);
        (STRONG as f32 * left).round() as u32
    }
}

/// How a length of the source falls on a length of ours: two neighbours and the weight of the second, of 256, for each place.
fn samples(from: usize, to: usize, scale: f32) -> Vec<(usize, u32)> {
    // What is cut off is cut off on both sides.
    let start = (from as f32 - to as f32 / scale) / 2.0;
    let last = from.saturating_sub(1);
    let place = |at: usize| (start + (at as f32 + 0.5) / scale - 0.5).clamp(0.0, last as f32);
    (0..to).map(|at| (place(at) as usize, (place(at).fract() * 256.0) as u32)).collect()
}

/// A plane of the frame from a plane of the picture (and of the next, as much of it as `mix`, of 256).
struct Filling<'a> {
    now: &'a Plane,
    then: &'a Plane,
    mix: u32,
    scale: f32,
    veil: u8,
}

impl Filling<'_> {
    fn fill(&self, to: &mut [u8], width: usize, strength: &dyn Fn(usize) -> u32) {
        let rows = to.len() / width.max(1);
        let columns = samples(self.now.width, width, self.scale);
        let lines = samples(self.now.height, rows, self.scale);
        let mut line: Vec<u32> = vec![0; self.now.width + 1];
        for ((y, row), (first, weight)) in to.chunks_exact_mut(width).enumerate().zip(lines) {
            self.line(&mut line, first, weight);
            let strength = strength(y);
            let ground = u32::from(self.veil) * strength;
            for (to, (at, weight)) in row.iter_mut().zip(&columns) {
                let Some([a, b]) = line.get(*at..*at + 2) else { continue };
                let value = (a * (256 - weight) + b * weight) >> 16;
                *to = ((value * (256 - strength) + ground + 128) >> 8) as u8;
            }
        }
    }

    /// One line of the picture, 256 times as strong, between two rows and between two pictures.
    fn line(&self, line: &mut [u32], first: usize, weight: u32) {
        let second = (first + 1).min(self.now.height.saturating_sub(1));
        let between = |plane: &Plane, line: &mut [u32], keep: u32, share: u32| {
            for ((to, a), b) in line.iter_mut().zip(plane.row(first)).zip(plane.row(second)) {
                let value = u32::from(*a) * (256 - weight) + u32::from(*b) * weight;
                *to = if keep == 0 { value } else { (*to * keep + value * share) >> 8 };
            }
        };
        between(self.now, line, 0, 256);
        if self.mix > 0 {
            between(self.then, line, 256 - self.mix, self.mix);
        }
        // The last column has no neighbour but itself.
        if let Some((last, rest)) = line.split_last_mut() {
            *last = rest.last().copied().unwrap_or(0);
        }
    }
}

impl Planes {
    /// Fills the frame with a picture, `nearer` than needed, under a veil.
    pub(crate) fn cover(&mut self, (now, then, mix): (&Picture, &Picture, u32), nearer: f32, veil: Veil) {
        let (width, height) = (self.width, self.height);
        let (across, down) = now.size();
        let scale = (width as f32 / across.max(1) as f32).max(height as f32 / down.max(1) as f32) * nearer;
        // Two pictures of different sizes can't be mixed.
        let then = if then.size() == now.size() { then } else { now };
        let [y, u, v] = colour(veil.colour);
        let planes = [
            (&mut self.y, &now.y, &then.y, width, 1, y),
            (&mut self.u, &now.u, &then.u, width / 2, 2, u),
            (&mut self.v, &now.v, &then.v, width / 2, 2, v),
        ];
        for (to, now, then, width, rows, ground) in planes {
            let filling = Filling { now, then, mix, scale, veil: ground };
            filling.fill(to, width, &|row| veil.strength((row * rows) as i32));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, height: usize, luma: impl Fn(usize, usize) -> u8) -> Picture {
        let plane = |width: usize, height: usize, value: &dyn Fn(usize, usize) -> u8| Plane {
            width,
            height,
            bytes: (0..width * height).map(|at| value(at % width, at / width)).collect(),
        };
        Picture {
            y: plane(width, height, &luma),
            u: plane(width / 2, height / 2, &|_, _| 90),
            v: plane(width / 2, height / 2, &|_, _| 200),
        }
    }

    const NONE: Veil = Veil { colour: Rgb::WHITE, rows: -2_000 };

    #[test]
    fn a_wide_picture_is_cut_on_both_sides_and_fills_the_frame() {
        let wide = picture(320, 90, |x, _| if (100..220).contains(&x) { 180 } else { 30 });
        let mut planes = Planes::new(108, 192);
        planes.cover((&wide, &wide, 0), 1.0, NONE);
        assert!(planes.y.iter().all(|luma| *luma == 180));
        assert!(planes.u.iter().all(|value| *value == 90) && planes.v.iter().all(|value| *value == 200));
    }

    #[test]
    fn two_pictures_are_mixed_as_told() {
        let (dark, light) = (picture(36, 64, |_, _| 40), picture(36, 64, |_, _| 200));
        let mut planes = Planes::new(108, 192);
        planes.cover((&dark, &light, 64), 1.0, NONE);
        assert!(planes.y.iter().all(|luma| luma.abs_diff(80) <= 1), "{}", planes.y[0]);
    }

    #[test]
    fn white_words_can_be_read_on_a_white_picture_as_far_as_the_veil_is_strong() {
        let white = picture(36, 64, |_, _| 235);
        let mut planes = Planes::new(108, 1_920);
        planes.cover((&white, &white, 0), 1.0, Veil { colour: Rgb { r: 16, g: 16, b: 20 }, rows: 900 });
        let grey = |row: usize| ((f32::from(planes.y[row * 108]) - 16.0) / 219.0 * 255.0) as u8;
        for row in [0, 500, 899] {
            let ground = Rgb { r: grey(row), g: grey(row), b: grey(row) };
            assert!(Rgb::WHITE.contrast(ground) >= 4.5, "{row}: {ground:?}");
        }
        assert_eq!(grey(1_500), 255, "below the words the picture is as it was");
    }
}
