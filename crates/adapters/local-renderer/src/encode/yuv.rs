//! A frame as the encoder wants it: BT.709, limited range, colours at half the resolution.

use crate::paint::Area;
use openh264::formats::YUVSource;
use tiny_skia::Pixmap;

/// The three planes of a frame.
pub(crate) struct Planes {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) y: Vec<u8>,
    pub(super) u: Vec<u8>,
    pub(super) v: Vec<u8>,
}

impl Planes {
    /// Of a frame whose sides are even.
    pub(crate) fn new(width: usize, height: usize) -> Self {
        let quarter = width / 2 * (height / 2);
        Self { width, height, y: vec![16; width * height], u: vec![128; quarter], v: vec![128; quarter] }
    }

    /// Takes over an area of the picture, which is opaque and as large as the planes.
    pub(crate) fn update(&mut self, picture: &Pixmap, area: Area) {
        let area = area.within(Area::new(0, 0, self.width as i32, self.height as i32));
        if area.is_empty() {
            return;
        }
        let even = |at: i32| (at / 2 * 2) as usize;
        let (left, right) = (even(area.x0), even(area.x1 + 1).min(self.width));
        for y in (even(area.y0)..even(area.y1 + 1).min(self.height)).step_by(2) {
            self.update_rows(picture.data(), y, left, right);
        }
    }

    /// Lays an area of a picture, which is as large as the planes and transparent where nothing is drawn, over them.
    pub(crate) fn lay(&mut self, picture: &Pixmap, area: Area) {
        let area = area.within(Area::new(0, 0, self.width as i32, self.height as i32));
        if area.is_empty() {
            return;
        }
        let even = |at: i32| (at / 2 * 2) as usize;
        let (left, right) = (even(area.x0), even(area.x1 + 1).min(self.width));
        for y in (even(area.y0)..even(area.y1 + 1).min(self.height)).step_by(2) {
            self.lay_rows(picture.data(), y, left, right);
        }
    }

    fn lay_rows(&mut self, rgba: &[u8], y: usize, left: usize, right: usize) {
        let width = self.width;
        let source = |row: usize| rgba.get((row * width + left) * 4..(row * width + right) * 4).unwrap_or_default();
        let (upper, lower) = (source(y).as_chunks::<4>().0, source(y + 1).as_chunks::<4>().0);
        let half = y / 2 * (width / 2);
        let rows = self.y.get_mut(y * width..(y + 2) * width).and_then(|rows| rows.split_at_mut_checked(width));
        let (Some((first, second)), Some(u), Some(v)) = (
            rows,
            self.u.get_mut(half + left / 2..half + right / 2),
            self.v.get_mut(half + left / 2..half + right / 2),
        ) else {
            return;
        };
        for (row, source) in [(first, upper), (second, lower)] {
            for (to, pixel) in row.iter_mut().skip(left).zip(source) {
                if pixel[3] > 0 {
                    *to = over(*to, luma(*pixel), 16, u32::from(pixel[3]) * 4);
                }
            }
        }
        let pairs = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
        for (((a, b), u), v) in pairs.zip(u).zip(v) {
            let sum = |channel: usize| {
                a.iter().chain(b).map(|pixel| pixel.get(channel).map_or(0, |value| i32::from(*value))).sum::<i32>()
            };
            let cover = sum(3) as u32;
            if cover > 0 {
                let (red, green, blue) = (sum(0), sum(1), sum(2));
                *u = over(*u, chroma(-26 * red - 86 * green + 112 * blue), 128, cover);
                *v = over(*v, chroma(112 * red - 102 * green - 10 * blue), 128, cover);
            }
        }
    }

    /// Two rows at once, since they share their colours.
    fn update_rows(&mut self, rgba: &[u8], y: usize, left: usize, right: usize) {
        let width = self.width;
        let source = |row: usize| rgba.get((row * width + left) * 4..(row * width + right) * 4).unwrap_or_default();
        let (upper, lower) = (source(y).as_chunks::<4>().0, source(y + 1).as_chunks::<4>().0);
        let half = y / 2 * (width / 2);
        let rows = self.y.get_mut(y * width..(y + 2) * width).and_then(|rows| rows.split_at_mut_checked(width));
        let (Some((first, second)), Some(u), Some(v)) = (
            rows,
            self.u.get_mut(half + left / 2..half + right / 2),
            self.v.get_mut(half + left / 2..half + right / 2),
        ) else {
            return;
        };
        for (row, source) in [(first, upper), (second, lower)] {
            for (to, pixel) in row.iter_mut().skip(left).zip(source) {
                *to = luma(*pixel);
            }
        }
        let pairs = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
        for (((a, b), u), v) in pairs.zip(u).zip(v) {
            let sum = |channel: usize| {
                a.iter().chain(b).map(|pixel| pixel.get(channel).map_or(0, |value| i32::from(*value))).sum::<i32>()
            };
            let (red, green, blue) = (sum(0), sum(1), sum(2));
            *u = chroma(-26 * red - 86 * green + 112 * blue);
            *v = chroma(112 * red - 102 * green - 10 * blue);
        }
    }
}

