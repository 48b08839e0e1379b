//! PostgreSQL passes the suite of every store.

use crate::{cast::Moved, postgres::clock::MovedDatabase};
use adforge_adapters_diesel::DieselStore;
use adforge_domain::ids::SessionId;
use adforge_ports_storage::{Log, Store, conformance};
use adforge_tests_servers::postgres;
use uuid::Uuid;

#[tokio::test]
async fn postgresql_passes_the_suite_and_keeps_it_over_a_restart() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let moved = MovedDatabase::over(&database);
    let store = DieselStore::connect(moved.url.as_str(), Moved::new()).unwrap();
    assert!(store.is_shared(), "other processes write to it, too");
    conformance::run(&store, &|by| moved.advance(by)).await;
    let session = SessionId(Uuid::from_u128((200 << 64) + (1 << 32)));
    let before = store.after(session, 0, 100).await.unwrap();
    drop(store);
    let store = DieselStore::connect(database.url.as_str(), Moved::new()).unwrap();
    assert_eq!((before.len(), before), (6, store.after(session, 0, 100).await.unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_passes_the_suite_on_many_threads() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let moved = MovedDatabase::over(&database);
    let store = DieselStore::connect(moved.url.as_str(), Moved::new()).unwrap();
    conformance::run(&store, &|by| moved.advance(by)).await;
}
