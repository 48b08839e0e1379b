//! A database is opened once up to date, by many at once, or refused in one clear sentence.

use crate::cast::{Moved, behind, end, folder, open, origin, turn};
use adforge_adapters_diesel::OpenError;
use adforge_domain::{
    ids::{CardId, CardKind},
    workflow::{Lookup, Pick},
};
use adforge_ports_storage::{Log, Sessions};
use diesel::{QueryableByName, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_types::Text};
use std::{fs, path::Path, sync::mpsc, thread, time::Duration};

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

#[test]
fn a_database_from_a_newer_version_is_refused_by_name() {
    let (_folder, path) = folder();
    open(&path, &Moved::new()).unwrap();
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
    behind(&path).batch_execute(newer).unwrap();
    let Err(error) = open(&path, &Moved::new()) else { panic!("it was opened") };
    assert!(matches!(&error, OpenError::Newer(version) if version == "99990101000000"), "{error}");
}

#[test]
fn what_is_no_database_is_refused() {
    let (folder, path) = folder();
    fs::write(&path, "this is a text that is long enough to be no database header, and some more: ".repeat(9)).unwrap();
    for path in [path.as_path(), folder.path(), &folder.path().join("no/such/folder/adforge.db")] {
        let Err(error) = open(path, &Moved::new()) else { panic!("{} was opened", path.display()) };
        let sentence = error.to_string();
        assert!(sentence.contains(path.to_str().unwrap()) && !sentence.contains('\n'), "{sentence}");
    }
}

#[test]
fn processes_that_start_together_migrate_once() {
    let (_folder, path) = folder();
    let opened: Vec<_> = thread::scope(|scope| {
        let open = || open(&path, &Moved::new()).map(drop);
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    opened.into_iter().for_each(|one| one.unwrap());
}

/// Whoever opens the database waits until another connection commits, and then has it.
fn waits_for(other: &mut SqliteConnection, path: &Path) {
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| tell.send(open(path, &Moved::new()).map(drop)).unwrap());
        if let Ok(opened) = told.recv_timeout(Duration::from_millis(300)) {
            panic!("it did not wait: {opened:?}");
        }
        other.batch_execute("COMMIT").unwrap();
        told.recv().unwrap().unwrap();
    });
}

#[test]
fn who_opens_while_another_migrates_waits_and_finds_it_done() {
    let (_folder, path) = folder();
    open(&path, &Moved::new()).unwrap();
    let mut other = behind(&path);
    // As an older version left it; and another process is about to have brought it up to date.
    let older = "CREATE TABLE kept AS SELECT * FROM __diesel_schema_migrations; DELETE FROM __diesel_schema_migrations";
    other.batch_execute(older).unwrap();
    let migrating = "BEGIN IMMEDIATE; INSERT INTO __diesel_schema_migrations SELECT * FROM kept";
    other.batch_execute(migrating).unwrap();
    waits_for(&mut other, &path);
}

#[test]
fn who_opens_a_new_database_while_another_makes_it_waits_for_it() {
    let (_folder, path) = folder();
    let mut other = behind(&path);
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    waits_for(&mut other, &path);
}

/// How an older version kept cards: a row for each.
const CARDS: &str = include_str!("../../../../../migrations/sqlite/2026-11-30-000008_sets/down.sql");

#[tokio::test]
async fn the_cards_of_an_older_database_are_found() {
    let (_folder, path) = folder();
    let (session, turn) = (origin(1).id, turn(origin(1).id, 0, 1));
    let store = open(&path, &Moved::new()).unwrap();
    store.create(&origin(1), &[]).await.unwrap();
    store.append(turn.clone()).await.unwrap();
    store.finish(end(&turn, "hello".into())).await.unwrap();
    drop(store);
    let mut older = behind(&path);
    older.batch_execute(CARDS).unwrap();
    let rows = "DELETE FROM __diesel_schema_migrations WHERE version = '20261130000008'; \
        INSERT INTO offered_cards SELECT id, 'aud', 10, 2, 'Zo\u{e9} \"Z\"', 'zo\u{e9} \"z\"' FROM chat_sessions; \
        INSERT INTO offered_cards SELECT id, 'aud', 9, 2, 'Amie', 'amie' FROM chat_sessions; \
        INSERT INTO offered_cards SELECT id, 'aud', 1, 1, 'Amie', 'amie' FROM chat_sessions";
    older.batch_execute(rows).unwrap();
    drop(older);

    let store = open(&path, &Moved::new()).unwrap();
    let kind = CardKind::Persona;
    let card = |number, name: &str| (CardId { kind, number }, name.to_owned());
    let cards = [card(10, "Zo\u{e9} \"Z\""), card(9, "Amie"), card(1, "Amie")];
    assert_eq!(store.cards(session, kind, 9).await.unwrap(), cards);
    for (pick, seq) in [
        (Pick::Name("zO\u{c9} \"z\"".into()), 2),
        (Pick::Name("amie".into()), 2),
        (Pick::Id(CardId { kind, number: 9 }), 2),
        (Pick::Id(CardId { kind, number: 1 }), 1),
    ] {
        let found = store.offered(session, &Lookup { kind, pick: pick.clone() }).await.unwrap();
        assert_eq!(found.map(|message| message.seq), Some(seq), "{pick:?}");
    }
    let between = Pick::Id(CardId { kind, number: 5 });
    assert_eq!(store.offered(session, &Lookup { kind, pick: between }).await.unwrap(), None);
}

#[test]
fn a_migration_that_fails_leaves_nothing() {
    let (_folder, path) = folder();
    behind(&path).batch_execute("CREATE TABLE usage (mine INTEGER)").unwrap();
    assert!(matches!(open(&path, &Moved::new()), Err(OpenError::Unusable(_))));
    let words: Vec<Word> = diesel::sql_query("SELECT name AS word FROM sqlite_schema WHERE type = 'table'")
        .load(&mut behind(&path))
        .unwrap();
    assert_eq!(words.iter().map(|one| one.word.as_str()).collect::<Vec<_>>(), ["usage"]);
}

/// What a setting of the file is.
fn setting(path: &Path, name: &str) -> String {
    let asked = format!("SELECT CAST({name} AS TEXT) AS word FROM pragma_{name}");
    diesel::sql_query(asked).get_result::<Word>(&mut behind(path)).unwrap().word
}

#[test]
fn the_log_is_written_ahead_in_pages_with_room_for_two_answers() {
    let (_folder, path) = folder();
    open(&path, &Moved::new()).unwrap();
    assert_eq!((setting(&path, "journal_mode"), setting(&path, "page_size")), ("wal".into(), "8192".into()));
}

#[test]
fn a_file_with_smaller_pages_keeps_them() {
    let (_folder, path) = folder();
    behind(&path).batch_execute("PRAGMA page_size = 4096; VACUUM").unwrap();
    for _ in 0..2 {
        open(&path, &Moved::new()).unwrap();
        assert_eq!((setting(&path, "journal_mode"), setting(&path, "page_size")), ("wal".into(), "4096".into()));
    }
}
