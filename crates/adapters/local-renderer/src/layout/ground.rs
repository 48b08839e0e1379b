//! What lies behind everything: the colours, a light, and shapes that belong to the format.

use super::{Ad, HEIGHT, WIDTH};
use crate::{
    colour::Rgb,
    paint::{self, Area, blank},
    storyboard::Shot,
    theme::{Tone, mix_bits},
};
use adforge_domain::format::FormatId;
use tiny_skia::{PathBuilder, Pixmap};

/// What the ground is patterned with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Pattern {
    Rings,
    Dots,
    Stripes,
    Halves,
    Rays,
    Waves,
}

/// Which pattern belongs to a format.
pub(crate) fn pattern_of(format: FormatId) -> Pattern {
    use FormatId as F;
    match format {
        F::Listicle | F::DemoHowTo | F::StaticFacts => Pattern::Dots,
        F::UsVsThem | F::BeforeAfter => Pattern::Halves,
        F::MythBusting | F::ProblemSolution => Pattern::Stripes,
        F::Unboxing | F::StaticOffer => Pattern::Rays,
        F::FounderStory | F::DayInLife | F::StreetInterview => Pattern::Waves,
        F::Hybrid | F::UgcTestimonial | F::StaticBenefit | F::StaticQuote => Pattern::Rings,
    }
}

/// A shot's ground.
pub(super) fn draw(ad: &Ad, shot: &Shot, tone: &Tone) -> Pixmap {
    let mut on = blank(WIDTH, HEIGHT);
    let bits = mix_bits(ad.brief.seed ^ (shot.scene as u64) << 32);
    decorate(&mut on, tone, pattern_of(ad.brief.format), bits);
    on
}

/// How much smaller soft colours are drawn.
const SOFT: u32 = 4;

/// Fills a picture with a tone's colours and a pattern.
pub(crate) fn decorate(on: &mut Pixmap, tone: &Tone, pattern: Pattern, bits: u64) {
    let (width, height) = (on.width() as f32, on.height() as f32);
    let chance = |shift: u32| ((bits >> shift) & 0xFF) as f32 / 255.0;
    let side = if bits & 1 == 0 { 0.0 } else { width };
    // What is soft is drawn at a quarter of its size: a sixteenth of the work, and nobody sees it.
    let mut soft = blank(on.width().div_ceil(SOFT), on.height().div_ceil(SOFT));
    let small = 1.0 / SOFT as f32;
    paint::gradient(&mut soft, tone.top, tone.bottom);
    // The lights stay in the lower part and at the edge, where no words are read.
    let mut light = |x: f32, y: f32, radius: f32, colour: Rgb, strength: f32| {
        paint::glow(&mut soft, x * small, y * small, radius * small, colour, strength);
    };
    light(side, height * (0.52 + 0.2 * chance(8)), width * 0.85, tone.shape, 0.42);
    light(width - side, height * (0.86 + 0.1 * chance(16)), width * 0.7, tone.accent, 0.20);
    let whole = Area::of(on);
    let zoom = paint::Zoom { window: whole, origin: (0.0, 0.0), scale: SOFT as f32, alpha: 256 };
    paint::zoom(on, whole, &soft, zoom, None);
    match pattern {
        Pattern::Rings => rings(on, tone.shape, width - side, height * (0.42 + 0.1 * chance(24))),
        Pattern::Dots => dots(on, tone.shape),
        Pattern::Stripes => stripes(on, tone.shape),
        Pattern::Halves => halves(on, tone.shape, bits & 2 == 0),
        Pattern::Rays => rays(on, tone.shape),
        Pattern::Waves => waves(on, tone.shape, chance(32)),
    }
}

fn rings(on: &mut Pixmap, colour: Rgb, x: f32, y: f32) {
    for step in 0..5 {
        let radius = 240.0 + step as f32 * 120.0;
        paint::stroke(on, PathBuilder::from_circle(x, y, radius), colour.alpha(0.30 - step as f32 * 0.045), 3.0);
    }
}

fn dots(on: &mut Pixmap, colour: Rgb) {
    let (columns, rows) = (on.width() / 60, on.height() / 60);
    for row in 0..=rows {
        let strength = 0.10 + 0.30 * (row as f32 / rows.max(1) as f32);
        for column in 0..=columns {
            let circle = PathBuilder::from_circle(column as f32 * 60.0 + 30.0, row as f32 * 60.0 + 30.0, 4.0);
            paint::fill(on, circle, colour.alpha(strength));
        }
    }
}

fn stripes(on: &mut Pixmap, colour: Rgb) {
    let (width, height) = (on.width() as f32, on.height() as f32);
    let start = height * 0.34;
    for step in 0..16 {
        let y = start + step as f32 * 150.0;
        let mut path = PathBuilder::new();
        path.move_to(0.0, y);
        path.line_to(width, y - width * 0.32);
        path.line_to(width, y - width * 0.32 + 56.0);
        path.line_to(0.0, y + 56.0);
        path.close();
        paint::fill(on, path.finish(), colour.alpha(0.14));
    }
}

fn halves(on: &mut Pixmap, colour: Rgb, falling: bool) {
    let (width, height) = (on.width() as f32, on.height() as f32);
    let (left, right) = if falling { (height * 0.34, height * 0.58) } else { (height * 0.58, height * 0.34) };
    let mut path = PathBuilder::new();
    path.move_to(0.0, left);
    path.line_to(width, right);
    path.line_to(width, height);
    path.line_to(0.0, height);
    path.close();
    paint::fill(on, path.finish(), colour.alpha(0.30));
}

fn rays(on: &mut Pixmap, colour: Rgb) {
    let (width, height) = (on.width() as f32, on.height() as f32);
    let (x, y) = (width / 2.0, height * 0.66);
    let far = height;
    for step in 0..14 {
        let angle = step as f32 / 14.0 * std::f32::consts::TAU;
        let mut path = PathBuilder::new();
        path.move_to(x, y);
        for edge in [angle, angle + 0.22] {
            path.line_to(x + edge.cos() * far, y + edge.sin() * far);
        }
        path.close();
        paint::fill(on, path.finish(), colour.alpha(0.13));
    }
}

fn waves(on: &mut Pixmap, colour: Rgb, chance: f32) {
    let (width, height) = (on.width() as f32, on.height() as f32);
    for step in 0..4 {
        let y = height * (0.50 + 0.13 * step as f32);
        let swing = height * (0.05 + 0.03 * chance);
        let mut path = PathBuilder::new();
        path.move_to(0.0, y);
        path.cubic_to(width * 0.33, y - swing, width * 0.62, y + swing, width, y - swing * 0.4);
        path.line_to(width, height);
        path.line_to(0.0, height);
        path.close();
        paint::fill(on, path.finish(), colour.alpha(0.15));
    }
}
