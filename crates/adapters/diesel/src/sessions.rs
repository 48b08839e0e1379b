//! The heads of sessions.

use crate::{
    DieselStore,
    rows::{SessionRow, json, millis},
    schema::chat_sessions::dsl,
    writer::Fault,
};
use adforge_domain::{
    ids::{OwnerId, SessionId},
    session::{Origin, Session},
    workflow::State,
};
use adforge_ports_storage::{Sessions, StoreError};
use async_trait::async_trait;
use diesel::prelude::*;

#[async_trait]
impl Sessions for DieselStore {
    async fn create(&self, origin: &Origin) -> Result<(), StoreError> {
        let state = State::new(origin.format, origin.media);
        let (id, owner, at) = (origin.id.0, origin.owner.0.clone(), millis(origin.created_at));
        let (origin, selections) = (json(origin)?, json(&state.selections)?);
        self.writer
            .write(move |connection| {
                diesel::insert_into(dsl::chat_sessions)
                    .values((
                        dsl::id.eq(id.as_bytes().as_slice()),
                        dsl::user_id.eq(&owner),
                        dsl::origin.eq(&origin),
                        dsl::current_step.eq(state.step.as_str()),
                        dsl::selections.eq(&selections),
                        dsl::last_seq.eq(0),
                        dsl::created_at.eq(at),
                        dsl::updated_at.eq(at),
                    ))
                    .execute(connection)?;
                Ok::<_, Fault<StoreError>>(())
            })
            .await
    }

    async fn session(&self, owner: &OwnerId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let owner = owner.0.clone();
        self.read(move |connection| {
            dsl::chat_sessions
                .filter(dsl::id.eq(id.0.as_bytes().as_slice()).and(dsl::user_id.eq(&owner)))
                .select(SessionRow::as_select())
                .first(connection)
                .optional()
                .map_err(|error| StoreError::Unavailable(error.to_string()))?
                .map(Session::try_from)
                .transpose()
        })
        .await
    }
}
