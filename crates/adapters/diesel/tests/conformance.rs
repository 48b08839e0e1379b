//! SQLite passes the suite of every store, and says so when it is full or from the future.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic as its tests do")]

use adforge_adapters_diesel::{DieselStore, OpenError};
use adforge_ports_runtime::Clock;
use adforge_ports_storage::conformance;
use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use std::{path::Path, sync::Arc};
use time::{OffsetDateTime, macros::datetime};

struct Frozen;

impl Clock for Frozen {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-02-08 14:30 UTC)
    }
}

fn open(path: &Path) -> Result<DieselStore, OpenError> {
    DieselStore::open(path, Arc::new(Frozen))
}

#[tokio::test]
async fn sqlite_passes_the_suite_and_keeps_it_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("adforge.db");
    conformance::run(&open(&path).unwrap()).await;
    open(&path).unwrap();
}

#[test]
fn a_database_from_a_newer_version_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("adforge.db");
    open(&path).unwrap();
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    connection.batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')").unwrap();
    let Err(OpenError::Newer(version)) = open(&path) else { panic!("it was opened") };
    assert_eq!(version, "99990101000000");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("adforge.db");
    std::fs::write(&path, "this is a text that is long enough to be no database header at all, and a bit more")
        .unwrap();
    assert!(matches!(open(&path), Err(OpenError::Unusable(_))));
    assert!(matches!(open(&folder.path().join("no/such/folder/adforge.db")), Err(OpenError::Unusable(_))));
}
