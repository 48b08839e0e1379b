//! What calls that cost money cost.

use super::statement::{Statement, Value, words};
use crate::{
    columns::Id,
    rows::{big, spending::SumRow},
};
use adforge_domain::spending::{Money, Spent};
use adforge_ports_storage::{Reservation, Whose};
use diesel::{
    OptionalExtension, QueryResult, RunQueryDsl, SqliteConnection,
    sql_types::{BigInt, Nullable, Text},
};
use uuid::Uuid;

/// One that was never settled counts as the most that it could cost, and as estimated.
macro_rules! sum_of {
    ($column:literal) => {
        concat!(
            "SELECT count(*), coalesce(sum(input_tokens), 0), coalesce(sum(cached_tokens), 0), \
            coalesce(sum(output_tokens), 0), coalesce(sum(CASE settled WHEN 1 THEN money ELSE most END), 0), \
            count(CASE WHEN CASE settled WHEN 1 THEN money ELSE most END IS NULL THEN 1 END), \
            count(CASE WHEN settled = 0 OR estimated = 1 THEN 1 END) FROM spending WHERE ",
            $column,
            " = ?"
        )
    };
}

type Sum = (BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt);

words! {
    SetAside = "INSERT INTO spending_days (day, money) VALUES (?, ?) \
        ON CONFLICT (day) DO UPDATE SET money = money + excluded.money WHERE money <= ?";
    Enter = "INSERT INTO spending (id, user_id, session_id, job_id, model, day, most) VALUES (?, ?, ?, ?, ?, ?, ?)";
    Settle = "UPDATE spending SET settled = 1, input_tokens = ?, cached_tokens = ?, output_tokens = ?, money = ?, \
        estimated = ? WHERE id = ? AND settled = 0 RETURNING day, most" => (Text, Nullable<BigInt>);
    Correct = "UPDATE spending_days SET money = money + ? WHERE day = ?";
    OfJob = sum_of!("job_id") => Sum;
    OfSession = sum_of!("session_id") => Sum;
    OfDay = sum_of!("day") => Sum;
}

/// Sets money aside, where no more than `ceiling` is spent and set aside on that day yet.
pub(crate) fn reserve(on: &mut SqliteConnection, reservation: &Reservation, ceiling: Money) -> QueryResult<bool> {
    let day = reservation.day.to_string();
    let most = reservation.most.map(|most| big(most.0));
    let values = [Value::Text(&day), Value::Number(most.unwrap_or_default()), Value::Number(big(ceiling.0))];
    if Statement::<SetAside>::new(&values).run(on)? == 0 {
        return Ok(false);
    }
    let values = [
        Value::Id(Id(reservation.id)),
        Value::Text(&reservation.owner.0),
        Value::MaybeId(reservation.session.map(|session| Id(session.0))),
        Value::MaybeId(reservation.job.map(|job| Id(job.0))),
        Value::Text(&reservation.model),
        Value::Text(&day),
        Value::MaybeNumber(most),
    ];
    Statement::<Enter>::new(&values).run(on).map(|_| true)
}

/// Puts what a call cost in the place of what was set aside. False when that was done before, or nothing was.
pub(crate) fn settle(on: &mut SqliteConnection, id: Uuid, spent: &Spent) -> QueryResult<bool> {
    let money = spent.money.map(|money| big(money.0));
    let values = [
        Value::Number(big(spent.tokens.input)),
        Value::Number(big(spent.tokens.cached)),
        Value::Number(big(spent.tokens.output)),
        Value::MaybeNumber(money),
        Value::Number(i64::from(spent.estimated)),
        Value::Id(Id(id)),
    ];
    let entry: Option<(String, Option<i64>)> = Statement::<Settle>::new(&values).get_result(on).optional()?;
    let Some((day, most)) = entry else { return Ok(false) };
    let aside = most.unwrap_or_default();
    let more = money.unwrap_or(aside).saturating_sub(aside);
    Statement::<Correct>::new(&[Value::Number(more), Value::Text(&day)]).run(on).map(|_| true)
}

/// What the calls of an account cost.
pub(crate) fn spent(on: &mut SqliteConnection, account: Whose) -> QueryResult<SumRow> {
    match account {
        Whose::Job(job) => Statement::<OfJob>::new(&[Value::Id(Id(job.0))]).get_result(on),
        Whose::Session(session) => Statement::<OfSession>::new(&[Value::Id(Id(session.0))]).get_result(on),
        Whose::Day(day) => Statement::<OfDay>::new(&[Value::Text(&day.to_string())]).get_result(on),
    }
}
