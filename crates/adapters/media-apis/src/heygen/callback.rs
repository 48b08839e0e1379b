//! HeyGen's callbacks: the raw body is signed with the secret as it was shown, `whsec_` included; the time beside it is not.

use crate::line::bytes_of;
use adforge_ports_creative::{Callback, NotHeard};
use aws_lc_rs::hmac;
use serde_json::Value;

/// How far a callback's time may be from ours, in seconds. It isn't signed, so this keeps only honest repeats away; who
/// repeats a callback with another time has an order looked at, and nothing else.
const TOLERANCE: u64 = 300;

pub(super) fn hear(callback: &Callback<'_>, secret: &str) -> Result<Option<String>, NotHeard> {
    let header = |name: &str| callback.header(name);
    let signature = header("heygen-signature").or_else(|| header("signature"));
    let signature = signature.and_then(bytes_of).ok_or(NotHeard::Forged("it has no signature"))?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::verify(&key, callback.body, &signature)
        .map_err(|_| NotHeard::Forged("its signature is not the provider's"))?;
    let at = header("heygen-timestamp").and_then(|text| text.trim().parse::<i64>().ok());
    let at = at.ok_or(NotHeard::Forged("it says no time"))?;
    if callback.now.unix_timestamp().abs_diff(at) > TOLERANCE {
        return Err(NotHeard::Forged("it is of another time"));
    }
    let body: Value = serde_json::from_slice(callback.body).unwrap_or_default();
    Ok(body.pointer("/event_data/callback_id").and_then(Value::as_str).map(str::to_owned))
}
