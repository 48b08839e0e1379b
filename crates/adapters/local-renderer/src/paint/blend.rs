//! Laying one picture on another, pixel on pixel.

use super::Area;
use tiny_skia::Pixmap;

/// The bytes of one row of `area`, which lies within the picture.
pub(super) fn row_range(width: u32, area: Area, y: i32) -> std::ops::Range<usize> {
    let start = (y as usize * width as usize + area.x0 as usize) * 4;
    start..start + area.width() as usize * 4
}

/// Copies an area from one picture to the same place of another of the same size.
pub(crate) fn copy(to: &mut Pixmap, from: &Pixmap, area: Area) {
    let area = area.within(Area::of(to)).within(Area::of(from));
    if area.is_empty() || to.width() != from.width() {
        return;
    }
    let width = to.width();
    for y in area.y0..area.y1 {
        let range = row_range(width, area, y);
        if let (Some(to), Some(from)) = (to.data_mut().get_mut(range.clone()), from.data().get(range)) {
            to.copy_from_slice(from);
        }
    }
}

/// Lays `from` on `to` with its upper left corner at (x, y), within `clip`, `alpha` of 256 strong.
pub(crate) fn blit(to: &mut Pixmap, clip: Area, from: &Pixmap, x: i32, y: i32, alpha: u32) {
    let area = Area::of(from).moved(x, y).within(clip).within(Area::of(to));
    if area.is_empty() || alpha == 0 {
        return;
    }
    let (to_width, from_width) = (to.width(), from.width());
    for row in area.y0..area.y1 {
        let to_range = row_range(to_width, area, row);
        let from_range = row_range(from_width, area.moved(-x, -y), row - y);
        let (Some(to), Some(from)) = (to.data_mut().get_mut(to_range), from.data().get(from_range)) else { continue };
        for (to, from) in to.as_chunks_mut::<4>().0.iter_mut().zip(from.as_chunks::<4>().0) {
            over(to, *from, alpha);
        }
    }
}

/// One premultiplied pixel over another.
#[inline(always)]
pub(crate) fn over(to: &mut [u8; 4], from: [u8; 4], alpha: u32) {
    if from[3] == 0 {
        return;
    }
    if from[3] == 255 && alpha == 256 {
        *to = from;
        return;
    }
    let keep = 65_280 - u32::from(from[3]) * alpha;
    for (to, from) in to.iter_mut().zip(from) {
        let mixed = (u32::from(from) * alpha * 255 + u32::from(*to) * keep + 32_640) / 65_280;
        *to = mixed.min(255) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_white_over_black_is_grey_and_stays_opaque() {
        let mut to = [0, 0, 0, 255];
        over(&mut to, [128, 128, 128, 128], 256);
        assert_eq!(to, [128, 128, 128, 255]);
        let mut to = [0, 0, 0, 255];
        over(&mut to, [255, 255, 255, 255], 128);
        assert_eq!(to, [128, 128, 128, 255]);
    }

    #[test]
    fn a_picture_that_hangs_over_the_edge_is_cut() {
        let mut to = crate::paint::blank(4, 4);
        let mut from = crate::paint::blank(3, 3);
        from.fill(tiny_skia::Color::WHITE);
        blit(&mut to, Area::new(0, 0, 4, 4), &from, -2, 3, 256);
        assert_eq!(to.data().iter().filter(|byte| **byte == 255).count(), 4);
    }
}
