//! On a filled and analysed database, everything that the store asks is found by an index, by PostgreSQL's own choice: the
//! server says which plans it used.

use crate::{cast::Moved, postgres::clock::MovedDatabase};
use adforge_adapters_diesel::DieselStore;
use adforge_domain::{
    ids::{OwnerId, ProductId},
    product::{Facts, ProductRef},
    text::Title,
};
use adforge_ports_storage::{NewProduct, Products, conformance};
use adforge_tests_servers::Postgres;
use diesel::connection::SimpleConnection;
use std::collections::BTreeSet;
use uuid::Uuid;

const TELLS_PLANS: [&str; 5] = [
    "autovacuum=off",
    "session_preload_libraries='auto_explain'",
    "auto_explain.log_min_duration=0",
    // What references and cascades ask, too.
    "auto_explain.log_nested_statements=on",
    "auto_explain.log_format=text",
];

/// Sessions of other owners, with a hundred messages each.
const FILL: &str = "SET auto_explain.log_min_duration = -1; \
    INSERT INTO chat_sessions SELECT gen_random_uuid(), 'owner ' || n % 500, NULL, gen_random_uuid(), NULL, 'video', NULL, \
    'persona_selection', 20, now() + n * interval '1 s', now() + n * interval '1 s', '{}' FROM generate_series(1, 5000) n; \
    INSERT INTO chat_messages SELECT gen_random_uuid(), id, n, 'user', 'text', now(), '{}' \
    FROM chat_sessions, generate_series(1, 20) n; \
    INSERT INTO offered_cards SELECT id, kind, n, 2, 'Name ' || n, 'name ' || n \
    FROM chat_sessions, unnest('{aud,ang,psych}'::text[]) kind, generate_series(1, 4) n; \
    INSERT INTO session_snapshots SELECT id, 20, '{}' FROM chat_sessions; \
    INSERT INTO jobs SELECT gen_random_uuid(), id, user_id, kind, 'completed', gen_random_uuid(), 1, \
    now() - interval '1 h', 1, 0, 0, 0, now(), '{}', '{}', NULL \
    FROM chat_sessions, unnest('{turn,turn,turn,video,image}'::text[]) kind; \
    INSERT INTO jobs SELECT gen_random_uuid(), NULL, 'owner ' || n % 50, 'video', 'queued', NULL, NULL, \
    now() + interval '1 year', 1, 0, 0, 0, now(), '{}', NULL, NULL FROM generate_series(1, 2000) n; \
    INSERT INTO idempotency_keys SELECT id, 'key ' || n, gen_random_uuid(), gen_random_uuid(), 1, '{}' \
    FROM chat_sessions, generate_series(1, 5) n; \
    INSERT INTO owner_keys SELECT 'owner ' || n % 500, 'key ' || n, now() + interval '1 year', '{}', '{}', NULL \
    FROM generate_series(1, 20000) n; \
    INSERT INTO usage SELECT 'owner ' || n % 500, current_date - n / 500, 1, 0 FROM generate_series(1, 20000) n; \
    INSERT INTO spending SELECT gen_random_uuid(), user_id, id, gen_random_uuid(), 'model', current_date - 1000 - n, 1, 1 \
    FROM chat_sessions, generate_series(1, 10) n; \
    INSERT INTO spending_days SELECT current_date - 1000 - n, 1 FROM generate_series(1, 5000) n; \
    ANALYZE";

/// The suite begins without a product. They are counted, and then gone, but what PostgreSQL knows of the table stays.
const FILL_PRODUCTS: &str = "INSERT INTO products \
    SELECT gen_random_uuid(), 'owner ' || n % 500, 'ext ' || n, 'slug ' || n, '{}', NULL, 1, now(), now(), NULL \
    FROM generate_series(1, 20000) n; ANALYZE products; DELETE FROM products";

/// The plans that a server has told of.
fn plans(log: &str) -> impl Iterator<Item = &str> {
    log.split(" plan:\n").skip(1).map(|plan| plan.split("\n2").next().unwrap())
}

/// What a plan is of.
fn statement(plan: &str) -> &str {
    plan.split(" (cost=").next().unwrap().trim()
}

/// The plans of all that the whole suite asks, on a database that was filled so. None without a server.
async fn plans_of_the_suite(fill: &str) -> Option<Vec<String>> {
    let server = Postgres::start_with(&TELLS_PLANS)?;
    let database = server.database();
    let moved = MovedDatabase::over(&database);
    drop(DieselStore::connect(database.url.as_str(), Moved::new()).unwrap());
    let mut behind = database.behind();
    behind.batch_execute(fill).unwrap();
    behind.batch_execute(FILL_PRODUCTS).unwrap();
    let store = DieselStore::connect(moved.url.as_str(), Moved::new()).unwrap();
    let begins = server.log().len();
    conformance::run(&store, &|by| moved.advance(by)).await;
    drop(store);
    let plans: Vec<_> = plans(&server.log()[begins..]).map(str::to_owned).collect();
    assert!(plans.len() > 500, "{} plans were told", plans.len());
    Some(plans)
}

