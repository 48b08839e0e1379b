//! ElevenLabs: a text and its sound in one answer, with the time of each character.
//!
//! What is asked for is paid when it is asked for, and there are no idempotency keys.

mod wire;

use crate::{
    Access, SetUpError,
    catalogue::{Known, Model},
    line::{Answer, Line, segment},
    sound::Recording,
    speech::{self, has_words, no_sound},
};
use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_ports_creative::{Findings, OrderError, Refused, Spoken, Unwell, Utterance, Voice};
use async_trait::async_trait;

/// Its name.
const NAME: &str = "elevenlabs";

/// Voices of ElevenLabs.
#[derive(Debug)]
pub struct ElevenLabs {
    line: Line,
    known: Known,
    /// The model's name there, and what is known of it.
    engine: String,
    priced: Model,
    model: String,
    voice: Option<String>,
}

impl ElevenLabs {
    /// ElevenLabs by its key.
    ///
    /// # Errors
    /// There is no key, it can't stand in a request, or no connection can be made at all.
    pub fn new(access: Access) -> Result<Self, SetUpError> {
        let known = Known::of(NAME)?;
        if access.key.is_none() {
            return Err(SetUpError::NoKey(NAME));
        }
        let line = Line::new(&access, known.base_url(&access)?, wire::KEY, "")?;
        let engine = access.model.unwrap_or_else(|| known.model.clone());
        let (priced, model) = (known.model(&engine), format!("{NAME}/{engine}"));
        Ok(Self { line, known, engine, priced, model, voice: access.voice })
    }

    /// What a speech cost: as it says itself, else by the text.
    fn spent(&self, answer: &Answer, text: &str) -> Spent {
        let said = answer.header("character-cost").and_then(|cost| cost.parse().ok());
        let charged = said.and_then(|credits| self.priced.credits(credits));
        let money = charged.or_else(|| self.priced.most(text));
        Spent { tokens: Tokens::default(), money, estimated: charged.is_none() }
    }
}

#[async_trait]
impl Voice for ElevenLabs {
    fn name(&self) -> &str {
        NAME
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn is_free(&self) -> bool {
        false
    }

    fn has_price(&self) -> bool {
        self.priced.is_priced()
    }

    fn most(&self, words: &Utterance) -> Option<Money> {
        self.priced.most(&words.text)
    }

    async fn speak(&self, words: &Utterance) -> Result<Spoken, OrderError> {
        has_words(words)?;
        let voice = self.voice.clone().or_else(|| self.known.voice(words)).ok_or(Refused::Order)?;
        let language = self.priced.takes_language.then(|| words.language.tag());
        let order = wire::order(words, &self.engine, language);
        let voice = segment(&voice).ok_or(Refused::Order)?;
        let path = format!("/v1/text-to-speech/{voice}/with-timestamps?output_format={}", wire::FORMAT);
        let answer = self.line.order(&path, &order).await?;
        if answer.status != 200 {
            return Err(wire::refused(&answer));
        }
        let (bytes, said) =
            wire::spoken(&answer.body).ok_or_else(|| OrderError::Unknown(wire::what_was_said(&answer)))?;
        let recording = Recording::Pcm { rate: wire::RATE, bytes };
        let speech = speech::of(words, recording, said).await.map_err(no_sound)?;
        Ok(Spoken { speech, spent: Some(self.spent(&answer, &words.text)) })
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        let account = self.line.look("/v1/user/subscription").await?;
        let left = wire::look(&account)?.and_then(|account| wire::left(&account));
        if left == Some(0) {
            return Err(Unwell::Funds);
        }
        let models = self.line.look("/v1/models").await?;
        let models = wire::look(&models)?;
        Ok(Findings {
            has_model: models.and_then(|models| wire::has_model(&models, &self.engine)),
            retires: self.priced.retires,
            quota: left.map(|left| format!("{left} characters")),
            has_price: self.has_price(),
        })
    }
}
