//! Formats.

use adforge_domain::{
    cards::FormatOption,
    format::{FormatId, MediaType},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Formats to choose from.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormatOptionsData<'a> {
    formats: Vec<FormatCard<'a>>,
}

/// A format as it is offered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FormatCard<'a> {
    id: &'static str,
    name: &'static str,
    description: &'a str,
    best_for: &'a [String],
    media: Vec<&'static str>,
}

impl<'a> FormatOptionsData<'a> {
    pub(super) fn of(formats: &'a [FormatOption]) -> Self {
        Self { formats: formats.iter().map(format).collect() }
    }
}

/// The words of a format's media, best first.
pub(in crate::wire) fn media(format: FormatId) -> Vec<&'static str> {
    format.get().media.iter().copied().map(MediaType::as_str).collect()
}

pub(super) fn format(option: &FormatOption) -> FormatCard<'_> {
    let format = option.id.get();
    FormatCard {
        id: format.key,
        name: format.name,
        description: &option.description,
        best_for: &option.best_for,
        media: media(option.id),
    }
}
