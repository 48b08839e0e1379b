//! Which renders and products have files.

use super::statement::{Statement, Value};
use crate::{
    columns::{
        Id, StoredId,
        sql::{Document, Uid},
    },
    media::RenderRow,
};
use diesel::{
    PgConnection, QueryResult, RunQueryDsl,
    sql_types::{Nullable, Text},
};

const RENDERS_OF: &str = "SELECT session_id, status, outcome FROM jobs \
    WHERE session_id = ANY({ids}) AND session_id IS NOT NULL AND kind IN ('video', 'image')";
const RENDERS: &str = "SELECT id, status, outcome FROM jobs WHERE id = ANY({ids}) AND kind IN ('video', 'image')";
const USED: &str = "SELECT id FROM products AS product WHERE id = ANY({ids}) AND (deleted_at IS NULL \
    OR EXISTS (SELECT FROM chat_sessions WHERE product_id = product.id))";

fn renders_by(words: &str, on: &mut PgConnection, ids: &[Id]) -> QueryResult<Vec<RenderRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Statement::<(Uid, Text, Nullable<Document>)>::new(words, &[("ids", Value::Ids(ids.to_vec()))]).load(on)
}

/// The renders of these sessions.
pub(crate) fn renders_of(on: &mut PgConnection, sessions: &[Id]) -> QueryResult<Vec<RenderRow>> {
    renders_by(RENDERS_OF, on, sessions)
}

/// Those of these jobs that are renders.
pub(crate) fn renders(on: &mut PgConnection, jobs: &[Id]) -> QueryResult<Vec<RenderRow>> {
    renders_by(RENDERS, on, jobs)
}

/// Those of these products that live, or have a session.
pub(crate) fn used_products(on: &mut PgConnection, products: &[Id]) -> QueryResult<Vec<StoredId>> {
    if products.is_empty() {
        return Ok(Vec::new());
    }
    Statement::<Uid>::new(USED, &[("ids", Value::Ids(products.to_vec()))]).load(on)
}
