//! Which avatar plays: the one that was asked for, else one like the presenter that was.

use super::{Heygen, kept::Kept, pages::Missed};
use adforge_ports_creative::{FilmBrief, OrderError, Refused};
use serde::Deserialize;
use std::sync::Arc;

/// HeyGen's list of looks of the avatars that it has for everybody.
const LOOKS: &str = "/v3/avatars/looks?ownership=public&limit=50";

/// A look of an avatar, as far as it matters here. Its id is what an order names.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Look {
    pub(super) id: String,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) gender: Option<String>,
    #[serde(default)]
    preferred_orientation: Option<String>,
    #[serde(default)]
    pub(super) default_voice_id: Option<String>,
    #[serde(default)]
    pub(super) preview_image_url: Option<String>,
    #[serde(default)]
    pub(super) preview_video_url: Option<String>,
    #[serde(default)]
    supported_api_engines: Vec<String>,
}

impl Look {
    /// Whether it can be filmed by this engine, as far as it is said.
    pub(super) fn is_made_by(&self, engine: &str) -> bool {
        self.supported_api_engines.is_empty() || self.supported_api_engines.iter().any(|it| it == engine)
    }
}

/// The avatars that HeyGen has for everybody.
pub(super) type Looks = Kept<Arc<[Look]>>;

impl Heygen {
    pub(super) async fn looks(&self) -> Result<Arc<[Look]>, Missed> {
        self.looks.or(async { Ok(self.listed(LOOKS).await?.into()) }).await
    }

    /// The id of the look that plays. Nothing has been ordered when this fails.
    pub(super) async fn cast(&self, brief: &FilmBrief) -> Result<String, OrderError> {
        let looks = self.looks().await.map_err(|missed| match missed {
            Missed::Key => OrderError::Refused(Refused::Key),
            Missed::Later(after, why) => OrderError::Later { after, why },
        })?;
        let presenter = brief.presenter.as_ref();
        let asked_for = looks.iter().find(|look| presenter.is_some_and(|presenter| presenter.id == look.id));
        let fitness = |look: &&Look| {
            let has = |text: &Option<String>, wanted: &str| {
                text.as_ref().is_some_and(|text| text.eq_ignore_ascii_case(wanted))
            };
            let engine = look.supported_api_engines.contains(&self.engine);
            let gender = presenter.is_some_and(|presenter| has(&look.gender, &presenter.gender));
            (engine, gender, has(&look.preferred_orientation, "portrait"))
        };
        // Of those that fit equally the first, so that the same brief has the same avatar.
        let cast = asked_for.or_else(|| looks.iter().rev().max_by_key(fitness));
        cast.map(|look| look.id.clone()).ok_or(OrderError::Refused(Refused::Order))
    }
}
