//! Whether the database can be read and written now.

use crate::{
    DieselStore, dialect,
    fault::Fault,
    schema::products::dsl,
    ways::{Again, Ways},
};
use adforge_ports_storage::{Store, StoreError};
use async_trait::async_trait;
use diesel::prelude::*;

/// A write that went well and is taken back all the same.
enum Probe {
    Fine,
    Not(StoreError),
}

impl From<StoreError> for Probe {
    fn from(error: StoreError) -> Self {
        Self::Not(error)
    }
}

#[async_trait]
impl Store for DieselStore {
    /// A file is one process's, which locks it; a server is there for any number.
    fn is_shared(&self) -> bool {
        matches!(self.ways, Ways::Server(_))
    }

    async fn check(&self) -> Result<(), StoreError> {
        let probe = self.write_together(Again::Safe, |connection| {
            dialect::probe(connection)?;
            Err::<(), _>(Fault::Refused(Probe::Fine))
        });
        if let Err(Probe::Not(error)) = probe.await {
            return Err(error);
        }
        self.read(|connection| {
            dsl::products.select(dsl::revision).limit(1).load::<i64>(connection)?;
            Ok(())
        })
        .await
    }
}
