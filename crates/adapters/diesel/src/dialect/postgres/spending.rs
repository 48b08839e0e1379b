//! What calls that cost money cost.

use super::statement::{Statement, Value};
use crate::{
    columns::Id,
    rows::{big, spending::SumRow},
};
use adforge_domain::spending::{Money, Spent};
use adforge_ports_storage::{Reservation, Whose};
use diesel::{PgConnection, QueryResult, RunQueryDsl, sql_types::BigInt};
use uuid::Uuid;

/// The day's row is raised under a condition: whoever waits for it sees it as the one before has left it.
const RESERVE: &str = "WITH aside AS (\
    INSERT INTO spending_days (day, money) VALUES ({day}::date, coalesce({most}, 0)) \
    ON CONFLICT (day) DO UPDATE SET money = spending_days.money + excluded.money WHERE spending_days.money <= {ceiling} \
    RETURNING day) \
    INSERT INTO spending (id, user_id, session_id, job_id, model, day, most) \
    SELECT {id}, {owner}, {session}, {job}, {model}, day, {most} FROM aside";
const SETTLE: &str = "WITH done AS (\
    UPDATE spending SET settled = 1, input_tokens = {input}, cached_tokens = {cached}, output_tokens = {output}, \
    money = {money}, estimated = {estimated} WHERE id = {id} AND settled = 0 RETURNING day, most) \
    UPDATE spending_days SET money = spending_days.money + coalesce({money}, most, 0) - coalesce(most, 0) \
    FROM done WHERE spending_days.day = done.day";
/// One that was never settled counts as the most that it could cost, and as estimated.
const SUM: &str = "SELECT count(*), coalesce(sum(input_tokens), 0)::bigint, coalesce(sum(cached_tokens), 0)::bigint, \
    coalesce(sum(output_tokens), 0)::bigint, \
    coalesce(sum(CASE settled WHEN 1 THEN money ELSE most END), 0)::bigint, \
    count(*) FILTER (WHERE CASE settled WHEN 1 THEN money ELSE most END IS NULL), \
    count(*) FILTER (WHERE settled = 0 OR estimated = 1) FROM spending WHERE ";

/// Sets money aside, where no more than `ceiling` is spent and set aside on that day yet.
pub(crate) fn reserve(on: &mut PgConnection, reservation: &Reservation, ceiling: Money) -> QueryResult<bool> {
    let values = [
        ("day", Value::Day(reservation.day.to_string())),
        ("most", Value::MaybeNumber(reservation.most.map(|most| big(most.0)))),
        ("ceiling", Value::Number(big(ceiling.0))),
        ("id", Value::Id(Id(reservation.id))),
        ("owner", Value::Text(&reservation.owner.0)),
        ("session", Value::MaybeId(reservation.session.map(|session| Id(session.0)))),
        ("job", Value::MaybeId(reservation.job.map(|job| Id(job.0)))),
        ("model", Value::Text(&reservation.model)),
    ];
    Ok(Statement::new(RESERVE, &values).run(on)? == 1)
}

/// Puts what a call cost in the place of what was set aside. False when that was done before, or nothing was.
pub(crate) fn settle(on: &mut PgConnection, id: Uuid, spent: &Spent) -> QueryResult<bool> {
    let values = [
        ("input", Value::Number(big(spent.tokens.input))),
        ("cached", Value::Number(big(spent.tokens.cached))),
        ("output", Value::Number(big(spent.tokens.output))),
        ("money", Value::MaybeNumber(spent.money.map(|money| big(money.0)))),
        ("estimated", Value::Number(i64::from(spent.estimated))),
        ("id", Value::Id(Id(id))),
    ];
    Ok(Statement::new(SETTLE, &values).run(on)? == 1)
}

/// What the calls of an account cost.
pub(crate) fn spent(on: &mut PgConnection, account: Whose) -> QueryResult<SumRow> {
    let (whose, value) = match account {
        Whose::Job(job) => ("job_id = {whose}", Value::Id(Id(job.0))),
        Whose::Session(session) => ("session_id = {whose}", Value::Id(Id(session.0))),
        Whose::Day(day) => ("day = {whose}::date", Value::Day(day.to_string())),
    };
    type Sum = (BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt);
    Statement::<Sum>::new(&format!("{SUM}{whose}"), &[("whose", value)]).get_result(on)
}
