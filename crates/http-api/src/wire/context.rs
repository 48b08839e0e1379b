//! What the AI is given, as it is shown.

use super::{
    cards::ContentData,
    message::sender,
    product::ProductAnswer,
    session::Chosen,
    show::{Links, Stamp},
};
use adforge_application::Context;
use adforge_domain::{ids::SessionId, message::Message};
use serde::Serialize;
use sonic_rs::OwnedLazyValue;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What the AI is given of a session.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContextAnswer<'a> {
    #[schema(value_type = String)]
    session_id: SessionId,
    product: ProductAnswer<'a>,
    format: Option<&'static str>,
    media_type: &'static str,
    current_step: &'static str,
    selections: Chosen,
    /// The newest 50 messages, oldest first.
    history: Vec<Line<'a>>,
    /// The newest set of each kind.
    #[schema(value_type = BTreeMap<String, ContentData>)]
    generated_content: BTreeMap<&'static str, OwnedLazyValue>,
}

/// One message.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Line<'a> {
    role: &'static str,
    content: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = String)]
    timestamp: Stamp,
}

impl<'a> ContextAnswer<'a> {
    /// How it is shown.
    pub fn of(context: &'a Context, links: &'a Links) -> Self {
        let (state, origin) = (&context.state, &context.session.session.origin);
        let latest = state.latest.iter();
        Self {
            session_id: origin.id,
            product: ProductAnswer::of(&context.product, links),
            format: state.selections.format.map(adforge_domain::format::FormatId::name),
            media_type: origin.media.as_str(),
            current_step: state.step.as_str(),
            selections: Chosen::of(&state.selections),
            history: context.history.iter().map(|message| line(message)).collect(),
            generated_content: latest.map(|(kind, it)| (kind.as_str(), links.written(&it.content))).collect(),
        }
    }
}

fn line(message: &Message) -> Line<'_> {
    Line {
        role: sender(&message.body),
        content: message.body.text(),
        kind: message.body.kind(),
        timestamp: Stamp(message.at),
    }
}
