//! What an error of Google's means. It comes in three shapes: of the Interactions, of the models behind them, and, in an
//! array, of the house's front door.

use crate::line::{Answer, in_short, wait};
use adforge_ports_creative::{LookError, OrderError, Refused};
use serde_json::Value;
use std::time::Duration;

/// An error.
pub(super) struct Fault {
    status: u16,
    pub(super) meaning: Meaning,
    /// In our own words.
    pub(super) words: String,
}

/// What an error means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// The key isn't good.
    Key,
    /// No money, or the day's quota is used up.
    Funds,
    /// Not now; in so long.
    Busy(Option<Duration>),
    /// Such content isn't made.
    Content,
    /// There is no such thing.
    Missing,
    /// It isn't asked as it should be.
    Misasked,
    /// Something broke there.
    Down,
}

impl Fault {
    /// The error that an answer is; none where it is something else.
    pub(super) fn of(answer: &Answer) -> Option<Self> {
        let body = &answer.body;
        // The front door's stands in an array.
        let error = body.get("error").or_else(|| body.pointer("/0/error")).filter(|error| error.is_object());
        if error.is_none() && answer.status < 300 {
            return None;
        }
        let error = error.unwrap_or(&Value::Null);
        let meaning = match meaning(answer.status, error) {
            Meaning::Busy(asked) => Meaning::Busy(answer.after.or(asked)),
            meaning => meaning,
        };
        Some(Self {
            status: answer.status,
            meaning,
            words: in_short(answer.status, Some(code(error)).filter(|code| !code.is_empty())),
        })
    }

    /// Why an order has no name.
    pub(super) fn untaken(self) -> OrderError {
        match self.meaning {
            Meaning::Busy(after) => OrderError::Later { after, why: self.words },
            // Whether it was taken before it broke, nobody says.
            Meaning::Down => OrderError::Unknown(self.words),
            meaning => OrderError::Refused(meaning.refused()),
        }
    }

    /// Why it can't be said how an order stands.
    pub(super) fn unseen(self) -> LookError {
        match self.meaning {
            Meaning::Key => LookError::Key,
            Meaning::Missing => LookError::Gone,
            Meaning::Busy(after) => LookError::Later { after, why: self.words },
            // Of those that say we asked wrongly some pass by, too.
            _ => LookError::Later { after: None, why: self.words },
        }
    }

    /// Whether an order that should be stopped is over already. No page says how that is told: it is no time for it.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.status, 400 | 409 | 412) && !matches!(self.meaning, Meaning::Key | Meaning::Missing)
    }
}

impl Meaning {
    /// Of an order that came to nothing.
    pub(super) fn refused(self) -> Refused {
        match self {
            Self::Key => Refused::Key,
            Self::Funds => Refused::Funds,
            Self::Content => Refused::Content,
            Self::Missing | Self::Misasked => Refused::Order,
            Self::Busy(_) | Self::Down => Refused::Broke,
        }
    }
}

/// What an error means that came with this status; 200 where it stands in an interaction.
pub(super) fn meaning(status: u16, error: &Value) -> Meaning {
    let said = error.get("message").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let details = || error.get("details").and_then(Value::as_array).into_iter().flatten();
    let has =
        |name: &str, wanted: &str| details().any(|detail| detail.get(name).and_then(Value::as_str) == Some(wanted));
    let is_about_content = said.contains("blocked") && said.contains("safety");
    match (status, code(error).to_ascii_uppercase().as_str()) {
        _ if has("reason", "API_KEY_INVALID") => Meaning::Key,
        (_, "SAFETY" | "PROHIBITED_CONTENT") => Meaning::Content,
        _ if is_about_content => Meaning::Content,
        // It names a short wait, and means midnight.
        _ if details().any(is_by_day) => Meaning::Funds,
        (429, _) | (_, "TOO_MANY_REQUESTS" | "RESOURCE_EXHAUSTED") => Meaning::Busy(asked(error, &said)),
        (401 | 403, _) | (_, "PERMISSION_DENIED" | "UNAUTHENTICATED") => Meaning::Key,
        // A plan without money, or a country that is not served.
        (402, _) | (_, "FAILED_PRECONDITION") => Meaning::Funds,
        (404, _) | (_, "NOT_FOUND") => Meaning::Missing,
        (400, _) if said.contains("invalid interaction name") => Meaning::Missing,
        (408 | 409, _) => Meaning::Down,
        (400..500, _) | (_, "INVALID_REQUEST" | "INVALID_ARGUMENT") => Meaning::Misasked,
        _ => Meaning::Down,
    }
}

/// An error's name: it stands in its code, or beside it where that is a number.
fn code(error: &Value) -> &str {
    let text = |name: &str| error.get(name).and_then(Value::as_str);
    text("code").or_else(|| text("status")).unwrap_or_default()
}

/// Whether a detail tells of a quota for a day.
fn is_by_day(detail: &Value) -> bool {
    let mut violations = detail.get("violations").and_then(Value::as_array).into_iter().flatten();
    violations.any(|it| it.get("quotaId").and_then(Value::as_str).is_some_and(|quota| quota.contains("PerDay")))
}

/// How long it asks to wait: in a detail, else in words ("Please retry in 23.397s.").
fn asked(error: &Value, said: &str) -> Option<Duration> {
    let details = error.get("details").and_then(Value::as_array).into_iter().flatten();
    let told = details.filter_map(|detail| detail.get("retryDelay")).find_map(Value::as_str);
    let in_words = || said.split_once("retry in ").and_then(|(_, after)| after.split_whitespace().next());
    let seconds = told.or_else(in_words)?.trim_end_matches('.').strip_suffix('s')?;
    seconds.parse().ok().and_then(wait)
}
