//! What an interaction says of itself, wherever it was asked for.

use super::fault::meaning;
use crate::{catalogue::Counts, line::Answer};
use adforge_ports_creative::Refused;
use serde_json::Value;

/// An interaction.
pub(super) struct Interaction<'a>(&'a Value);

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Under way.
    Working,
    /// At its end; that something was made isn't said by that.
    Completed,
    /// At an end without anything.
    Failed(Refused),
}

impl<'a> Interaction<'a> {
    /// The one that an answer holds; none where it holds something else.
    pub(super) fn of(answer: &'a Answer) -> Option<Self> {
        let is_one = answer.status == 200 && answer.body.get("status").is_some_and(Value::is_string);
        is_one.then_some(Self(&answer.body))
    }

    /// Its name, by which it is paid.
    pub(super) fn id(&self) -> Option<&'a str> {
        self.0.get("id").and_then(Value::as_str).filter(|id| !id.is_empty())
    }

    pub(super) fn state(&self) -> State {
        if let Some(error) = self.error() {
            return State::Failed(meaning(200, error).refused());
        }
        match self.0.get("status").and_then(Value::as_str) {
            Some("completed") => State::Completed,
            Some("failed" | "cancelled" | "incomplete") => State::Failed(Refused::Broke),
            Some("budget_exceeded") => State::Failed(Refused::Funds),
            // We have nothing to act with, so it would wait for ever.
            Some("requires_action") => State::Failed(Refused::Order),
            // A word that isn't known is one for waiting.
            _ => State::Working,
        }
    }

    /// Its first error: in a list, or by itself, beside or instead of that.
    fn error(&self) -> Option<&'a Value> {
        let alone = self.0.get("error").filter(|error| error.is_object());
        alone.or_else(|| self.0.pointer("/errors/0").filter(|error| error.is_object()))
    }

    /// The last thing of a type that the model put out: drafts stand before what is meant.
    pub(super) fn made(&self, kind: &str) -> Option<&'a Value> {
        let steps = self.0.get("steps").and_then(Value::as_array).into_iter().flatten();
        let own = steps.filter(|step| step.get("type").and_then(Value::as_str) == Some("model_output"));
        let parts = own.filter_map(|step| step.get("content").and_then(Value::as_array)).flatten();
        parts.rev().find(|part| part.get("type").and_then(Value::as_str) == Some(kind))
    }

    /// Its tokens, and whether it says how many of them went into what was made; else all that came out counts as that.
    pub(super) fn tokens(&self, made: &str) -> Option<(Counts<u64>, bool)> {
        let (read, seen, output, told) = self.usage(made)?;
        let made = told.unwrap_or(output);
        Some((Counts { read, seen, written: output - made, made }, told.is_some()))
    }

    /// Its tokens where nothing was made: what came out is words, but for what it says itself.
    pub(super) fn used(&self, made: &str) -> Option<Counts<u64>> {
        let (read, seen, output, told) = self.usage(made)?;
        let made = told.unwrap_or_default();
        Some(Counts { read, seen, written: output - made, made })
    }

    /// What it says: words and pictures that were read, all that came out, and how much of that is of this kind.
    fn usage(&self, made: &str) -> Option<(u64, u64, u64, Option<u64>)> {
        let usage = self.0.get("usage")?;
        let total = |name: &str| usage.get(name).and_then(Value::as_u64);
        let of = |list: &str, modality: &str| {
            let all = usage.get(list).and_then(Value::as_array).into_iter().flatten();
            let mut own = all.filter(|it| {
                it.get("modality").and_then(Value::as_str).is_some_and(|it| it.eq_ignore_ascii_case(modality))
            });
            own.find_map(|it| it.get("tokens")?.as_u64())
        };
        let (input, output) = (total("total_input_tokens")?, total("total_output_tokens")?);
        let seen = of("input_tokens_by_modality", "image").unwrap_or_default().min(input);
        let told = of("output_tokens_by_modality", made).filter(|tokens| *tokens <= output);
        Some((input - seen, seen, output, told))
    }
}
