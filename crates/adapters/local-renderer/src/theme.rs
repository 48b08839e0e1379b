//! The colours of an ad: out of the product's picture, or its category, or its name.

use crate::colour::{Lch, Rgb};
use adforge_domain::product::Facts;
use image::RgbaImage;

/// The colours of one scene.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Tone {
    pub(crate) top: Rgb,
    pub(crate) bottom: Rgb,
    /// Headlines and captions; at least 4.5 : 1 on top and bottom.
    pub(crate) ink: Rgb,
    /// Lesser words; at least 4.5 : 1 too.
    pub(crate) soft: Rgb,
    /// Buttons, the spoken word, progress.
    pub(crate) accent: Rgb,
    /// Words on the accent; at least 4.5 : 1.
    pub(crate) on_accent: Rgb,
    /// Shapes behind everything.
    pub(crate) shape: Rgb,
}

/// The colours of an ad.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Theme {
    /// Full of colour: the first and the last scene.
    pub(crate) bold: Tone,
    pub(crate) light: Tone,
    pub(crate) dark: Tone,
}

/// What words need on their ground, with a little to spare for what encoding takes away.
const CONTRAST: f32 = 5.0;

impl Theme {
    /// Around one colour.
    fn around(main: Lch, turn: f32) -> Self {
        let h = main.h;
        let c = main.c.clamp(0.05, 0.19);
        let lch = |l: f32, c: f32, h: f32| Lch { l, c, h }.rgb();
        let light = tone(
            lch(0.972, 0.012, h),
            lch(0.925, 0.034, h + turn * 0.5),
            lch(0.24, 0.05, h),
            lch(0.45, 0.05, h),
            lch(0.53, c, h),
            lch(0.80, c * 0.55, h + turn),
        );
        let dark = tone(
            lch(0.27, 0.045, h),
            lch(0.16, 0.04, h + turn),
            lch(0.985, 0.008, h),
            lch(0.84, 0.025, h),
            lch(0.84, c.max(0.10) * 0.85, h),
            lch(0.45, c * 0.7, h + turn),
        );
        let bold = tone(
            lch(0.52, c, h),
            lch(0.37, c * 0.95, h + turn),
            Rgb::WHITE,
            lch(0.95, 0.02, h),
            lch(0.93, 0.075, h + turn * 2.0),
            lch(0.66, c, h + turn),
        );
        Self { bold, light, dark }
    }

    /// For a product: the picture's strongest colour, else the category's, else one that its name and the seed decide.
    pub(crate) fn of(facts: &Facts, picture: Option<&RgbaImage>, seed: u64) -> Self {
        let mixed = mix_bits(seed);
        let turn = if mixed & 1 == 0 { 22.0 } else { -22.0 };
        let main = picture.and_then(strongest).or_else(|| of_category(&facts.category)).unwrap_or_else(|| {
            let name = facts
                .name
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
            Lch { l: 0.55, c: 0.14, h: (mix_bits(name) % 360) as f32 }
        });
        Self::around(main, turn)
    }
}

fn tone(top: Rgb, bottom: Rgb, ink: Rgb, soft: Rgb, accent: Rgb, shape: Rgb) -> Tone {
    let grounds = [top, bottom, top.mix(bottom, 0.5)];
    let accent = accent.readable_on(&grounds, 3.0);
    let paper =
        if accent.contrast(Rgb::WHITE) >= 4.0 { Rgb::WHITE } else { Lch { c: 0.05, l: 0.2, ..accent.lch() }.rgb() };
    Tone {
        top,
        bottom,
        ink: ink.readable_on(&grounds, CONTRAST),
        soft: soft.readable_on(&grounds, CONTRAST),
        accent,
        on_accent: paper.readable_on(&[accent], CONTRAST),
        shape,
    }
}

/// Spreads a number's bits, so that neighbours look nothing alike.
pub(crate) fn mix_bits(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The strongest colour of a picture: the hue that has most of its colourfulness; none for a grey picture.
fn strongest(picture: &RgbaImage) -> Option<Lch> {
    const SECTORS: usize = 24;
    let small = image::imageops::thumbnail(picture, 64, 64);
    let mut sectors = [(0.0_f32, 0.0_f32, 0.0_f32); SECTORS];
    for pixel in small.pixels() {
        let [r, g, b, a] = pixel.0;
        let Lch { l, c, h } = Rgb { r, g, b }.lch();
        if a < 200 || c < 0.045 || !(0.18..0.95).contains(&l) {
            continue;
        }
        if let Some((weight, chroma, lean)) = sectors.get_mut((h / 360.0 * SECTORS as f32) as usize % SECTORS) {
            *weight += c;
            *chroma += c * c;
            *lean += c * h;
        }
    }
    let best = sectors.iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
    // Less than a hundredth of the picture with a little colour is a speck, not its colour.
    (best.0 > 64.0 * 64.0 * 0.01 * 0.08).then(|| Lch { l: 0.55, c: (best.1 / best.0).max(0.09), h: best.2 / best.0 })
}

/// Hues that people expect of a kind of product, by words in six languages.
const CATEGORIES: &[(&[&str], f32, f32)] = &[
    (&["skin", "beaut", "cosm", "peau", "haut", "piel", "belle", "soin", "pflege"], 45.0, 0.11),
    (&["food", "drink", "coffee", "café", "kaffee", "aliment", "comida", "essen", "lebensmittel", "tea"], 62.0, 0.13),
    (&["garden", "plant", "jardin", "garten", "eco", "outdoor"], 148.0, 0.12),
    (&["clean", "home", "maison", "hogar", "haus", "kitchen", "cuisine", "küche"], 190.0, 0.10),
    (&["tech", "software", "app", "elect", "elek", "élect", "audio", "digital"], 262.0, 0.17),
    (&["sport", "fitness", "shoe", "running", "chauss"], 28.0, 0.17),
    (&["kid", "baby", "toy", "enfant", "kinder", "niñ", "jouet"], 350.0, 0.14),
    (&["financ", "bank", "insur", "assur", "versicher"], 225.0, 0.09),
    (&["pet", "dog", "cat ", "animal", "haustier", "mascota"], 80.0, 0.13),
];

fn of_category(category: &str) -> Option<Lch> {
    let category = category.to_lowercase();
    let found = CATEGORIES.iter().find(|(words, ..)| words.iter().any(|word| category.contains(word)));
    found.map(|(_, h, c)| Lch { l: 0.55, c: *c, h: *h })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_be_read_in_every_theme() {
        for hue in (0..360).step_by(6) {
            for turn in [22.0, -22.0] {
                for c in [0.0, 0.06, 0.12, 0.3] {
                    let theme = Theme::around(Lch { l: 0.55, c, h: hue as f32 }, turn);
                    for tone in [theme.bold, theme.light, theme.dark] {
                        for ground in [tone.top, tone.bottom] {
                            assert!(tone.ink.contrast(ground) >= 4.5, "ink, hue {hue}: {tone:?}");
                            assert!(tone.soft.contrast(ground) >= 4.5, "soft, hue {hue}: {tone:?}");
                        }
                        assert!(tone.on_accent.contrast(tone.accent) >= 4.5, "accent, hue {hue}: {tone:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_picture_gives_its_colour_and_a_grey_one_none() {
        let green = RgbaImage::from_pixel(40, 40, image::Rgba([30, 150, 60, 255]));
        let hue = strongest(&green).unwrap().h;
        assert!((130.0..165.0).contains(&hue), "{hue}");
        assert_eq!(strongest(&RgbaImage::from_pixel(40, 40, image::Rgba([120, 120, 120, 255]))), None);
    }
}
