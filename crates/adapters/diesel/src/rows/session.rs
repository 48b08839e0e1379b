//! Heads of sessions as rows.

use super::{Place, big, id_text, json, millis};
use crate::{
    columns::{At, Json, StoredId},
    schema::chat_sessions,
};
use adforge_domain::{
    ids::{OwnerId, ProductId, SessionId},
    session::{Origin, Session},
    workflow::{State, Step},
};
use adforge_ports_storage::StoreError;
use diesel::prelude::*;

/// A head to be stored.
pub(crate) struct NewSession {
    pub(crate) id: SessionId,
    pub(crate) owner: OwnerId,
    pub(crate) user_label: Option<String>,
    pub(crate) product: ProductId,
    pub(crate) format: Option<&'static str>,
    pub(crate) media: &'static str,
    pub(crate) language: Option<String>,
    pub(crate) step: Step,
    pub(crate) last_seq: i64,
    pub(crate) at: i64,
    pub(crate) selections: Json,
    pub(crate) generator: Option<String>,
}

impl NewSession {
    /// The head of a session in a state.
    pub(crate) fn of(origin: &Origin, state: &State) -> Result<Self, StoreError> {
        Ok(Self {
            id: origin.id,
            owner: origin.owner.clone(),
            user_label: origin.user_label.clone(),
            product: origin.product,
            format: origin.format.map(|format| format.get().key),
            media: origin.media.as_str(),
            language: origin.language.map(String::from),
            step: state.step,
            last_seq: big(state.seq),
            at: millis(origin.created_at),
            selections: json(&state.selections)?,
            generator: state.generator.clone(),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = chat_sessions, check_for_backend(crate::connection::MultiBackend))]
pub(crate) struct SessionRow {
    id: StoredId,
    user_id: String,
    user_label: Option<String>,
    product_id: StoredId,
    format: Option<String>,
    media_type: String,
    language: Option<String>,
    current_step: String,
    last_seq: i64,
    created_at: At,
    updated_at: At,
    selections: Json,
    generator: Option<String>,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;
    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let id = || id_text(&row.id);
        let at = Place::new("chat_sessions", &id);
        Ok(Self {
            origin: Origin {
                id: SessionId(at.uuid(&row.id, "id")?),
                owner: OwnerId(row.user_id),
                user_label: row.user_label,
                product: ProductId(at.uuid(&row.product_id, "product_id")?),
                format: row.format.as_deref().map(|format| at.word(format, "format")).transpose()?,
                media: at.word(&row.media_type, "media_type")?,
                language: row.language.as_deref().map(|language| at.word(language, "language")).transpose()?,
                created_at: at.time(row.created_at, "created_at")?,
            },
            last_seq: at.number(row.last_seq, "last_seq")?,
            current_step: at.word(&row.current_step, "current_step")?,
            selections: at.json(&row.selections, "selections")?,
            generator: row.generator,
            updated_at: at.time(row.updated_at, "updated_at")?,
        })
    }
}
