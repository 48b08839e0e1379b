//! No statement of the store reads a whole table: what it costs does not grow with what is stored.

use crate::cast::{
    Moved, behind, folder, open,
    watch::{seen, watch},
};
use adforge_ports_storage::conformance;
use diesel::{QueryableByName, RunQueryDsl, sql_types::Text};
use std::collections::BTreeSet;

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[tokio::test]
async fn nothing_reads_a_whole_table() {
    watch();
    let (_folder, path) = folder();
    let clock = Moved::new();
    let store = open(&path, &clock).unwrap();
    seen(&path);
    conformance::run(&store, &|by| clock.advance(by)).await;
    let statements: BTreeSet<String> = seen(&path).run.into_iter().collect();
    let mut behind = behind(&path);
    let mut planned = 0;
    for sql in statements {
        if !["SELECT", "INSERT", "UPDATE", "DELETE"].iter().any(|verb| sql.starts_with(verb)) {
            continue;
        }
        planned += 1;
        let plan: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(&mut behind).unwrap();
        // One row of the products is enough to see whether there are any.
        let takes_any = sql.starts_with("SELECT") && !sql.contains("WHERE");
        for Step { detail } in plan {
            let whole = detail.starts_with("SCAN") && !detail.contains("subquery") && !takes_any;
            assert!(!whole, "{detail}: {sql}\nGive it an index, or say it in the words of one.");
        }
    }
    assert!(planned > 30, "{planned} statements were looked at");
}
