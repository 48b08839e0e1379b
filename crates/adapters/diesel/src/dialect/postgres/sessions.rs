//! The heads of sessions.

use super::statement::{Statement, Value};
use crate::{
    columns::{At, Id, StoredId, sql::Uid},
    rows::session::NewSession,
};
use adforge_domain::ids::SessionId;
use diesel::{PgConnection, QueryResult, RunQueryDsl, sql_types::BigInt};

const INSERT: &str = "INSERT INTO chat_sessions (id, user_id, user_label, product_id, format, media_type, language, \
    current_step, last_seq, created_at, updated_at, selections, generator) \
    VALUES ({id}, {owner}, {label}, {product}, {format}, {media}, {language}, {step}, {seq}, {at}, {at}, {selections}, \
    {generator}) \
    ON CONFLICT (id) DO NOTHING";
/// PostgreSQL keeps no plan of this one: it takes a list for ten, and plans a shorter one anew each time.
const HEADS: &str = "SELECT id, last_seq FROM chat_sessions WHERE id = ANY({ids})";
const HEAD: &str = "SELECT id, last_seq FROM chat_sessions WHERE id = {id}";

/// Stores a session's head unless it is there. False when it was.
pub(crate) fn insert(on: &mut PgConnection, head: &NewSession) -> QueryResult<bool> {
    let values = [
        ("id", Value::Id(Id(head.id.0))),
        ("owner", Value::Text(&head.owner.0)),
        ("label", Value::MaybeText(head.user_label.as_deref())),
        ("product", Value::Id(Id(head.product.0))),
        ("format", Value::MaybeText(head.format)),
        ("media", Value::Text(head.media)),
        ("language", Value::MaybeText(head.language.as_deref())),
        ("step", Value::Text(head.step.as_str())),
        ("seq", Value::Number(head.last_seq)),
        ("at", Value::At(At(head.at))),
        ("selections", Value::Json(&head.selections)),
        ("generator", Value::MaybeText(head.generator.as_deref())),
    ];
    Ok(Statement::new(INSERT, &values).run(on)? == 1)
}

/// The newest numbers of those sessions that are there, in one read.
pub(crate) fn heads(on: &mut PgConnection, sessions: &[SessionId]) -> QueryResult<Vec<(StoredId, i64)>> {
    if let [one] = sessions {
        return Statement::<(Uid, BigInt)>::new(HEAD, &[("id", Value::Id(Id(one.0)))]).load(on);
    }
    let ids = Value::Ids(sessions.iter().map(|session| Id(session.0)).collect());
    Statement::<(Uid, BigInt)>::new(HEADS, &[("ids", ids)]).load(on)
}
