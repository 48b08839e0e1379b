//! What differs between providers: what is sent, what comes, and what a refusal means. One module each.

mod anthropic;
mod gemini;
mod ollama;
mod openai;
#[cfg(test)]
mod tests;

use crate::{
    Access, Health, Provider, SetUpError,
    catalogue::Listed,
    framing::Framing,
    line::{Clock, Line, Refusal, Shapes, Told, answer},
    model::{By, Fault, Model, Part, Question},
};
use adforge_domain::spending::{Money, Tokens};
use futures_util::stream::BoxStream;
use reqwest::{Method, header::HeaderMap};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use time::Date;

/// What a provider's module knows of its wire.
pub(crate) trait Wire: Send + Sync {
    /// Where a question goes, below the address.
    fn path(&self) -> String;

    /// What is sent there.
    fn body(&self, question: &Question) -> Value;

    /// How messages stand in an answer.
    fn framing(&self) -> Framing;

    /// Who reads the messages of one answer.
    fn reader(&self) -> Box<dyn Reader>;

    /// What a refusal means, whether it came instead of an answer or in one.
    fn fault(&self, refusal: &Refusal) -> Fault;

    /// How to ask about the model.
    fn look_up(&self) -> LookUp;

    /// Whether what came names the model, and the day on which it then ends.
    fn found(&self, body: &Value) -> (bool, Option<Date>);
}

/// A question about a model.
pub(crate) struct LookUp {
    pub(crate) method: Method,
    /// Below the address.
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
}

/// Reads the messages of one answer.
pub(crate) trait Reader: Send {
    /// The words of a message that tells nothing else, as nearly all do where this is seen at a glance: to read all of each
    /// would cost more than the rest of its way.
    fn words(&self, _message: &str) -> Option<String> {
        None
    }

    /// Takes the next message, which tells of no error.
    ///
    /// # Errors
    /// It says that the answer is neither whole nor at its limit nor refused.
    fn take(&mut self, message: &Value, told: &mut Told) -> Result<(), Fault>;
}

/// A model behind a wire, asked once for each question.
pub(crate) struct Wired {
    line: Line,
    wire: Arc<dyn Wire>,
    shapes: Shapes,
    listed: Listed,
}

impl Wired {
    pub(crate) fn new(access: &Access, clock: Clock) -> Result<Self, SetUpError> {
        if access.model.trim().is_empty() {
            return Err(SetUpError::Model);
        }
        let listed = Listed::of(access)?;
        let (headers, wire): (HeaderMap, Arc<dyn Wire>) = match access.provider {
            Provider::OpenAi => (openai::headers(access)?, Arc::new(openai::ChatCompletions::new(access, &listed))),
            Provider::Anthropic => (anthropic::headers(access)?, Arc::new(anthropic::Messages::new(access, &listed))),
            Provider::Gemini => (gemini::headers(access)?, Arc::new(gemini::StreamGenerate::new(access, &listed))),
            Provider::Ollama => (ollama::headers(access)?, Arc::new(ollama::Chat::new(access))),
        };
        let base = access.base_url.clone().unwrap_or_else(|| listed.base_url.clone());
        let line = Line::new(access, base, headers, clock)?;
        Ok(Self { line, wire, shapes: Shapes::default(), listed })
    }
}

impl Wired {
    /// Asks about the model, not the model.
    pub(crate) async fn check(&self) -> Result<Health, Fault> {
        let LookUp { method, path, body } = self.wire.look_up();
        let request = self.line.request(method, &path);
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let found = self.line.ask(request, |refusal| self.wire.fault(refusal)).await?;
        let (is_listed, retires) = self.wire.found(&found);
        let has_price = self.price(Tokens::default()).is_some();
        Ok(Health { is_listed, retires: retires.or(self.listed.retires), has_price })
    }
}

impl Model for Wired {
    fn name(&self) -> &str {
        self.line.name()
    }

    fn price(&self, tokens: Tokens) -> Option<Money> {
        self.listed.price(tokens, self.line.now().date())
    }

    fn room(&self) -> u32 {
        self.listed.room
    }

    fn ask(&self, question: Question) -> BoxStream<'static, Result<Part, Fault>> {
        answer(self.line.clone(), Arc::clone(&self.wire), self.shapes.clone(), question)
    }
}

/// An object of those fields that have a value.
fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
}

/// What was said, in the words that most wires have for who said it.
fn said(question: &Question) -> impl Iterator<Item = Value> {
    question.said.iter().map(|said| {
        let by = match said.by {
            By::User => "user",
            By::Model => "assistant",
        };
        json!({"role": by, "content": said.text})
    })
}

/// A number of tokens, where one stands.
fn count(value: &Value, pointer: &str) -> Option<u64> {
    value.pointer(pointer).and_then(Value::as_u64)
}

/// A text, where one stands.
fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
