//! The speech of OpenAI's interface, and of every server that speaks it: a text in, a WAV out, no times.

use crate::{
    Access, SetUpError,
    catalogue::{Known, Model, is_free},
    line::{Answer, Line, in_short},
    sound::Recording,
    speech::{self, has_words, no_sound},
};
use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_ports_creative::{Findings, OrderError, Refused, Spoken, Unwell, Utterance, Voice};
use async_trait::async_trait;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};
use time::{Date, format_description::well_known::Iso8601};

/// Its name.
const NAME: &str = "openai";

/// A voice by OpenAI's wire.
#[derive(Debug)]
pub struct OpenAi {
    line: Line,
    known: Known,
    /// The model's name there, and what is known of it.
    engine: String,
    priced: Model,
    model: String,
    voice: Option<String>,
    is_free: bool,
}

impl OpenAi {
    /// OpenAI by its key, or a server of one's own by its address.
    ///
    /// # Errors
    /// OpenAI itself takes nobody without a key, the key can't stand in a request, or no connection can be made at all.
    pub fn new(access: Access) -> Result<Self, SetUpError> {
        let known = Known::of(NAME)?;
        if access.key.is_none() && access.base_url.is_none() {
            return Err(SetUpError::NoKey(NAME));
        }
        let line = Line::new(&access, known.base_url(&access)?, AUTHORIZATION, "Bearer ")?;
        let is_free = is_free(&access);
        let engine = access.model.unwrap_or_else(|| known.model.clone());
        let (priced, model) = (known.model(&engine), format!("{NAME}/{engine}"));
        Ok(Self { line, known, engine, priced, model, voice: access.voice, is_free })
    }
}

#[async_trait]
impl Voice for OpenAi {
    fn name(&self) -> &str {
        NAME
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn is_free(&self) -> bool {
        self.is_free
    }

    fn has_price(&self) -> bool {
        self.is_free || self.priced.is_priced()
    }

    fn most(&self, words: &Utterance) -> Option<Money> {
        if self.is_free { Some(Money::default()) } else { self.priced.most(&words.text) }
    }

    async fn speak(&self, words: &Utterance) -> Result<Spoken, OrderError> {
        has_words(words)?;
        let voice = self.voice.clone().or_else(|| self.known.voice(words)).ok_or(Refused::Order)?;
        let order = json!({"model": self.engine, "input": words.text, "voice": voice, "response_format": "wav"});
        let answer = self.line.order("/audio/speech", &order).await?;
        if answer.status != 200 {
            return Err(refused(&answer));
        }
        let speech = speech::of(words, Recording::File(answer.body), Vec::new()).await.map_err(no_sound)?;
        let seconds = f64::from(speech.length_ms()) / 1_000.0;
        // It never says what it took.
        let spent =
            Spent { tokens: Tokens::default(), money: self.priced.price(&words.text, seconds), estimated: true };
        Ok(Spoken { speech, spent: (!self.is_free).then_some(spent) })
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        let answer = self.line.look("/models").await?;
        let models = match answer.status {
            200 => answer.json(),
            401 | 403 => return Err(Unwell::Key),
            // A server that has one model only often lists none.
            404 | 405 | 501 => Value::Null,
            _ => return Err(Unwell::Silent(what_was_said(&answer))),
        };
        let models = models.get("data").and_then(Value::as_array).filter(|models| !models.is_empty());
        let ours =
            models.and_then(|models| models.iter().find(|it| it.get("id").is_some_and(|id| *id == *self.engine)));
        let says = ours.and_then(|model| model.get("shutdown_date")?.as_str());
        Ok(Findings {
            has_model: models.map(|_| ours.is_some()),
            // The days of our own table are OpenAI's.
            retires: says
                .and_then(|day| Date::parse(day, &Iso8601::DATE).ok())
                .or(self.priced.retires.filter(|_| !self.is_free)),
            quota: None,
            has_price: self.has_price(),
        })
    }
}

/// Codes of an account that has nothing left; the status is that of too many requests.
const EXHAUSTED: [&str; 5] =
    ["insufficient_quota", "credit_balance_exhausted", "usage_limit_exceeded", "spend_limit_exceeded", "billing"];

/// Why nothing was spoken.
fn refused(answer: &Answer) -> OrderError {
    let why = what_was_said(answer);
    let body = answer.json();
    let codes: Vec<&str> =
        ["code", "type"].into_iter().filter_map(|name| body.get("error")?.get(name)?.as_str()).collect();
    let says = |words: &[&str]| codes.iter().any(|code| words.iter().any(|word| code.contains(word)));
    match answer.status {
        402 => Refused::Funds.into(),
        429 if says(&EXHAUSTED) => Refused::Funds.into(),
        429 => OrderError::Later { after: answer.after(), why },
        401 => Refused::Key.into(),
        400..500 if says(&["moderation", "content_policy", "safety", "content_filter"]) => Refused::Content.into(),
        403 => Refused::Key.into(),
        400..500 => Refused::Order.into(),
        _ => OrderError::Unknown(why),
    }
}

/// The status and the error's code, for the log.
fn what_was_said(answer: &Answer) -> String {
    let body = answer.json();
    let error = body.get("error");
    in_short(answer.status, error.and_then(|error| error.get("code").or(error.get("type"))?.as_str()))
}
