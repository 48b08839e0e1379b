//! SQLite passes the suite of every store, and keeps it over a restart.

use crate::cast::{Moved, folder, open};
use adforge_domain::ids::SessionId;
use adforge_ports_storage::{Log, Store, conformance};
use uuid::Uuid;

#[tokio::test]
async fn sqlite_passes_the_suite_and_keeps_it_over_a_restart() {
    let (_folder, path) = folder();
    let clock = Moved::new();
    let store = open(&path, &clock).unwrap();
    assert!(!store.is_shared(), "its process has it alone");
    conformance::run(&store, &|by| clock.advance(by)).await;
    let session = SessionId(Uuid::from_u128((200 << 64) + (1 << 32)));
    let before = store.after(session, 0, 100).await.unwrap();
    drop(store);
    let after = open(&path, &clock).unwrap().after(session, 0, 100).await.unwrap();
    assert_eq!((before.len(), before), (6, after));
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_passes_the_suite_on_many_threads() {
    let (_folder, path) = folder();
    let clock = Moved::new();
    conformance::run(&open(&path, &clock).unwrap(), &|by| clock.advance(by)).await;
}
