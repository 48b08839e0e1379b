//! What was sold, how far it is, and what came of it.

use super::{
    CLIP, PICTURE, answers, documented,
    trouble::{Ending, Says},
};
use crate::http::{Reply, Request};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;
use std::collections::HashMap;

/// A run that was sold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sale {
    /// What fal calls it.
    pub id: String,
    /// The model's endpoint.
    pub endpoint: String,
    /// What was ordered.
    pub order: Value,
    /// Where it is to be told that it is over.
    pub webhook: Option<String>,
    /// For how many seconds its files are to be kept.
    pub life: Option<u64>,
    /// With which key of ours it came.
    pub buyer: String,
}

#[derive(Default)]
pub(super) struct Runs {
    pub(super) url: String,
    runs: HashMap<String, Run>,
    /// Links of this and later generations are good.
    good_from: usize,
    generation: usize,
}

struct Run {
    endpoint: String,
    /// Its address, without the stand-in's.
    place: String,
    asked: usize,
    is_stopped: bool,
    is_over: bool,
    ending: Option<Ending>,
}

impl Runs {
    /// Takes an order. The addresses hold only the first two parts of the model's name.
    pub(super) fn takes(&mut self, request: &Request, place: Option<&'static str>) -> (Sale, Reply) {
        let id = format!("{:08x}-0000-4000-8000-{:012x}", self.runs.len() + 1, self.url.len());
        let endpoint = request.path.trim_start_matches('/').to_owned();
        let app: Vec<&str> = endpoint.split('/').take(2).collect();
        let usual = format!("{}/{}/requests/{{id}}", self.url, app.join("/"));
        let named = place.map_or(usual.clone(), |place| place.replace("{url}", &self.url)).replace("{id}", &id);
        let run = Run {
            endpoint: endpoint.clone(),
            place: usual.replace("{id}", &id),
            asked: 0,
            is_stopped: false,
            is_over: false,
            ending: None,
        };
        self.runs.insert(id.clone(), run);
        let sale = Sale {
            endpoint,
            order: serde_json::from_slice(&request.body).unwrap(),
            webhook: request.asked("fal_webhook").map(str::to_owned),
            life: request
                .header("x-fal-object-lifecycle-preference")
                .and_then(|life| serde_json::from_str::<Value>(life).unwrap()["expiration_duration_seconds"].as_u64()),
            buyer: request.header("authorization").unwrap_or_default().to_owned(),
            id: id.clone(),
        };
        (sale, Reply::json(200, answers::TAKEN.replace("{place}", &named).replace("{id}", &id)))
    }

    pub(super) fn hurries(&mut self, id: &str) {
        self.runs.get_mut(id).unwrap().asked = 1;
    }

    pub(super) fn ends(&mut self, id: &str, ending: Ending) {
        self.runs.get_mut(id).unwrap().ending = Some(ending);
    }

    pub(super) fn expires_links(&mut self) {
        self.good_from = self.generation + 1;
    }

    /// How a run stands: it waits, it is worked on, it is over.
    pub(super) fn tells(&mut self, id: &str, holds: bool) -> Reply {
        let Some(run) = self.runs.get_mut(id) else { return answers::word(404, "NOT_FOUND") };
        let told =
            |status: u16, shape: &str| Reply::json(status, shape.replace("{place}", &run.place).replace("{id}", id));
        run.asked += 1;
        let failed = |kind: &str| answers::COMPLETED_ERROR.replace("{message}", answers::RAW).replace("{type}", kind);
        if run.is_stopped {
            return told(200, &failed("client_cancelled"));
        }
        if let Some(Ending::Word(word)) = run.ending {
            return told(200, &answers::IN_PROGRESS.replace("IN_PROGRESS", word));
        }
        if holds || run.asked == 1 {
            return told(202, if run.asked == 1 { answers::IN_QUEUE } else { answers::IN_PROGRESS });
        }
        run.is_over = true;
        match run.ending {
            Some(Ending::Error(_, says)) => told(200, &failed(says.kind())),
            _ => told(200, answers::COMPLETED),
        }
    }

    /// What came of a run.
    pub(super) fn results(&mut self, id: &str) -> Reply {
        let Some(run) = self.runs.get(id) else { return answers::word(404, "NOT_FOUND") };
        let early = Says::Text("Request is still in progress").reply(400);
        match run.ending {
            _ if run.is_stopped => Says::Platform("client_cancelled").reply(499),
            _ if !run.is_over => early,
            Some(Ending::Early) => early,
            Some(Ending::Error(status, says) | Ending::Silently(status, says)) => says.reply(status),
            Some(Ending::Empty) => Reply::json(200, r#"{"seed":42}"#),
            Some(Ending::Inline) => self.done(id, true),
            _ => self.done(id, false),
        }
    }

    fn done(&mut self, id: &str, inline: bool) -> Reply {
        self.generation += 1;
        let endpoint = &self.runs[id].endpoint;
        let (kind, file) = ware(endpoint);
        let link = match inline {
            true => format!("data:{kind};base64,{}", BASE64_STANDARD.encode(file)),
            false => format!("{}/files/{id}/{}", self.url, self.generation),
        };
        Reply::json(200, answers::output(endpoint).replace("{link}", &link))
    }

    /// Stops a run that isn't over.
    pub(super) fn stops(&mut self, id: &str) -> Reply {
        match self.runs.get_mut(id) {
            None => answers::word(404, "NOT_FOUND"),
            Some(run) if run.is_over || run.is_stopped => answers::word(400, "ALREADY_COMPLETED"),
            Some(run) => {
                run.is_stopped = true;
                answers::word(202, "CANCELLATION_REQUESTED")
            }
        }
    }

    pub(super) fn delivers(&self, path: &str) -> Reply {
        let mut parts = path.rsplit('/');
        let generation: usize = parts.next().and_then(|name| name.parse().ok()).unwrap_or_default();
        let run = parts.next().and_then(|id| self.runs.get(id)).filter(|_| generation >= self.good_from.max(1));
        match run.map(|run| ware(&run.endpoint)) {
            Some((kind, file)) => Reply::of(200, kind, file.to_vec()),
            None => Reply::of(404, "text/plain", b"File not found".to_vec()),
        }
    }
}

/// What an endpoint's model makes.
fn ware(endpoint: &str) -> (&'static str, &'static [u8]) {
    if documented::is_of_clips(endpoint) { ("video/mp4", CLIP) } else { ("image/png", PICTURE) }
}
