//! Who plays: providers with their stand-ins, and what is ordered of them.

use crate::{
    fal, gemini_clips, gemini_pictures, heygen, openai_pictures,
    stand_in::{Denied, Mishap, Seen, Sold, StandIn},
};
use adforge_adapters_media_apis::{Access, Patience};
use adforge_domain::{
    cards::{Scene, Script},
    format::FormatId,
    ids::{OwnerId, ProductId},
    language::Language,
    product::Product,
};
use adforge_doubles::facts;
use adforge_ports_creative::{
    Bespoke, Commission, FilmBrief, LookError, MediaProvider, OrderError, Ordered, Presenter, Standing,
};
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;

/// What callbacks are signed with, where it is a secret.
pub(crate) const SECRET: &str = "whsec_of_the_tests";
/// The largest file that is taken here.
pub(crate) const LARGEST: u64 = 100_000;
/// How long one of these answers at most. Long enough for a busy machine, and short enough to wait for.
pub(crate) const PATIENCE: Duration = Duration::from_millis(1_500);

/// What a provider makes: its type, the file that its stand-in has, and a type that it doesn't make.
pub(crate) struct Ware {
    pub(crate) kind: &'static str,
    pub(crate) file: &'static [u8],
    pub(crate) other: &'static str,
}

/// A provider's adapter, its stand-in, and what is ordered of it.
pub(crate) struct Cast {
    pub(crate) provider: Arc<dyn MediaProvider>,
    pub(crate) fake: Box<dyn StandIn>,
    /// Where the stand-in answers.
    pub(crate) url: String,
    pub(crate) commission: Commission,
    pub(crate) ware: Ware,
    /// Whether an order is made at once, so that there is nothing to look at or to fetch.
    pub(crate) at_once: bool,
}

impl Cast {
    pub(crate) fn name(&self) -> &str {
        self.provider.model()
    }

    pub(crate) async fn order(&self, key: &str) -> Result<Ordered, OrderError> {
        self.provider.order(key, &self.commission).await
    }

    /// Places an order, and returns what it is called.
    pub(crate) async fn place(&self, key: &str) -> String {
        match self.order(key).await.unwrap_or_else(|error| panic!("{}: {error}", self.name())) {
            Ordered::Placed(reference) => reference,
            Ordered::Made { .. } => panic!("{}: it was made at once", self.name()),
        }
    }

    /// Looks until it is done, and returns its link.
    pub(crate) async fn link(&self, order: &str) -> String {
        for _ in 0..5 {
            if let Standing::Done { link, .. } = self.look(order).await.unwrap() {
                return link;
            }
        }
        panic!("{}: it isn't done", self.name());
    }

    pub(crate) async fn look(&self, order: &str) -> Result<Standing, LookError> {
        self.provider.look(order).await
    }

    /// What was sold last.
    pub(crate) fn sold(&self) -> Sold {
        self.fake.sales().pop().unwrap()
    }

    pub(crate) fn denials(&self) -> Vec<Mishap<Denied>> {
        self.fake.denials()
    }

    pub(crate) fn sights(&self) -> Vec<Mishap<Seen>> {
        self.fake.sights()
    }
}

impl Drop for Cast {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.fake.strange(), [""; 0], "{}: only what is documented is sent", self.name());
        }
    }
}

/// Opens a provider, with its own key or somebody else's, at its stand-in's address or another.
pub(crate) type Opens = fn(key: Option<&str>, url: Option<&str>) -> Cast;

/// Every provider.
pub(crate) const PROVIDERS: [Opens; 6] = [
    heygen::opens,
    fal::opens_clips,
    fal::opens_pictures,
    gemini_clips::opens,
    gemini_pictures::opens,
    openai_pictures::opens,
];

/// Each provider with its stand-in.
pub(crate) fn all() -> Vec<Cast> {
    PROVIDERS.iter().map(|opens| opens(None, None)).collect()
}

/// Those of them whose orders take their time.
pub(crate) fn all_that_take_time() -> Vec<Cast> {
    all().into_iter().filter(|cast| !cast.at_once).collect()
}

/// The same with this key.
pub(crate) fn all_with_key(key: &str) -> Vec<Cast> {
    PROVIDERS.iter().map(|opens| opens(Some(key), None)).collect()
}

/// The same, where nobody answers.
pub(crate) fn all_at(url: &str) -> Vec<Cast> {
    PROVIDERS.iter().map(|opens| opens(None, Some(url))).collect()
}

pub(crate) fn access(url: &str, key: &str) -> Access {
    Access {
        key: key.to_owned(),
        base_url: Some(url.parse().unwrap()),
        model: None,
        webhook_secret: Some(SECRET.to_owned()),
        callback_url: None,
        jwks_url: None,
        patience: Patience {
            connect: PATIENCE,
            order: PATIENCE,
            picture: PATIENCE,
            answer: PATIENCE,
            piece: PATIENCE,
            file: PATIENCE * 2,
            largest_file: LARGEST,
        },
    }
}

/// A piece of the brief below.
pub(crate) fn commission(piece: Bespoke) -> Commission {
    Commission { brief: Arc::new(brief()), piece }
}

pub(crate) fn brief() -> FilmBrief {
    let product = Product {
        id: ProductId(uuid::Uuid::from_u128(7)),
        owner: OwnerId("tests".to_owned()),
        external_id: None,
        slug: "serum".to_owned(),
        facts: facts("Sérum Autobronzant"),
        picture: None,
        revision: 1,
        created_at: OffsetDateTime::UNIX_EPOCH,
        updated_at: OffsetDateTime::UNIX_EPOCH,
    };
    let scene = |start, end, visual: &str| Scene {
        start,
        end,
        voiceover: "Un hâle \"naturel\".".into(),
        on_screen_text: "Été ?".into(),
        visual: visual.into(),
    };
    FilmBrief {
        product: Arc::new(product),
        picture: None,
        language: Language::FR,
        format: FormatId::Hybrid,
        script: Script { hook: "Été ?".into(), body: "Un hâle \"naturel\".".into(), cta: "Essayez.".into() },
        scenes: vec![scene(0, 50, "A woman at a sunlit window"), scene(50, 100, "The bottle on wet stone")],
        presenter: None,
        speech: None,
        clips: Vec::new(),
        backdrop: None,
        seed: 1,
    }
}

pub(crate) fn presenter(id: &str, gender: &str) -> Presenter {
    Presenter {
        id: id.into(),
        name: "Claire".into(),
        gender: gender.into(),
        age_range: "40-50".into(),
        languages: vec![Language::FR],
        portrait: String::new(),
        image_url: None,
        preview_url: None,
    }
}
