//! Users' accounts.

use super::statement::{Statement, Value, words};
use adforge_ports_storage::Charge;
use diesel::{QueryResult, SqliteConnection};

words! {
    ChargeGeneration = "INSERT INTO usage (user_id, day, generations, videos) VALUES (?, ?, 1, 0) \
        ON CONFLICT (user_id, day) DO UPDATE SET generations = generations + 1 WHERE generations < ?";
    ChargeVideo = "INSERT INTO usage (user_id, day, generations, videos) VALUES (?, ?, 0, 1) \
        ON CONFLICT (user_id, day) DO UPDATE SET videos = videos + 1 WHERE videos < ?";
}

/// One more on a user's account. False when that would be too many.
pub(crate) fn charge(on: &mut SqliteConnection, charge: &Charge) -> QueryResult<bool> {
    if charge.most == 0 {
        return Ok(false);
    }
    let day = charge.day.to_string();
    let values = [Value::Text(&charge.owner.0), Value::Text(&day), Value::Number(i64::from(charge.most))];
    let charged = match charge.videos {
        true => Statement::<ChargeVideo>::new(&values).run(on)?,
        false => Statement::<ChargeGeneration>::new(&values).run(on)?,
    };
    Ok(charged == 1)
}
