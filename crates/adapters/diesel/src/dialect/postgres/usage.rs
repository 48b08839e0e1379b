//! Users' accounts.

use super::statement::{Statement, Value};
use adforge_ports_storage::Charge;
use diesel::{PgConnection, QueryResult};

/// One more on a user's account, once for each row of `source`; none when that would be too many.
pub(super) fn words(charge: &Charge, source: &str) -> String {
    let (counted, first) = if charge.videos { ("videos", "0, 1") } else { ("generations", "1, 0") };
    format!(
        "INSERT INTO usage (user_id, day, generations, videos) \
        SELECT {{payer}}, {{day}}::date, {first} FROM {source} WHERE {{most}} > 0 \
        ON CONFLICT (user_id, day) DO UPDATE SET {counted} = usage.{counted} + 1 WHERE usage.{counted} < {{most}}"
    )
}

/// The values of the same.
pub(super) fn values(charge: &Charge) -> [(&'static str, Value<'_>); 3] {
    [
        ("payer", Value::Text(&charge.owner.0)),
        ("day", Value::Day(charge.day.to_string())),
        ("most", Value::Number(i64::from(charge.most))),
    ]
}

/// One more on a user's account. False when that would be too many.
pub(crate) fn charge(on: &mut PgConnection, charge: &Charge) -> QueryResult<bool> {
    let words = words(charge, "(VALUES (1)) AS one");
    Ok(Statement::new(&words, &values(charge)).run(on)? == 1)
}
