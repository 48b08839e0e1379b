//! Providers that are asked over the network: who they are, and what one needs to be let in.

use super::{Reader, parse, problem::Problem};
use std::fmt;
use url::Url;

/// Who makes videos.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum VideoMaker {
    /// The built-in renderer.
    #[default]
    Local,
    /// HeyGen, by this engine where one was chosen.
    Heygen {
        /// The engine's name (`avatar_iv`).
        model: Option<String>,
    },
}

/// What one needs to be let in at a provider.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// The key.
    pub key: Option<Secret>,
    /// Where it answers, if not where it usually does.
    pub base_url: Option<Url>,
    /// What its callbacks are signed with.
    pub webhook_secret: Option<Secret>,
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Reader<'_> {
    pub(super) fn heygen(&mut self) -> Access {
        Access {
            key: self.the("ADFORGE_HEYGEN_API_KEY", parse::secret),
            base_url: self.the("ADFORGE_HEYGEN_BASE_URL", parse::base),
            webhook_secret: self.the("ADFORGE_HEYGEN_WEBHOOK_SECRET", parse::secret),
        }
    }

    /// Who makes videos; whoever takes a key has to have one.
    pub(super) fn video(&mut self, heygen: &Access) -> VideoMaker {
        let maker = self.the("ADFORGE_VIDEO", parse::video_maker);
        let asks = matches!(maker, VideoMaker::Heygen { .. });
        if asks && heygen.key.is_none() && !self.is_given("ADFORGE_HEYGEN_API_KEY") {
            self.problems.0.push(Problem::Missing { name: "ADFORGE_HEYGEN_API_KEY", by: "ADFORGE_VIDEO=heygen" });
        }
        maker
    }

    pub(super) fn is_given(&self, name: &str) -> bool {
        self.given.get(&super::key(name)).is_some_and(|given| !given.text.is_empty())
    }
}
