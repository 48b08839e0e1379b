//! Tables that are parted by session, as the documents say how: the store knows nothing of it.

use crate::{cast::Moved, postgres::clock::MovedDatabase};
use adforge_adapters_diesel::DieselStore;
use adforge_ports_storage::conformance;
use adforge_tests_servers::postgres;
use diesel::{PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::BigInt};

const PARTITION: &str = include_str!("../../../../../../docs/sql/partition.sql");

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn count(on: &mut PgConnection, rows: &str) -> i64 {
    sql_query(format!("SELECT count(*) AS n FROM {rows}")).get_result::<Count>(on).unwrap().n
}

#[tokio::test]
async fn a_database_that_is_parted_by_session_passes_the_suite_and_keeps_what_it_had() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let moved = MovedDatabase::over(&database);
    drop(DieselStore::connect(database.url.as_str(), Moved::new()).unwrap());
    let mut behind = database.behind();
    behind
        .batch_execute(
            // Ids that are the same in every run, so that each part gets some.
            "INSERT INTO chat_sessions SELECT md5(n::text)::uuid, 'before', NULL, gen_random_uuid(), NULL, 'video', NULL, \
             'persona_selection', 20, now(), now(), '{}' FROM generate_series(1, 100) n; \
             INSERT INTO chat_messages SELECT gen_random_uuid(), id, n, 'user', 'text', now(), '{}' \
             FROM chat_sessions, generate_series(1, 20) n",
        )
        .unwrap();
    behind.batch_execute(PARTITION).unwrap();
    let parted = "(SELECT DISTINCT tableoid FROM chat_messages) AS parts";
    assert_eq!((count(&mut behind, "chat_messages"), count(&mut behind, parted)), (2_000, 16));
    let references = "pg_constraint WHERE contype = 'f' AND conparentid = 0 AND confrelid = 'chat_sessions'::regclass";
    assert_eq!(count(&mut behind, references), 5, "what is a session's goes with it");
    let store = DieselStore::connect(moved.url.as_str(), Moved::new()).unwrap();
    conformance::run(&store, &|by| moved.advance(by)).await;
}
