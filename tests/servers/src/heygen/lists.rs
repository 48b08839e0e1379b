//! HeyGen's lists: looks and voices, page by page.

use super::counter::error;
use crate::http::{Reply, Request};
use serde_json::{Value, json};

const LOOKS: &str = include_str!("../../answers/heygen/looks.json");
const VOICES: &str = include_str!("../../answers/heygen/voices.json");

/// The looks, and so many more of the first one's kind.
pub(super) fn looks(request: &Request, more: usize) -> Reply {
    let mut looks = entries(LOOKS);
    let another = looks[0].clone();
    looks.extend((1..=more).map(|number| {
        let mut look = another.clone();
        look["id"] = json!(format!("Extra_{number}"));
        look
    }));
    page(&looks, request, 20)
}

/// The voices.
pub(super) fn voices(request: &Request) -> Reply {
    page(&entries(VOICES), request, 20)
}

fn entries(answer: &str) -> Vec<Value> {
    let answer: Value = serde_json::from_str(answer).unwrap();
    answer["data"].as_array().unwrap().clone()
}

/// A page of entries: as many as are asked for, after those that the token says were seen.
fn page(entries: &[Value], request: &Request, usual: usize) -> Reply {
    let limit = request.asked("limit").map_or(usual, |limit| limit.parse().unwrap());
    let seen = match request.asked("token").map(|token| token.strip_prefix("after/").and_then(|it| it.parse().ok())) {
        None => 0,
        Some(Some(seen)) if seen < entries.len() => seen,
        Some(_) => return error(400, "invalid_parameter"),
    };
    let end = entries.len().min(seen + limit);
    let more = end < entries.len();
    let next = more.then(|| format!("after/{end}"));
    Reply::json(200, json!({"data": entries[seen..end], "has_more": more, "next_token": next}).to_string())
}
