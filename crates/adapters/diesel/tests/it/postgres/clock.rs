//! A database whose clock a test moves: its `now()` stands before PostgreSQL's own.

use adforge_tests_servers::Database;
use diesel::{PgConnection, connection::SimpleConnection};
use std::{sync::Mutex, time::Duration};
use url::Url;

const FROZEN: &str = "CREATE TABLE clock (at timestamptz NOT NULL); \
    INSERT INTO clock VALUES (pg_catalog.now()); \
    CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM public.clock'";

pub(crate) struct MovedDatabase {
    /// The database, as a process finds it that goes by the moved clock.
    pub(crate) url: Url,
    hand: Mutex<PgConnection>,
}

impl MovedDatabase {
    pub(crate) fn over(database: &Database) -> Self {
        let mut hand = database.behind();
        hand.batch_execute(FROZEN).unwrap();
        let mut url = database.url.clone();
        url.query_pairs_mut().append_pair("options", "-csearch_path=public,pg_catalog");
        // libpq knows no `+` for a space; there is none in what was appended.
        Self { url, hand: Mutex::new(hand) }
    }

    pub(crate) fn advance(&self, by: Duration) {
        let micros = by.as_micros();
        self.hand
            .lock()
            .unwrap()
            .batch_execute(&format!("UPDATE clock SET at = at + {micros} * interval '1 microsecond'"))
            .unwrap();
    }
}
