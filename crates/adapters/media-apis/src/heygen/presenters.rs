//! HeyGen's avatars as presenters to choose from. Their ages aren't known, and what they speak is what their voices do.

use super::{Heygen, casting::Look, kept::Kept, pages::Missed};
use adforge_domain::language::Language;
use adforge_ports_creative::{Presenter, PresenterFilter, Presenters, PresentersError};
use async_trait::async_trait;
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};
use url::Url;

/// HeyGen's list of voices that it has for everybody.
const VOICES: &str = "/v3/voices?type=public&limit=100";

/// The languages of voices, by their ids.
pub(super) type Voices = Kept<Arc<HashMap<String, Language>>>;

#[derive(Deserialize)]
struct Voice {
    voice_id: String,
    #[serde(default)]
    language: Option<String>,
}

impl Heygen {
    async fn voices(&self) -> Result<Arc<HashMap<String, Language>>, Missed> {
        let language_of = |voice: Voice| Some((voice.voice_id, language(&voice.language?)?));
        let asked = async { Ok(self.listed(VOICES).await?.into_iter().filter_map(language_of).collect()) };
        self.voices.or(async { asked.await.map(Arc::new) }).await
    }

    async fn presenters(&self) -> Result<Vec<Presenter>, PresentersError> {
        let asked = tokio::try_join!(self.looks(), self.voices());
        let (looks, voices) = asked.map_err(|missed| match missed {
            Missed::Key => PresentersError::Unavailable { after: None, why: "the key is refused".to_owned() },
            Missed::Later(after, why) => PresentersError::Unavailable { after, why },
        })?;
        let can_play = looks.iter().filter(|look| look.is_made_by(&self.engine));
        Ok(can_play.map(|look| presenter(look, &voices)).collect())
    }
}

#[async_trait]
impl Presenters for Heygen {
    async fn list(&self, filter: &PresenterFilter) -> Result<Vec<Presenter>, PresentersError> {
        let mut presenters = self.presenters().await?;
        presenters.retain(|presenter| presenter.matches(filter));
        Ok(presenters)
    }

    async fn get(&self, id: &str) -> Result<Option<Presenter>, PresentersError> {
        Ok(self.presenters().await?.into_iter().find(|presenter| presenter.id == id))
    }
}

fn presenter(look: &Look, voices: &HashMap<String, Language>) -> Presenter {
    let gender = look.gender.as_deref().unwrap_or_default().to_ascii_lowercase();
    let speaks = look.default_voice_id.as_ref().and_then(|voice| voices.get(voice));
    Presenter {
        id: look.id.clone(),
        name: look.name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(|| look.id.clone()),
        gender: Some(gender).filter(|it| matches!(it.as_str(), "female" | "male")).unwrap_or_default(),
        age_range: String::new(),
        languages: speaks.into_iter().copied().collect(),
        portrait: String::new(),
        image_url: link(look.preview_image_url.as_deref()),
        preview_url: link(look.preview_video_url.as_deref()),
    }
}

/// A link that a client may follow.
fn link(given: Option<&str>) -> Option<String> {
    given.filter(|link| Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))).map(str::to_owned)
}

/// A voice's language: HeyGen has names, such as `English` or `Portuguese (Brazil)`, and none for voices of many.
fn language(name: &str) -> Option<Language> {
    let name = name.split(['(', ',', '-']).next().unwrap_or_default().trim();
    let known = isolang::Language::from_name(name).and_then(|language| language.to_639_1());
    Language::parse(known.unwrap_or(name)).ok()
}
