//! Shapes of answers that a model won't take: noticed by its refusal, told in words instead, and remembered as long as the
//! process lives.

use super::{Line, Refusal, Unopened};
use crate::{
    model::{Fault, Question},
    wires::Wire,
};
use reqwest::{Method, Response};
use serde_json::Value;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// What a refusal speaks of, in small letters, that is about the shape and not about the question.
const ABOUT: [&str; 9] = [
    "response_format",
    "response format",
    "output_config.format",
    "output_format",
    "schema",
    "structured output",
    "responsemimetype",
    "grammar",
    "invalid format",
];
const IN_WORDS: &str = "\n\nAnswer with one JSON object of this schema, and with nothing before or after it:\n";

/// Whether a model takes shapes. It does until it refuses one and answers without.
#[derive(Clone, Default)]
pub(crate) struct Shapes(Arc<AtomicBool>);

impl Shapes {
    /// Whether its shape is told in words.
    fn are_refused(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// It has refused one, and answers without.
    fn note_refused(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Question {
    /// The same question with its shape told in words.
    fn in_words(mut self) -> Self {
        if let Some(shape) = self.shape.take() {
            self.system.push_str(IN_WORDS);
            self.system.push_str(&shape.schema.to_string());
        }
        self
    }
}

impl Line {
    /// Puts a question; to who won't take the shape of its answer, once more with that in words. The refusal costs nothing.
    pub(super) async fn put(&self, question: Question, wire: &dyn Wire, shapes: &Shapes) -> Result<Response, Fault> {
        if question.shape.is_none() || shapes.are_refused() {
            return self.send(&question.in_words(), wire).await.map_err(|unopened| unopened.fault);
        }
        match self.send(&question, wire).await {
            Err(Unopened { about_shape: true, .. }) => {}
            sent => return sent.map_err(|unopened| unopened.fault),
        }
        let response = self.send(&question.in_words(), wire).await.map_err(|unopened| unopened.fault)?;
        shapes.note_refused();
        tracing::warn!(model = self.name(), "a model takes no schema: from now on it is told of it in words");
        Ok(response)
    }

    async fn send(&self, question: &Question, wire: &dyn Wire) -> Result<Response, Unopened> {
        let request = self.request(Method::POST, &wire.path()).json(&wire.body(question));
        self.open(request, |refusal| wire.fault(refusal)).await
    }
}

/// Whether a question was refused for the shape of its answer. Each provider says so in words alone, somewhere in its error.
pub(super) fn is_about_shape(refusal: &Refusal, fault: &Fault) -> bool {
    let is_ours = matches!(fault, Fault::Misasked { .. });
    is_ours && says(refusal.body.get("error").unwrap_or(&refusal.body))
}

fn says(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            let text = text.to_lowercase();
            ABOUT.iter().any(|word| text.contains(word))
        }
        Value::Array(all) => all.iter().any(says),
        Value::Object(fields) => fields.values().any(says),
        _ => false,
    }
}
