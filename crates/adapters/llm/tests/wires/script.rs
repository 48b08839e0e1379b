//! What each provider plays, and what is to be made of it.

mod anthropic;
mod gemini;
mod ollama;
mod openai;

use crate::cast::Heard;
use adforge_adapters_llm::{Closed, End, Fault, Provider};
use adforge_tests_servers::llm::{Scene, Speaks};
use serde_json::Value;
use std::time::Duration;

/// A provider's part in every test.
pub(crate) struct Script {
    pub(crate) provider: Provider,
    pub(crate) speaks: Speaks,
    pub(crate) model: &'static str,
    /// Whether nobody is let in without a key.
    pub(crate) needs_key: bool,
    /// Its words for an end, and ours.
    pub(crate) finishes: Vec<(&'static str, Result<End, Fault>)>,
    /// What comes before a refusal, where it has one.
    pub(crate) refusal: Option<&'static str>,
    /// Up to here a whole answer has told its end.
    pub(crate) told: &'static str,
    /// What proves nothing by itself.
    pub(crate) done: &'static str,
    /// A message that is none.
    pub(crate) nonsense: &'static str,
    errors: fn() -> Vec<(Scene, Fault)>,
    broken: fn() -> Vec<(String, Fault)>,
    asked: fn(&Value),
    cached: u64,
}

impl Script {
    /// Errors instead of an answer.
    pub(crate) fn errors(&self) -> Vec<(Scene, Fault)> {
        (self.errors)()
    }

    /// Errors after an answer has begun.
    pub(crate) fn broken(&self) -> Vec<(String, Fault)> {
        (self.broken)()
    }

    /// Whether this is how the question stands on its wire.
    pub(crate) fn is_asked(&self, body: &Value) {
        (self.asked)(body);
    }

    /// The whole answer, with what this provider tells of its use.
    pub(crate) fn whole(&self) -> Heard {
        let mut whole = Heard::whole();
        if let Some(used) = &mut whole.used {
            used.cached = self.cached;
        }
        whole
    }
}

/// Every provider, and a server that only says that it speaks OpenAI's wire.
pub(crate) fn all() -> Vec<Script> {
    vec![openai::own(), openai::other(), anthropic::all(), gemini::all(), ollama::all()]
}

pub(crate) fn busy(seconds: f64) -> Fault {
    Fault::Busy { after: Some(Duration::from_secs_f64(seconds)) }
}

pub(crate) const BUSY: Fault = Fault::Busy { after: None };
pub(crate) const KEY: Fault = Fault::Closed(Closed::Key);
pub(crate) const MODEL: Fault = Fault::Closed(Closed::Model);
pub(crate) const ACCOUNT: Fault = Fault::Closed(Closed::Account);

pub(crate) fn misasked(status: u16) -> Fault {
    Fault::Misasked { status }
}

/// Every way to ask for a wait by headers, of seconds as they are understood when it is 14:30 on 2026-02-08.
pub(crate) fn waits(busy: impl Fn() -> Scene) -> Vec<(Scene, f64)> {
    vec![
        (busy().with("retry-after", "7"), 7.0),
        (busy().with("retry-after", "1.5"), 1.5),
        (busy().with("retry-after-ms", "250").with("retry-after", "7"), 0.25),
        (busy().with("retry-after", "Sun, 08 Feb 2026 14:30:09 GMT"), 9.0),
        (busy().with("retry-after", "86400"), 3600.0),
    ]
}

/// What means the same of every provider.
pub(crate) fn common(speaks: Speaks) -> Vec<(Scene, Fault)> {
    vec![
        (Scene::error(speaks, 401, "key"), KEY),
        (Scene::error(speaks, 404, "model"), MODEL),
        (Scene::error(speaks, 400, "misasked"), misasked(400)),
        (Scene::of(502, "text/html", "<html>Bad gateway</html>"), Fault::Down),
        (Scene::of(500, "text/plain", ""), Fault::Down),
        (Scene::of(503, "text/html", "<html>Overloaded</html>"), BUSY),
        (Scene::of(404, "text/html", "<html>Not found</html>"), MODEL),
    ]
}
