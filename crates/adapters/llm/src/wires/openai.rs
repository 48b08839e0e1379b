//! OpenAI's Chat Completions, and whoever says that they speak it.

mod faults;

use super::{Reader, Wire, count, text};
use crate::{
    Access, SetUpError,
    catalogue::Listed,
    framing::Framing,
    line::{Refusal, Told, secret},
    model::{By, End, Fault, Part, Question, Shape},
};
use adforge_domain::spending::Tokens;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::{Value, json};

/// A model that is asked by Chat Completions.
pub(super) struct ChatCompletions {
    model: String,
    /// How much it is to think, in its own words, where it takes such.
    effort: Option<String>,
    /// Tokens for what it thinks, beside those of the answer.
    room: u32,
    /// Whether it is OpenAI's own, wherever it is reached. Others know the older names of fields, and some refuse new ones.
    own: bool,
}

/// What every request carries.
pub(super) fn headers(access: &Access) -> Result<HeaderMap, SetUpError> {
    match &access.key {
        Some(key) => Ok(HeaderMap::from_iter([(AUTHORIZATION, secret(&format!("Bearer {key}"))?)])),
        None if access.base_url.is_some() => Ok(HeaderMap::new()),
        None => Err(SetUpError::NoKey(access.provider.name())),
    }
}

impl ChatCompletions {
    pub(super) fn new(access: &Access, listed: &Listed) -> Self {
        Self {
            model: access.model.clone(),
            effort: listed.effort.clone(),
            room: listed.room,
            own: listed.is_known || access.base_url.as_ref().is_none_or(|base| *base == listed.base_url),
        }
    }
}

impl Wire for ChatCompletions {
    fn path(&self) -> String {
        "/chat/completions".to_owned()
    }

    fn body(&self, question: &Question) -> Value {
        let system = if self.own { "developer" } else { "system" };
        let said = question.said.iter().map(|said| {
            let by = match said.by {
                By::User => "user",
                By::Model => "assistant",
            };
            json!({"role": by, "content": said.text})
        });
        let mut messages = vec![json!({"role": system, "content": question.system})];
        messages.extend(said);
        let most = question.most.saturating_add(self.room);
        let mut body = json!({
            "model": self.model,
            "messages": messages,
            "stream": true,
            "stream_options": {"include_usage": true},
        });
        if self.own {
            body["max_completion_tokens"] = most.into();
            body["safety_identifier"] = question.user.as_str().into();
            body["stream_options"]["include_obfuscation"] = false.into();
        } else {
            body["max_tokens"] = most.into();
        }
        if let Some(effort) = &self.effort {
            body["reasoning_effort"] = effort.as_str().into();
        }
        if let Some(Shape { name, schema }) = &question.shape {
            let shape = json!({"name": name, "strict": true, "schema": schema});
            body["response_format"] = json!({"type": "json_schema", "json_schema": shape});
        }
        body
    }

    fn framing(&self) -> Framing {
        Framing::Events
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::<Chunks>::default()
    }

    fn fault(&self, refusal: &Refusal) -> Fault {
        faults::fault(refusal)
    }
}

/// The chunks of an answer.
#[derive(Default)]
struct Chunks {
    /// It has begun to say why it won't; its finish reason then is the usual one.
    refuses: bool,
}

impl Reader for Chunks {
    fn take(&mut self, chunk: &Value, told: &mut Told) -> Result<(), Fault> {
        if let Some(usage) = chunk.get("usage").filter(|usage| usage.is_object()) {
            told.parts.push_back(Part::Usage(Tokens {
                input: count(usage, "/prompt_tokens").unwrap_or_default(),
                cached: count(usage, "/prompt_tokens_details/cached_tokens").unwrap_or_default(),
                output: count(usage, "/completion_tokens").unwrap_or_default(),
            }));
        }
        self.refuses |= !text(chunk, "/choices/0/delta/refusal").is_empty();
        told.text(text(chunk, "/choices/0/delta/content"));
        match text(chunk, "/choices/0/finish_reason") {
            "" => {}
            "stop" if self.refuses => told.end = Some(End::Refused),
            "stop" => told.end = Some(End::Whole),
            "length" => told.end = Some(End::TooLong),
            "content_filter" => told.end = Some(End::Refused),
            // A call of a tool, though none was offered, or what nobody has heard of: not whole.
            _ => return Err(Fault::Cut),
        }
        Ok(())
    }
}
