//! Which voice speaks: one of the language and of the presenter's gender.

use super::{HeygenSpeech, wire};
use crate::{catalogue::gender, line::segment};
use adforge_domain::language::Language;
use adforge_ports_creative::{OrderError, Refused, Utterance};
use serde::Deserialize;
use std::{collections::HashMap, time::Duration};
use tokio::{sync::Mutex, time::Instant};

/// For how long a list of voices is good.
const FRESH: Duration = Duration::from_secs(3600);

/// A voice, as far as it matters here.
#[derive(Clone, Debug, Deserialize)]
struct Listed {
    voice_id: String,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    gender: Option<String>,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Listed>,
}

/// The voices that HeyGen has for everybody, asked for once an hour and language.
#[derive(Debug, Default)]
pub(super) struct Casting(Mutex<HashMap<Language, (Instant, Vec<Listed>)>>);

impl Casting {
    /// The voice that speaks. Nothing has been ordered when this fails.
    pub(super) async fn cast(&self, heygen: &HeygenSpeech, words: &Utterance) -> Result<String, OrderError> {
        let mut kept = self.0.lock().await;
        let fresh = kept.get(&words.language).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, voices)| voices.clone());
        let voices = match fresh {
            Some(voices) => voices,
            None => {
                let voices = voices(heygen, words.language).await?;
                kept.insert(words.language, (Instant::now(), voices.clone()));
                voices
            }
        };
        drop(kept);
        let gender = gender(words);
        let has_gender = |voice: &&Listed| voice.gender.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(gender));
        // The first by name, not by place: the same words keep their voice when the list is sorted otherwise.
        let cast = voices.iter().min_by_key(|voice| (!has_gender(voice), &voice.voice_id));
        cast.map(|voice| voice.voice_id.clone()).ok_or(OrderError::Refused(Refused::Order))
    }
}

/// Asks for the voices of a language.
async fn voices(heygen: &HeygenSpeech, language: Language) -> Result<Vec<Listed>, OrderError> {
    let name = heygen.known.language(language).ok_or(Refused::Order)?;
    let engine = segment(&heygen.engine).ok_or(Refused::Order)?;
    let called = segment(name).ok_or(Refused::Order)?;
    let path = format!("/v3/voices?type=public&engine={engine}&language={called}&limit=100");
    let later = |after, why: String| OrderError::Later { after, why };
    let answer = heygen.line.look(&path).await.map_err(|silence| later(None, silence.words().to_owned()))?;
    match answer.status {
        401 | 403 => return Err(Refused::Key.into()),
        200 => {}
        _ => return Err(later(answer.after(), wire::what_was_said(&answer))),
    }
    let page: Page = serde_json::from_slice(&answer.body).map_err(|_| later(None, wire::what_was_said(&answer)))?;
    // Whoever doesn't know the filter sends voices of other languages, too.
    let speaks = |voice: &Listed| voice.language.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(name));
    Ok(page.data.into_iter().filter(speaks).collect())
}