#[tokio::test]
async fn nothing_reads_a_whole_table() {
    let Some(plans) = plans_of_the_suite(FILL).await else { return };
    let mut seen = BTreeSet::new();
    for plan in &plans {
        let statement = statement(plan);
        for whole in plan.lines().filter(|line| line.contains("Seq Scan on ")) {
            let table = whole.split("Seq Scan on ").nth(1).unwrap().split(' ').next().unwrap();
            // Two tables have but one row. One row of the products is enough to see whether there are any.
            let takes_any = statement.ends_with("FROM \"products\" LIMIT $1\n\tLimit");
            if !["clock", "media_bond"].contains(&table) && !takes_any {
                seen.insert(format!("{table}: {statement}"));
            }
        }
    }
    assert!(
        seen.is_empty(),
        "{}\nGive it an index, or say it in the words of one.",
        seen.into_iter().collect::<Vec<_>>().join("\n")
    );
}

/// When nothing ran as PostgreSQL counted, an index of what runs looks like the shortest way to any job. It isn't: what has
/// ended since stays in it until the table is swept.
#[tokio::test]
async fn a_job_is_found_by_its_id_and_not_among_all_that_ran() {
    let Some(plans) = plans_of_the_suite(&FILL.replace("'queued'", "'completed'")).await else { return };
    let scans = |plan: &str| -> Vec<bool> {
        let led = |scan: &str| scan.lines().nth(1).is_some_and(|line| line.contains("Index Cond: ((kind"));
        plan.split("using jobs_due on").skip(1).map(led).collect()
    };
    assert!(plans.iter().any(|plan| scans(plan).contains(&true)), "what is due is found by its index");
    let wandering: BTreeSet<_> =
        plans.iter().filter(|plan| scans(plan).contains(&false)).map(|plan| statement(plan)).collect();
    assert!(wandering.is_empty(), "{}", wandering.into_iter().collect::<Vec<_>>().join("\n"));
}

/// One owner's, of which PostgreSQL knows nothing yet: it counts them a minute later.
const MANY_PRODUCTS: &str = "SET auto_explain.log_min_duration = -1; INSERT INTO products \
    SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'owner', 'ext ' || n, 'slug-' || n, \
    '{\"name\":\"Serum\",\"description\":\"\",\"category\":\"\",\"brand\":\"\",\"benefits\":[],\"ingredients\":[],\"claims\":[]}', NULL, 1, now(), now(), NULL \
    FROM generate_series(1, 3000) n";

#[tokio::test]
async fn of_many_products_that_nobody_has_counted_only_the_one_is_read() {
    let settings: Vec<_> = TELLS_PLANS.into_iter().chain(["auto_explain.log_analyze=on"]).collect();
    let Some(server) = Postgres::start_with(&settings) else { return };
    let database = server.database();
    let store = DieselStore::connect(database.url.as_str(), Moved::new()).unwrap();
    database.behind().batch_execute(MANY_PRODUCTS).unwrap();
    let begins = server.log().len();
    let owner = OwnerId("owner".into());
    for named in ["00000000-0000-7000-8000-000000000007", "ext 7", "slug-7"] {
        let found = store.product(&owner, &ProductRef(named.into())).await.unwrap();
        assert_eq!(found.unwrap().slug, "slug-7", "{named}");
    }
    let facts: Facts = serde_json::from_value(serde_json::json!({
        "name": Title::new("Slug").unwrap(), "description": "", "category": "", "brand": "", "benefits": [], "ingredients": [], "claims": []
    }))
    .unwrap();
    let id = ProductId(Uuid::from_u128(1));
    let new = NewProduct {
        id,
        owner: owner.clone(),
        external_id: Some("ext".into()),
        slug: None,
        facts,
        link: None,
        at: crate::cast::AT,
    };
    assert_eq!(store.save(new).await.unwrap().slug, "slug");
    let erased = async |of: &str| store.erase_product(&OwnerId(of.into()), id, crate::cast::AT).await.unwrap();
    assert_eq!((erased("another").await, erased("owner").await, erased("owner").await), (false, true, false));
    drop(store);
    let log = server.log();
    let wasted = |plan: &str| {
        let removed = plan.split("Rows Removed by Filter: ").nth(1)?;
        removed.split_whitespace().next()?.parse::<u32>().ok().filter(|rows| *rows > 5)
    };
    let wasteful: Vec<_> = plans(&log[begins..]).filter(|plan| wasted(plan).is_some()).collect();
    assert!(wasteful.is_empty(), "{}", wasteful.join("\n"));
}
