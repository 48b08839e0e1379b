//! Ollama's own `/api/chat`. Its imitation of OpenAI's wire loses the errors in the middle of an answer and can't be told how
//! much of the question must fit.

use super::{LookUp, Reader, Wire, count, object, said, text};
use crate::{
    Access, SetUpError,
    framing::Framing,
    line::{Refusal, Told, secret},
    model::{Closed, End, Fault, Part, Question},
};
use adforge_domain::spending::Tokens;
use reqwest::{
    Method,
    header::{AUTHORIZATION, HeaderMap},
};
use serde::Deserialize;
use serde_json::{Value, json};
use time::Date;

/// The smallest context that is asked for, in tokens. Another size loads the model anew, so there are few.
const CONTEXT: u64 = 8 * 1024;
/// A token has at least so many bytes, of nearly every text.
const BYTES: u64 = 2;

/// A model that is asked by `/api/chat`.
pub(super) struct Chat {
    model: String,
}

/// What every request carries: a key only where a proxy stands before it.
pub(super) fn headers(access: &Access) -> Result<HeaderMap, SetUpError> {
    let key = access.key.iter().map(|key| Ok((AUTHORIZATION, secret(&format!("Bearer {key}"))?)));
    key.collect()
}

impl Chat {
    pub(super) fn new(access: &Access) -> Self {
        Self { model: access.model.clone() }
    }
}

impl Wire for Chat {
    fn path(&self) -> String {
        "/api/chat".to_owned()
    }

    fn body(&self, question: &Question) -> Value {
        let mut system = question.system.clone();
        if let Some(shape) = &question.shape {
            // Its grammar keeps the model to the shape, and doesn't tell it of it.
            system.push_str("\n\nAnswer with JSON of this schema:\n");
            system.push_str(&shape.schema.to_string());
        }
        let bytes = system.len() + question.said.iter().map(|said| said.text.len()).sum::<usize>();
        let mut messages = vec![json!({"role": "system", "content": system})];
        messages.extend(said(question));
        // A question that doesn't fit would be cut without a word.
        let tokens = bytes as u64 / BYTES + u64::from(question.most);
        let context = tokens.next_power_of_two().max(CONTEXT);
        object([
            ("model", Some(json!(self.model))),
            ("messages", Some(json!(messages))),
            ("stream", Some(json!(true))),
            ("think", Some(json!(false))),
            ("options", Some(json!({"num_predict": question.most, "num_ctx": context}))),
            ("format", question.shape.as_ref().map(|shape| shape.schema.clone())),
        ])
    }

    fn look_up(&self) -> LookUp {
        let body = Some(json!({"model": self.model}));
        LookUp { method: Method::POST, path: "/api/show".to_owned(), body }
    }

    /// Nothing ends that one has.
    fn found(&self, _: &Value) -> (bool, Option<Date>) {
        (true, None)
    }

    fn framing(&self) -> Framing {
        Framing::Lines
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Lines)
    }

    fn fault(&self, refusal: &Refusal) -> Fault {
        match refusal.status {
            429 | 503 => Fault::Busy { after: refusal.after },
            401 | 403 => Fault::Closed(Closed::Key),
            402 => Fault::Closed(Closed::Account),
            404 => Fault::Closed(Closed::Model),
            408 | 409 => Fault::Down,
            status @ 300..500 => Fault::Misasked { status },
            _ => Fault::Down,
        }
    }
}

/// The lines of an answer.
struct Lines;

/// A line that is nothing but words.
#[derive(Deserialize)]
struct Words {
    message: Message,
    done: bool,
    error: Option<()>,
}

#[derive(Deserialize)]
struct Message {
    content: String,
}

impl Reader for Lines {
    fn words(&self, message: &str) -> Option<String> {
        match serde_json::from_str::<Words>(message).ok()? {
            Words { message: Message { content }, done: false, error: None } => Some(content),
            _ => None,
        }
    }

    fn take(&mut self, line: &Value, told: &mut Told) -> Result<(), Fault> {
        told.text(text(line, "/message/content"));
        if line.get("done") != Some(&Value::Bool(true)) {
            return Ok(());
        }
        if let (Some(input), Some(output)) = (count(line, "/prompt_eval_count"), count(line, "/eval_count")) {
            told.parts.push_back(Part::Usage(Tokens { input, cached: 0, output }));
        }
        told.over = true;
        told.end = Some(match text(line, "/done_reason") {
            "stop" => End::Whole,
            "length" => End::TooLong,
            // Loaded, unloaded, or what nobody has heard of: not whole.
            _ => return Err(Fault::Cut),
        });
        Ok(())
    }
}
