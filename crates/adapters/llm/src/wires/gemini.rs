//! Gemini's `streamGenerateContent`.

use super::{LookUp, Reader, Wire, count, object, text};
use crate::{
    Access, SetUpError,
    catalogue::Listed,
    framing::Framing,
    line::{Refusal, Told, duration, secret, segment},
    model::{By, Closed, End, Fault, Part, Question},
};
use adforge_domain::spending::Tokens;
use reqwest::header::{HeaderMap, HeaderName};
use serde_json::{Value, json};
use time::Date;

const KEY: HeaderName = HeaderName::from_static("x-goog-api-key");

/// A model that is asked by `streamGenerateContent`.
pub(super) struct StreamGenerate {
    model: String,
    thinking: Option<String>,
    room: u32,
}

/// What every request carries. The key could stand in the query too, and then in every log on the way.
pub(super) fn headers(access: &Access) -> Result<HeaderMap, SetUpError> {
    let key = access.key.as_ref().ok_or(SetUpError::NoKey(access.provider.name()))?;
    Ok(HeaderMap::from_iter([(KEY, secret(key)?)]))
}

impl StreamGenerate {
    pub(super) fn new(access: &Access, listed: &Listed) -> Self {
        Self { model: access.model.clone(), thinking: listed.thinking.clone(), room: listed.room }
    }
}

impl Wire for StreamGenerate {
    /// Without `alt=sse` the answer would be one array.
    fn path(&self) -> String {
        format!("/v1beta/models/{}:streamGenerateContent?alt=sse", segment(&self.model))
    }

    fn body(&self, question: &Question) -> Value {
        let said = question.said.iter().map(|said| {
            let by = match said.by {
                By::User => "user",
                By::Model => "model",
            };
            json!({"role": by, "parts": [{"text": said.text}]})
        });
        let shape = question.shape.as_ref().map(|shape| shape.schema.clone());
        let config = object([
            ("maxOutputTokens", Some(json!(question.most.saturating_add(self.room)))),
            ("responseMimeType", shape.as_ref().map(|_| json!("application/json"))),
            ("responseJsonSchema", shape),
            ("thinkingConfig", self.thinking.as_ref().map(|level| json!({"thinkingLevel": level}))),
        ]);
        json!({
            "systemInstruction": {"parts": [{"text": question.system}]},
            "contents": said.collect::<Vec<_>>(),
            "generationConfig": config,
        })
    }

    fn look_up(&self) -> LookUp {
        LookUp::at("/v1beta/models/", &self.model)
    }

    /// It doesn't say when a model ends.
    fn found(&self, _: &Value) -> (bool, Option<Date>) {
        (true, None)
    }

    fn framing(&self) -> Framing {
        Framing::Events
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Chunks)
    }

    fn fault(&self, refusal: &Refusal) -> Fault {
        let error = refusal.body.get("error").unwrap_or(&Value::Null);
        // In the middle of an answer the body tells the status.
        let inner = count(error, "/code").and_then(|code| u16::try_from(code).ok()).unwrap_or_default();
        let status = if refusal.status == 200 { inner } else { refusal.status };
        let details = || error.get("details").and_then(Value::as_array).into_iter().flatten();
        let asks = details().find_map(|detail| duration(text(detail, "/retryDelay")));
        let busy = Fault::Busy { after: refusal.after.or(asks) };
        match (status, text(error, "/status")) {
            // It names a short wait, and means midnight.
            (429, _) if details().any(is_by_day) => Fault::Closed(Closed::Account),
            (429 | 503, _) | (0, "RESOURCE_EXHAUSTED" | "UNAVAILABLE") => busy,
            (400, _) if details().any(|detail| text(detail, "/reason") == "API_KEY_INVALID") => {
                Fault::Closed(Closed::Key)
            }
            // The country, or a plan without money.
            (400, "FAILED_PRECONDITION") => Fault::Closed(Closed::Account),
            (401 | 403, _) => Fault::Closed(Closed::Key),
            (404, _) => Fault::Closed(Closed::Model),
            (402, _) => Fault::Closed(Closed::Account),
            (408 | 409, _) => Fault::Down,
            (300..500, _) => Fault::Misasked { status },
            _ => Fault::Down,
        }
    }
}

/// Whether a detail of an error tells of a quota for a day.
fn is_by_day(detail: &Value) -> bool {
    let mut violations = detail.get("violations").and_then(Value::as_array).into_iter().flatten();
    violations.any(|violation| text(violation, "/quotaId").contains("PerDay"))
}

/// The chunks of an answer.
struct Chunks;

impl Reader for Chunks {
    fn take(&mut self, chunk: &Value, told: &mut Told) -> Result<(), Fault> {
        if let Some(usage) = chunk.get("usageMetadata").filter(|usage| usage.is_object()) {
            let number = |name: &str| count(usage, name).unwrap_or_default();
            told.parts.push_back(Part::Usage(Tokens {
                input: number("/promptTokenCount"),
                cached: number("/cachedContentTokenCount"),
                output: number("/candidatesTokenCount").saturating_add(number("/thoughtsTokenCount")),
            }));
        }
        let parts = chunk.pointer("/candidates/0/content/parts").and_then(Value::as_array);
        for part in parts.into_iter().flatten().filter(|part| part.get("thought") != Some(&Value::Bool(true))) {
            told.text(text(part, "/text"));
        }
        if !text(chunk, "/promptFeedback/blockReason").is_empty() {
            told.end = Some(End::Refused);
        }
        match text(chunk, "/candidates/0/finishReason") {
            "" | "FINISH_REASON_UNSPECIFIED" => {}
            "STOP" => told.end = Some(End::Whole),
            "MAX_TOKENS" => told.end = Some(End::TooLong),
            "SAFETY"
            | "RECITATION"
            | "BLOCKLIST"
            | "PROHIBITED_CONTENT"
            | "SPII"
            | "LANGUAGE"
            | "ESCALATION"
            | "PUP_LIMITED_DISABLED" => told.end = Some(End::Refused),
            // Malformed, continued elsewhere, or what nobody has heard of: not whole.
            _ => return Err(Fault::Cut),
        }
        Ok(())
    }
}
