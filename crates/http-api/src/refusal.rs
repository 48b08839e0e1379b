//! What each refusal of the application is on the wire: the one place where they meet.

use crate::{
    problem::{Code, Problem, whole_seconds},
    wire,
};
use actix_web::http::header::HeaderName;
use adforge_application::{BadPicture, PresentersError, Refusal, StoreError};
use adforge_domain::workflow::{Choice, Rejection, Step};
use adforge_ports_runtime::{MediaError, Verdict};
use serde_json::{Value, json};
use std::time::Duration;

/// How many more messages a user may send.
pub(crate) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// How many messages a user may send in a while.
pub(crate) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// How soon it is worth asking a store again that can't answer.
const SOON: Duration = Duration::from_secs(1);
/// How soon it is worth asking a store again that somebody has to mend.
const LATER: Duration = Duration::from_secs(30);
/// A day's allowance is of this length.
const DAY: Duration = Duration::from_secs(24 * 3600);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::SessionNotFound => wire::no_session(),
            Refusal::ProductNotFound => Self::of(Code::ProductNotFound, "There is no such product."),
            Refusal::JobNotFound => Self::of(Code::JobNotFound, "There is no such job."),
            Refusal::NoCallbacks(_) => Self::of(
                Code::NotFound,
                "No callbacks of this video provider are taken here: it isn't set up, or the secret of its callbacks isn't.",
            ),
            Refusal::Forged(why) => Self::of(Code::Unauthenticated, format!("The callback isn't taken: {why}.")),
            Refusal::Workflow(rejection) => rejected(rejection),
            Refusal::TurnInProgress => Self::of(
                Code::TurnInProgress,
                "Another turn of this session is running. Wait for its end, cancel it, or send onBusy \"interrupt\".",
            ),
            Refusal::KeyReused => Self::invalid("idempotencyKey", "this key came with another command before"),
            Refusal::KeyBusy => {
                Self::of(Code::TurnInProgress, "The first request with this key is still being answered. Ask again.")
                    .retry_after(SOON)
            }
            Refusal::NothingRunning => Self::of(Code::NothingRunning, "Nothing is running that could be cancelled."),
            Refusal::JobOver(status) => {
                Self::of(Code::NothingRunning, format!("The job is {status} already.")).with("status", json!(status))
            }
            Refusal::Expired => Self::expired(),
            Refusal::RateLimited(verdict) => limited(
                Self::of(Code::RateLimited, "You have sent many messages in a short time. Wait a moment."),
                &verdict,
            ),
            Refusal::QuotaExceeded { what, most, resets_in } => over_quota(what, most, resets_in),
            Refusal::BeyondEnd { last_seq } => Self::beyond_end(last_seq),
            Refusal::Busy => {
                Self::of(Code::Unavailable, "Too much is waiting to be done. Try again in a moment.").retry_after(SOON)
            }
            Refusal::Presenters(PresentersError::Unavailable { after, .. }) => {
                Self::of(Code::Unavailable, "Whoever has the avatars can't be asked now. Try again in a moment.")
                    .retry_after(after.unwrap_or(LATER))
            }
            Refusal::BadPicture(bad) => bad_picture(&bad),
            Refusal::Invalid { field, why } => Self::invalid(field, why),
            Refusal::Unknown { what, given, choices } => unknown(what, &given, &choices),
            Refusal::Failed(failure) => Self::failure(failure.code, failure.message),
            Refusal::Store(error) => store(&error),
            Refusal::Media(error) => media(&error),
        }
    }
}

impl Problem {
    /// A client knows a number that this log doesn't have.
    pub(crate) fn beyond_end(last_seq: u64) -> Self {
        Self::malformed("lastEventId", "The log holds no message of this number. Begin again from 0.")
            .with("lastSeq", json!(last_seq))
    }
}

impl From<MediaError> for Problem {
    fn from(error: MediaError) -> Self {
        media(&error)
    }
}

