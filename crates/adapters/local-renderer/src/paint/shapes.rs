//! Shapes that don't move: they are drawn once a scene, so they may be slow and smooth.

use super::{Area, blank};
use crate::colour::Rgb;
use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LinearGradient, Mask, Paint, Path, PathBuilder, Pixmap, Point,
    RadialGradient, Rect, SpreadMode, Stroke, Transform,
};

/// A solid colour.
fn solid(color: Color) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(color);
    paint
}

/// A rectangle with round corners; as round as its size allows.
pub(crate) fn rounded(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Option<Path> {
    let r = radius.min(width / 2.0).min(height / 2.0).max(0.0);
    let k = r * 0.552_285;
    let (right, bottom) = (x + width, y + height);
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.line_to(right - r, y);
    path.cubic_to(right - r + k, y, right, y + r - k, right, y + r);
    path.line_to(right, bottom - r);
    path.cubic_to(right, bottom - r + k, right - r + k, bottom, right - r, bottom);
    path.line_to(x + r, bottom);
    path.cubic_to(x + r - k, bottom, x, bottom - r + k, x, bottom - r);
    path.line_to(x, y + r);
    path.cubic_to(x, y + r - k, x + r - k, y, x + r, y);
    path.close();
    path.finish()
}

/// Fills a shape.
pub(crate) fn fill(on: &mut Pixmap, path: Option<Path>, color: Color) {
    if let Some(path) = path {
        on.fill_path(&path, &solid(color), FillRule::Winding, Transform::identity(), None);
    }
}

/// Draws along a shape's edge.
pub(crate) fn stroke(on: &mut Pixmap, path: Option<Path>, color: Color, width: f32) {
    if let Some(path) = path {
        let stroke =
            Stroke { width, line_cap: LineCap::Round, line_join: tiny_skia::LineJoin::Round, ..Stroke::default() };
        on.stroke_path(&path, &solid(color), &stroke, Transform::identity(), None);
    }
}

/// Fills all from the top colour to the bottom colour, slightly aslant.
pub(crate) fn gradient(on: &mut Pixmap, top: Rgb, bottom: Rgb) {
    let (width, height) = (on.width() as f32, on.height() as f32);
    let stops = vec![GradientStop::new(0.0, top.alpha(1.0)), GradientStop::new(1.0, bottom.alpha(1.0))];
    let (from, to) = (Point::from_xy(width * 0.2, 0.0), Point::from_xy(width * 0.8, height));
    let shader = LinearGradient::new(from, to, stops, SpreadMode::Pad, Transform::identity());
    if let (Some(shader), Some(all)) = (shader, Rect::from_xywh(0.0, 0.0, width, height)) {
        on.fill_rect(all, &Paint { shader, ..Paint::default() }, Transform::identity(), None);
    }
}

/// A soft round light.
pub(crate) fn glow(on: &mut Pixmap, x: f32, y: f32, radius: f32, color: Rgb, strength: f32) {
    let stops = vec![
        GradientStop::new(0.0, color.alpha(strength)),
        GradientStop::new(0.5, color.alpha(strength * 0.42)),
        GradientStop::new(1.0, color.alpha(0.0)),
    ];
    let centre = Point::from_xy(x, y);
    let shader = RadialGradient::new(centre, 0.0, centre, radius, stops, SpreadMode::Pad, Transform::identity());
    if let (Some(shader), Some(circle)) = (shader, PathBuilder::from_circle(x, y, radius)) {
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        on.fill_path(&circle, &paint, FillRule::Winding, Transform::identity(), None);
    }
}

/// A tick as a pen draws it, `size` pixels wide.
pub(crate) fn tick(on: &mut Pixmap, x: f32, y: f32, size: f32, color: Color) {
    let mut path = PathBuilder::new();
    path.move_to(x, y + size * 0.42);
    path.line_to(x + size * 0.36, y + size * 0.76);
    path.line_to(x + size, y + size * 0.06);
    stroke(on, path.finish(), color, size * 0.22);
}

/// A soft shadow of a shape, a little below it. It is blurred at a quarter of its size, which nobody sees.
pub(crate) fn shadow(on: &mut Pixmap, path: &Path, blur: f32, below: f32, strength: f32) {
    const SMALL: f32 = 0.25;
    let bounds = path.bounds();
    let margin = blur * 2.0;
    let (left, top) = (bounds.left() - margin, bounds.top() - margin);
    let (width, height) = (bounds.width() + margin * 2.0, bounds.height() + margin * 2.0);
    let mut small = blank((width * SMALL).ceil() as u32, (height * SMALL).ceil() as u32);
    let placed = Transform::from_translate(-left, -top).post_scale(SMALL, SMALL);
    small.fill_path(path, &solid(Color::BLACK), FillRule::Winding, placed, None);
    soften(&mut small, (blur * SMALL / 2.0).round().max(1.0) as usize);
    let zoom = super::Zoom {
        window: Area::of(on),
        origin: (left, top + below),
        scale: 1.0 / SMALL,
        alpha: (strength * 256.0) as u32,
    };
    let whole = Area::of(on);
    super::zoom(on, whole, &small, zoom, None);
}

/// Blurs the alpha of a black picture: three box blurs are as good as a round one.
fn soften(black: &mut Pixmap, radius: usize) {
    let (width, height) = (black.width() as usize, black.height() as usize);
    let mut alpha: Vec<u8> = black.data().iter().skip(3).step_by(4).copied().collect();
    for _ in 0..3 {
        alpha = box_blur_transposed(&alpha, width, height, radius);
        alpha = box_blur_transposed(&alpha, height, width, radius);
    }
    for (pixel, alpha) in black.data_mut().as_chunks_mut::<4>().0.iter_mut().zip(alpha) {
        *pixel = [0, 0, 0, alpha];
    }
}

/// Blurs each row and gives the result with rows and columns exchanged, so that twice is the whole.
fn box_blur_transposed(from: &[u8], width: usize, height: usize, radius: usize) -> Vec<u8> {
    let mut to = vec![0; from.len()];
    let span = (radius * 2 + 1) as u32;
    for (y, row) in from.chunks_exact(width).enumerate() {
        let at = |x: isize| u32::from(usize::try_from(x).ok().and_then(|x| row.get(x)).copied().unwrap_or(0));
        let reach = radius as isize;
        let mut sum: u32 = (-reach..=reach).map(at).sum();
        for x in 0..width {
            if let Some(to) = to.get_mut(x * height + y) {
                *to = (sum / span) as u8;
            }
            sum = sum + at(x as isize + reach + 1) - at(x as isize - reach);
        }
    }
    to
}

/// A mask as large as `window` that shows what lies in the shape, given in the window's own coordinates.
pub(crate) fn mask(window: Area, path: Option<&Path>) -> Option<Mask> {
    let mut mask = Mask::new(window.width().max(1) as u32, window.height().max(1) as u32)?;
    mask.fill_path(path?, FillRule::Winding, true, Transform::identity());
    Some(mask)
}
