//! Ids and documents as columns: what they are in each database, and how they are bound and read.

use crate::connection::MultiBackend;
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{Binary, HasSqlType, Text},
    sqlite::Sqlite,
};
use uuid::Uuid;

/// The types of columns.
pub(crate) mod sql {
    /// A UUID: 16 bytes in SQLite.
    #[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(sqlite_type(name = "Binary"))]
    pub struct Uid;

    /// A JSON document: text in SQLite.
    #[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(sqlite_type(name = "Text"))]
    pub struct Document;
}

type Raw<'a, DB> = <DB as Backend>::RawValue<'a>;

/// An id to be stored.
#[derive(Clone, Copy, Debug, AsExpression)]
#[diesel(sql_type = sql::Uid)]
pub(crate) struct Id(pub(crate) Uuid);

/// An id as it was stored: not trusted to be one.
#[derive(Debug, FromSqlRow)]
pub(crate) struct StoredId(pub(crate) Vec<u8>);

/// A document, in words.
#[derive(Clone, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql::Document)]
pub(crate) struct Json(pub(crate) String);

impl HasSqlType<sql::Uid> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<sql::Uid>(lookup)
    }
}

impl HasSqlType<sql::Document> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<sql::Document>(lookup)
    }
}

impl ToSql<sql::Uid, Sqlite> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        <[u8] as ToSql<Binary, Sqlite>>::to_sql(self.0.as_bytes(), out)
    }
}

impl ToSql<sql::Uid, MultiBackend> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((sql::Uid, self));
        Ok(IsNull::No)
    }
}

impl FromSql<sql::Uid, Sqlite> for StoredId {
    fn from_sql(bytes: Raw<'_, Sqlite>) -> deserialize::Result<Self> {
        <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(bytes).map(Self)
    }
}

impl FromSql<sql::Uid, MultiBackend> for StoredId {
    fn from_sql(bytes: Raw<'_, MultiBackend>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, sql::Uid>()
    }
}

impl ToSql<sql::Document, Sqlite> for Json {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        <str as ToSql<Text, Sqlite>>::to_sql(&self.0, out)
    }
}

impl ToSql<sql::Document, MultiBackend> for Json {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((sql::Document, self));
        Ok(IsNull::No)
    }
}

impl FromSql<sql::Document, Sqlite> for Json {
    fn from_sql(bytes: Raw<'_, Sqlite>) -> deserialize::Result<Self> {
        <String as FromSql<Text, Sqlite>>::from_sql(bytes).map(Self)
    }
}

impl FromSql<sql::Document, MultiBackend> for Json {
    fn from_sql(bytes: Raw<'_, MultiBackend>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, sql::Document>()
    }
}
