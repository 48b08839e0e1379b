//! A picture seen through a window, larger or smaller than it is: the slow zooms, and what pops in.

use super::{Area, blend};
use tiny_skia::{Mask, Pixmap};

/// How a picture lies behind its window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Zoom {
    /// Where the window is; nothing outside is drawn.
    pub(crate) window: Area,
    /// The place of the picture's upper left corner, in pixels.
    pub(crate) origin: (f32, f32),
    /// The size of a pixel of the picture, in pixels.
    pub(crate) scale: f32,
    /// Of 256.
    pub(crate) alpha: u32,
}

/// Draws `from` through the window, with smooth sampling; `mask`, when given, is as large as the window.
pub(crate) fn zoom(to: &mut Pixmap, clip: Area, from: &Pixmap, at: Zoom, mask: Option<&Mask>) {
    let scaled = |length: u32| length as f32 * at.scale;
    let picture = Area {
        x0: at.origin.0.floor() as i32,
        y0: at.origin.1.floor() as i32,
        x1: (at.origin.0 + scaled(from.width())).ceil() as i32,
        y1: (at.origin.1 + scaled(from.height())).ceil() as i32,
    };
    let area = at.window.within(picture).within(clip).within(Area::of(to));
    if area.is_empty() || at.alpha == 0 {
        return;
    }
    let columns: Vec<Sample> = (area.x0..area.x1).map(|x| Sample::at(x, at.origin.0, at.scale, from.width())).collect();
    let (to_width, from_width) = (to.width(), from.width() as usize);
    for y in area.y0..area.y1 {
        let line = Sample::at(y, at.origin.1, at.scale, from.height());
        let source = |row: usize| from.data().get(row * from_width * 4..(row + 1) * from_width * 4);
        let (Some(upper), Some(lower)) = (source(line.first), source(line.second)) else { continue };
        let (upper, lower) = (upper.as_chunks::<4>().0, lower.as_chunks::<4>().0);
        let Some(row) = to.data_mut().get_mut(blend::row_range(to_width, area, y)) else { continue };
        let row = row.as_chunks_mut::<4>().0;
        let mask = mask.and_then(|mask| {
            let start = (y - at.window.y0) as usize * mask.width() as usize + (area.x0 - at.window.x0) as usize;
            mask.data().get(start..start + area.width() as usize)
        });
        for (i, (to, column)) in row.iter_mut().zip(&columns).enumerate() {
            let corner = |row: &[[u8; 4]], at: usize| row.get(at).copied().map_or(0, u32::from_le_bytes);
            let top = between(corner(upper, column.first), corner(upper, column.second), column.weight);
            let bottom = between(corner(lower, column.first), corner(lower, column.second), column.weight);
            let pixel = between(top, bottom, line.weight).to_le_bytes();
            let alpha = match mask.and_then(|mask| mask.get(i)) {
                None | Some(255) => at.alpha,
                Some(0) => continue,
                Some(cover) => at.alpha * u32::from(*cover) / 255,
            };
            blend::over(to, pixel, alpha);
        }
    }
}

/// Which two pixels of a row or column lie under a point, and how much of the second shows, of 256.
struct Sample {
    first: usize,
    second: usize,
    weight: u32,
}

impl Sample {
    fn at(point: i32, origin: f32, scale: f32, length: u32) -> Self {
        let last = length.saturating_sub(1) as usize;
        let place = ((point as f32 + 0.5 - origin) / scale - 0.5).max(0.0);
        let first = (place as usize).min(last);
        Self { first, second: (first + 1).min(last), weight: ((place - first as f32).clamp(0.0, 1.0) * 256.0) as u32 }
    }
}

/// Four channels at once, two at a time in one word.
#[inline(always)]
fn between(a: u32, b: u32, weight: u32) -> u32 {
    let keep = 256 - weight;
    let even = ((a & 0x00FF_00FF) * keep + (b & 0x00FF_00FF) * weight) >> 8;
    let odd = ((a >> 8) & 0x00FF_00FF) * keep + ((b >> 8) & 0x00FF_00FF) * weight;
    (even & 0x00FF_00FF) | (odd & 0xFF00_FF00)
}
