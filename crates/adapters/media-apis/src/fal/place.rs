//! Where an order is: the three addresses that the answer to it names. They can't be told from the model and the id.
//!
//! Only their paths are kept, so that whatever an answer names, our key goes to fal's own address.

use serde_json::Value;
use std::fmt;
use url::Url;

/// What follows the result's address in the other two, as long as fal does it as it usually does.
const STATUS: &str = "/status";
const CANCEL: &str = "/cancel";
/// The longest path that is believed, in bytes.
const LONGEST: usize = 512;

/// Where an order is, as paths below fal's address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) result: String,
    pub(super) status: String,
    pub(super) cancel: String,
}

impl Place {
    /// What an answer names, if all of it is below one of these addresses.
    pub(super) fn told(answer: &Value, bases: [&Url; 2]) -> Option<Self> {
        let path = |name: &str| {
            let url = Url::parse(answer.get(name)?.as_str()?).ok()?;
            bases.into_iter().find_map(|base| below(base, &url)).filter(|path| is_path(path))
        };
        Some(Self { result: path("response_url")?, status: path("status_url")?, cancel: path("cancel_url")? })
    }

    /// The place that a reference names; none where it is no reference of ours.
    pub(super) fn of(reference: &str) -> Option<Self> {
        let mut parts = reference.split(' ');
        let result = parts.next()?.to_owned();
        let place = match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Self { status: format!("{result}{STATUS}"), cancel: format!("{result}{CANCEL}"), result },
            (Some(status), Some(cancel), None) => Self { status: status.to_owned(), cancel: cancel.to_owned(), result },
            _ => return None,
        };
        let is_one = [&place.result, &place.status, &place.cancel].into_iter().all(|path| is_path(path));
        is_one.then_some(place)
    }
}

/// As short as it can be.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_usual = |path: &str, end: &str| path.strip_suffix(end) == Some(&self.result);
        f.write_str(&self.result)?;
        if is_usual(&self.status, STATUS) && is_usual(&self.cancel, CANCEL) {
            return Ok(());
        }
        write!(f, " {} {}", self.status, self.cancel)
    }
}

/// An address's path below another; none where it is elsewhere.
fn below(base: &Url, url: &Url) -> Option<String> {
    let is_there = base.origin() == url.origin() && url.username().is_empty() && url.fragment().is_none();
    let path = is_there.then(|| url.path().strip_prefix(base.path().trim_end_matches('/')))??;
    Some(url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")))
}

/// Whether it is a path of two parts at least, that leads nowhere else.
fn is_path(path: &str) -> bool {
    let good = |letter: char| letter.is_ascii_alphanumeric() || "/-._~%?=&".contains(letter);
    let (before, _) = path.split_once('?').unwrap_or((path, ""));
    let Some(parts) = before.strip_prefix('/') else { return false };
    let is_part = |part: &str| !part.replace("%2e", ".").replace("%2E", ".").trim_matches('.').is_empty();
    path.len() <= LONGEST && path.chars().all(good) && parts.contains('/') && parts.split('/').all(is_part)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

    use super::Place;
    use serde_json::{Value, json};
    use url::Url;

    fn told(answer: &Value) -> Option<Place> {
        let (ours, usual) = ("http://127.0.0.1:9/fal/", "https://queue.fal.run");
        Place::told(answer, [&Url::parse(ours).unwrap(), &Url::parse(usual).unwrap()])
    }

    fn answer(result: &str, status: &str, cancel: &str) -> Value {
        json!({"request_id": "r", "response_url": result, "status_url": status, "cancel_url": cancel})
    }

    #[test]
    fn a_place_is_kept_short_where_it_is_the_usual_one_and_whole_where_not() {
        let usual = "https://queue.fal.run/a/b/requests/r";
        let place = told(&answer(usual, &format!("{usual}/status"), &format!("{usual}/cancel"))).unwrap();
        assert_eq!(place.to_string(), "/a/b/requests/r");
        assert_eq!(Place::of(&place.to_string()), Some(place));
        let odd = told(&answer(usual, "http://127.0.0.1:9/fal/s/r?v=1", &format!("{usual}/cancel"))).unwrap();
        assert_eq!(odd.to_string(), "/a/b/requests/r /s/r?v=1 /a/b/requests/r/cancel");
        assert_eq!(Place::of(&odd.to_string()), Some(odd));
    }

    #[test]
    fn a_place_elsewhere_is_none() {
        let usual = "https://queue.fal.run/a/b/requests/r";
        for bad in [
            "https://example.com/a/b",
            "https://queue.fal.run.example.com/a/b",
            "https://user@queue.fal.run/a/b",
            "http://queue.fal.run/a/b",
            "https://queue.fal.run:444/a/b",
            "http://127.0.0.1:9/elsewhere/a/b",
            "https://queue.fal.run/a/b#c",
            "https://queue.fal.run/a",
            "/a/b",
        ] {
            for answer in [answer(bad, usual, usual), answer(usual, bad, usual), answer(usual, usual, bad)] {
                assert_eq!(told(&answer), None, "{bad}");
            }
        }
        assert_eq!(told(&json!({"response_url": usual})), None);
    }

    #[test]
    fn a_reference_that_is_none_of_ours_leads_nowhere() {
        let long = format!("/a/{}", "b".repeat(600));
        for bad in
            ["", "r", "/r", "a/b", "//a", "/a/../b", "/a/%2e%2E/b", "/a/b c", "/a/b /c/d /e/f /g/h", "/a/ü", &long]
        {
            assert_eq!(Place::of(bad), None, "{bad}");
        }
    }
}
