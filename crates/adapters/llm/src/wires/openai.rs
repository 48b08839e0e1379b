//! OpenAI's Chat Completions, and whoever says that they speak it.

mod faults;

use super::{LookUp, Reader, Wire, count, object, said, text};
use crate::{
    Access, SetUpError,
    catalogue::Listed,
    check::day,
    framing::Framing,
    line::{Refusal, Told, secret},
    model::{End, Fault, Part, Question, Shape},
};
use adforge_domain::spending::Tokens;
use reqwest::{
    Method,
    header::{AUTHORIZATION, HeaderMap},
};
use serde::Deserialize;
use serde_json::{Value, json};
use time::Date;

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
            own: listed.is_known || access.base_url.as_ref().is_none_or(|base| base.host() == listed.base_url.host()),
        }
    }
}

impl Wire for ChatCompletions {
    fn path(&self) -> String {
        "/chat/completions".to_owned()
    }

    fn body(&self, question: &Question) -> Value {
        let system = if self.own { "developer" } else { "system" };
        let mut messages = vec![json!({"role": system, "content": question.system})];
        messages.extend(said(question));
        let most = question.most.saturating_add(self.room);
        let (own, theirs) = (self.own.then(|| json!(most)), (!self.own).then(|| json!(most)));
        let shape = question.shape.as_ref().map(|Shape { name, schema }| {
            let shape = json!({"name": name, "strict": true, "schema": schema});
            json!({"type": "json_schema", "json_schema": shape})
        });
        object([
            ("model", Some(json!(self.model))),
            ("messages", Some(json!(messages))),
            ("stream", Some(json!(true))),
            (
                "stream_options",
                Some(object([
                    ("include_usage", Some(json!(true))),
                    ("include_obfuscation", self.own.then_some(Value::Bool(false))),
                ])),
            ),
            ("max_completion_tokens", own),
            ("max_tokens", theirs),
            ("safety_identifier", self.own.then(|| json!(question.user))),
            ("reasoning_effort", self.effort.as_ref().map(|effort| json!(effort))),
            ("response_format", shape),
        ])
    }

    /// Others than OpenAI have only the list of all.
    fn look_up(&self) -> LookUp {
        if self.own {
            return LookUp::at("/models/", &self.model);
        }
        LookUp { method: Method::GET, path: "/models".to_owned(), body: None }
    }

    fn found(&self, body: &Value) -> (bool, Option<Date>) {
        let is_it = |model: &Value| text(model, "/id") == self.model;
        let all = body.get("data").and_then(Value::as_array);
        (self.own || all.is_some_and(|all| all.iter().any(is_it)), day(body, "shutdown_date"))
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

/// A chunk that is nothing but words.
#[derive(Deserialize)]
struct Words {
    choices: [Choice; 1],
    usage: Option<()>,
    error: Option<()>,
}

#[derive(Deserialize)]
struct Choice {
    delta: Delta,
    finish_reason: Option<()>,
}

#[derive(Deserialize)]
struct Delta {
    content: String,
    refusal: Option<()>,
}

impl Reader for Chunks {
    fn words(&self, message: &str) -> Option<String> {
        match serde_json::from_str::<Words>(message).ok()? {
            Words {
                choices: [Choice { delta: Delta { content, refusal: None }, finish_reason: None }],
                usage: None,
                error: None,
            } => Some(content),
            _ => None,
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Patience, Provider};

    #[test]
    fn openai_is_known_by_its_models_or_its_host() {
        let cases = [
            ("gpt-6-luna", Some("http://gateway:4000/v1"), true),
            ("of-tomorrow", None, true),
            ("of-tomorrow", Some("https://api.openai.com/v1/"), true),
            ("of-tomorrow", Some("http://gateway:4000/v1"), false),
        ];
        for (model, url, own) in cases {
            let access = Access {
                provider: Provider::OpenAi,
                model: model.to_owned(),
                key: None,
                base_url: url.map(|url| url.parse().unwrap()),
                patience: Patience::default(),
            };
            let wire = ChatCompletions::new(&access, &Listed::of(&access).unwrap());
            assert_eq!(wire.own, own, "{model} {url:?}");
        }
    }
}
