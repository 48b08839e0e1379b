//! How somebody's portrait is drawn: never a photo of anybody.

use super::Gender;
use crate::text::fold_name;

/// Hair that women's portraits have: long, a bob, a bun, long and parted, curls.
const WOMEN: &[u64] = &[0, 2, 3, 5, 6];
/// Hair that men's portraits have: cropped, combed to a side, curls, little.
const MEN: &[u64] = &[1, 4, 6, 7];
/// What is added where it is grey.
const GREY: u64 = 8;
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
    let of = |shapes: &[u64]| place.checked_rem(shapes.len() as u64).and_then(|at| shapes.get(at as usize)).copied();
    let shape = match gender {
        Gender::Female => of(WOMEN),
        Gender::Male => of(MEN),
        Gender::All => Some(place % GREY),
    };
    let shape = shape.unwrap_or_default() + if is_old(ages) { GREY } else { 0 };
    format!("{initials}-{}-{shape}", number % 360)
}

fn is_old(ages: &str) -> bool {
    let ages: Vec<u32> = ages.split(['-', '–']).filter_map(|age| age.trim().parse().ok()).collect();
    ages.iter().sum::<u32>() >= OLD * ages.len() as u32 && !ages.is_empty()
}

/// FNV-1a: the same on every machine and in every version.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hair_suits_whom_it_is_drawn_for() {
        let shape = |name: &str, gender, ages| {
            portrait(name, gender, ages).rsplit('-').next().and_then(|it| it.parse::<u64>().ok()).unwrap()
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
