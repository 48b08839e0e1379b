//! A row that does not parse is an error that names table and id; it is never skipped and never a panic.

use crate::cast::{AT, Moved, behind, end, film, folder, id, open, origin, owner, turn};
use adforge_adapters_diesel::DieselStore;
use adforge_domain::ids::{CardKind, JobId, ProductId};
use adforge_doubles::facts;
use adforge_ports_storage::{Due, Jobs, Log, LoneJob, NewProduct, Products, Sessions, Snapshot, Snapshots, StoreError};
use diesel::connection::SimpleConnection;
use std::{fmt::Debug, time::Duration};

/// A store with a row in each table.
async fn store() -> (tempfile::TempDir, std::path::PathBuf, DieselStore) {
    let (folder, path) = folder();
    let store = open(&path, &Moved::new()).unwrap();
    let origin = origin(1);
    store.create(&origin, &[]).await.unwrap();
    let turn = turn(origin.id, 0, 1);
    store.append(turn.clone()).await.unwrap();
    let mut finish = end(&turn, "hello".into());
    finish.snapshot = Some(Snapshot { seq: 1, state: "{}".into() });
    store.finish(finish).await.unwrap();
    let facts = facts("Serum");
    let new =
        NewProduct { id: ProductId(id(7)), owner: owner(), external_id: None, slug: None, facts, link: None, at: AT };
    store.save(new).await.unwrap();
    for n in [8, 9] {
        store.enqueue(LoneJob { id: JobId(id(n)), owner: owner(), work: film(), at: AT }).await.unwrap();
    }
    let offers = "INSERT INTO offered_sets SELECT session_id, 'aud', 1, 2, '[[1,\"Amie\"]]' FROM session_snapshots";
    behind(&path).batch_execute(offers).unwrap();
    (folder, path, store)
}

fn corrupt<T: Debug>(read: Result<T, StoreError>, table: &str, id: &str, column: &str) {
    match read {
        Err(StoreError::Corrupt { table: named, id: row, what }) => {
            assert_eq!((named, row.as_str()), (table, id));
            assert!(what.starts_with(column), "{what}");
        }
        other => panic!("a broken row of {table} was read as {other:?}"),
    }
}

#[tokio::test]
async fn a_broken_row_is_named() {
    let (_folder, path, store) = store().await;
    let mut behind = behind(&path);
    let mut breaks = |sql: &str| behind.batch_execute(sql).unwrap();
    let session = origin(1).id;
    let (turn, local) = (turn(session, 0, 1), owner());
    let session_text = session.to_string();
    let job = turn.job.id.to_string();

    breaks("UPDATE chat_messages SET data = '{\"from\":' WHERE seq = 2");
    let reply = turn.job.reply.to_string();
    corrupt(store.after(session, 0, 9).await, "chat_messages", &reply, "data");
    corrupt(store.newest(session, 9).await, "chat_messages", &reply, "data");
    breaks("UPDATE chat_messages SET timestamp = 9223372036854775807 WHERE seq = 1");
    corrupt(store.after(session, 0, 1).await, "chat_messages", &turn.message.id.to_string(), "timestamp");

    breaks("UPDATE chat_sessions SET current_step = 'dancing'");
    corrupt(store.session(&local, session).await, "chat_sessions", &session_text, "current_step");
    corrupt(store.sessions(&local, None, 9).await, "chat_sessions", &session_text, "current_step");
    breaks("UPDATE chat_sessions SET current_step = 'format_selection', media_type = 'opera'");
    corrupt(store.session(&local, session).await, "chat_sessions", &session_text, "media_type");

    breaks("UPDATE jobs SET status = 'lost' WHERE session_id IS NOT NULL");
    corrupt(store.job(&local, turn.job.id).await, "jobs", &job, "status");
    breaks("UPDATE jobs SET status = 'failed' WHERE session_id IS NOT NULL");
    corrupt(store.job(&local, turn.job.id).await, "jobs", &job, "failure is missing");

    breaks("UPDATE session_snapshots SET seq = -1");
    corrupt(store.snapshot(session).await, "session_snapshots", &session_text, "seq");
    breaks("UPDATE idempotency_keys SET reply_id = x'00'");
    let key = format!("{session}/key 1");
    corrupt(store.keyed(session, "key 1").await, "idempotency_keys", &key, "reply_id");
    breaks("UPDATE offered_sets SET cards = '[[-1,\"Amie\"]]'");
    let set = format!("{session}/aud-1");
    corrupt(store.cards(session, CardKind::Persona, 9).await, "offered_sets", &set, "cards");
    breaks("UPDATE products SET facts = '{}'");
    let product = ProductId(id(7));
    corrupt(store.product_of_session(product).await, "products", &product.to_string(), "facts");
    corrupt(store.products(&local, None, 9).await, "products", &product.to_string(), "facts");
}

#[tokio::test]
async fn a_broken_job_does_not_hold_up_the_others() {
    let (_folder, path, store) = store().await;
    behind(&path).batch_execute("UPDATE jobs SET work = '[]' WHERE id = x'00000000000000000000000000000008'").unwrap();
    let claimed = store.claim_due(Due::Renders, 9, Duration::from_secs(9)).await.unwrap();
    assert_eq!(claimed.iter().map(|claim| claim.id).collect::<Vec<_>>(), [JobId(id(9))]);
    store.abandon_leases().await.unwrap();
    store.end(JobId(id(9)), None, Ok(adforge_domain::job::Outcome::Content { generator: None })).await.unwrap();
    let alone = store.claim_due(Due::Renders, 9, Duration::from_secs(9)).await;
    corrupt(alone, "jobs", &id(8).to_string(), "work");
}
