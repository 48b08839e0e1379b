//! A stand-in for OpenAI's Images API: it answers with the documented shapes, refuses what isn't documented, and counts what
//! it has sold, which is each request that it took.

mod documented;
mod form;

pub use documented::Call;
pub use form::Field;

use crate::{
    Leaves,
    http::{self, Manner, Reply, Request},
    ledger::Ledger,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;
use std::{ops::Deref, sync::Arc};

const MADE: &str = include_str!("../answers/openai-images/made.json");
const ERROR: &str = include_str!("../answers/openai-images/error.json");
const MODERATION: &str = include_str!("../answers/openai-images/moderation.json");
const MODEL: &str = include_str!("../answers/openai-images/model.json");

/// The key that it takes.
pub const KEY: &str = "sk-proj-s3cr3t_of_the_tests";
/// A picture: a PNG of 54 × 96.
pub const PICTURE: &[u8] = include_bytes!("../answers/picture.png");

/// Something that was sold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sale {
    /// What was ordered; of a form its texts, each a string.
    pub order: Value,
    /// The pictures that were sent along.
    pub pictures: Vec<Field>,
}

/// What goes wrong with a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// An error of this status, type and code.
    Error(u16, &'static str, Option<&'static str>),
    /// The same, with a header.
    With(u16, &'static str, Option<&'static str>, (&'static str, &'static str)),
    /// The content is refused.
    Moderation,
    /// It does what it is asked, and the answer is sent like this.
    Badly(Manner),
    /// It does nothing, and the connection breaks.
    Deaf,
    /// Another picture is made.
    Makes(Vec<u8>),
    /// The answer holds nothing that is expected.
    Nothing,
    /// The model is switched off on this day.
    EndsOn(&'static str),
}

/// A stand-in for the Images API.
pub struct OpenaiImages {
    /// Its address, to be set as the base URL.
    pub url: String,
    /// When clients left that were still waiting.
    pub leaves: Leaves,
    ledger: Arc<Ledger<Sale, Call, Trouble>>,
}

impl Deref for OpenaiImages {
    type Target = Ledger<Sale, Call, Trouble>;

    fn deref(&self) -> &Self::Target {
        &self.ledger
    }
}

impl OpenaiImages {
    /// Opens on a free port, for as long as the process lives.
    pub fn open() -> Self {
        let ledger = Arc::new(Ledger::new());
        let answers = Arc::clone(&ledger);
        let (address, leaves) = http::serve(move |request| answer(&answers, request));
        Self { url: format!("http://{address}/v1"), leaves, ledger }
    }
}

fn answer(ledger: &Ledger<Sale, Call, Trouble>, request: &Request) -> Reply {
    let line = format!("{} {}", request.method, request.path);
    let Some(call) = Call::of(&line) else {
        let model = line.starts_with("GET /v1/models/");
        if !model {
            ledger.wonders(line);
        }
        return error(404, "invalid_request_error", Some("model_not_found"));
    };
    let sale = match call.order(request) {
        Ok(sale) => sale,
        Err(refusal) => {
            ledger.wonders(format!("{line}: {refusal}"));
            return error(400, "invalid_request_error", None);
        }
    };
    if request.header("authorization") != Some(&format!("Bearer {KEY}")) {
        return error(401, "invalid_request_error", Some("invalid_api_key"));
    }
    let usual = |picture: &[u8]| match sale {
        Some(sale) => {
            ledger.sells(sale);
            Reply::json(200, MADE.replace("{data}", &BASE64_STANDARD.encode(picture)))
        }
        None => model(request, "null"),
    };
    match ledger.lets_in(call, line) {
        None => usual(PICTURE),
        Some(Trouble::Error(status, kind, code)) => error(status, kind, code),
        Some(Trouble::With(status, kind, code, (name, value))) => error(status, kind, code).with(name, value),
        Some(Trouble::Moderation) => Reply::json(400, MODERATION),
        Some(Trouble::Badly(manner)) => usual(PICTURE).sent(manner),
        Some(Trouble::Deaf) => error(500, "server_error", None).sent(Manner::Vanish),
        Some(Trouble::Makes(picture)) => usual(&picture),
        Some(Trouble::Nothing) => {
            drop(usual(PICTURE));
            Reply::json(200, "{}")
        }
        Some(Trouble::EndsOn(day)) => model(request, &format!("\"{day}\"")),
    }
}

fn model(request: &Request, day: &str) -> Reply {
    let model = request.path.rsplit('/').next().unwrap();
    Reply::json(200, MODEL.replace("{model}", model).replace("{day}", day))
}

fn error(status: u16, kind: &str, code: Option<&str>) -> Reply {
    let code = code.map_or_else(|| "null".to_owned(), |code| format!("\"{code}\""));
    let filled = ERROR.replace("{type}", kind).replace("{code}", &code);
    Reply::json(status, filled.replace("{message}", "raw words of the provider")).with("x-request-id", "req_1")
}
