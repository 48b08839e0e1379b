//! Nobody waits without an end: for a connection, for a lock, for a server that is silent.

use crate::cast::{Moved, origin, owner, turn};
use adforge_adapters_diesel::{DieselStore, ServerOptions};
use adforge_ports_storage::{AppendError, Appended, Log, Sessions, Store, StoreError};
use adforge_tests_servers::{Postgres, postgres};
use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text};
use std::time::Duration;

#[tokio::test]
async fn whoever_finds_no_free_connection_is_told_so() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let options = ServerOptions { connections: 1, patience: Duration::from_millis(300), ..ServerOptions::default() };
    let store = DieselStore::connect_with(database.url.as_str(), Moved::new(), &options).unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    let mut other = database.behind();
    other.batch_execute("BEGIN; SELECT FROM chat_sessions FOR UPDATE").unwrap();
    let waits = store.append(turn(origin(1).id, 0, 1));
    let refused = async {
        let busy = StoreError::Unavailable("all 1 connections to the database are busy".into());
        assert_eq!(store.session(&owner(), origin(1).id).await, Err(busy));
        other.batch_execute("COMMIT").unwrap();
    };
    let (appended, ()) = futures_util::join!(waits, refused);
    assert_eq!(appended, Ok(Appended::New(1)), "whoever had it is done when the other is");
    assert!(store.session(&owner(), origin(1).id).await.unwrap().is_some());
}

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = Text)]
    settings: String,
}

/// What PostgreSQL does then is its own affair; that it was told to is ours. A trigger sees how our connections are set.
#[tokio::test]
async fn whoever_stops_in_the_middle_of_a_transaction_is_not_waited_for() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let store = DieselStore::connect(database.url.as_str(), Moved::new()).unwrap();
    let look = "CREATE TABLE seen (settings text); \
        CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        INSERT INTO seen SELECT string_agg(name || ' ' || current_setting(name), ', ' ORDER BY name) FROM pg_settings \
        WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'); \
        RETURN NEW; END $$; \
        CREATE TRIGGER look BEFORE INSERT ON chat_sessions FOR EACH ROW EXECUTE FUNCTION look()";
    database.behind().batch_execute(look).unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    let seen: Seen = sql_query("SELECT settings FROM seen").get_result(&mut database.behind()).unwrap();
    let told = "idle_in_transaction_session_timeout 10s, lock_timeout 10s, statement_timeout 15s";
    assert_eq!(seen.settings, told);
}

#[tokio::test]
async fn a_server_that_is_silent_is_not_waited_for() {
    let Some(server) = Postgres::start() else { return };
    let database = server.database();
    let options =
        ServerOptions { connections: 2, patience: Duration::from_millis(300), answers: Duration::from_millis(500) };
    let store = DieselStore::connect_with(database.url.as_str(), Moved::new(), &options).unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    server.freeze();
    let silent = StoreError::Unavailable("the database does not answer".into());
    assert_eq!(store.append(turn(origin(1).id, 0, 1)).await, Err(AppendError::Store(silent)));
    let Err(StoreError::Unavailable(_)) = store.check().await else { panic!("a silent server was found well") };
    server.thaw();
    // The append was on its way: it is found by its key, or made now.
    let again = store.append(turn(origin(1).id, 0, 1)).await.unwrap();
    assert!(matches!(again, Appended::New(1) | Appended::Repeated(_)), "{again:?}");
    assert_eq!(store.after(origin(1).id, 0, 9).await.unwrap().len(), 1);
}
