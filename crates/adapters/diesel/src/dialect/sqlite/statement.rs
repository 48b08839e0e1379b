//! Statements that are prepared once. Diesel prepares each of its `UPDATE`s and upserts anew for every run, which costs
//! more than to run them; so the hot path says its SQL itself.

use crate::columns::{Id, Json, sql};
use diesel::{
    QueryResult, RunQueryDsl, SqliteConnection,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::Error,
    sql_types::{BigInt, Nullable, Text},
    sqlite::Sqlite,
};
use std::marker::PhantomData;

/// The text of a statement, with a `?` for each value.
pub(super) trait Words: 'static {
    /// The text, divided at its question marks.
    fn pieces() -> &'static [&'static str];
    /// The types of the columns it returns, if it returns any.
    type Columns;
}

/// A value that is bound.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Id(Id),
    MaybeId(Option<Id>),
    Text(&'a str),
    MaybeText(Option<&'a str>),
    Json(&'a Json),
    MaybeJson(Option<&'a Json>),
    Number(i64),
    MaybeNumber(Option<i64>),
}

/// A statement with its values.
pub(super) struct Statement<'a, W> {
    values: &'a [Value<'a>],
    words: PhantomData<W>,
}

impl<'a, W: Words> Statement<'a, W> {
    pub(super) fn new(values: &'a [Value<'a>]) -> Self {
        Self { values, words: PhantomData }
    }

    /// Runs it; returns how many rows it changed.
    pub(super) fn run(self, on: &mut SqliteConnection) -> QueryResult<usize> {
        self.execute(on)
    }
}

impl<W: Words> QueryId for Statement<'_, W> {
    type QueryId = Statement<'static, W>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<W: Words> Query for Statement<'_, W> {
    type SqlType = W::Columns;
}

impl<W: Words> RunQueryDsl<SqliteConnection> for Statement<'_, W> {}

impl<W: Words> QueryFragment<Sqlite> for Statement<'_, W> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let (first, rest) = W::pieces().split_first().unwrap_or((&"", &[]));
        out.push_sql(first);
        if rest.len() != self.values.len() {
            return Err(Error::QueryBuilderError(W::pieces().join("?").into()));
        }
        for (piece, value) in rest.iter().zip(self.values) {
            match value {
                Value::Id(id) => out.push_bind_param::<sql::Uid, _>(id)?,
                Value::MaybeId(id) => out.push_bind_param::<Nullable<sql::Uid>, _>(id)?,
                Value::Text(text) => out.push_bind_param::<Text, _>(*text)?,
                Value::MaybeText(text) => out.push_bind_param::<Nullable<Text>, _>(text)?,
                Value::Json(json) => out.push_bind_param::<sql::Document, _>(*json)?,
                Value::MaybeJson(json) => out.push_bind_param::<Nullable<sql::Document>, _>(json)?,
                Value::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
                Value::MaybeNumber(number) => out.push_bind_param::<Nullable<BigInt>, _>(number)?,
            }
            out.push_sql(piece);
        }
        Ok(())
    }
}

/// Names a statement's text.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $sql:expr $(=> $columns:ty)?;)+) => {$(
        $(#[$doc])*
        struct $name;

        impl $crate::dialect::sqlite::statement::Words for $name {
            fn pieces() -> &'static [&'static str] {
                static PIECES: std::sync::LazyLock<Vec<&str>> = std::sync::LazyLock::new(|| $sql.split('?').collect());
                &PIECES
            }

            type Columns = words!(@columns $($columns)?);
        }
    )+};
    (@columns) => { () };
    (@columns $columns:ty) => { $columns };
}

pub(super) use words;
