//! A database is brought up to date once, by many at once, or refused in one clear sentence and without a wait.

use crate::cast::{Moved, origin, owner};
use adforge_adapters_diesel::{DieselStore, OpenError, ServerOptions};
use adforge_ports_storage::{Sessions, Store, StoreError};
use adforge_tests_servers::{Postgres, postgres};
use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, dsl::sql, sql_query, sql_types::BigInt};
use std::{
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};
use url::Url;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Why it can't be opened: one line that names the database and not the password, said soon.
fn refused(url: &Url) -> String {
    let since = Instant::now();
    let Err(error) = DieselStore::connect(url.as_str(), Moved::new()) else { panic!("{url} was opened") };
    assert!(since.elapsed() < Duration::from_secs(10), "it took {:?} to say so", since.elapsed());
    let sentence = error.to_string();
    assert!(!sentence.contains('\n'), "{sentence}");
    if let Some(password) = url.password() {
        assert!(!sentence.contains(password) && !sentence.contains("secret"), "{sentence}");
    }
    sentence
}

#[test]
fn ten_that_start_at_once_migrate_once() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let opened: Vec<_> = thread::scope(|scope| {
        let open = || DieselStore::connect(database.url.as_str(), Moved::new()).map(drop);
        let threads: Vec<_> = (0..10).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    opened.into_iter().for_each(|one| one.unwrap());
    let run = sql_query("SELECT count(*) AS n FROM __diesel_schema_migrations");
    let ours = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../migrations/postgres");
    let ours = std::fs::read_dir(ours).unwrap().count() as i64;
    assert_eq!(run.get_result::<Count>(&mut database.behind()).unwrap().n, ours);
}

#[test]
fn a_migration_that_fails_leaves_nothing() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    database.behind().batch_execute("CREATE TABLE usage (mine int)").unwrap();
    let sentence = refused(&database.url);
    assert!(sentence.contains("relation \"usage\" already exists"), "{sentence}");
    let tables = sql_query("SELECT count(*) AS n FROM pg_tables WHERE schemaname = 'public'");
    assert_eq!(tables.get_result::<Count>(&mut database.behind()).unwrap().n, 1);
}

#[test]
fn a_database_from_a_newer_version_is_refused_by_name() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    drop(DieselStore::connect(database.url.as_str(), Moved::new()).unwrap());
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
    database.behind().batch_execute(newer).unwrap();
    let Err(error) = DieselStore::connect(database.url.as_str(), Moved::new()) else { panic!("it was opened") };
    assert!(matches!(&error, OpenError::Newer(version) if version == "99990101000000"), "{error}");
}

#[test]
fn whoever_may_not_come_in_is_told_why() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let mut url = database.url.clone();
    url.set_password(Some("a secret of mine")).unwrap();
    let sentence = refused(&url);
    assert!(sentence.contains("password authentication failed for user \"postgres\""), "{sentence}");
    assert!(sentence.contains(&format!("postgres://postgres@127.0.0.1:{}/", url.port().unwrap())), "{sentence}");
    let sentence = refused(&server.of("nowhere"));
    assert!(sentence.contains("database \"nowhere\" does not exist"), "{sentence}");
}

#[test]
fn where_nobody_answers_is_said() {
    let nobody = Url::parse("postgres://me:secret@no-such-host.invalid/adforge").unwrap();
    let sentence = refused(&nobody);
    assert!(sentence.contains("could not translate host name \"no-such-host.invalid\""), "{sentence}");
    // The port was free a moment ago; nobody listens there now.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let sentence = refused(&Url::parse(&format!("postgres://me:secret@127.0.0.1:{port}/adforge")).unwrap());
    assert!(sentence.contains("Connection refused"), "{sentence}");
}

#[test]
fn whoever_listens_and_never_answers_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://me@{}/adforge", silent.local_addr().unwrap());
    let sentence = refused(&Url::parse(&url).unwrap());
    assert!(sentence.contains("timeout expired"), "{sentence}");
}

#[test]
fn a_database_that_may_only_be_read_is_refused() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let read_only = format!("ALTER DATABASE {} SET default_transaction_read_only = on", database.name());
    database.beside().batch_execute(&read_only).unwrap();
    let sentence = refused(&database.url);
    assert!(sentence.ends_with("it may only be read: default_transaction_read_only is on"), "{sentence}");
}

#[test]
fn a_database_that_cannot_hold_every_letter_is_refused() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let name = format!("{}_latin", database.name());
    let make = format!("CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    database.beside().batch_execute(&make).unwrap();
    let sentence = refused(&server.of(&name));
    database.beside().batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
    assert!(sentence.ends_with("its encoding is LATIN1; make it with ENCODING 'UTF8'"), "{sentence}");
}

/// A server that becomes a replica is noticed by those who are connected, and again when it is promoted.
#[tokio::test]
async fn a_replica_is_refused_and_one_that_is_promoted_will_do() {
    let Some(server) = Postgres::start() else { return };
    let database = server.database();
    let store = DieselStore::connect_with(
        database.url.as_str(),
        Moved::new(),
        &ServerOptions { connections: 2, ..ServerOptions::default() },
    )
    .unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    server.becomes_a_replica();
    let sentence = refused(&database.url);
    assert!(sentence.ends_with("it is a read-only replica: name its primary"), "{sentence}");
    assert_eq!(store.create(&origin(2), &[]).await, Err(StoreError::ReadOnly));
    assert_eq!(store.check().await, Err(StoreError::ReadOnly));
    assert!(store.session(&owner(), origin(1).id).await.unwrap().is_some(), "it is still read");
    diesel::select(sql::<diesel::sql_types::Bool>("pg_promote()")).execute(&mut database.behind()).unwrap();
    store.create(&origin(2), &[]).await.unwrap();
    store.check().await.unwrap();
}
