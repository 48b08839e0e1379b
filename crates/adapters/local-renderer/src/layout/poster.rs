//! The static ad, 1080 × 1350: promise, product, up to three facts, price and button, read from the top down.

mod backdrop;

use super::{
    Director,
    ground::{decorate, pattern_of},
    subject::{Told, fitted, panel, product},
};
use crate::{
    fonts::Face,
    paint::{self, Area, blank},
    stage::{Actor, Look, Photo},
    theme::{Tone, mix_bits},
    typeset::{Block, Style},
    words,
};
use adforge_domain::format::FormatId;
use std::sync::Arc;
use tiny_skia::Pixmap;

/// A poster's size: 4 : 5, the tallest that feeds show whole.
pub(crate) const WIDTH: u32 = 1080;
pub(crate) const HEIGHT: u32 = 1350;
/// Nothing that is read stands nearer to the edge.
const MARGIN: i32 = 72;
const INNER: f32 = (WIDTH as i32 - 2 * MARGIN) as f32;
/// The button's height.
const BUTTON: i32 = 108;
/// From one fact to the next.
const ROW: i32 = 60;
const FACTS: usize = 3;
/// Facts are never smaller than this, in pixels: on a phone the poster is a third of its size.
const SMALL: f32 = 34.0;

impl Director {
    /// The whole poster.
    pub(crate) fn poster(&mut self) -> Pixmap {
        let ad = Arc::clone(&self.ad);
        let bits = mix_bits(ad.brief.seed);
        let offer = matches!(ad.brief.format, FormatId::StaticOffer);
        let tone = match (offer, bits % 3) {
            (true, _) | (_, 0) => ad.theme.bold,
            (_, 1) => ad.theme.dark,
            _ => ad.theme.light,
        };
        if let Some(backdrop) = &ad.backdrop {
            return self.over(backdrop);
        }
        let mut on = blank(WIDTH, HEIGHT);
        decorate(&mut on, &tone, pattern_of(ad.brief.format), bits);
        let top = self.promise(&mut on, &tone);
        let bottom = self.closing(&mut on, &tone);
        let bottom = self.facts(&mut on, &tone, bottom);
        self.poster_subject(&mut on, &tone, Area { x0: MARGIN, y0: top, x1: WIDTH as i32 - MARGIN, y1: bottom }, bits);
        on
    }

    /// The poster's words over a picture that was made for it.
    fn over(&mut self, backdrop: &Pixmap) -> Pixmap {
        let tone = backdrop::tone(&self.ad.theme, backdrop);
        let mut words = blank(WIDTH, HEIGHT);
        let top = self.promise(&mut words, &tone);
        let bottom = self.closing(&mut words, &tone);
        let bottom = self.facts(&mut words, &tone, bottom);
        let mut on = backdrop::draw(backdrop, &tone, (top - 40, bottom));
        let whole = Area::of(&on);
        paint::blit(&mut on, whole, &words, 0, 0, 256);
        on
    }

    /// Whose ad it is, and its headline; gives where the next thing begins.
    fn promise(&mut self, on: &mut Pixmap, tone: &Tone) -> i32 {
        let brief = self.ad.brief.clone();
        let facts = &brief.product.facts;
        let mut y = MARGIN;
        let label =
            Style { face: Face::Semi, most: 38.0, least: 28.0, leading: 1.2, lines: 1, width: INNER, centred: false };
        let brand = if facts.brand.trim().is_empty() { facts.name.to_string() } else { facts.brand.clone() };
        let block = self.type_.set(&brand, &label);
        self.lay(on, &block, MARGIN, y, tone.soft);
        y += block.height as i32 + 18;
        let first = brief.scenes.first().map(|scene| scene.on_screen_text.trim()).filter(|text| !text.is_empty());
        let hook = first.or(Some(brief.script.hook.trim()).filter(|text| !text.is_empty())).unwrap_or(&facts.name);
        let style = Style {
            face: Face::Display,
            most: 108.0,
            least: 52.0,
            leading: 1.06,
            lines: 3,
            width: INNER,
            centred: false,
        };
        let block = self.type_.set(hook, &style);
        self.lay(on, &block, MARGIN, y, tone.ink);
        y + block.height as i32 + 40
    }

