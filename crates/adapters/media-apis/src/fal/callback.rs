//! fal's callbacks: id, user, time and the hash of the raw body are signed, each on a line.

use super::keys::Keys;
use crate::line::bytes_of;
use adforge_ports_creative::{Callback, NotHeard};
use aws_lc_rs::digest::{SHA256, digest};

/// How far a callback's time may be from ours, in seconds.
const TOLERANCE: u64 = 300;

/// The id of the order that a callback is about, if fal has signed it.
pub(super) async fn check<'a>(callback: &'a Callback<'_>, keys: &Keys) -> Result<&'a str, NotHeard> {
    let header = |name: &str| callback.header(name).ok_or(NotHeard::Forged("it has no signature"));
    let (id, user) = (header("x-fal-webhook-request-id")?, header("x-fal-webhook-user-id")?);
    let (at, signature) = (header("x-fal-webhook-timestamp")?, header("x-fal-webhook-signature")?);
    let time: i64 = at.parse().map_err(|_| NotHeard::Forged("it says no time"))?;
    // Before its signature is looked at, so that old ones cost nobody a question.
    if callback.now.unix_timestamp().abs_diff(time) > TOLERANCE {
        return Err(NotHeard::Forged("it is of another time"));
    }
    let signature = bytes_of(signature).ok_or(NotHeard::Forged("its signature is none"))?;
    let hash: String = digest(&SHA256, callback.body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let message = [id, user, at, hash.as_str()].join("\n");
    match keys.have_signed(message.as_bytes(), &signature, callback.now).await {
        true => Ok(id),
        false => Err(NotHeard::Forged("its signature is not the provider's")),
    }
}
