//! `adforge openapi`: the description of the HTTP interface, and whether a file still says the same.

use anyhow::{Context, Result, bail};
use std::path::Path;

/// Fails when the file says something else than the program, and says what.
///
/// # Errors
/// The file can't be read, or differs.
pub(crate) fn check(path: &Path, document: &str) -> Result<()> {
    let kept = std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
    match first_difference(&kept, document) {
        None => Ok(()),
        Some((line, old, new)) => bail!(
            "{path} is not what this program would write, from line {line} on:\n  - {old}\n  + {new}\nWrite it anew with: \
             adforge openapi > {path}",
            path = path.display()
        ),
    }
}

/// The first line that differs, by its number, as it is in each text.
fn first_difference<'a>(kept: &'a str, document: &'a str) -> Option<(usize, &'a str, &'a str)> {
    const END: &str = "(the end)";
    let (mut old, mut new) = (kept.lines(), document.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (old.next(), new.next()) {
            (None, None) => return None,
            (old, new) if old != new => return Some((number, old.unwrap_or(END), new.unwrap_or(END))),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_told() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some((2, "b", "c")));
        assert_eq!(first_difference("a\n", "a\nc\n"), Some((2, "(the end)", "c")));
        assert_eq!(first_difference("a\nb\n", "a\n"), Some((2, "b", "(the end)")));
        assert_eq!(first_difference("", ""), None);
    }
}
