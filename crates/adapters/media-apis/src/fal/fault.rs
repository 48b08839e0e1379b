//! What an error of fal's means. The models and the platform have each a shape of their own: `detail` is a list or a text.

use crate::line::{Answer, in_short};
use adforge_ports_creative::{Cost, LookError, OrderError, Refused, Unwell};
use serde_json::Value;
use std::time::Duration;

/// What an order that was stopped failed with.
pub(super) const CANCELLED: &str = "client_cancelled";

/// An error.
pub(super) struct Fault {
    status: u16,
    code: String,
    /// Whether a model says it, so that it is about what was ordered and not about this question.
    is_of_run: bool,
    /// No money: it has no code of its own.
    is_locked: bool,
    /// Of a result that isn't there yet.
    is_early: bool,
    after: Option<Duration>,
}

impl Fault {
    /// The error that an answer is; none where it is something else.
    pub(super) fn of(answer: &Answer) -> Option<Self> {
        let body = &answer.body;
        let text = |at: &str| body.pointer(at).and_then(Value::as_str);
        if (200..300).contains(&answer.status) {
            return None;
        }
        let said = text("/detail").unwrap_or_default().to_ascii_lowercase();
        // The platform's own answers, its models' and those of its catalogue; a missing order has a status alone.
        let code = text("/error_type").or(text("/detail/0/type")).or(text("/error/type")).or(text("/status"));
        Some(Self {
            status: answer.status,
            code: code.unwrap_or_default().to_ascii_lowercase(),
            is_of_run: text("/detail/0/type").is_some(),
            is_locked: said.contains("exhausted balance") || said.contains("user is locked"),
            is_early: answer.status == 400 && said.contains("in progress"),
            after: answer.after,
        })
    }

    /// Why an order has no name.
    pub(super) fn untaken(&self) -> OrderError {
        match self.status {
            429 => OrderError::Later { after: self.after, why: self.words() },
            // Whether it was taken before it broke, nobody says.
            408 | 409 | 500.. => OrderError::Unknown(self.words()),
            400..500 => OrderError::Refused(self.refused()),
            _ => OrderError::Unknown(self.words()),
        }
    }

    /// Why an order that is over came to nothing; none where it is this question that failed.
    pub(super) fn of_result(&self, has_failed: bool) -> Option<Refused> {
        let is_of_run = !self.is_early && (self.is_of_run || has_failed && !matches!(self.status, 401..=404 | 429));
        is_of_run.then(|| if self.status < 500 { self.refused() } else { Refused::Broke })
    }

    /// What it cost all the same: only what is refused late may be paid.
    pub(super) fn cost(&self) -> Cost {
        if self.status == 422 { Cost::Perhaps } else { Cost::Nothing }
    }

    /// Whether a result is asked for before it is there.
    pub(super) fn is_early(&self) -> bool {
        self.is_early
    }

    /// Whether an order that should be stopped is over already.
    pub(super) fn is_over(&self) -> bool {
        self.code == "already_completed"
    }

    /// Why it can't be said how an order stands.
    pub(super) fn unseen(&self) -> LookError {
        match self.status {
            404 => LookError::Gone,
            401 | 403 if !self.is_locked => LookError::Key,
            _ => LookError::Later { after: self.after, why: self.words() },
        }
    }

    /// Whether it is that there is no such model.
    pub(super) fn is_of_model(&self) -> bool {
        self.status == 404
    }

    pub(super) fn unwell(&self) -> Unwell {
        match self.refused() {
            Refused::Funds => Unwell::Funds,
            Refused::Key => Unwell::Key,
            _ => Unwell::Silent(self.words()),
        }
    }

    fn refused(&self) -> Refused {
        let is_about_content = ["content_policy", "moderation", "nsfw"].iter().any(|word| self.code.contains(word));
        match self.status {
            _ if self.is_locked => Refused::Funds,
            402 => Refused::Funds,
            401 | 403 => Refused::Key,
            _ if is_about_content => Refused::Content,
            _ => Refused::Order,
        }
    }

    fn words(&self) -> String {
        in_short(self.status, Some(self.code.as_str()).filter(|code| !code.is_empty()))
    }
}
