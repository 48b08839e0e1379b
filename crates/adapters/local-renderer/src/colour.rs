//! Colours that can be reasoned about: lightness, hue, and whether words can be read on them.

/// An opaque sRGB colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Rgb {
    pub(crate) r: u8,
    pub(crate) g: u8,
    pub(crate) b: u8,
}

/// A colour as the eye sees it (OKLCH): lightness 0 to 1, chroma from 0, hue in degrees.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Lch {
    pub(crate) l: f32,
    pub(crate) c: f32,
    pub(crate) h: f32,
}

fn to_linear(channel: u8) -> f32 {
    let c = f32::from(channel) / 255.0;
    if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

fn from_linear(c: f32) -> f32 {
    if c <= 0.003_130_8 { c * 12.92 } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 }
}

impl Rgb {
    pub(crate) const WHITE: Self = Self { r: 255, g: 255, b: 255 };

    /// As the eye sees it.
    pub(crate) fn lch(self) -> Lch {
        let (r, g, b) = (to_linear(self.r), to_linear(self.g), to_linear(self.b));
        let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
        let lightness = 0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s;
        let a = 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s;
        let b = 0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s;
        Lch { l: lightness, c: a.hypot(b), h: b.atan2(a).to_degrees().rem_euclid(360.0) }
    }

    /// How much light it gives, 0 to 1 (WCAG).
    fn luminance(self) -> f32 {
        0.2126 * to_linear(self.r) + 0.7152 * to_linear(self.g) + 0.0722 * to_linear(self.b)
    }

    /// The contrast of two colours, 1 to 21 (WCAG).
    pub(crate) fn contrast(self, other: Self) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This much of `other` in it, 0 to 1.
    pub(crate) fn mix(self, other: Self, share: f32) -> Self {
        let blend = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
        Self { r: blend(self.r, other.r), g: blend(self.g, other.g), b: blend(self.b, other.b) }
    }

    /// For the drawing library.
    pub(crate) fn alpha(self, alpha: f32) -> tiny_skia::Color {
        tiny_skia::Color::from_rgba8(self.r, self.g, self.b, (alpha.clamp(0.0, 1.0) * 255.0).round() as u8)
    }

    /// The same hue, as much lighter or darker as it takes to be read on all of `grounds`.
    pub(crate) fn readable_on(self, grounds: &[Self], least: f32) -> Self {
        let worst = |c: Self| grounds.iter().map(|ground| c.contrast(*ground)).fold(21.0, f32::min);
        if worst(self) >= least {
            return self;
        }
        let start = self.lch();
        let steps = (1..=50).map(|step| step as f32 * 0.02);
        let candidates = steps.flat_map(|by| [start.l - by, start.l + by]).filter(|l| (0.0..=1.0).contains(l));
        for l in candidates {
            let candidate = Lch { l, ..start }.rgb();
            if worst(candidate) >= least {
                return candidate;
            }
        }
        let black = Self { r: 0, g: 0, b: 0 };
        if worst(black) > worst(Self::WHITE) { black } else { Self::WHITE }
    }
}

impl Lch {
    /// The nearest colour that a screen can show: chroma gives way, lightness and hue stay.
    pub(crate) fn rgb(self) -> Rgb {
        let mut c = self.c;
        loop {
            if let Some(rgb) = (Self { c, ..self }).exact() {
                return rgb;
            }
            c -= 0.004;
            if c <= 0.0 {
                let grey = (from_linear(self.l.clamp(0.0, 1.0).powi(3)) * 255.0).round() as u8;
                return Rgb { r: grey, g: grey, b: grey };
            }
        }
    }

    fn exact(self) -> Option<Rgb> {
        let (sin, cos) = self.h.to_radians().sin_cos();
        let (a, b) = (self.c * cos, self.c * sin);
        let l = (self.l + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
        let m = (self.l - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
        let s = (self.l - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
        let channels = [
            4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
            -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
            -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
        ];
        let [r, g, b] = channels.map(|c| from_linear(c) * 255.0);
        let fits = |c: f32| (-0.5..255.5).contains(&c);
        (fits(r) && fits(g) && fits(b)).then(|| Rgb { r: r.round() as u8, g: g.round() as u8, b: b.round() as u8 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_survives_the_way_to_lch_and_back() {
        for rgb in [Rgb { r: 12, g: 200, b: 99 }, Rgb { r: 255, g: 255, b: 255 }, Rgb { r: 201, g: 139, b: 107 }] {
            let back = rgb.lch().rgb();
            assert!(
                back.r.abs_diff(rgb.r) < 2 && back.g.abs_diff(rgb.g) < 2 && back.b.abs_diff(rgb.b) < 2,
                "{rgb:?} {back:?}"
            );
        }
    }

    #[test]
    fn any_ink_can_be_made_readable_on_any_ground() {
        for grey in (0..=255).step_by(5) {
            let ground = Rgb { r: grey, g: grey, b: grey };
            let ink = Rgb { r: 128, g: 90, b: 160 }.readable_on(&[ground], 4.5);
            assert!(ink.contrast(ground) >= 4.5, "{ground:?} {ink:?}");
        }
    }
}
