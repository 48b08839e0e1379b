//! How long a body asks to leave its provider alone. Each says so in its own way; none is believed for more than an hour.

use adforge_line::wait;
use std::time::Duration;

/// A duration as providers write them in bodies: `42s`, `1.5s`, `20ms`, `6m0s`, `1h23m31s`.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let (mut rest, mut all) = (text.trim(), 0.0);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let number = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (amount, unit) = rest.split_at(number);
        let end = unit.find(|letter: char| letter.is_ascii_digit()).unwrap_or(unit.len());
        let (unit, after) = unit.split_at(end);
        let factor = match unit {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        all += amount.parse::<f64>().ok()? * factor;
        rest = after;
    }
    wait(all)
}

/// A wait that is told in words: `… try again in 6.57s. Visit …`.
pub(crate) fn in_words(text: &str) -> Option<Duration> {
    let (_, after) = text.split_once("try again in ")?;
    duration(after.split_whitespace().next()?.trim_end_matches(['.', ',']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_in_a_body_is_understood() {
        let cases = [
            ("42s", Some(42.0)),
            ("1.5s", Some(1.5)),
            ("20ms", Some(0.02)),
            ("6m0s", Some(360.0)),
            ("1h23m31s", Some(3600.0)),
            ("", None),
            ("12", None),
            ("s", None),
            ("1d", None),
            ("1.2.3s", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(duration(text).map(|wait| wait.as_secs_f64()), seconds, "{text}");
        }
        let words = "Rate limit reached … Please try again in 6.57s. Visit a page.";
        assert_eq!(in_words(words), Some(Duration::from_millis(6_570)));
        assert_eq!(in_words("Please try again in 20ms."), Some(Duration::from_millis(20)));
        assert_eq!(in_words("try again later"), None);
        assert_eq!(in_words("try again in "), None);
    }
}
