//! Generation outside a session, as clients ask for it, and its answer.

use super::{
    cards::{ContentData, content_data},
    named::{ChoiceBody, Named, Object},
    render::ScriptBody,
    session::short,
    show::Links,
};
use crate::problem::Problem;
use adforge_application::{Generation, LoneVideo};
use adforge_domain::{
    cards::Content,
    text::{MESSAGE_CHARS, clean},
    workflow::Step,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is to be written.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GenerationBody {
    /// A product's id, `externalId` or slug.
    #[schema(example = "1")]
    product_id: Option<String>,
    /// The same as `productId`.
    product: Option<String>,
    /// A format's id or name.
    format: Option<String>,
    /// A persona, by a name or as an object with one.
    #[schema(value_type = Option<ChoiceBody>)]
    persona: Option<Named>,
    /// An angle, by a title or as an object with one.
    #[schema(value_type = Option<ChoiceBody>)]
    angle: Option<Named>,
    /// Whom to speak to, in words.
    target_demographics: Option<String>,
    /// How many cards, 2 to 8.
    count: Option<i64>,
}

impl GenerationBody {
    /// What it asks for.
    ///
    /// # Errors
    /// Something is missing or wrong.
    pub fn read(self, step: Step) -> Result<Generation, Problem> {
        let product = self.product_id.or(self.product).ok_or_else(|| Problem::missing("productId"))?;
        let count = match self.count {
            None => None,
            Some(count @ 2..=8) => u8::try_from(count).ok(),
            Some(_) => return Err(Problem::invalid("count", "it is a number from 2 to 8")),
        };
        let demographics = self.target_demographics.map(|text| {
            let text = clean(&text, MESSAGE_CHARS).map_err(|bad| Problem::invalid("targetDemographics", bad))?;
            Ok::<_, Problem>(text.to_owned()).map(|text| Some(text).filter(|text| !text.is_empty()))
        });
        Ok(Generation {
            step,
            product: short("productId", &product)?,
            format: self.format.map(|it| short("format", &it)).transpose()?,
            persona: self.persona.map(|it| short("persona", &it.text())).transpose()?,
            angle: self.angle.map(|it| short("angle", &it.text())).transpose()?,
            demographics: demographics.transpose()?.flatten(),
            count,
        })
    }
}

/// What was written.
#[derive(Debug, Serialize, ToSchema)]
pub struct GeneratedContent<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    data: ContentData<'a>,
}

impl<'a> GeneratedContent<'a> {
    /// The answer that a content is.
    pub fn of(content: &'a Content, links: &'a Links) -> Self {
        Self { kind: content.kind().as_str(), data: content_data(content, links) }
    }
}

/// A video outside a session.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoneVideoBody {
    /// A product's id, `externalId` or slug.
    #[schema(example = "1")]
    product_id: Option<String>,
    /// The same as `productId`.
    product: Option<String>,
    /// A format's id or name.
    format: Option<String>,
    /// What is said.
    #[schema(value_type = Option<ScriptBody>)]
    script: Option<Object<ScriptBody>>,
    /// Who presents it.
    #[schema(value_type = Option<ChoiceBody>)]
    avatar_id: Option<Named>,
    /// The same as `avatarId`.
    #[schema(value_type = Option<ChoiceBody>)]
    avatar: Option<Named>,
}

impl LoneVideoBody {
    /// What it asks for.
    ///
    /// # Errors
    /// Something is missing or wrong.
    pub fn read(self) -> Result<LoneVideo, Problem> {
        let product = self.product_id.or(self.product).ok_or_else(|| Problem::missing("productId"))?;
        let script = self.script.ok_or_else(|| Problem::missing("script"))?;
        let avatar = self.avatar_id.or(self.avatar);
        Ok(LoneVideo {
            product: short("productId", &product)?,
            format: self.format.map(|it| short("format", &it)).transpose()?,
            script: script.0.read("script")?,
            avatar: avatar.map(|it| short("avatarId", &it.text())).transpose()?,
        })
    }
}
