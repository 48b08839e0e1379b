//! Sessions: what begins one, and how it is shown.

use super::named::Object;
use super::{events, show::Stamp, usage::Usage};
use crate::problem::Problem;
use adforge_application::{NewSession, SessionView};
use adforge_domain::{
    format::MediaType,
    ids::{CardId, CardKind, ProductId, Seq, SessionId},
    product::ProductRef,
    selection::Selections,
    text::{Title, clean},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What begins a session.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionBody {
    /// A label for the user; who the user is, the token says.
    #[schema(example = "user-123")]
    user_id: Option<String>,
    /// A product's id, `externalId` or slug.
    #[schema(example = "1")]
    product_id: Option<String>,
    /// The same as `productId`.
    product: Option<String>,
    /// The same as `productId`.
    selected_product: Option<String>,
    /// A format's id or name; without one the session begins with the choice of it.
    #[schema(example = "Hybrid Format")]
    format: Option<String>,
    /// `video` (as it is when absent) or `image`.
    #[schema(example = "video")]
    media_type: Option<String>,
    /// A card of another session of one's own to begin with.
    #[schema(value_type = Option<FromCard>)]
    from: Option<Object<FromCard>>,
}

/// A card of another session.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FromCard {
    session_id: Option<String>,
    card_id: Option<String>,
}

impl SessionBody {
    /// What it asks for.
    ///
    /// # Errors
    /// Something is missing or wrong.
    pub fn read(self) -> Result<NewSession, Problem> {
        let product = self.product_id.or(self.product).or(self.selected_product);
        let product = product.ok_or_else(|| Problem::missing("productId"))?;
        let user_label = self.user_id.map(|label| short("userId", &label)).transpose()?;
        let format = self.format.map(|format| short("format", &format)).transpose()?;
        let from = self.from.map(|from| from.0.read()).transpose()?;
        Ok(NewSession {
            product: product_ref("productId", &product)?,
            format,
            media: media(self.media_type)?,
            user_label,
            from,
        })
    }
}

impl FromCard {
    fn read(self) -> Result<(SessionId, String), Problem> {
        let session = self.session_id.ok_or_else(|| Problem::missing("from.sessionId"))?;
        let card = self.card_id.ok_or_else(|| Problem::missing("from.cardId"))?;
        Ok((super::session_id(&session)?, short("from.cardId", &card)?))
    }
}

fn media(word: Option<String>) -> Result<MediaType, Problem> {
    match word.as_deref().map(str::trim) {
        None => Ok(MediaType::default()),
        Some("video") => Ok(MediaType::Video),
        Some("image") => Ok(MediaType::Image),
        Some(_) => Err(Problem::invalid("mediaType", "it is \"video\" or \"image\"")),
    }
}

/// How a client names a product.
pub(crate) fn product_ref(field: &str, text: &str) -> Result<ProductRef, Problem> {
    short(field, text).map(ProductRef)
}

/// A text of a line: not empty, no control characters, at most 200 characters.
pub(crate) fn short(field: &str, text: &str) -> Result<String, Problem> {
    match clean(text, Title::CHARS) {
        Ok("") => Err(Problem::invalid(field, "it must not be empty")),
        Ok(text) => Ok(text.to_owned()),
        Err(bad) => Err(Problem::invalid(field, bad)),
    }
}

/// A session that was begun.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionCreated {
    #[schema(value_type = String)]
    session_id: SessionId,
    #[schema(example = "active")]
    status: &'static str,
    #[schema(value_type = String, example = "2026-02-08T14:30:00.000Z")]
    created_at: Stamp,
}

/// A session's details.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionDetails {
    #[schema(value_type = String)]
    session_id: SessionId,
    user_id: Option<String>,
    #[schema(value_type = String)]
    product_id: ProductId,
    format: Option<&'static str>,
    media_type: &'static str,
    status: &'static str,
    current_step: &'static str,
    selections: Chosen,
    #[schema(value_type = u64)]
    last_seq: Seq,
    /// Who wrote what was written last; before anything was, who is asked first.
    #[schema(example = "offline")]
    generator: String,
    /// What was spent in it; absent where nothing was, and in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
    #[schema(value_type = String)]
    created_at: Stamp,
    #[schema(value_type = String)]
    updated_at: Stamp,
    #[schema(value_type = Option<String>)]
    expires_at: Option<Stamp>,
}

/// What is chosen in a session.
#[derive(Debug, Serialize, ToSchema)]
pub struct Chosen {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    persona: Option<ChosenCard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    angle: Option<ChosenCard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    psychology: Option<ChosenCard>,
}

/// A chosen card: its id, and its name or title under both words.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChosenCard {
    #[schema(value_type = String, example = "aud-1")]
    id: CardId,
    name: String,
    title: String,
}

impl Chosen {
    /// What is chosen.
    pub fn of(selections: &Selections) -> Self {
        let card = |kind| selections.card(kind).map(|(id, name)| ChosenCard { id, title: name.clone(), name });
        Self {
            format: selections.format.map(adforge_domain::format::FormatId::name),
            persona: card(CardKind::Persona),
            angle: card(CardKind::Angle),
            psychology: card(CardKind::Concept),
        }
    }
}

impl SessionCreated {
    /// The answer to whoever began it.
    pub fn of(view: &SessionView) -> Self {
        let origin = &view.session.origin;
        Self { session_id: origin.id, status: events::status(view.expired), created_at: Stamp(origin.created_at) }
    }
}

impl SessionDetails {
    /// How it is shown.
    pub fn of(view: SessionView) -> Self {
        let SessionView { session, expired, expires_at, generator, spent } = view;
        Self {
            session_id: session.origin.id,
            user_id: session.origin.user_label,
            product_id: session.origin.product,
            format: session.selections.format.map(adforge_domain::format::FormatId::name),
            media_type: session.origin.media.as_str(),
            status: events::status(expired),
            current_step: session.current_step.as_str(),
            selections: Chosen::of(&session.selections),
            last_seq: session.last_seq,
            generator,
            usage: spent.as_ref().map(Usage::of),
            created_at: Stamp(session.origin.created_at),
            updated_at: Stamp(session.updated_at),
            expires_at: expires_at.map(Stamp),
        }
    }
}
