//! Statements whose plans are kept: PostgreSQL prepares each text once on a connection. Values have names in it, since most
//! are used in more than one place.

use crate::columns::{At, Id, Json, sql};
use diesel::{
    PgConnection, QueryResult, RunQueryDsl,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::Error,
    sql_types::{Array, BigInt, Nullable, Text},
};
use std::{borrow::Cow, marker::PhantomData};

/// A value that is bound.
pub(super) enum Value<'a> {
    Id(Id),
    MaybeId(Option<Id>),
    Ids(Vec<Id>),
    Text(&'a str),
    /// A day (2026-02-08), bound as text.
    Day(String),
    MaybeText(Option<&'a str>),
    Texts(Vec<Cow<'a, str>>),
    Json(&'a Json),
    MaybeJson(Option<&'a Json>),
    Number(i64),
    MaybeNumber(Option<i64>),
    Numbers(Vec<i64>),
    At(At),
}

/// A statement with its values: `{name}` stands for the value of that name, wherever it stands.
pub(super) struct Statement<'a, Columns = ()> {
    words: &'a str,
    values: &'a [(&'static str, Value<'a>)],
    columns: PhantomData<Columns>,
}

impl<'a, Columns> Statement<'a, Columns> {
    /// A statement that returns these columns.
    pub(super) fn new(words: &'a str, values: &'a [(&'static str, Value<'a>)]) -> Self {
        Self { words, values, columns: PhantomData }
    }
}

impl Statement<'_> {
    /// Runs it; returns how many rows it changed.
    pub(super) fn run(self, on: &mut PgConnection) -> QueryResult<usize> {
        self.execute(on)
    }
}

/// Known by its words.
impl<Columns> QueryId for Statement<'_, Columns> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Columns> Query for Statement<'_, Columns> {
    type SqlType = Columns;
}

impl<Columns> RunQueryDsl<PgConnection> for Statement<'_, Columns> {}

impl<Columns> QueryFragment<Pg> for Statement<'_, Columns> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut pieces = self.words.split('{');
        out.push_sql(pieces.next().unwrap_or_default());
        let mut bound = Vec::with_capacity(self.values.len());
        for piece in pieces {
            let (name, rest) = piece.split_once('}').ok_or_else(|| unknown(piece))?;
            match bound.iter().position(|known| *known == name) {
                Some(place) => out.push_sql(&format!("${}", place + 1)),
                None => {
                    let value = self.values.iter().find(|(known, _)| *known == name).ok_or_else(|| unknown(name))?;
                    bind(&value.1, &mut out)?;
                    bound.push(name);
                }
            }
            out.push_sql(rest);
        }
        Ok(())
    }
}

fn bind<'b>(value: &'b Value<'_>, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    match value {
        Value::Id(id) => out.push_bind_param::<sql::Uid, _>(id),
        Value::MaybeId(id) => out.push_bind_param::<Nullable<sql::Uid>, _>(id),
        Value::Ids(ids) => out.push_bind_param::<Array<sql::Uid>, _>(ids),
        Value::Text(text) => out.push_bind_param::<Text, _>(*text),
        Value::Day(day) => out.push_bind_param::<Text, _>(day),
        Value::MaybeText(text) => out.push_bind_param::<Nullable<Text>, _>(text),
        Value::Texts(texts) => out.push_bind_param::<Array<Text>, _>(texts),
        Value::Json(json) => out.push_bind_param::<sql::Document, _>(*json),
        Value::MaybeJson(json) => out.push_bind_param::<Nullable<sql::Document>, _>(json),
        Value::Number(number) => out.push_bind_param::<BigInt, _>(number),
        Value::MaybeNumber(number) => out.push_bind_param::<Nullable<BigInt>, _>(number),
        Value::Numbers(numbers) => out.push_bind_param::<Array<BigInt>, _>(numbers),
        Value::At(at) => out.push_bind_param::<sql::Moment, _>(at),
    }
}

fn unknown(name: &str) -> Error {
    Error::QueryBuilderError(format!("no value is called {name}").into())
}
