//! The cues of a kind of product's figures, all looked for at once.

use super::Archetype;
use aho_corasick::{AhoCorasick, BuildError, Match};

/// The cues of some figures.
#[derive(Default)]
pub(crate) struct Figures {
    /// None where no figure has cues.
    cues: Option<AhoCorasick>,
    /// Whose each cue is, by their places.
    owners: Vec<usize>,
    count: usize,
}

impl Figures {
    pub(crate) fn of(rows: &[Archetype]) -> Result<Self, BuildError> {
        let all = || rows.iter().enumerate().flat_map(|(at, row)| row.cues.iter().map(move |cue| (at, cue)));
        let owners: Vec<usize> = all().map(|(at, _)| at).collect();
        let cues = (!owners.is_empty()).then(|| AhoCorasick::new(all().map(|(_, cue)| cue))).transpose()?;
        Ok(Self { cues, owners, count: rows.len() })
    }

    /// How many of its cues a folded text has, of each figure.
    pub(crate) fn heard(&self, folded: &str) -> Vec<i32> {
        let mut heard = vec![0; self.count];
        let Some(cues) = &self.cues else { return heard };
        let mut found = vec![false; self.owners.len()];
        for cue in cues.find_overlapping_iter(folded).filter(|cue| is_one(folded, cue)) {
            let cue = cue.pattern().as_usize();
            if let (Some(found @ false), Some(owner)) = (found.get_mut(cue), self.owners.get(cue)) {
                *found = true;
                heard.get_mut(*owner).into_iter().for_each(|count| *count += 1);
            }
        }
        heard
    }
}

/// Whether a cue means something where it was found: a long one says the same inside a word ("perimenopause"), one of four
/// or five letters where a word begins, a shorter one only as a word.
fn is_one(folded: &str, cue: &Match) -> bool {
    let begins = || !folded.get(..cue.start()).is_some_and(|before| before.ends_with(char::is_alphanumeric));
    let ends = || !folded.get(cue.end()..).is_some_and(|after| after.starts_with(char::is_alphanumeric));
    match cue.len() {
        0..=3 => begins() && ends(),
        4 | 5 => begins(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(cues: &[&str]) -> Archetype {
        let cues = cues.iter().map(|cue| format!("{cue:?}")).collect::<Vec<_>>().join(", ");
        let row = format!("id = '', age = [20, 30], driver = '', objection = '', traits = [], cues = [{cues}]");
        toml::from_str::<toml::Table>(&format!("it = {{ {row} }}")).unwrap()["it"].clone().try_into().unwrap()
    }

    #[test]
    fn a_cue_counts_once_and_where_it_means_what_it_says() {
        let rows = [figure(&["menopaus", "bronz", "tan"]), figure(&["50+", "without perfume", "tan"]), figure(&[])];
        let figures = Figures::of(&rows).unwrap();
        for (text, counts) in [
            ("nothing", [0, 0, 0]),
            ("in perimenopause and menopause", [1, 0, 0]),
            ("bronzing, not unbronzed", [1, 0, 0]),
            ("unbronzed", [0, 0, 0]),
            ("ébronz", [0, 0, 0]),
            ("tan, tangent", [1, 1, 0]),
            ("tangent, titan, tané", [0, 0, 0]),
            ("for women of 50+, without perfume", [0, 2, 0]),
            ("spf 150+", [0, 0, 0]),
        ] {
            assert_eq!(figures.heard(text), counts, "{text}");
        }
        assert_eq!(Figures::of(&rows[2..]).unwrap().heard("tan"), [0]);
    }
}
