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
    let (mut hue, mut hair) = (itoa::Buffer::new(), itoa::Buffer::new());
    [initials, "-", hue.format(number % 360), "-", hair.format(shape)].concat()
}

fn is_old(ages: &str) -> bool {
    let ages = ages.split(['-', '–']).filter_map(|age| age.trim().parse::<u32>().ok());
    let (sum, count) = ages.fold((0, 0), |(sum, count), age| (sum + age, count + 1));
    count > 0 && sum >= OLD * count
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const NAMES: [&str; 7] = ["Women Perimenopausal", "Busy Parents", "Élan", "Mûr", "Ab", "Runners", "Night Owls"];

    #[test]
    fn hair_suits_whom_it_is_drawn_for() {
        let read = |name: &str, gender, ages| {
            let code = portrait(name, gender, ages);
            let portrait = Portrait::read(&code).unwrap();
            (portrait.hair, portrait.is_grey)
        };
        // So many names that each kind of hair is drawn for some.
        let names: Vec<String> =
            (0..100).map(|n| format!("{n} and their friends")).chain(NAMES.map(str::to_owned)).collect();
        let drawn = |gender| names.iter().map(|name| read(name, gender, "").0).collect::<BTreeSet<_>>();
        assert_eq!(drawn(Gender::Female), [0, 2, 3, 5, 6].into(), "long, a bob, a bun, parted, curls");
        assert_eq!(drawn(Gender::Male), [1, 4, 6, 7].into(), "cropped, combed to a side, curls, little");
        assert_eq!(drawn(Gender::All), (0..8).collect());
        for name in NAMES {
            let (hair, is_grey) = read(name, Gender::Male, "50-60");
            assert_eq!((hair, is_grey), (read(name, Gender::Male, "").0, false), "{name}");
            assert_eq!(read(name, Gender::Male, "60-70"), (hair, true), "{name}");
            assert_eq!(read(name, Gender::Male, "56–60"), (hair, true), "{name}: 58 in the middle");
        }
    }

    #[test]
    fn a_code_is_read_as_it_was_written_and_anything_else_is_none() {
        for (code, initials, hue, hair, is_grey) in
            [("WP-217-3", "WP", 217, 3, false), ("A-0-15", "A", 0, 7, true), ("ÉL7-359-8", "ÉL7", 359, 0, true)]
        {
            assert_eq!(Portrait::read(code), Some(Portrait { initials, hue, hair, is_grey }), "{code}");
        }
        for code in [
            "",
            "WP",
            "WP-217",
            "WP-360-3",
            "WP-217-16",
            "WP-217--3",
            "WP-+21-3",
            "WP-217-3 ",
            "-217-3",
            "WPXY-217-3",
            "W<-217-3",
            "W-P-217-3",
            "WP-217-x",
            "WP-65753-3",
        ] {
            assert_eq!(Portrait::read(code), None, "{code}");
        }
    }

    #[test]
    fn a_name_alone_decides_the_rest() {
        let rest = |name: &str, gender, ages| {
            let code = portrait(name, gender, ages);
            let portrait = Portrait::read(&code).unwrap();
            (portrait.initials.to_owned(), portrait.hue)
        };
        for name in NAMES {
            let all = [(Gender::Female, "45-60"), (Gender::Male, "60-70"), (Gender::All, "")];
            let [first, others @ ..] = all.map(|(gender, ages)| rest(name, gender, ages));
            assert!(others.iter().all(|other| *other == first), "{name}: {first:?} {others:?}");
        }
        let hues: BTreeSet<_> = NAMES.iter().map(|name| rest(name, Gender::All, "").1).collect();
        assert_eq!(hues.len(), NAMES.len(), "each has a ground of its own");
        let [a, b] =
            ["Women Perimenopausal", "Women perimenopausal"].map(|name| portrait(name, Gender::Female, "45-60"));
        assert!(a.starts_with("WP-") && b.starts_with("WP-") && a != b, "{a} {b}");
        assert!(portrait("…", Gender::All, "").starts_with("A-"));
    }
}
