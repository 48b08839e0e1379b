//! How somebody's portrait is drawn: never a photo of anybody.

use super::Gender;
use crate::text::{fold_name, hash};

/// A portrait as its code says, such as `WP-217-3`: initials, hue, and the hair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Portrait<'a> {
    /// One letter or digit to three.
    pub initials: &'a str,
    /// Of its ground, 0 to 359.
    pub hue: u16,
    /// 0 long, 1 cropped, 2 a bob, 3 a bun, 4 combed to a side, 5 long and parted, 6 curls, 7 little.
    pub hair: u8,
    /// Whether the hair is grey.
    pub is_grey: bool,
}

impl<'a> Portrait<'a> {
    /// Reads a code; none where it is none.
    pub fn read(code: &'a str) -> Option<Self> {
        let (rest, shape) = code.rsplit_once('-')?;
        let (initials, hue) = rest.rsplit_once('-')?;
        let letters = initials.chars().count();
        if !(1..=3).contains(&letters) || !initials.chars().all(char::is_alphanumeric) {
            return None;
        }
        let number = |text: &str, below: u16| {
            text.parse::<u16>().ok().filter(|it| *it < below && text.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let (hue, shape) = (number(hue, 360)?, u8::try_from(number(shape, 2 * GREY)?).ok()?);
        let grey = GREY as u8;
        Some(Self { initials, hue, hair: shape % grey, is_grey: shape >= grey })
    }
}

/// Hair that women's portraits have.
const WOMEN: &[u16] = &[0, 2, 3, 5, 6];
/// Hair that men's portraits have.
const MEN: &[u16] = &[1, 4, 6, 7];
/// What is added where it is grey.
const GREY: u16 = 8;
/// Whoever is this old in the middle of their ages has grey hair.
const OLD: u32 = 58;

/// `WP-217-3`: the initials of a name, a hue (0 to 359) and a shape (0 to 15), the hair. The name alone decides, among what
/// suits the gender and the ages (`"45-60"`, or empty).
pub fn portrait(name: &str, gender: Gender, ages: &str) -> String {
    let folded = fold_name(name);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let initials: String = words.filter(char::is_ascii_alphanumeric).take(2).map(|c| c.to_ascii_uppercase()).collect();
    let initials = if initials.is_empty() { "A" } else { &initials };
    let number = hash(name);
    let place = number >> 32;
    let of = |shapes: &[u16]| place.checked_rem(shapes.len() as u64).and_then(|at| shapes.get(at as usize)).copied();
    let shape = match gender {
        Gender::Female => of(WOMEN),
        Gender::Male => of(MEN),
        Gender::All => u16::try_from(place % u64::from(GREY)).ok(),
    };
    let shape = shape.unwrap_or_default() + if is_old(ages) { GREY } else { 0 };
    format!("{initials}-{}-{shape}", number % 360)
}

fn is_old(ages: &str) -> bool {
    let ages: Vec<u32> = ages.split(['-', '–']).filter_map(|age| age.trim().parse().ok()).collect();
    ages.iter().sum::<u32>() >= OLD * ages.len() as u32 && !ages.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hair_suits_whom_it_is_drawn_for() {
        let shape = |name: &str, gender, ages| {
            portrait(name, gender, ages).rsplit('-').next().and_then(|it| it.parse::<u16>().ok()).unwrap()
        };
        for name in ["Women Perimenopausal", "Busy Parents", "Élan", "Mûr", "Ab", "Runners", "Night Owls"] {
            assert!(WOMEN.contains(&shape(name, Gender::Female, "45-60")), "{name}");
            assert!(MEN.contains(&shape(name, Gender::Male, "")), "{name}");
            let old = shape(name, Gender::Male, "60-70");
            assert_eq!(old, shape(name, Gender::Male, "50-60") + GREY, "{name}");
        }
    }

    #[test]
    fn a_name_alone_decides_the_rest() {
        let [a, b] =
            ["Women Perimenopausal", "Women perimenopausal"].map(|name| portrait(name, Gender::Female, "45-60"));
        assert!(a.starts_with("WP-") && b.starts_with("WP-") && a != b, "{a} {b}");
        assert!(portrait("…", Gender::All, "").starts_with("A-"));
    }
}
