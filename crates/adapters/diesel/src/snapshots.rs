//! Copies of sessions' states.

use crate::{DieselStore, columns::Id, rows::Place, schema::session_snapshots::dsl};
use adforge_domain::ids::SessionId;
use adforge_ports_storage::{Snapshot, Snapshots, StoreError};
use async_trait::async_trait;
use diesel::prelude::*;

#[async_trait]
impl Snapshots for DieselStore {
    async fn snapshot(&self, session: SessionId) -> Result<Option<Snapshot>, StoreError> {
        self.read(move |connection| {
            let row: Option<(i64, String)> = dsl::session_snapshots
                .filter(dsl::session_id.eq(Id(session.0)))
                .select((dsl::seq, dsl::state))
                .get_result(connection)
                .optional()?;
            let Some((seq, state)) = row else { return Ok(None) };
            let id = || session.to_string();
            let seq = Place::new("session_snapshots", &id).number(seq, "seq")?;
            Ok(Some(Snapshot { seq, state }))
        })
        .await
    }
}
