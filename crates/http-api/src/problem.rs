//! Errors: one shape everywhere, in bodies, SSE events and WebSocket frames alike.

use actix_web::{
    HttpResponse, ResponseError,
    body::BoxBody,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};
use adforge_domain::{failure::FailureCode, ids::MessageId, message::Failed};
use serde::Serialize;
use serde_json::{Value, json};
use std::{borrow::Cow, fmt, time::Duration};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $word:literal $status:literal $retryable:literal,)+) => {
        /// What went wrong, by the word that clients translate.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            /// The word on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The status it goes out with.
            pub fn status(self) -> StatusCode {
                let status: u16 = match self { $(Self::$name => $status,)+ };
                StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }

            /// Whether the same request can succeed later.
            pub fn retryable(self) -> bool {
                match self { $(Self::$name => $retryable,)+ }
            }
        }
    };
}

codes! {
    /// Not JSON, wrong type, missing field.
    MalformedRequest "MALFORMED_REQUEST" 400 false,
    /// No token, or a bad one.
    Unauthenticated "UNAUTHENTICATED" 401 false,
    /// A foreign origin or host.
    Forbidden "FORBIDDEN" 403 false,
    /// No such session, or somebody else's.
    SessionNotFound "SESSION_NOT_FOUND" 404 false,
    /// No such product, or somebody else's.
    ProductNotFound "PRODUCT_NOT_FOUND" 404 false,
    /// No such job, or somebody else's.
    JobNotFound "JOB_NOT_FOUND" 404 false,
    /// No such address.
    NotFound "NOT_FOUND" 404 false,
    /// The address has other methods.
    MethodNotAllowed "METHOD_NOT_ALLOWED" 405 false,
    /// The workflow forbids it from here.
    InvalidStep "INVALID_STEP" 409 false,
    /// Another turn of the session is running.
    TurnInProgress "TURN_IN_PROGRESS" 409 true,
    /// The turn was cancelled or interrupted.
    TurnCancelled "TURN_CANCELLED" 409 true,
    /// Nothing is running that could be cancelled.
    NothingRunning "NOTHING_RUNNING" 409 false,
    /// The session takes new turns no more.
    SessionExpired "SESSION_EXPIRED" 410 false,
    /// The body is too large.
    PayloadTooLarge "PAYLOAD_TOO_LARGE" 413 false,
    /// The body is of a kind that isn't read.
    UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" 415 false,
    /// The file has no such part.
    RangeNotSatisfiable "RANGE_NOT_SATISFIABLE" 416 false,
    /// A bad value.
    ValidationError "VALIDATION_ERROR" 422 false,
    /// An id or name that was never offered.
    UnknownSelection "UNKNOWN_SELECTION" 422 false,
    /// Too many messages in a while.
    RateLimited "RATE_LIMITED" 429 true,
    /// Too much on one day.
    QuotaExceeded "QUOTA_EXCEEDED" 429 false,
    /// The writer or renderer failed.
    AiGenerationError "AI_GENERATION_ERROR" 500 true,
    /// A store or a provider is down.
    Unavailable "UNAVAILABLE" 503 true,
    /// The generation passed its limit.
    AiTimeout "AI_TIMEOUT" 504 true,
}

/// An error as it goes out, but for the id of the request.
#[derive(Clone, Debug)]
pub struct Problem {
    code: Code,
    message: Cow<'static, str>,
    details: Option<Box<Value>>,
    headers: Vec<(HeaderName, HeaderValue)>,
    message_id: Option<MessageId>,
    user_message_id: Option<MessageId>,
    client_message_id: Option<String>,
}

/// The one shape of errors.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Error)]
pub struct ErrorBody<'a> {
    #[serde(rename = "type")]
    #[schema(example = "error")]
    kind: &'static str,
    #[schema(example = "SESSION_NOT_FOUND")]
    code: &'static str,
    message: &'a str,
    retryable: bool,
    #[schema(value_type = String)]
    request_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    user_message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_message_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    details: Option<&'a Value>,
}

