//! Who makes films, pictures and voices elsewhere.

use crate::settings::{House, Maker, Settings};
use adforge_adapters_media_apis::{self as media, Fal, GeminiClips, GeminiPictures, Heygen, OpenaiPictures};
use adforge_adapters_voices::{self as voices, ElevenLabs, Espeak, HeygenSpeech, OpenAi};
use adforge_ports_creative::{Examined, MediaProvider, Presenters, Voice};
use anyhow::{Context, Result, bail};
use std::sync::Arc;
use url::Url;

/// What may be made elsewhere, who makes it where nobody is set, and who does.
type Ware = (&'static str, &'static str, Option<Arc<dyn Examined>>);

/// Everybody who makes something elsewhere.
#[derive(Default)]
pub(crate) struct Makers {
    /// Who makes films, or clips for them.
    pub(crate) video: Option<Arc<dyn MediaProvider>>,
    /// The cast of whoever makes whole films.
    pub(crate) presenters: Option<Arc<dyn Presenters>>,
    /// Who makes static ads' pictures.
    pub(crate) images: Option<Arc<dyn MediaProvider>>,
    /// Who speaks.
    pub(crate) voice: Option<Arc<dyn Voice>>,
}

impl Makers {
    /// Those that are set.
    ///
    /// # Errors
    /// One can't be set up, or its price isn't known although there is a budget.
    pub(crate) fn of(settings: &Settings) -> Result<Self> {
        let hook = |maker: &Maker| callback(settings.public_url.as_ref(), maker.house);
        let set_up = |maker: &Maker| format!("{} can't be set up", maker.house.name());
        let video = |maker: &Maker| video(maker, hook(maker)).with_context(|| set_up(maker));
        let image = |maker: &Maker| picture(maker, hook(maker)).with_context(|| set_up(maker));
        let voice = |maker: &Maker| voice(maker).with_context(|| set_up(maker));
        let (video, presenters) = settings.video.as_ref().map(video).transpose()?.unzip();
        let makers = Self {
            video,
            presenters: presenters.flatten(),
            images: settings.image.as_ref().map(image).transpose()?,
            voice: settings.voice.as_ref().map(voice).transpose()?,
        };
        if let (Some(_), Some(unknown)) = (settings.budget, makers.unpriced()) {
            bail!("ADFORGE_BUDGET_PER_DAY can't be kept with {unknown}, whose price is not known");
        }
        Ok(makers)
    }

    /// Each of them, as whoever is asked how they are.
    pub(crate) fn by_ware(&self) -> [Ware; 3] {
        let provider = |one: &Option<Arc<dyn MediaProvider>>| one.clone().map(|one| Arc::new(one) as Arc<dyn Examined>);
        let voice = self.voice.clone().map(|voice| Arc::new(voice) as Arc<dyn Examined>);
        [
            ("video", "local", provider(&self.video)),
            ("image", "local", provider(&self.images)),
            ("voice", "none", voice),
        ]
    }

    /// A model of theirs whose price isn't known.
    fn unpriced(&self) -> Option<&str> {
        let providers = [&self.video, &self.images].into_iter().flatten();
        let provider = providers.filter(|provider| !provider.has_price()).map(|provider| provider.model()).next();
        provider.or_else(|| self.voice.as_ref().filter(|voice| !voice.has_price()).map(|voice| voice.model()))
    }

    /// Whether anybody of them may cost money.
    pub(crate) fn cost(&self) -> bool {
        self.video.is_some() || self.images.is_some() || self.voice.as_ref().is_some_and(|voice| !voice.is_free())
    }
}

/// Where a provider is asked to call back: only where we know that somebody outside can reach us.
fn callback(public: Option<&Url>, house: House) -> Option<Url> {
    let path = format!("api/webhooks/video/{}", house.name());
    Url::parse(&format!("{}/{path}", public?.as_str().trim_end_matches('/'))).ok()
}

fn access(maker: &Maker, callback_url: Option<Url>) -> media::Access {
    media::Access {
        // Nobody without a key comes here but to a server of one's own that wants none.
        key: maker.key.as_ref().map(|key| key.0.clone()).unwrap_or_default(),
        base_url: maker.base_url.clone(),
        model: maker.model.clone(),
        webhook_secret: maker.webhook_secret.as_ref().map(|secret| secret.0.clone()),
        callback_url,
        jwks_url: maker.jwks_url.clone(),
        patience: media::Patience::default(),
    }
}

/// Who makes films, and the cast where it has one.
type Studio = (Arc<dyn MediaProvider>, Option<Arc<dyn Presenters>>);

fn video(maker: &Maker, callback: Option<Url>) -> Result<Studio> {
    let access = access(maker, callback);
    Ok(match maker.house {
        House::Heygen => {
            let heygen = Arc::new(Heygen::new(access)?);
            (Arc::clone(&heygen) as _, Some(heygen as _))
        }
        House::Gemini => (Arc::new(GeminiClips::new(access)?), None),
        House::Fal => (Arc::new(Fal::clips(access)?), None),
        House::OpenAi | House::ElevenLabs | House::Espeak => bail!("it makes no videos"),
    })
}

fn picture(maker: &Maker, callback: Option<Url>) -> Result<Arc<dyn MediaProvider>> {
    let access = access(maker, callback);
    Ok(match maker.house {
        House::OpenAi => Arc::new(OpenaiPictures::new(access)?),
        House::Gemini => Arc::new(GeminiPictures::new(access)?),
        House::Fal => Arc::new(Fal::pictures(access)?),
        House::Heygen | House::ElevenLabs | House::Espeak => bail!("it makes no pictures"),
    })
}

fn voice(maker: &Maker) -> Result<Arc<dyn Voice>> {
    let access = voices::Access {
        key: maker.key.as_ref().map(|key| key.0.clone()),
        base_url: maker.base_url.clone(),
        model: None,
        voice: maker.model.clone(),
        patience: voices::Patience::default(),
    };
    Ok(match maker.house {
        House::ElevenLabs => Arc::new(ElevenLabs::new(access)?),
        House::Heygen => Arc::new(HeygenSpeech::new(access)?),
        House::OpenAi => Arc::new(OpenAi::new(access)?),
        House::Espeak => Arc::new(Espeak::new(None, access.voice, access.patience)?),
        House::Gemini | House::Fal => bail!("it doesn't speak"),
    })
}
