//! Speech at HeyGen, version 3 of its interface: an order, and a link to its sound, with the time of each word.

mod casting;
mod wire;

use crate::{
    Access, Patience, SetUpError,
    catalogue::{Known, Model},
    line::Line,
    sound::Recording,
    speech::{self, has_words, no_sound},
};
use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_line::{Bounds, Downloads};
use adforge_ports_creative::{Findings, OrderError, Spoken, Unwell, Utterance, Voice};
use async_trait::async_trait;
use casting::Casting;

/// Its name.
const NAME: &str = "heygen";

/// Voices of HeyGen.
#[derive(Debug)]
pub struct HeygenSpeech {
    line: Line,
    downloads: Downloads,
    known: Known,
    /// The model's name there, and what is known of it.
    engine: String,
    priced: Model,
    model: String,
    voice: Option<String>,
    casting: Casting,
}

impl HeygenSpeech {
    /// HeyGen by its key.
    ///
    /// # Errors
    /// There is no key, it can't stand in a request, or no connection can be made at all.
    pub fn new(access: Access) -> Result<Self, SetUpError> {
        let known = Known::of(NAME)?;
        if access.key.is_none() {
            return Err(SetUpError::NoKey(NAME));
        }
        let line = Line::new(&access, known.base_url(&access)?, wire::KEY, "")?;
        let Patience { connect, piece, file: whole, largest_file: largest, .. } = access.patience;
        // Whether it is a sound is heard when it is decoded.
        let downloads = Downloads::from(line.base(), Bounds { connect, piece, whole, largest }, |_| true)?;
        let engine = access.model.unwrap_or_else(|| known.model.clone());
        let (priced, model) = (known.model(&engine), format!("{NAME}/{engine}"));
        let casting = Casting::default();
        Ok(Self { line, downloads, known, engine, priced, model, voice: access.voice, casting })
    }
}

#[async_trait]
impl Voice for HeygenSpeech {
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
        let voice = match &self.voice {
            Some(voice) => voice.clone(),
            None => self.casting.cast(self, words).await?,
        };
        let answer = self.line.order("/v3/voices/speech", &wire::order(words, &voice)).await?;
        let spoken = wire::spoken(&answer).ok_or_else(|| wire::unspoken(&answer))?;
        // It was paid; who keeps the sound keeps it for a while only.
        let file = self.downloads.fetch(&spoken.link).await.map_err(|error| OrderError::Unknown(error.to_string()))?;
        let speech = speech::of(words, Recording::File(file), spoken.said).await.map_err(no_sound)?;
        let seconds = spoken.seconds.unwrap_or_else(|| f64::from(speech.length_ms()) / 1_000.0);
        let spent = Spent {
            tokens: Tokens::default(),
            money: self.priced.price(&words.text, seconds),
            estimated: spoken.seconds.is_none(),
        };
        Ok(Spoken { speech, spent: Some(spent) })
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        let answer = self.line.look("/v3/users/me").await?;
        match answer.status {
            401 | 403 => Err(Unwell::Key),
            200 => {
                let quota = wire::balance(&answer.json());
                Ok(Findings { quota, has_price: self.has_price(), ..Findings::default() })
            }
            _ => Err(Unwell::Silent(wire::what_was_said(&answer))),
        }
    }
}
