//! SQLite passes the suite of every store, and says so when it is full or from the future.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic as its tests do")]

use adforge_adapters_diesel::{DieselStore, OpenError};
use adforge_domain::ids::SessionId;
use adforge_ports_runtime::Clock;
use adforge_ports_storage::{Log, StoreError, conformance};
use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use std::{path::Path, sync::Arc};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

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
    let log = open(&path).unwrap().after(first_session(), 0, 100).await.unwrap();
    assert_eq!(log.iter().map(|message| message.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn a_row_that_does_not_parse_is_named_and_never_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("adforge.db");
    let store = open(&path).unwrap();
    conformance::run(&store).await;
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    connection.batch_execute("UPDATE chat_messages SET data = '{\"from\":' WHERE seq = 3").unwrap();
    let Err(StoreError::Corrupt { table, id, what }) = store.after(first_session(), 0, 100).await else {
        panic!("a broken row was read")
    };
    assert_eq!((table, id.len()), ("chat_messages", 36));
    assert!(what.starts_with("data: "), "{what}");
}

/// The session that the suite's first story fills with three turns.
fn first_session() -> SessionId {
    SessionId(Uuid::from_u128(1 << 64))
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