impl Problem {
    /// A code with a sentence that a person can act on.
    pub fn of(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        Self {
            code,
            message,
            details: None,
            headers: Vec::new(),
            message_id: None,
            user_message_id: None,
            client_message_id: None,
        }
    }

    /// Not JSON, a wrong type or a missing field.
    pub fn malformed(field: &str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::of(Code::MalformedRequest, message).with("field", json!(field))
    }

    /// A required field is missing.
    pub fn missing(field: &str) -> Self {
        Self::malformed(field, format!("`{field}` is missing."))
    }

    /// A bad value.
    pub fn invalid(field: &str, why: impl fmt::Display) -> Self {
        Self::of(Code::ValidationError, format!("`{field}`: {why}.")).with("field", json!(field))
    }

    /// The session takes new turns no more.
    pub fn expired() -> Self {
        Self::of(Code::SessionExpired, "The session has expired; it can still be read. Begin a new one.")
    }

    /// No such address.
    pub fn not_found() -> Self {
        Self::of(Code::NotFound, "There is nothing at this address.")
    }

    /// How a turn or render ended that failed.
    pub fn ended(failed: &Failed) -> Self {
        Self::failure(failed.failure.code, failed.failure.message.clone())
    }

    /// How work failed.
    pub fn failure(code: FailureCode, message: String) -> Self {
        let (code, again) = match code {
            FailureCode::AiGenerationError => (Code::AiGenerationError, None),
            FailureCode::AiTimeout => (Code::AiTimeout, None),
            FailureCode::TurnCancelled => (Code::TurnCancelled, None),
            FailureCode::Unavailable => (Code::Unavailable, Some(Duration::from_secs(1))),
            FailureCode::SessionExpired => (Code::SessionExpired, None),
            FailureCode::QuotaExceeded => (Code::QuotaExceeded, None),
        };
        let problem = Self::of(code, message);
        again.map_or(problem.clone(), |after| problem.retry_after(after))
    }

    /// With one more detail.
    pub fn with(mut self, key: &str, value: Value) -> Self {
        let details = self.details.get_or_insert_with(|| Box::new(json!({})));
        if let Value::Object(details) = details.as_mut() {
            details.insert(key.to_owned(), value);
        }
        self
    }

    /// With one more header.
    pub fn header(mut self, name: HeaderName, value: impl TryInto<HeaderValue>) -> Self {
        if let Ok(value) = value.try_into() {
            self.headers.push((name, value));
        }
        self
    }

    /// With word of when to try again, in whole seconds, at least one.
    pub fn retry_after(self, after: Duration) -> Self {
        let seconds = whole_seconds(after);
        self.header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// About the message that ended a turn.
    pub fn about(mut self, message: MessageId) -> Self {
        self.message_id = Some(message);
        self
    }

    /// Said in answer to the user's message.
    pub fn answering(mut self, user: MessageId) -> Self {
        self.user_message_id = Some(user);
        self
    }

    /// Said in answer to a message that has only the client's own id.
    pub fn to_client(mut self, client: Option<String>) -> Self {
        self.client_message_id = client;
        self
    }

    /// What went wrong.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Writes it as JSON.
    pub fn encode(&self, request: Uuid, out: &mut Vec<u8>) {
        let body = ErrorBody {
            kind: "error",
            code: self.code.as_str(),
            message: &self.message,
            retryable: self.code.retryable(),
            request_id: request,
            message_id: self.message_id,
            user_message_id: self.user_message_id,
            client_message_id: self.client_message_id.as_deref(),
            details: self.details.as_deref(),
        };
        let written = sonic_rs::to_writer(out, &body);
        debug_assert!(written.is_ok());
    }

    /// The body that goes out for a request.
    pub fn body(&self, request: Uuid) -> Vec<u8> {
        let mut body = Vec::with_capacity(256);
        self.encode(request, &mut body);
        body
    }
}

/// Whole seconds, rounded up, at least one.
pub(crate) fn whole_seconds(time: Duration) -> u64 {
    (time.as_secs() + u64::from(time.subsec_nanos() > 0)).max(1)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    /// The head; the body is written where the request's id is known, around every request.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::new(self.code.status());
        for (name, value) in &self.headers {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        response
    }
}