/// The two headers of a limit, with or without an error.
pub(crate) fn limit_headers(verdict: &Verdict) -> [(HeaderName, String); 2] {
    let (window, reset) = (whole_seconds(verdict.window), whole_seconds(verdict.reset));
    [
        (RATE_LIMIT_POLICY, format!("\"messages\";q={};w={window}", verdict.quota)),
        (RATE_LIMIT, format!("\"messages\";r={};t={reset}", verdict.remaining)),
    ]
}

fn limited(problem: Problem, verdict: &Verdict) -> Problem {
    // A socket's frame has no headers.
    let problem = problem.with("retryAfter", json!(whole_seconds(verdict.reset)));
    let with = |problem: Problem, (name, value)| problem.header(name, value);
    limit_headers(verdict).into_iter().fold(problem.retry_after(verdict.reset), with)
}

fn over_quota(what: &'static str, most: u32, resets_in: Duration) -> Problem {
    let (reset, window) = (whole_seconds(resets_in), DAY.as_secs());
    let name = what.split(' ').next().unwrap_or(what);
    Problem::of(Code::QuotaExceeded, format!("{most} {what} are allowed a day. The next day begins at 00:00 UTC."))
        .with("limit", json!(most))
        .with("retryAfter", json!(reset))
        .header(RATE_LIMIT_POLICY, format!("\"{name}\";q={most};w={window}"))
        .header(RATE_LIMIT, format!("\"{name}\";r=0;t={reset}"))
        .retry_after(resets_in)
}

fn rejected(rejection: Rejection) -> Problem {
    match &rejection {
        Rejection::InvalidStep { current, allowed, .. } => {
            let allowed: Vec<_> = allowed.iter().copied().map(Step::as_str).collect();
            Problem::of(Code::InvalidStep, format!("{rejection}."))
                .with("currentStep", json!(current.as_str()))
                .with("allowed", json!(allowed))
        }
        Rejection::UnknownSelection { kind, value, choices } => unknown(kind.as_str(), value, choices),
        Rejection::NothingSaid => Problem::invalid("message", "it is empty: send a text, a step or a selection"),
    }
}

fn unknown(what: &str, given: &str, choices: &[Choice]) -> Problem {
    let choices: Vec<Value> = choices.iter().map(|it| json!({"id": it.id, "name": it.name})).collect();
    let shown: String = given.chars().take(80).collect();
    Problem::of(Code::UnknownSelection, format!("There is no {what} {shown:?} to choose. See details.choices."))
        .with("field", json!(what))
        .with("choices", Value::Array(choices))
}

fn bad_picture(bad: &BadPicture) -> Problem {
    match bad {
        BadPicture::NotAPicture | BadPicture::Unsupported => {
            Problem::of(Code::UnsupportedMediaType, "Send the picture as PNG, JPEG or WebP.")
                .with("field", json!("body"))
        }
        BadPicture::TooLarge { .. } | BadPicture::Broken => Problem::invalid("body", bad),
    }
}

/// The store's own words stay in the log: they may hold SQL or paths.
fn store(error: &StoreError) -> Problem {
    tracing::error!(%error, "the store could not");
    let (message, after) = match error {
        StoreError::Full => ("The server's disk is full. Nothing was changed; tell its operator.", LATER),
        StoreError::ReadOnly => ("The server's store can only be read now. Nothing was changed.", LATER),
        StoreError::Unavailable(_) => ("The server's store can't be reached now. Try again in a moment.", SOON),
        StoreError::Corrupt { .. } => ("What is stored here can't be read. Tell the server's operator.", LATER),
    };
    Problem::of(Code::Unavailable, message).retry_after(after)
}

fn media(error: &MediaError) -> Problem {
    tracing::error!(%error, "the media store could not");
    let (message, after) = match error {
        MediaError::Full => ("The server's disk is full. Nothing was changed; tell its operator.", LATER),
        MediaError::Unavailable(_) => ("The server's media can't be reached now. Try again in a moment.", SOON),
    };
    Problem::of(Code::Unavailable, message).retry_after(after)
}
