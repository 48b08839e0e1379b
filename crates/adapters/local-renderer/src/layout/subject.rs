//! What is seen below the words: the product, who presents it, or a design where there is no picture.

use super::{Column, Director, HEIGHT, LEFT, RIGHT, SharedPicture, WIDTH, text::shrunk};
use crate::{
    colour::Rgb,
    fonts::Face,
    paint::{self, Area, blank},
    picture::Backdrop,
    stage::{Actor, Enter, Look, Photo},
    storyboard::{Role, Shot},
    theme::{Tone, mix_bits},
    typeset::{Style, Typesetter},
};
use adforge_domain::product::Facts;
use std::sync::Arc;
use tiny_skia::{Path, Pixmap};
use unicode_segmentation::UnicodeSegmentation;

/// How the window is shaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// A card with round corners.
    Card,
    /// From edge to edge, down to the bottom.
    Bleed,
    /// A doorway.
    Arch,
}

impl Frame {
    fn area(self, top: i32) -> Area {
        let (width, height) = (WIDTH as i32, HEIGHT as i32);
        match self {
            Self::Card => Area { x0: 72, y0: top, x1: width - 72, y1: height - 150 },
            Self::Bleed => Area { x0: 0, y0: top, x1: width, y1: height },
            Self::Arch => Area { x0: 108, y0: top, x1: width - 108, y1: height },
        }
    }

    /// Its outline, with the window's corner at (x, y).
    fn path(self, x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
        match self {
            Self::Card => paint::rounded(x, y, width, height, 56.0),
            // The lower corners lie below the frame.
            Self::Bleed => paint::rounded(x, y, width, height + 80.0, 72.0),
            Self::Arch => paint::rounded(x, y, width, height + width, width / 2.0),
        }
    }
}

impl Director {
    /// Puts the subject on the ground and gives what of it moves.
    pub(super) fn subject(&mut self, ground: &mut Pixmap, column: &Column<'_>, top: i32) -> Vec<Actor> {
        let ad = Arc::clone(&self.ad);
        let bits = mix_bits(ad.brief.seed ^ 0x5eed);
        let large = column.presented;
        let frame = match (column.shot.role, (bits as usize + column.shot.scene) % 3) {
            (Role::End, _) | (_, 0) => Frame::Card,
            // An arch needs room above the product, and would cut off words.
            (_, 1) if top < 1_000 && (large || ad.picture.is_some()) => Frame::Arch,
            _ => Frame::Bleed,
        };
        let whole = frame.area(top);
        let seen = ad.picture.as_ref().filter(|_| !large).map_or(whole, |picture| fitted(frame.area(top), picture));
        // What doesn't reach from edge to edge is a card, and stands where cards do.
        let (frame, window) = match (&ad.picture, seen == whole) {
            (Some(picture), false) => (Frame::Card, fitted(Frame::Card.area(top), picture)),
            _ => (frame, whole),
        };
        let (x, y) = (window.x0 as f32, window.y0 as f32);
        let (width, height) = (window.width() as f32, window.height() as f32);
        let outline = frame.path(x, y, width, height);
        if let Some(outline) = &outline {
            paint::shadow(ground, outline, 70.0, 26.0, 0.30);
        }
        let mask =
            paint::mask(Area::new(0, 0, window.width(), window.height()), frame.path(0.0, 0.0, width, height).as_ref());
        let mut actors = Vec::new();
        let main = match (&ad.portrait, &ad.picture) {
            (Some(portrait), picture) if large => person(portrait, window, picture.is_some()),
            (_, Some(picture)) => {
                panel(ground, outline.as_ref(), picture, &column.tone, window);
                product(picture, window, column.shot.closer)
            }
            _ => {
                let told = match fact_of(&ad.brief.product.facts, column.shot) {
                    _ if column.shot.role == Role::End => Told::Initial,
                    Some(fact) => Told::Fact(fact),
                    None => Told::Name,
                };
                let art = self.art(&column.tone, window, bits, &told);
                nearer(Arc::new(art), window, (1.0, 1.025), (0.5, 0.5), (0.5, 0.5))
            }
        };
        let frames = column.shot.frames();
        let enter = if column.again { Enter::Cut } else { Enter::Rise(70) };
        actors.push(Actor {
            look: Look::Photo(Photo { mask, ..main }),
            x: window.x0,
            y: window.y0,
            from: 0,
            until: frames,
            enter: if self.stays(column) { Enter::Cut } else { enter },
            pulse: false,
        });
        if large && let Some(picture) = &ad.picture {
            actors.push(inset(picture, window, frames));
        }
        actors
    }

