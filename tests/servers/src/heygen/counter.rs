//! What was sold, and the documented answers about it.

use super::FILM;
use crate::http::{Reply, Request};
use serde_json::Value;
use std::collections::HashMap;

const CREATED: &str = include_str!("../../answers/heygen/created.json");
const WAITING: &str = include_str!("../../answers/heygen/waiting.json");
const PROCESSING: &str = include_str!("../../answers/heygen/processing.json");
const COMPLETED: &str = include_str!("../../answers/heygen/completed.json");
const FAILED: &str = include_str!("../../answers/heygen/failed.json");
const ERROR: &str = include_str!("../../answers/heygen/error.json");
const SUCCESS_CALL: &str = include_str!("../../answers/heygen/webhook-success.json");
const FAIL_CALL: &str = include_str!("../../answers/heygen/webhook-fail.json");
/// Whose key it is.
pub(super) const ME: &str = include_str!("../../answers/heygen/me.json");

/// A film that was sold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sale {
    /// The idempotency key it was bought with.
    pub key: String,
    /// What HeyGen calls it.
    pub video_id: String,
    /// What was ordered.
    pub order: Value,
    /// How often the key came.
    pub sent: usize,
    /// With which key of ours it came last.
    pub buyer: String,
}

#[derive(Default)]
pub(super) struct Counter {
    pub(super) url: String,
    pub(super) sales: Vec<Sale>,
    /// How many looks there are beside those of the file.
    pub(super) more_looks: usize,
    /// How often each film was asked after.
    asked: HashMap<String, usize>,
    /// The code with which a film fails.
    pub(super) failed: HashMap<String, String>,
    /// Links of this and later generations are good.
    good_from: usize,
    generation: usize,
}

impl Counter {
    /// Sells a film, or finds the one of the same key: as documented, whatever else the body says now.
    pub(super) fn sells(&mut self, request: &Request) -> Reply {
        let given = request.header("idempotency-key").map(str::to_owned);
        let key = given.unwrap_or_else(|| format!("without-a-key-{}", self.sales.len()));
        let known = self.sales.iter().position(|sale| sale.key == key);
        let at = known.unwrap_or_else(|| {
            let video_id = format!("vid-{}-{}", self.sales.len() + 1, self.url.rsplit(':').next().unwrap());
            let order = serde_json::from_slice(&request.body).unwrap();
            self.sales.push(Sale { key, video_id, order, sent: 0, buyer: String::new() });
            self.sales.len() - 1
        });
        self.sales[at].sent += 1;
        self.sales[at].buyer = request.header("x-api-key").unwrap_or_default().to_owned();
        Reply::json(200, CREATED.replace("{video_id}", &self.sales[at].video_id))
    }

    /// How a film stands: it waits, it is worked on, it is done.
    pub(super) fn tells(&mut self, request: &Request, holds: bool) -> Reply {
        let id = request.path.rsplit('/').next().unwrap().to_owned();
        if !self.sales.iter().any(|sale| sale.video_id == id) {
            return error(404, "not_found");
        }
        if let Some(code) = self.failed.get(&id) {
            let failed = FAILED.replace("{video_id}", &id).replace("{code}", code);
            return Reply::json(200, failed.replace("{message}", "raw words of the provider"));
        }
        let asked = self.asked.entry(id.clone()).or_default();
        *asked += 1;
        if holds || *asked == 1 {
            let shape = if *asked == 1 { WAITING } else { PROCESSING };
            return Reply::json(200, shape.replace("{video_id}", &id));
        }
        self.generation += 1;
        let link = format!("{}/files/{id}/{}.mp4", self.url, self.generation);
        Reply::json(200, COMPLETED.replace("{video_id}", &id).replace("{video_url}", &link))
    }

    pub(super) fn expires_links(&mut self) {
        self.good_from = self.generation + 1;
    }

    pub(super) fn delivers(&self, request: &Request) -> Reply {
        let generation = request.path.rsplit('/').next().and_then(|name| name.strip_suffix(".mp4")?.parse().ok());
        if generation.is_none_or(|generation: usize| generation < self.good_from) {
            return Reply::of(403, "application/xml", b"<Error><Code>AccessDenied</Code></Error>".to_vec());
        }
        Reply::of(200, "video/mp4", FILM.to_vec())
    }

    /// What the newest film fails with from now on.
    pub(super) fn fails(&mut self, code: &str) {
        let newest = self.sales.last().unwrap().video_id.clone();
        self.failed.insert(newest, code.to_owned());
    }
}

/// A documented error.
pub(super) fn error(status: u16, code: &str) -> Reply {
    Reply::json(status, ERROR.replace("{code}", code).replace("{message}", "raw words of the provider"))
        .with("x-request-id", "req-1")
}

/// A callback's raw body.
pub(super) fn callback(sale: &Sale, event: &str, done: bool) -> String {
    let shape = if done { SUCCESS_CALL } else { FAIL_CALL };
    let called = sale.order["callback_id"].as_str().unwrap_or_default();
    let filled = shape.replace("{event_id}", event).replace("{video_id}", &sale.video_id);
    filled
        .replace("{callback_id}", called)
        .replace("{video_url}", "https://files.heygen.ai/x.mp4")
        .replace("{message}", "it failed")
}
