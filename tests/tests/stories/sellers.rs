//! Who sells films, clips and pictures: each provider that a setting accepts, with its stand-in.

mod plays;

pub(crate) use plays::{Called, Deed, Plays};

use crate::home;
use adforge_tests::{Chat, Home, Owner};
use adforge_tests_servers::{
    fal::{self, Fal},
    gemini_media::{self, GeminiMedia},
    heygen::{self, Heygen},
    openai_images::{self, OpenaiImages},
};
use serde_json::{Value, json};

/// What is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Makes {
    /// Whole films.
    Films,
    /// Clips, of which a film is put together here.
    Clips,
    /// Pictures, over which a static ad's words are set here.
    Pictures,
}

/// A provider that a setting accepts, for one kind of thing.
pub(crate) struct Seller {
    /// The setting, and what it is set to.
    pub(crate) setting: (&'static str, &'static str),
    pub(crate) makes: Makes,
    /// Whether an order that comes again with the same key is the same order.
    pub(crate) knows_keys: bool,
    /// Whether orders have a name by which they are asked after.
    pub(crate) names: bool,
    /// Its key first.
    access: Vec<(&'static str, String)>,
    pub(crate) plays: Box<dyn Plays>,
}

impl Seller {
    /// The setting of its key.
    pub(crate) fn key(&self) -> &'static str {
        self.access[0].0
    }

    /// A folder for a program that buys there.
    pub(crate) fn home(&self) -> Home {
        let home = home().with(self.setting.0, self.setting.1);
        self.access.iter().fold(home, |home, (name, value)| home.with(name, value))
    }
}

/// Each of them.
pub(crate) fn sellers() -> Vec<Seller> {
    let (heygen, shoots, draws) = (Heygen::open(), GeminiMedia::open(), GeminiMedia::open());
    let (films, stills, openai) = (Fal::open(), Fal::open(), OpenaiImages::open());
    let key = |name, key: &str| (name, key.to_owned());
    let gemini = |fake: &GeminiMedia| {
        vec![
            key("ADFORGE_GEMINI_API_KEY", gemini_media::KEY),
            key("ADFORGE_GEMINI_BASE_URL", &fake.url),
            key("ADFORGE_GEMINI_WEBHOOK_SECRET", plays::SECRET),
        ]
    };
    let fal = |fake: &Fal| vec![key("ADFORGE_FAL_API_KEY", fal::KEY), key("ADFORGE_FAL_BASE_URL", &fake.url)];
    vec![
        Seller {
            setting: ("ADFORGE_VIDEO", "heygen"),
            makes: Makes::Films,
            knows_keys: true,
            names: true,
            access: vec![
                key("ADFORGE_HEYGEN_API_KEY", heygen::KEY),
                key("ADFORGE_HEYGEN_BASE_URL", &heygen.url),
                key("ADFORGE_HEYGEN_WEBHOOK_SECRET", plays::SECRET),
            ],
            plays: Box::new(heygen),
        },
        Seller {
            setting: ("ADFORGE_VIDEO", "gemini"),
            makes: Makes::Clips,
            knows_keys: false,
            names: true,
            access: gemini(&shoots),
            plays: Box::new(shoots),
        },
        Seller {
            setting: ("ADFORGE_VIDEO", "fal"),
            makes: Makes::Clips,
            knows_keys: false,
            names: true,
            access: fal(&films),
            plays: Box::new(films),
        },
        Seller {
            setting: ("ADFORGE_IMAGE", "openai"),
            makes: Makes::Pictures,
            knows_keys: false,
            names: false,
            access: vec![key("ADFORGE_OPENAI_API_KEY", openai_images::KEY), key("ADFORGE_IMAGE_BASE_URL", &openai.url)],
            plays: Box::new(openai),
        },
        Seller {
            setting: ("ADFORGE_IMAGE", "gemini"),
            makes: Makes::Pictures,
            knows_keys: false,
            names: false,
            access: gemini(&draws),
            plays: Box::new(draws),
        },
        Seller {
            setting: ("ADFORGE_IMAGE", "fal"),
            makes: Makes::Pictures,
            knows_keys: false,
            names: true,
            access: fal(&stills),
            plays: Box::new(stills),
        },
    ]
}

/// A session whose concept is chosen: its id, and the concept's.
pub(crate) struct Chosen {
    session: String,
    concept: Value,
}

impl Chosen {
    pub(crate) async fn by(owner: &Owner) -> Self {
        let chat = owner.starts_session("1").await;
        let (_, _, concepts) = chat.reaches_concepts().await;
        Self { session: chat.id, concept: concepts[0]["id"].clone() }
    }

    pub(crate) fn chat(&self, owner: &Owner) -> Chat {
        owner.chat(&self.session)
    }

    /// Asks for a film of few words, or for a static ad; returns its job.
    pub(crate) async fn asks(&self, owner: &Owner, makes: Makes) -> String {
        let script = json!({"hook": "Look at this.", "body": "It glows on your skin.", "cta": "Try it today."});
        let (path, context) = match makes {
            Makes::Pictures => ("/image", json!({})),
            Makes::Films | Makes::Clips => ("/video", json!({"script": script})),
        };
        let wanted = json!({"scriptId": self.concept, "context": context});
        let asked = owner.post(&self.chat(owner).path(path), &wanted).await;
        asked.good()["jobId"].as_str().unwrap().to_owned()
    }
}
