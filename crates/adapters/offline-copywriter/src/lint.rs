//! What must never reach a card: mark-up, links, placeholders, stray marks; and, in tests, claims without a fact.

use crate::words;

/// A text of the product, made fit to stand inside a sentence: mark-up, controls and pictographs are left out, white
/// space is folded, a final stop is stripped, and at most `most` characters stay, cut between words. `None` if
/// nothing is left to quote, or it is a link.
pub(crate) fn clean(text: &str, most: usize) -> Option<String> {
    if is_plain(text, most) {
        return quotable(text);
    }
    let mut kept = String::with_capacity(text.len().min(4 * most));
    let mut length = 0;
    let mut space = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if length > 4 * most {
            break;
        }
        match c {
            // A tag is left out whole; a lone bracket is left out too.
            '<' => {
                let ahead = chars.clone();
                let tag = ahead.clone().take(60).position(|c| c == '>');
                if let (Some(end), Some(first)) = (tag, ahead.clone().next())
                    && (first.is_alphabetic() || first == '/' || first == '!')
                {
                    chars = ahead;
                    chars.nth(end);
                }
                space = true;
            }
            '>' | '{' | '}' | '|' | '`' | '\\' => space = true,
            c if c.is_whitespace() => space = true,
            c if c.is_control() || pictograph(c) => {}
            // Shouting twice says no more.
            '!' | '?' | '¡' | '¿' if kept.ends_with(c) => {}
            c => {
                if space && !kept.is_empty() {
                    kept.push(' ');
                    length += 1;
                }
                space = false;
                kept.push(c);
                length += 1;
            }
        }
    }
    if kept.contains("://") || kept.contains("www.") {
        return None;
    }
    quotable(if length > most { shortened(&kept, most) } else { &kept })
}

/// Whether nothing has to be left out of a text, as it is with most.
fn is_plain(text: &str, most: usize) -> bool {
    let mut before = 0;
    let plain = |letter: u8| {
        let fits = letter.is_ascii_alphanumeric() || matches!(letter, b',' | b'.' | b'-' | b'\'' | b'%' | b'(' | b')');
        let space = letter == b' ' && before != b' ';
        before = letter;
        fits || space
    };
    text.len() <= most && text.bytes().all(plain) && !text.contains("www.")
}

/// What is left to quote, if anything is.
fn quotable(kept: &str) -> Option<String> {
    let kept = bare(kept);
    kept.chars().any(char::is_alphanumeric).then(|| kept.to_owned())
}

/// Without the marks that a frame brings itself.
fn bare(text: &str) -> &str {
    let outer = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '—' | '•' | '*' | '·');
    let text = text.trim_matches(outer).trim_end_matches(['.', '!', '?', ',', ';', ':', ' ']);
    // Spanish marks go in pairs.
    if text.contains(['!', '?']) { text } else { text.trim_start_matches(['¡', '¿']) }
}

/// The longest beginning that is whole: up to a comma or dash if enough is left, else up to a word's end.
fn shortened(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    let head = text.get(..end).unwrap_or(text);
    let clause = head.rfind([',', ';', '–', '—', '(']).and_then(|at| head.get(..at));
    if let Some(clause) = clause.filter(|clause| words::count(clause) >= 4) {
        return clause;
    }
    head.rfind(' ').and_then(|at| head.get(..at)).unwrap_or(head)
}

/// Emoji, dingbats, private use, direction marks and the like: nothing to read out.
fn pictograph(c: char) -> bool {
    matches!(u32::from(c),
        0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0x20d0..=0x20ff | 0x2190..=0x21ff | 0x2300..=0x23ff
        | 0x2460..=0x24ff | 0x2580..=0x2604 | 0x2607..=0x27bf | 0x2900..=0x297f | 0x2b00..=0x2bff | 0xe000..=0xf8ff
        | 0xfe00..=0xfe0f | 0xfeff | 0xfffc..=0xffff | 0x1f000..=0x1faff | 0xe0000..=0x10ffff)
}

/// What is wrong with a text for readers, whatever the product; marks inside the product's own words don't count.
#[cfg(test)]
pub(crate) fn flaw(text: &str) -> Option<String> {
    let broken = [
        "  ",
        " .",
        " ,",
        "..",
        "??",
        "!!",
        "?.",
        "!.",
        ": .",
        ":.",
        "::",
        ",,",
        ", .",
        "( ",
        " )",
        "()",
        "{",
        "}",
        "“”",
        "«\u{a0}\u{a0}»",
    ];
    if text.trim() != text || text.is_empty() {
        return Some("it is empty or has white space at an end".to_owned());
    }
    if let Some(part) = broken.iter().find(|part| text.contains(**part)) {
        return Some(format!("it holds {part:?}"));
    }
    let folded = words::fold(text);
    let left = ["lorem", "ipsum", "undefined", "null", "nan", "untitled", "placeholder"];
    if let Some(word) = words::split(&folded).find(|word| left.contains(word)) {
        return Some(format!("it holds the placeholder {word:?}"));
    }
    // Across a stop a word may come again.
    let spoken: Vec<&str> = folded.split(' ').collect();
    spoken.windows(2).find_map(|pair| match pair {
        [a, b]
            if a == b
                && a.chars().all(char::is_alphabetic)
                && a.len() > 2
                && !["nous", "vous", "die", "das", "der", "sie"].contains(a) =>
        {
            Some(format!("it says {a:?} twice"))
        }
        _ => None,
    })
}

/// A claim in the text that the product's own text doesn't carry: a number, a superlative, a medical or a guarantee word.
#[cfg(test)]
pub(crate) fn unfounded(text: &str, product: &str) -> Option<String> {
    use std::sync::LazyLock;
    static POLICY: LazyLock<Vec<String>> = LazyLock::new(|| {
        let table: toml::Table = toml::from_str(include_str!("../data/policy.toml")).expect("policy.toml parses");
        let words = table.values().filter_map(toml::Value::as_str).flat_map(str::split_whitespace);
        words.map(str::to_owned).collect()
    });
    let (text, product) = (words::fold(text), words::fold(product));
    let carried: Vec<&str> = words::split(&product).collect();
    words::split(&text).find_map(|word| {
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        let claims = POLICY.iter().any(|stem| match stem.strip_suffix('*') {
            Some(stem) => word.starts_with(stem),
            None => word == stem,
        });
        ((digits || claims) && !carried.contains(&word)).then(|| word.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn a_text_is_cleaned_alike_whether_or_not_it_is_plain() {
        for (text, cleaned) in [
            ("Holds for 20 hours", Some("Holds for 20 hours")),
            ("Holds  for 20 hours", Some("Holds for 20 hours")),
            (" Holds for 20 hours. ", Some("Holds for 20 hours")),
            ("Holds\tfor 20\nhours", Some("Holds for 20 hours")),
            ("- it's 20 % (net),", Some("it's 20 % (net)")),
            ("Holds <b>for</b> 20 hours", Some("Holds for 20 hours")),
            ("Holds 😀 for 20 hours!!", Some("Holds for 20 hours")),
            ("Holds for twenty hours or longer", Some("Holds for twenty")),
            ("see www.shop.example", None),
            ("see https://x.example", None),
            ("(...)", None),
            ("", None),
        ] {
            assert_eq!(clean(text, 20).as_deref(), cleaned, "{text:?}");
        }
    }
}
