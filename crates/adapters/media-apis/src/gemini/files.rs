//! Where a finished clip is: in a file of its own that is there a while after the interaction, or in the interaction itself.

use super::{
    INTERACTIONS, LARGEST, NAME,
    clips::{GeminiClips, later},
    fault::Fault,
    interaction::Interaction,
};
use crate::line::{Answer, ask_for};
use adforge_domain::spending::Spent;
use adforge_ports_creative::{FetchError, LookError, Refused, Standing};
use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::Method;
use serde_json::Value;
use url::Url;

const FILES: &str = "/v1beta/files/";

impl GeminiClips {
    pub(super) async fn asked(&self, path: &str) -> Result<Answer, LookError> {
        let request = self.studio.line.request(Method::GET, path);
        let answer = ask_for(request, self.studio.access.patience.answer, LARGEST).await;
        answer.map_err(|silence| later(silence.words()))
    }

    /// A link to something below the address.
    pub(super) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.studio.line.base().as_str().trim_end_matches('/'))
    }

    /// How a completed interaction's file stands.
    pub(super) async fn filed(&self, uri: &str, spent: Option<Spent>) -> Result<Standing, LookError> {
        let Some(name) = self.name_of(uri) else {
            tracing::warn!(provider = NAME, "a finished clip isn't kept where it is documented to be");
            return Ok(Standing::Failed { why: Refused::Broke, cost: spent.into() });
        };
        let answer = self.asked(&format!("{FILES}{name}")).await?;
        match (answer.status, answer.body.get("state").and_then(Value::as_str)) {
            (200, Some("ACTIVE")) => {
                Ok(Standing::Done { link: self.link(&format!("{FILES}{name}:download?alt=media")), spent })
            }
            (200, Some("FAILED")) => Ok(Standing::Failed { why: Refused::Broke, cost: spent.into() }),
            (200, Some(_)) => Ok(Standing::Working(None)),
            // The order itself was told of a moment ago, so neither it nor the key is what is missing.
            _ => Err(later(&Fault::of(&answer).map_or_else(|| "it says no state".to_owned(), |fault| fault.words))),
        }
    }

    /// The file behind a link of ours.
    pub(super) async fn fetched(&self, link: &str) -> Result<Vec<u8>, FetchError> {
        match link.strip_prefix(&self.link("")) {
            Some(path) if path.starts_with(FILES) => self.downloads.fetch_by_key(&self.studio.line, path).await,
            Some(path) if path.starts_with(INTERACTIONS) => self.inline(path).await,
            // The key goes to no other house.
            _ => Err(FetchError::Broken("the link leads elsewhere".to_owned())),
        }
    }

    /// The name of a file that the provider itself keeps.
    fn name_of(&self, uri: &str) -> Option<String> {
        let uri = Url::parse(uri).ok()?;
        let houses = [self.studio.line.base(), &self.studio.known.base_url];
        let rest = uri.path().strip_prefix(FILES).filter(|_| houses.iter().any(|it| it.origin() == uri.origin()))?;
        let name = rest.split(':').next().filter(|name| !name.is_empty())?;
        name.chars().all(|it| it.is_ascii_alphanumeric() || "-_".contains(it)).then(|| name.to_owned())
    }

    /// A clip that stands in its interaction.
    async fn inline(&self, path: &str) -> Result<Vec<u8>, FetchError> {
        let broken = |why: &str| FetchError::Broken(why.to_owned());
        let answer = self.asked(path).await.map_err(|_| broken("no answer"))?;
        let Some(interaction) = Interaction::of(&answer) else { return Err(FetchError::Expired) };
        let data = interaction.made("video").and_then(|clip| clip.get("data")).and_then(Value::as_str);
        let clip = data.and_then(|data| BASE64_STANDARD.decode(data).ok()).ok_or(FetchError::WrongKind)?;
        self.downloads.checked(clip)
    }
}
