//! Ids, times and documents as columns: what they are in each database, and how they are bound and read.

use crate::connection::MultiBackend;
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::Pg,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{BigInt, Binary, HasSqlType, Text},
    sqlite::Sqlite,
};
use std::io::Write;
use uuid::Uuid;

/// The types of columns.
pub(crate) mod sql {
    /// A UUID: 16 bytes in SQLite.
    #[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(sqlite_type(name = "Binary"), postgres_type(oid = 2950, array_oid = 2951))]
    pub struct Uid;

    /// A JSON document: text in SQLite, `jsonb` in PostgreSQL.
    #[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(sqlite_type(name = "Text"), postgres_type(oid = 3802, array_oid = 3807))]
    pub struct Document;

    /// A time: milliseconds since 1970 (UTC) in SQLite, `timestamptz` in PostgreSQL.
    #[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(sqlite_type(name = "Long"), postgres_type(oid = 1184, array_oid = 1185))]
    pub struct Moment;
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

/// A time, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql::Moment)]
pub(crate) struct At(pub(crate) i64);

/// A column's type and value, whichever database it is in.
macro_rules! in_any_database {
    ($($sql:ident: $written:ty, $read:ty;)+) => {$(
        impl HasSqlType<sql::$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<sql::$sql>(lookup)
            }
        }

        impl ToSql<sql::$sql, MultiBackend> for $written {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((sql::$sql, self));
                Ok(IsNull::No)
            }
        }

        impl FromSql<sql::$sql, MultiBackend> for $read {
            fn from_sql(bytes: Raw<'_, MultiBackend>) -> deserialize::Result<Self> {
                bytes.from_sql::<Self, sql::$sql>()
            }
        }
    )+};
}

in_any_database! {
    Uid: Id, StoredId;
    Document: Json, Json;
    Moment: At, At;
}

impl ToSql<sql::Uid, Sqlite> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        <[u8] as ToSql<Binary, Sqlite>>::to_sql(self.0.as_bytes(), out)
    }
}

impl FromSql<sql::Uid, Sqlite> for StoredId {
    fn from_sql(bytes: Raw<'_, Sqlite>) -> deserialize::Result<Self> {
        <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(bytes).map(Self)
    }
}

impl ToSql<sql::Uid, Pg> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<sql::Uid, Pg> for StoredId {
    fn from_sql(bytes: Raw<'_, Pg>) -> deserialize::Result<Self> {
        Ok(Self(bytes.as_bytes().to_vec()))
    }
}

impl ToSql<sql::Document, Sqlite> for Json {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        <str as ToSql<Text, Sqlite>>::to_sql(&self.0, out)
    }
}

impl FromSql<sql::Document, Sqlite> for Json {
    fn from_sql(bytes: Raw<'_, Sqlite>) -> deserialize::Result<Self> {
        <String as FromSql<Text, Sqlite>>::from_sql(bytes).map(Self)
    }
}

/// The version of `jsonb` on the wire: it is followed by the document in words.
const JSONB: u8 = 1;

impl ToSql<sql::Document, Pg> for Json {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[JSONB])?;
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<sql::Document, Pg> for Json {
    fn from_sql(bytes: Raw<'_, Pg>) -> deserialize::Result<Self> {
        match bytes.as_bytes() {
            [JSONB, document @ ..] => Ok(Self(std::str::from_utf8(document)?.to_owned())),
            other => Err(format!("jsonb of the version {:?} is not known", other.first()).into()),
        }
    }
}

impl ToSql<sql::Moment, Sqlite> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        <i64 as ToSql<BigInt, Sqlite>>::to_sql(&self.0, out)
    }
}

impl FromSql<sql::Moment, Sqlite> for At {
    fn from_sql(bytes: Raw<'_, Sqlite>) -> deserialize::Result<Self> {
        <i64 as FromSql<BigInt, Sqlite>>::from_sql(bytes).map(Self)
    }
}

/// PostgreSQL counts microseconds since the first of January 2000; this is that day in milliseconds since 1970.
const PG_EPOCH: i64 = 946_684_800_000;

impl ToSql<sql::Moment, Pg> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let micros = self.0.checked_sub(PG_EPOCH).and_then(|millis| millis.checked_mul(1_000));
        let micros = micros.ok_or_else(|| format!("{} ms is no time", self.0))?;
        out.write_all(&micros.to_be_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<sql::Moment, Pg> for At {
    fn from_sql(bytes: Raw<'_, Pg>) -> deserialize::Result<Self> {
        let micros = i64::from_be_bytes(bytes.as_bytes().try_into()?);
        // "infinity" stays far out of range.
        Ok(Self(micros.div_euclid(1_000).saturating_add(PG_EPOCH)))
    }
}
