//! The heads of sessions.

use crate::{
    DieselStore,
    columns::{At, Id, StoredId},
    connection::AnyConnection,
    dialect,
    fault::Fault,
    log::StoredMessage,
    rows::{
        Place, id_text, millis,
        session::{NewSession, SessionRow},
    },
    schema::chat_sessions::dsl,
    ways::Again,
};
use adforge_domain::{
    ids::{OwnerId, SessionId},
    message::Draft,
    session::{Origin, Session},
    workflow::State,
};
use adforge_ports_storage::{Sessions, StoreError};
use async_trait::async_trait;
use diesel::prelude::*;
use time::OffsetDateTime;

#[async_trait]
impl Sessions for DieselStore {
    async fn create(&self, origin: &Origin, opening: &[Draft]) -> Result<(), StoreError> {
        let placed = opening.iter().zip(1..).map(|(draft, seq)| draft.clone().placed(origin.id, seq));
        let state = State::new(origin.format, origin.media).fold(&placed.collect::<Vec<_>>());
        let (session, head) = (origin.id, NewSession::of(origin, &state)?);
        let messages = opening.iter().map(StoredMessage::of).collect::<Result<Vec<_>, _>>()?;
        let insert = move |connection: &mut AnyConnection| {
            if dialect::insert_session(connection, &head)? {
                for (message, seq) in messages.iter().zip(1..) {
                    dialect::insert_message(connection, session, seq, message)?;
                }
            }
            Ok::<_, Fault>(())
        };
        match opening {
            [] => self.write(Again::Safe, insert).await,
            _ => self.write_together(Again::Safe, insert).await,
        }
    }

    async fn session(&self, owner: &OwnerId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let owner = owner.0.clone();
        self.read(move |connection| {
            let row = dsl::chat_sessions
                .filter(dsl::id.eq(Id(id.0)).and(dsl::user_id.eq(&owner)))
                .select(SessionRow::as_select())
                .get_result(connection)
                .optional()?;
            Ok(row.map(Session::try_from).transpose()?)
        })
        .await
    }

    async fn sessions(
        &self,
        owner: &OwnerId,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let owner = owner.0.clone();
        self.read(move |connection| {
            // Ids grow with time; a cursor needs no row of its own, which may have been erased.
            let before = Id(before.map_or(uuid::Uuid::max(), |before| before.0));
            let rows: Vec<SessionRow> = dsl::chat_sessions
                .filter(dsl::user_id.eq(&owner).and(dsl::id.lt(before)))
                .order(dsl::id.desc())
                .limit(i64::from(limit))
                .select(SessionRow::as_select())
                .load(connection)?;
            rows.into_iter().map(|row| Ok(Session::try_from(row)?)).collect()
        })
        .await
    }

    async fn erase(&self, owner: &OwnerId, id: SessionId) -> Result<bool, StoreError> {
        let owner = owner.0.clone();
        self.write(Again::Never, move |connection| {
            let session = dsl::chat_sessions.filter(dsl::id.eq(Id(id.0)).and(dsl::user_id.eq(&owner)));
            Ok::<_, Fault>(diesel::delete(session).execute(connection)? == 1)
        })
        .await
    }

    async fn idle(&self, idle_since: OffsetDateTime, limit: u32) -> Result<Vec<(OwnerId, SessionId)>, StoreError> {
        let since = millis(idle_since);
        // Ids begin with the time they were made at: what was made later can't have rested so long. An index of when each
        // was last used would have to be changed by every turn.
        let made_then = uuid::Uuid::from_u128(u128::try_from(since).unwrap_or_default() << 80);
        self.read(move |connection| {
            let rows: Vec<(String, StoredId)> = dsl::chat_sessions
                .filter(dsl::id.lt(Id(made_then)).and(dsl::updated_at.lt(At(since))))
                .order(dsl::id)
                .limit(i64::from(limit))
                .select((dsl::user_id, dsl::id))
                .load(connection)?;
            let named = rows.into_iter().map(|(owner, stored)| {
                let id = || id_text(&stored);
                let id = Place::new("chat_sessions", &id).uuid(&stored, "id")?;
                Ok((OwnerId(owner), SessionId(id)))
            });
            named.collect()
        })
        .await
    }
}