    /// Without a panel that could stay behind: what moves in must not leave its card standing.
    fn stays(&self, column: &Column<'_>) -> bool {
        let panelled = self.ad.picture.as_ref().is_some_and(|picture| picture.backdrop != Backdrop::Scene);
        panelled && !column.presented || column.shot.from == 0
    }

    /// A design in place of a picture: circles in the ad's colours, and words.
    pub(super) fn art(&mut self, tone: &Tone, window: Area, bits: u64, told: &Told) -> Pixmap {
        let mut on = blank(window.width() as u32, window.height() as u32);
        let deep = tone.accent.mix(tone.bottom, 0.25);
        paint::gradient(&mut on, tone.accent, deep);
        let (width, height) = (window.width() as f32, window.height() as f32);
        let light = Rgb::WHITE;
        let right = bits & 4 == 0;
        let x = |share: f32| if right { width * share } else { width * (1.0 - share) };
        for (share, y, radius, strength) in
            [(0.92, 0.78, 0.62, 0.10), (0.92, 0.78, 0.46, 0.12), (0.92, 0.78, 0.30, 0.16), (0.08, 1.02, 0.34, 0.10)]
        {
            let circle = tiny_skia::PathBuilder::from_circle(x(share), height * y, width * radius);
            paint::fill(&mut on, circle, light.alpha(strength));
        }
        paint::glow(&mut on, x(0.2), height * 0.05, width * 0.6, light, 0.22);
        let ad = Arc::clone(&self.ad);
        let facts = &ad.brief.product.facts;
        let type_ = &mut self.type_;
        match told {
            Told::Name if words_on(type_, &mut on, tone, window, (&facts.name, &facts.category)) => {}
            Told::Fact(fact) if words_on(type_, &mut on, tone, window, (fact, &facts.name)) => {}
            _ => initial_on(type_, &mut on, facts, tone.on_accent),
        }
        on
    }
}

/// Words in the upper corner of a design, and smaller ones below them where there is room; they begin where the column of
/// words does. False where not even the first fit.
fn words_on(type_: &mut Typesetter, on: &mut Pixmap, tone: &Tone, window: Area, (large, small): (&str, &str)) -> bool {
    const INSET: i32 = 56;
    let (left, right) = ((LEFT - window.x0).max(INSET), (RIGHT - window.x0).min(on.width() as i32 - INSET));
    let width = (right - left) as f32;
    let style = Style { face: Face::Display, most: 92.0, least: 44.0, leading: 1.1, lines: 4, width, centred: false };
    let below = Style { face: Face::Semi, most: 40.0, least: 30.0, leading: 1.2, lines: 1, ..style };
    // The gradient and the circles leave the accent's lightness nearly as it was; the ink is chosen for the worst of them.
    let grounds = [tone.accent, tone.accent.mix(tone.bottom, 0.25), tone.accent.mix(Rgb::WHITE, 0.25)];
    let ink = tone.on_accent.readable_on(&grounds, 4.5);
    let mut y = (on.height() as i32 / 8).min(72);
    let bottom = on.height() as i32 - 40;
    for (place, (text, style)) in [(large, style), (small, below)].into_iter().enumerate() {
        let sizes = [1.0, 0.8, 0.65, 0.5].map(|share| (style.most * share).max(style.least));
        let smaller = sizes.map(|most| Style { most, ..style });
        let Some(block) = smaller.iter().map(|style| type_.set(text, style)).find(|it| y + it.height as i32 <= bottom)
        else {
            return place > 0;
        };
        if let Some(sprite) = type_.draw_all(&block.words, ink) {
            let whole = Area::of(on);
            paint::blit(on, whole, &sprite.pixmap, left + sprite.x, y + sprite.y, 256);
        }
        y += block.height as i32 + 20;
    }
    true
}

