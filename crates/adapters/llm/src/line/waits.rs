//! How long a provider asks to be left alone. Each says so in its own way; none is believed for more than an hour.

use reqwest::header::HeaderMap;
use std::time::{Duration, SystemTime};
use time::OffsetDateTime;

/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_secs(3600);

/// `retry-after-ms`, else `Retry-After` in seconds or as a date.
pub(super) fn asked(headers: &HeaderMap, now: OffsetDateTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    if let Some(millis) = text("retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
        return seconds(millis / 1000.0);
    }
    let after = text("retry-after")?;
    if let Ok(number) = after.parse::<f64>() {
        return seconds(number);
    }
    let date = httpdate::parse_http_date(after).ok()?;
    // The server's own clock, if it says what time it is: ours may be wrong.
    let theirs = text("date").and_then(|text| httpdate::parse_http_date(text).ok());
    let wait = date.duration_since(theirs.unwrap_or_else(|| SystemTime::from(now)));
    Some(wait.unwrap_or_default().min(LONGEST))
}

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
    seconds(all)
}

/// A wait that is told in words: `… try again in 6.57s. Visit …`.
pub(crate) fn in_words(text: &str) -> Option<Duration> {
    let (_, after) = text.split_once("try again in ")?;
    duration(after.split_whitespace().next()?.trim_end_matches(['.', ',']))
}

fn seconds(number: f64) -> Option<Duration> {
    let known = !number.is_nan();
    Duration::try_from_secs_f64(number.min(LONGEST.as_secs_f64())).ok().filter(|_| known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    fn wait(headers: &[(&'static str, &'static str)]) -> Option<f64> {
        let header = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        let now = OffsetDateTime::from_unix_timestamp(1_764_072_000).unwrap(); // 2025-11-25 12:00:00
        asked(&headers.iter().map(header).collect(), now).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn every_header_that_asks_for_a_wait_is_understood() {
        let date = ("retry-after", "Tue, 25 Nov 2025 12:00:09 GMT");
        assert_eq!(wait(&[("retry-after", "7")]), Some(7.0));
        assert_eq!(wait(&[("retry-after", " 1.5 ")]), Some(1.5));
        assert_eq!(wait(&[("retry-after-ms", "250"), ("retry-after", "7")]), Some(0.25));
        assert_eq!(wait(&[date]), Some(9.0));
        assert_eq!(wait(&[date, ("date", "Tue, 25 Nov 2025 12:00:04 GMT")]), Some(5.0));
        assert_eq!(wait(&[("retry-after", "Tue, 25 Nov 2025 11:00:00 GMT")]), Some(0.0));
        assert_eq!(wait(&[("retry-after", "999999999999")]), Some(3600.0));
        assert_eq!(wait(&[("retry-after", "Sun, 25 Nov 2035 12:00:09 GMT")]), Some(3600.0));
        for nonsense in ["-3", "nan", "soon", ""] {
            assert_eq!(wait(&[("retry-after", nonsense)]), None, "{nonsense}");
        }
        assert_eq!(wait(&[]), None);
    }

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
