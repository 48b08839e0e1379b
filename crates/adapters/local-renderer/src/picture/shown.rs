//! A picture ready to be shown, and what kind of picture it is: that decides how it is framed.

use crate::{colour::Rgb, paint::blank};
use image::RgbaImage;
use tiny_skia::Pixmap;

/// What lies behind the product in its picture.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Backdrop {
    /// A scene: it may be cut to fill a frame.
    Scene,
    /// One plain colour to the edges: it must not be cut, and its colour can go on around it.
    Plain(Rgb),
    /// Nothing: the product was cut out.
    Nothing,
}

/// A picture with its backdrop.
pub(crate) struct Shown {
    pub(crate) pixmap: Pixmap,
    pub(crate) backdrop: Backdrop,
}

impl Shown {
    pub(crate) fn new(picture: &RgbaImage) -> Self {
        Self { pixmap: premultiplied(picture), backdrop: backdrop(picture) }
    }
}

fn premultiplied(picture: &RgbaImage) -> Pixmap {
    let mut pixmap = blank(picture.width(), picture.height());
    for (to, from) in pixmap.data_mut().as_chunks_mut::<4>().0.iter_mut().zip(picture.as_raw().as_chunks::<4>().0) {
        let [r, g, b, a] = *from;
        let by_alpha = |channel: u8| ((u32::from(channel) * u32::from(a) + 127) / 255) as u8;
        *to = [by_alpha(r), by_alpha(g), by_alpha(b), a];
    }
    pixmap
}

/// Looks along the edges.
fn backdrop(picture: &RgbaImage) -> Backdrop {
    let (width, height) = picture.dimensions();
    let (right, bottom) = (width.saturating_sub(1), height.saturating_sub(1));
    let across = (0..width).step_by((width as usize / 60).max(1)).flat_map(|x| [(x, 0), (x, bottom)]);
    let down = (0..height).step_by((height as usize / 60).max(1)).flat_map(|y| [(0, y), (right, y)]);
    let edge: Vec<[u8; 4]> = across.chain(down).map(|(x, y)| picture.get_pixel(x, y).0).collect();
    let count = edge.len().max(1);
    if edge.iter().filter(|pixel| pixel[3] < 30).count() * 10 > count * 6 {
        return Backdrop::Nothing;
    }
    let mean = |channel: usize| {
        let sum: usize = edge.iter().map(|pixel| usize::from(pixel.get(channel).copied().unwrap_or(0))).sum();
        (sum / count) as u8
    };
    let colour = Rgb { r: mean(0), g: mean(1), b: mean(2) };
    let far = |pixel: &&[u8; 4]| {
        pixel[3] < 250
            || pixel[0].abs_diff(colour.r) > 12
            || pixel[1].abs_diff(colour.g) > 12
            || pixel[2].abs_diff(colour.b) > 12
    };
    if edge.iter().filter(far).count() * 50 < count { Backdrop::Plain(colour) } else { Backdrop::Scene }
}