/// What stands on a design.
pub(super) enum Told {
    /// The product's name and kind.
    Name,
    /// A fact of it, and its name.
    Fact(String),
    /// A letter, where the name stands beside it.
    Initial,
}

/// A fact that a shot's own words leave room for: each scene has another.
fn fact_of(facts: &Facts, shot: &Shot) -> Option<String> {
    let Role::Middle { number, .. } = shot.role else { return None };
    let said = |fact: &str| {
        let fact = fact.to_lowercase();
        let headline = shot.headline.trim().to_lowercase();
        fact.contains(&headline) || headline.contains(&fact)
    };
    let short = |fact: &&str| (4..=64).contains(&fact.chars().count()) && !said(fact);
    let all = facts.benefits.iter().chain(&facts.claims).chain(&facts.ingredients).map(|fact| fact.trim());
    let fitting: Vec<&str> = all.filter(short).collect();
    fitting.get((number - 1).checked_rem(fitting.len())?).map(|fact| (*fact).to_owned())
}

/// The first letter of the brand or product, large, where the name already stands beside it.
fn initial_on(type_: &mut Typesetter, on: &mut Pixmap, facts: &Facts, ink: Rgb) {
    let name = if facts.brand.trim().is_empty() { &*facts.name } else { facts.brand.trim() };
    let Some(initial) = name.graphemes(true).next() else { return };
    let most = (on.height() as f32 * 0.7).min(520.0);
    let style = Style {
        face: Face::Display,
        most,
        least: 40.0,
        leading: 1.0,
        lines: 1,
        width: on.width() as f32,
        centred: true,
    };
    let block = type_.set(initial, &style);
    if let Some(sprite) = type_.draw_all(&block.words, ink) {
        let x = (on.width() as i32 - sprite.pixmap.width() as i32) / 2;
        let y = (on.height() as i32 - sprite.pixmap.height() as i32) / 2;
        let whole = Area::of(on);
        paint::blit(on, whole, &sprite.pixmap, x, y, 210);
    }
}

/// What lies around a product that must not be cut.
pub(super) fn panel(on: &mut Pixmap, outline: Option<&Path>, picture: &SharedPicture, tone: &Tone, window: Area) {
    match picture.backdrop {
        Backdrop::Scene => {}
        Backdrop::Plain(colour) => paint::fill(on, outline.cloned(), colour.alpha(1.0)),
        Backdrop::Nothing => {
            paint::fill(on, outline.cloned(), tone.accent.mix(Rgb::WHITE, 0.80).alpha(1.0));
            let (x, y) = ((window.x0 + window.x1) as f32 / 2.0, (window.y0 + window.y1) as f32 / 2.0);
            paint::glow(on, x, y, window.height().min(window.width()) as f32 * 0.5, Rgb::WHITE, 0.9);
        }
    }
}

/// How much a picture has to grow to fill a window, and to stand whole within it.
fn sizes(picture: &SharedPicture, window: Area) -> (f32, f32) {
    let across = window.width() as f32 / picture.pixmap.width() as f32;
    let down = window.height() as f32 / picture.pixmap.height() as f32;
    (across.max(down), across.min(down))
}

