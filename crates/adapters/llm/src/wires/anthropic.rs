//! Anthropic's Messages.

use super::{LookUp, Reader, Wire, count, object, said, text};
use crate::{
    Access, SetUpError,
    catalogue::Listed,
    check::day,
    framing::Framing,
    line::{Refusal, Told, secret},
    model::{Closed, End, Fault, Part, Question},
};
use adforge_domain::spending::Tokens;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};
use time::Date;

const KEY: HeaderName = HeaderName::from_static("x-api-key");
const VERSION: HeaderName = HeaderName::from_static("anthropic-version");
/// The version that gateways know too; what a newer one forbids is not sent.
const SPOKEN: HeaderValue = HeaderValue::from_static("2023-06-01");
/// Codes of a rate limit that is a limit of money.
const SPENT: &str = "spend_limit_reached";

/// A model that is asked by Messages.
pub(super) struct Messages {
    model: String,
    effort: Option<String>,
    thinking: Option<String>,
    room: u32,
}

/// What every request carries.
pub(super) fn headers(access: &Access) -> Result<HeaderMap, SetUpError> {
    let key = access.key.as_ref().ok_or(SetUpError::NoKey(access.provider.name()))?;
    Ok(HeaderMap::from_iter([(KEY, secret(key)?), (VERSION, SPOKEN)]))
}

impl Messages {
    pub(super) fn new(access: &Access, listed: &Listed) -> Self {
        Self {
            model: access.model.clone(),
            effort: listed.effort.clone(),
            thinking: listed.thinking.clone(),
            room: listed.room,
        }
    }
}

impl Wire for Messages {
    fn path(&self) -> String {
        "/v1/messages".to_owned()
    }

    fn body(&self, question: &Question) -> Value {
        let shape = question.shape.as_ref().map(|shape| json!({"type": "json_schema", "schema": shape.schema}));
        let effort = self.effort.as_ref().map(|effort| json!(effort));
        let config = (effort.is_some() || shape.is_some()).then(|| object([("effort", effort), ("format", shape)]));
        object([
            ("model", Some(json!(self.model))),
            ("max_tokens", Some(json!(question.most.saturating_add(self.room)))),
            ("stream", Some(json!(true))),
            ("system", Some(json!(question.system))),
            ("messages", Some(said(question).collect())),
            ("metadata", Some(json!({"user_id": question.user}))),
            ("thinking", self.thinking.as_ref().map(|thinking| json!({"type": thinking}))),
            ("output_config", config),
        ])
    }

    fn look_up(&self) -> LookUp {
        LookUp::at("/v1/models/", &self.model)
    }

    fn found(&self, body: &Value) -> (bool, Option<Date>) {
        (true, day(body, "retires_at"))
    }

    fn framing(&self) -> Framing {
        Framing::Events
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::<Events>::default()
    }

    fn fault(&self, refusal: &Refusal) -> Fault {
        let (kind, status) = (text(&refusal.body, "/error/type"), refusal.status);
        let spent = text(&refusal.body, "/error/details/error_code").ends_with(SPENT);
        match (status, kind) {
            // A limit that passes says when; one without a time is one of money.
            (429, _) if spent || refusal.after.is_none() => Fault::Closed(Closed::Account),
            (429 | 503 | 529, _) => Fault::Busy { after: refusal.after },
            (402, _) | (200, "billing_error") => Fault::Closed(Closed::Account),
            (401 | 403, _) | (200, "authentication_error" | "permission_error") => Fault::Closed(Closed::Key),
            (404, _) | (200, "not_found_error") => Fault::Closed(Closed::Model),
            (408 | 409, _) => Fault::Down,
            (300..500, _) => Fault::Misasked { status },
            (200, "rate_limit_error") if spent => Fault::Closed(Closed::Account),
            (200, "overloaded_error" | "rate_limit_error") => Fault::Busy { after: None },
            (200, "invalid_request_error") => Fault::Misasked { status: 400 },
            (200, "request_too_large") => Fault::Misasked { status: 413 },
            _ => Fault::Down,
        }
    }
}

/// The events of an answer.
#[derive(Default)]
struct Events {
    /// As told so far: later events tell some of it anew.
    usage: Usage,
}

#[derive(Default)]
struct Usage {
    input: u64,
    written: u64,
    read: u64,
    output: u64,
}

/// An event that is nothing but words.
#[derive(Deserialize)]
struct Words<'a> {
    r#type: &'a str,
    #[serde(borrow)]
    delta: Delta<'a>,
    error: Option<()>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    r#type: &'a str,
    text: String,
}

impl Reader for Events {
    fn words(&self, message: &str) -> Option<String> {
        match serde_json::from_str::<Words<'_>>(message).ok()? {
            Words { r#type: "content_block_delta", delta: Delta { r#type: "text_delta", text }, error: None } => {
                Some(text)
            }
            _ => None,
        }
    }

    fn take(&mut self, event: &Value, told: &mut Told) -> Result<(), Fault> {
        match text(event, "/type") {
            "message_start" => self.uses(event.pointer("/message/usage"), told),
            "content_block_delta" if text(event, "/delta/type") == "text_delta" => {
                told.text(text(event, "/delta/text"))
            }
            "message_delta" => {
                self.uses(event.get("usage"), told);
                match text(event, "/delta/stop_reason") {
                    "" => {}
                    "end_turn" | "stop_sequence" => told.end = Some(End::Whole),
                    "max_tokens" | "model_context_window_exceeded" => told.end = Some(End::TooLong),
                    "refusal" => told.end = Some(End::Refused),
                    // A pause, a call of a tool, or what nobody has heard of: not whole.
                    _ => return Err(Fault::Cut),
                }
            }
            "message_stop" => told.over = true,
            _ => {}
        }
        Ok(())
    }
}

impl Events {
    /// Takes what is told of the usage: each number replaces the one before it.
    fn uses(&mut self, told: Option<&Value>, to: &mut Told) {
        let Some(usage) = told.filter(|usage| usage.is_object()) else { return };
        let replace = |number: &mut u64, name: &str| *number = count(usage, name).unwrap_or(*number);
        replace(&mut self.usage.input, "/input_tokens");
        replace(&mut self.usage.written, "/cache_creation_input_tokens");
        replace(&mut self.usage.read, "/cache_read_input_tokens");
        replace(&mut self.usage.output, "/output_tokens");
        let Usage { input, written, read, output } = self.usage;
        let input = input.saturating_add(written).saturating_add(read);
        to.parts.push_back(Part::Usage(Tokens { input, cached: read, output }));
    }
}
