//! Who plays: providers with their stand-ins, and what is filmed.

use adforge_adapters_media_apis::{Access, Heygen, Patience};
use adforge_domain::{
    cards::Script,
    format::FormatId,
    ids::{OwnerId, ProductId},
    language::Language,
    product::Product,
};
use adforge_doubles::facts;
use adforge_ports_creative::{FilmBrief, MediaProvider, Presenter};
use adforge_tests_servers::heygen;
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;

/// What HeyGen's callbacks are signed with.
pub(crate) const SECRET: &str = "whsec_of_the_tests";
/// The largest file that is taken here.
pub(crate) const LARGEST: u64 = 100_000;

/// A provider's adapter and its stand-in.
pub(crate) struct Cast {
    pub(crate) provider: Box<dyn MediaProvider>,
    pub(crate) fake: heygen::Heygen,
}

impl Drop for Cast {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.fake.strange(), [""; 0], "only what is documented is sent");
        }
    }
}

/// Each provider with its stand-in.
pub(crate) fn all() -> Vec<Cast> {
    all_with_key(heygen::KEY)
}

/// The same with this key.
pub(crate) fn all_with_key(key: &str) -> Vec<Cast> {
    let fake = heygen::Heygen::open();
    vec![Cast { provider: Box::new(Heygen::new(access(&fake.url, key)).unwrap()), fake }]
}

pub(crate) fn access(url: &str, key: &str) -> Access {
    // Long enough for a busy machine, and short enough to wait for.
    let short = Duration::from_millis(1_500);
    Access {
        key: key.to_owned(),
        base_url: Some(url.parse().unwrap()),
        model: None,
        webhook_secret: Some(SECRET.to_owned()),
        patience: Patience {
            connect: short,
            order: short,
            answer: short,
            piece: short,
            file: short * 2,
            largest_file: LARGEST,
        },
    }
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
    FilmBrief {
        product: Arc::new(product),
        picture: None,
        language: Language::FR,
        format: FormatId::Hybrid,
        script: Script { hook: "Été ?".into(), body: "Un hâle \"naturel\".".into(), cta: "Essayez.".into() },
        scenes: Vec::new(),
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
    }
}