/// The window, or the part of it in which a scene is seen nearly whole.
pub(super) fn fitted(window: Area, picture: &SharedPicture) -> Area {
    if picture.backdrop != Backdrop::Scene {
        return window;
    }
    let shape = (picture.pixmap.width() as f32 / picture.pixmap.height() as f32).clamp(0.55, 1.9);
    let (width, height) = (window.width() as f32, window.height() as f32);
    // A little may be cut off; more makes the window narrower or lower.
    let narrower = (width - (height * shape * 1.25).min(width)) as i32 / 2;
    let lower = (height - (width / shape * 1.25).min(height)) as i32 / 2;
    Area { x0: window.x0 + narrower, y0: window.y0 + lower, x1: window.x1 - narrower, y1: window.y1 - lower }
}

/// The product in its window: filling it, or whole within it.
pub(super) fn product(picture: &SharedPicture, window: Area, closer: bool) -> Photo {
    let (cover, whole) = sizes(picture, window);
    let (base, step) = match picture.backdrop {
        Backdrop::Scene => (cover, 0.06),
        // A little air around it, even at its nearest.
        Backdrop::Plain(_) => (whole * 0.95, 0.05),
        Backdrop::Nothing => (whole * 0.84, 0.06),
    };
    let near = if closer && picture.backdrop == Backdrop::Scene { 1.12 } else { 1.0 };
    // Shots go in; closer ones begin near and go out.
    let (from, to) = (base * near, base * near * (1.0 + step));
    Photo {
        picture: Arc::clone(&picture.pixmap),
        width: window.width(),
        height: window.height(),
        mask: None,
        scales: if closer { (to, from) } else { (from, to) },
        middles: ((0.5, 0.5), (0.5, 0.5)),
    }
}

/// The presenter, with the head in the upper part of the window, a little to the right of a product in the left corner.
pub(super) fn person(portrait: &Arc<Pixmap>, window: Area, beside: bool) -> Photo {
    let (across, down) = (window.width() as f32, window.height() as f32);
    let shape = across / down;
    // In a low window a square would lose its head: there it gets more ground on both sides.
    let wide = (shape > 1.15).then(|| Arc::new(widened(portrait, shape * 1.08)));
    let portrait = wide.as_ref().unwrap_or(portrait);
    let cover = (across / portrait.width() as f32).max(down / portrait.height() as f32);
    let (size, middle) = match (beside, wide.is_some()) {
        (true, true) => (1.12, 0.44),
        (true, false) => (1.18, 0.425),
        (false, true) => (1.22, 0.5),
        (false, false) => (1.01, 0.5),
    };
    nearer(Arc::clone(portrait), window, (cover * size, cover * (size + 0.05)), (middle, 0.48), (middle, 0.47))
}

/// A portrait on a ground so many times as wide as it is high: its edges go on.
fn widened(portrait: &Pixmap, shape: f32) -> Pixmap {
    let (width, height) = (portrait.width() as usize, portrait.height() as usize);
    let wide = (height as f32 * shape) as usize;
    let mut on = blank(wide as u32, height as u32);
    let side = (wide - width.min(wide)) / 2;
    let from = portrait.data().as_chunks::<4>().0;
    for (to, from) in on.data_mut().as_chunks_mut::<4>().0.chunks_exact_mut(wide).zip(from.chunks_exact(width)) {
        for (x, pixel) in to.iter_mut().enumerate() {
            let at = x.saturating_sub(side).min(width - 1);
            if let Some(copied) = from.get(at) {
                *pixel = *copied;
            }
        }
    }
    on
}

fn nearer(picture: Arc<Pixmap>, window: Area, scales: (f32, f32), from: (f32, f32), to: (f32, f32)) -> Photo {
    Photo { picture, width: window.width(), height: window.height(), mask: None, scales, middles: (from, to) }
}

