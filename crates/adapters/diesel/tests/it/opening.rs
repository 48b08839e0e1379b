//! A database is opened once up to date, by many at once, or refused in one clear sentence.

use crate::cast::{Moved, behind, folder, open};
use adforge_adapters_diesel::OpenError;
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

#[test]
fn the_log_is_written_ahead() {
    let (_folder, path) = folder();
    open(&path, &Moved::new()).unwrap();
    let words: Vec<Word> =
        diesel::sql_query("SELECT journal_mode AS word FROM pragma_journal_mode").load(&mut behind(&path)).unwrap();
    assert_eq!(words[0].word, "wal");
}
