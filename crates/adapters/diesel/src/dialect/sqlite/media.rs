//! Which renders and products have files.

use super::statement::{Statement, Value, Words, words};
use crate::{
    columns::{
        Id, StoredId,
        sql::{Document, Uid},
    },
    media::RenderRow,
};
use diesel::{
    QueryResult, RunQueryDsl, SqliteConnection,
    sql_types::{Nullable, Text},
};

words! {
    RendersOf = "SELECT session_id, status, outcome FROM jobs \
        WHERE session_id = ? AND session_id IS NOT NULL AND kind IN ('video', 'image')" => (Uid, Text, Nullable<Document>);
    Renders = "SELECT id, status, outcome FROM jobs WHERE id = ? AND kind IN ('video', 'image')"
        => (Uid, Text, Nullable<Document>);
    Used = "SELECT id FROM products AS product WHERE id = ? AND (deleted_at IS NULL \
        OR EXISTS (SELECT 1 FROM chat_sessions WHERE product_id = product.id))" => Uid;
}

fn renders_by<W>(on: &mut SqliteConnection, ids: &[Id]) -> QueryResult<Vec<RenderRow>>
where
    W: Words<Columns = (Uid, Text, Nullable<Document>)>,
{
    let mut rows = Vec::new();
    for id in ids {
        let of_one: Vec<RenderRow> = Statement::<W>::new(&[Value::Id(*id)]).load(on)?;
        rows.extend(of_one);
    }
    Ok(rows)
}

/// The renders of these sessions.
pub(crate) fn renders_of(on: &mut SqliteConnection, sessions: &[Id]) -> QueryResult<Vec<RenderRow>> {
    renders_by::<RendersOf>(on, sessions)
}

/// Those of these jobs that are renders.
pub(crate) fn renders(on: &mut SqliteConnection, jobs: &[Id]) -> QueryResult<Vec<RenderRow>> {
    renders_by::<Renders>(on, jobs)
}

/// Those of these products that live, or have a session.
pub(crate) fn used_products(on: &mut SqliteConnection, products: &[Id]) -> QueryResult<Vec<StoredId>> {
    let mut used = Vec::new();
    for id in products {
        let one: Vec<StoredId> = Statement::<Used>::new(&[Value::Id(*id)]).load(on)?;
        used.extend(one);
    }
    Ok(used)
}