    /// Whether the headline is the product's name.
    fn headline_names(&self) -> bool {
        let brief = &self.ad.brief;
        let headline = brief.scenes.first().map(|scene| scene.on_screen_text.trim()).unwrap_or_default();
        headline.is_empty() && brief.script.hook.trim().is_empty() || headline == brief.product.facts.name.trim()
    }

    fn lay(&mut self, on: &mut Pixmap, block: &Block, x: i32, y: i32, ink: crate::colour::Rgb) {
        if let Some(sprite) = self.type_.draw_all(&block.words, ink) {
            let whole = Area::of(on);
            paint::blit(on, whole, &sprite.pixmap, x + sprite.x, y + sprite.y, 256);
        }
    }

    /// The product's own facts, a tick before each; gives where they begin.
    fn facts(&mut self, on: &mut Pixmap, tone: &Tone, bottom: i32) -> i32 {
        let brief = self.ad.brief.clone();
        let facts = &brief.product.facts;
        let all = facts.benefits.iter().chain(&facts.claims).map(|fact| fact.trim()).filter(|fact| !fact.is_empty());
        let style = Style {
            face: Face::Semi,
            most: 40.0,
            least: SMALL,
            leading: 1.2,
            lines: 1,
            width: INNER - 64.0,
            centred: false,
        };
        let parts = facts.ingredients.iter().map(|fact| fact.trim()).filter(|fact| !fact.is_empty());
        let all: Vec<&str> = all.chain(parts).collect();
        // What needs small type or an ellipsis is left to the film, as long as anything else can be said.
        let (short, long): (Vec<&str>, Vec<&str>) = all.into_iter().partition(|fact| {
            let room = Style { lines: 2, ..style };
            let block = self.type_.set(fact, &room);
            block.words.iter().all(|word| word.line == 0)
        });
        let chosen: Vec<&str> = short.into_iter().chain(long.into_iter().take(1)).take(FACTS).collect();
        let top = bottom - chosen.len() as i32 * ROW;
        for (row, fact) in chosen.iter().enumerate() {
            let y = top + row as i32 * ROW;
            let block = self.type_.set(fact, &style);
            let mark = if block.rtl { WIDTH as i32 - MARGIN - 38 } else { MARGIN };
            paint::tick(on, mark as f32, y as f32 + 10.0, 34.0, tone.accent.alpha(1.0));
            let x = if block.rtl { MARGIN } else { MARGIN + 64 };
            self.lay(on, &block, x, y + (ROW - 8 - block.height as i32) / 2, tone.ink);
        }
        if chosen.is_empty() { bottom } else { top - 40 }
    }

    /// The button, and the price beside it; gives where they begin.
    fn closing(&mut self, on: &mut Pixmap, tone: &Tone) -> i32 {
        let brief = self.ad.brief.clone();
        let top = HEIGHT as i32 - MARGIN - BUTTON;
        let last = brief.scenes.last().map(|scene| scene.on_screen_text.trim()).unwrap_or_default();
        // A button says what to do, not what the thing is called.
        let name = brief.product.facts.name.trim().to_lowercase();
        let says = |text: &&str| !text.is_empty() && text.chars().count() <= 26 && text.to_lowercase() != name;
        let said = [last, brief.script.cta.trim()].into_iter().find(says);
        let text = said.unwrap_or_else(|| words::button(brief.language));
        let style =
            Style { face: Face::Bold, most: 48.0, least: 30.0, leading: 1.1, lines: 1, width: 480.0, centred: true };
        let block = self.type_.set(text, &style);
        let width = block.width.ceil() as i32 + 104;
        let rtl = block.rtl;
        // The button stands where the eye ends; the price where it begins.
        let x = if rtl { MARGIN } else { WIDTH as i32 - MARGIN - width };
        let path = paint::rounded(x as f32, top as f32, width as f32, BUTTON as f32, BUTTON as f32 / 2.0);
        paint::fill(on, path, tone.accent.alpha(1.0));
        let left = x + (width - style.width as i32) / 2;
        self.lay(on, &block, left, top + (BUTTON - block.height as i32) / 2, tone.on_accent);
        let room = INNER - width as f32 - 40.0;
        let price = words::price(&brief.product.facts, brief.language);
        // Without a price its place says the product's name, unless the headline already stands for it.
        let (words, face, most) = match price {
            Some(price) => (price, Face::Display, 84.0),
            None => (brief.product.facts.name.to_string(), Face::Semi, 40.0),
        };
        let style = Style {
            face,
            most,
            least: 26.0,
            leading: 1.1,
            lines: if face == Face::Semi { 2 } else { 1 },
            width: room,
            centred: false,
        };
        let block = self.type_.set(&words, &style);
        let nudge = if rtl && !block.rtl { (room - block.width) as i32 } else { 0 };
        let x = if rtl { MARGIN + width + 40 + nudge } else { MARGIN };
        self.lay(on, &block, x, top + (BUTTON - block.height as i32) / 2, tone.ink);
        top - 36
    }

