//! Lists: products, sessions, formats, avatars.

use super::{
    cards::media,
    product::ProductAnswer,
    session::SessionDetails,
    show::{Link, Links, Shown},
};
use adforge_application::Presenter;
use adforge_domain::format::{FORMATS, FormatId};
use serde::Serialize;
use utoipa::ToSchema;

/// Products, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductList<'a> {
    /// The products.
    pub products: Vec<ProductAnswer<'a>>,
    /// What to ask with (`?cursor=`) for more.
    pub next_cursor: Option<String>,
}

/// Sessions, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionList {
    /// The sessions.
    pub sessions: Vec<SessionDetails>,
    /// What to ask with (`?cursor=`) for more.
    pub next_cursor: Option<String>,
}

/// The ad formats that a session can take.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormatList {
    formats: Vec<FormatEntry>,
}

/// An ad format.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FormatEntry {
    #[schema(example = "hybrid")]
    id: &'static str,
    #[schema(example = "Hybrid Format")]
    name: &'static str,
    /// What it is, in one line.
    definition: &'static str,
    /// The same as `definition`.
    description: &'static str,
    /// What it suits.
    best_for: &'static [&'static str],
    /// What happens, in order.
    beats: &'static [&'static str],
    /// What it can be made as, best first.
    media: Vec<&'static str>,
}

impl FormatList {
    /// All of them.
    pub fn all() -> Self {
        Self { formats: FORMATS.iter().map(|id| entry(*id)).collect() }
    }
}

fn entry(id: FormatId) -> FormatEntry {
    let format = id.get();
    FormatEntry {
        id: format.key,
        name: format.name,
        definition: format.definition,
        description: format.definition,
        best_for: format.best_for,
        beats: format.beats,
        media: media(id),
    }
}

/// Avatars to choose from.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AvatarList<'a> {
    /// The avatars.
    pub avatars: Vec<Avatar<'a>>,
    /// What to ask with (`?cursor=`) for more.
    pub next_cursor: Option<String>,
}

/// Somebody who can present a film.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Avatar<'a> {
    #[schema(example = "avatar-female-45")]
    id: &'a str,
    name: &'a str,
    /// `female` or `male`; empty where it isn't known.
    gender: &'a str,
    /// Empty where it isn't known.
    age_range: &'a str,
    /// Empty where it isn't known.
    languages: Vec<&'a str>,
    #[schema(value_type = String)]
    image_url: Shown<Link<'a>>,
    /// Where they can be seen and heard, if anywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    preview_url: Option<&'a str>,
}

impl<'a> Avatar<'a> {
    /// How one is shown.
    pub fn of(presenter: &'a Presenter, links: &'a Links) -> Self {
        Self {
            id: &presenter.id,
            name: &presenter.name,
            gender: &presenter.gender,
            age_range: &presenter.age_range,
            languages: presenter.languages.iter().map(|it| it.tag()).collect(),
            image_url: match &presenter.image_url {
                Some(link) => links.elsewhere(link),
                None => links.portrait(&presenter.portrait),
            },
            preview_url: presenter.preview_url.as_deref(),
        }
    }
}