/// The product in a corner of the presenter's window, on a white card.
fn inset(picture: &SharedPicture, window: Area, frames: u32) -> Actor {
    const SIDE: i32 = 290;
    const BORDER: i32 = 12;
    const SHADE: i32 = 40;
    let mut card = blank((SIDE + SHADE * 2) as u32, (SIDE + SHADE * 2) as u32);
    let outline = paint::rounded(SHADE as f32, SHADE as f32, SIDE as f32, SIDE as f32, 44.0);
    if let Some(outline) = &outline {
        paint::shadow(&mut card, outline, 30.0, 8.0, 0.35);
    }
    let ground = if let Backdrop::Plain(colour) = picture.backdrop { colour } else { Rgb::WHITE };
    paint::fill(&mut card, outline, Rgb::WHITE.alpha(1.0));
    let inner = SIDE - BORDER * 2;
    let at = SHADE + BORDER;
    let rounded = |x: f32, y: f32| paint::rounded(x, y, inner as f32, inner as f32, 34.0);
    paint::fill(&mut card, rounded(at as f32, at as f32), ground.alpha(1.0));
    let small = shrunk(&picture.pixmap, inner as u32);
    let (width, height) = (small.width() as f32, small.height() as f32);
    let scale = match picture.backdrop {
        Backdrop::Scene => inner as f32 / width.min(height),
        _ => inner as f32 * 0.94 / width.max(height),
    };
    let centred = |length: f32| at as f32 + (inner as f32 - length * scale) / 2.0;
    let zoom = paint::Zoom {
        window: Area::new(at, at, inner, inner),
        origin: (centred(width), centred(height)),
        scale,
        alpha: 256,
    };
    let mask = paint::mask(Area::new(0, 0, inner, inner), rounded(0.0, 0.0).as_ref());
    let whole = Area::of(&card);
    paint::zoom(&mut card, whole, &small, zoom, mask.as_ref());
    let (x, y) = (window.x0.max(72) + 20 - SHADE, window.y1.min(HEIGHT as i32 - 150) - SIDE - 40 - SHADE);
    Actor::still(card, x, y, 8.min(frames - 1), frames).entering(Enter::Pop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use adforge_domain::text::Title;

    fn facts(benefits: &[&str]) -> Facts {
        Facts {
            name: Title::new("Tarnwick Flask").unwrap(),
            description: String::new(),
            category: String::new(),
            price: None,
            currency: None,
            brand: String::new(),
            benefits: benefits.iter().map(|text| (*text).to_owned()).collect(),
            ingredients: Vec::new(),
            claims: Vec::new(),
            url: None,
            language: None,
        }
    }

    fn shot(number: usize, headline: &str) -> Shot {
        let role = Role::Middle { number, of: 3 };
        let headline = headline.to_owned();
        Shot { scene: number, from: 0, until: 30, role, headline, phrases: Vec::new(), closer: false, clip: false }
    }

    #[test]
    fn scenes_without_a_picture_show_facts_in_turn_and_none_that_is_said_above_it() {
        let facts = facts(&["Folds flat", "Holds a litre", &"Very long ".repeat(9)]);
        assert_eq!(fact_of(&facts, &shot(1, "A wet bag")).as_deref(), Some("Folds flat"));
        assert_eq!(fact_of(&facts, &shot(2, "A wet bag")).as_deref(), Some("Holds a litre"));
        assert_eq!(fact_of(&facts, &shot(1, "Folds flat")).as_deref(), Some("Holds a litre"));
        assert_eq!(fact_of(&facts, &Shot { role: Role::Hook, ..shot(1, "") }), None);
    }

    #[test]
    fn a_portrait_is_widened_by_its_own_edges() {
        let mut portrait = blank(4, 2);
        portrait
            .data_mut()
            .as_chunks_mut::<4>()
            .0
            .iter_mut()
            .zip(0..)
            .for_each(|(pixel, at)| *pixel = [at, at, at, 255]);
        let wide = widened(&portrait, 4.0);
        let row: Vec<u8> = wide.data().as_chunks::<4>().0.iter().take(8).map(|pixel| pixel[0]).collect();
        assert_eq!(row, [0, 0, 0, 1, 2, 3, 3, 3]);
    }
}