    fn poster_subject(&mut self, on: &mut Pixmap, tone: &Tone, window: Area, bits: u64) {
        let ad = Arc::clone(&self.ad);
        let window = ad.picture.as_ref().map_or(window, |picture| fitted(window, picture));
        let (width, height) = (window.width() as f32, window.height() as f32);
        let outline = paint::rounded(window.x0 as f32, window.y0 as f32, width, height, 48.0);
        if let Some(outline) = &outline {
            paint::shadow(on, outline, 60.0, 20.0, 0.28);
        }
        let photo = match (&ad.picture, &ad.portrait) {
            (Some(picture), _) => {
                panel(on, outline.as_ref(), picture, tone, window);
                product(picture, window, false)
            }
            (None, Some(portrait)) => super::subject::person(portrait, window, false),
            (None, None) => {
                // The name isn't said twice.
                let told = if self.headline_names() { Told::Initial } else { Told::Name };
                let picture = Arc::new(self.art(tone, window, bits, &told));
                Photo {
                    picture,
                    width: window.width(),
                    height: window.height(),
                    mask: None,
                    scales: (1.0, 1.0),
                    middles: ((0.5, 0.5), (0.5, 0.5)),
                }
            }
        };
        let corner = paint::rounded(0.0, 0.0, width, height, 48.0);
        let mask = paint::mask(Area::new(0, 0, window.width(), window.height()), corner.as_ref());
        let actor = Actor::still(blank(1, 1), window.x0, window.y0, 0, 1_000);
        let actor = Actor { look: Look::Photo(Photo { mask, ..photo }), ..actor };
        let whole = Area::of(on);
        if let Some(pose) = actor.pose(0) {
            actor.paint(&pose, on, whole);
        }
        if let (Some(_), Some(portrait)) = (&ad.picture, &ad.portrait) {
            medallion(on, portrait, tone, window);
        }
    }
}

/// The presenter, small, on the corner of the product's picture.
fn medallion(on: &mut Pixmap, portrait: &Pixmap, tone: &Tone, window: Area) {
    const SIDE: i32 = 170;
    // Beside a narrow picture, in the corner of a wide one.
    let (x, y) = ((window.x1 - 44).min(WIDTH as i32 - MARGIN - SIDE - 24), window.y1 - SIDE - 24);
    let circle =
        |x: i32, y: i32, side: i32| paint::rounded(x as f32, y as f32, side as f32, side as f32, side as f32 / 2.0);
    paint::fill(on, circle(x, y, SIDE), tone.accent.alpha(1.0));
    let inner = SIDE - 14;
    let small = super::text::shrunk(portrait, inner as u32 * 2);
    let mask = paint::mask(Area::new(0, 0, inner, inner), circle(0, 0, inner).as_ref());
    let zoom = paint::Zoom {
        window: Area::new(x + 7, y + 7, inner, inner),
        origin: ((x + 7) as f32, (y + 7) as f32),
        scale: inner as f32 / small.width() as f32,
        alpha: 256,
    };
    let whole = Area::of(on);
    paint::zoom(on, whole, &small, zoom, mask.as_ref());
}