/// A colour in the three planes.
pub(super) fn colour(rgb: crate::colour::Rgb) -> [u8; 3] {
    let (red, green, blue) = (i32::from(rgb.r) * 4, i32::from(rgb.g) * 4, i32::from(rgb.b) * 4);
    [
        luma([rgb.r, rgb.g, rgb.b, 255]),
        chroma(-26 * red - 86 * green + 112 * blue),
        chroma(112 * red - 102 * green - 10 * blue),
    ]
}

#[inline(always)]
fn luma([red, green, blue, _]: [u8; 4]) -> u8 {
    let sum = 11_966 * u32::from(red) + 40_254 * u32::from(green) + 4_064 * u32::from(blue);
    ((sum + (16 << 16) + (1 << 15)) >> 16) as u8
}

/// A value over another, `cover` of 1020 strong; it was made of a colour that is multiplied by its strength already, and so
/// has only its share of what is nothing in a plane (`zero`).
#[inline(always)]
fn over(under: u8, value: u8, zero: i32, cover: u32) -> u8 {
    let kept = (i32::from(under) - zero) * (1_020 - cover as i32);
    (i32::from(value) + (kept + kept.signum() * 510) / 1_020).clamp(0, 255) as u8
}

/// From the sum over four pixels.
#[inline(always)]
fn chroma(sum: i32) -> u8 {
    (((sum + (1 << 9)) >> 10) + 128).clamp(16, 240) as u8
}

impl YUVSource for Planes {
    fn dimensions(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    fn strides(&self) -> (usize, usize, usize) {
        (self.width, self.width / 2, self.width / 2)
    }

    fn y(&self) -> &[u8] {
        &self.y
    }

    fn u(&self) -> &[u8] {
        &self.u
    }

    fn v(&self) -> &[u8] {
        &self.v
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_black_and_red_have_their_bt709_values() {
        let mut picture = crate::paint::blank(4, 4);
        let mut planes = Planes::new(4, 4);
        for (colour, expected) in [
            (tiny_skia::Color::WHITE, (235, 128, 128)),
            (tiny_skia::Color::BLACK, (16, 128, 128)),
            (tiny_skia::Color::from_rgba8(255, 0, 0, 255), (63, 102, 240)),
        ] {
            picture.fill(colour);
            planes.update(&picture, Area::new(0, 0, 4, 4));
            assert_eq!((planes.y[5], planes.u[1], planes.v[1]), expected);
        }
    }

    #[test]
    fn an_area_with_odd_edges_is_taken_over_whole() {
        let mut picture = crate::paint::blank(8, 8);
        picture.fill(tiny_skia::Color::WHITE);
        let mut planes = Planes::new(8, 8);
        planes.update(&picture, Area::new(3, 3, 2, 2));
        assert_eq!((planes.y[3 * 8 + 3], planes.y[4 * 8 + 4], planes.y[0]), (235, 235, 16));
    }

    #[test]
    fn what_is_laid_over_planes_covers_them_as_far_as_it_is_opaque() {
        let mut ground = crate::paint::blank(4, 4);
        ground.fill(tiny_skia::Color::from_rgba8(200, 40, 40, 255));
        let mut layer = crate::paint::blank(4, 4);
        layer.fill(tiny_skia::Color::from_rgba8(20, 60, 220, 128));
        let whole = Area::new(0, 0, 4, 4);
        let mut laid = Planes::new(4, 4);
        laid.update(&ground, whole);
        laid.lay(&crate::paint::blank(4, 4), whole);
        let mut mixed = Planes::new(4, 4);
        mixed.update(&ground, whole);
        assert_eq!((&laid.y, &laid.u), (&mixed.y, &mixed.u), "what is transparent changes nothing");
        laid.lay(&layer, whole);
        crate::paint::blit(&mut ground, whole, &layer, 0, 0, 256);
        mixed.update(&ground, whole);
        for (laid, mixed) in [(&laid.y, &mixed.y), (&laid.u, &mixed.u), (&laid.v, &mixed.v)] {
            assert!(laid.iter().zip(mixed).all(|(laid, mixed)| laid.abs_diff(*mixed) <= 1), "{laid:?} {mixed:?}");
        }
    }
}
