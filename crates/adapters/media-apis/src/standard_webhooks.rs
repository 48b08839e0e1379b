//! Callbacks that are signed as Standard Webhooks has it: an HMAC over id, time and raw body.

use adforge_ports_creative::{Callback, NotHeard};
use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};

/// How far a callback's time may be from ours, in seconds.
const TOLERANCE: u64 = 300;
/// What a secret begins with; those who show it leave this out at times.
const PREFIX: &str = "whsec_";
/// What an entry of the signature's list begins with that is made with a secret which both sides know.
const VERSION: &str = "v1,";

/// What callbacks are signed with.
pub(crate) struct Secret(hmac::Key);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A secret as it is shown: base64, usually after `whsec_`. None where it isn't that.
    pub(crate) fn new(shown: &str) -> Option<Self> {
        let shown = shown.trim();
        let key = BASE64_STANDARD.decode(shown.strip_prefix(PREFIX).unwrap_or(shown)).ok()?;
        (!key.is_empty()).then(|| Self(hmac::Key::new(hmac::HMAC_SHA256, &key)))
    }

    /// Whether a callback was signed with it, lately.
    ///
    /// # Errors
    /// It wasn't.
    pub(crate) fn check(&self, callback: &Callback<'_>) -> Result<(), NotHeard> {
        let header = |name: &str| callback.header(name).ok_or(NotHeard::Forged("it has no signature"));
        let (id, at, signatures) = (header("webhook-id")?, header("webhook-timestamp")?, header("webhook-signature")?);
        let signed = [id.as_bytes(), b".", at.as_bytes(), b".", callback.body].concat();
        // While a secret is changed, both sign.
        let is_ours = |signature: &str| {
            let tag = signature.strip_prefix(VERSION).and_then(|tag| BASE64_STANDARD.decode(tag).ok());
            tag.is_some_and(|tag| hmac::verify(&self.0, &signed, &tag).is_ok())
        };
        if !signatures.split_whitespace().any(is_ours) {
            return Err(NotHeard::Forged("its signature is not the provider's"));
        }
        let at: i64 = at.parse().map_err(|_| NotHeard::Forged("it says no time"))?;
        if callback.now.unix_timestamp().abs_diff(at) > TOLERANCE {
            return Err(NotHeard::Forged("it is of another time"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;
    use adforge_ports_creative::{Callback, NotHeard};
    use std::collections::HashMap;
    use time::OffsetDateTime;

    // The vector of the standard's own Rust library, 1.0.1.
    const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    const ID: &str = "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk";
    const AT: i64 = 1_649_367_553;
    const BODY: &str = r#"{"email":"test@example.com","username":"test_user"}"#;
    const SIGNATURE: &str = "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=";

    fn check(secret: &str, signature: &str, id: &str, at: &str, body: &str, late: i64) -> Result<(), NotHeard> {
        let headers = [("webhook-id", id), ("webhook-timestamp", at), ("webhook-signature", signature)];
        let headers: HashMap<_, _> = headers
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, it)| (name.into(), it.into()))
            .collect();
        let now = OffsetDateTime::from_unix_timestamp(AT + late).unwrap();
        Secret::new(secret).unwrap().check(&Callback { headers: &headers, body: body.as_bytes(), now })
    }

    #[test]
    fn the_standards_own_example_is_heard() {
        let at = AT.to_string();
        assert_eq!(check(SECRET, SIGNATURE, ID, &at, BODY, 0), Ok(()));
        assert_eq!(check(SECRET.trim_start_matches("whsec_"), SIGNATURE, ID, &at, BODY, 0), Ok(()), "as some show it");
        let several = format!("v1,AAAA v1a,{} nonsense {SIGNATURE}", &SIGNATURE[3..]);
        assert_eq!(check(SECRET, &several, ID, &at, BODY, 0), Ok(()), "any of several");
        for edge in [300, -300] {
            assert_eq!(check(SECRET, SIGNATURE, ID, &at, BODY, edge), Ok(()), "{edge}");
        }
    }

    #[test]
    fn what_is_changed_old_or_not_signed_is_not_heard() {
        let at = AT.to_string();
        let later = (AT + 1).to_string();
        let other = "whsec_AAAAsBQIhrscChlQIMV+b5sSYspob7oD";
        let asymmetric = SIGNATURE.replace("v1,", "v1a,");
        let cut = &SIGNATURE[..SIGNATURE.len() - 4];
        let changed = BODY.replace("test_user", "rest_user");
        let cases = [
            (SECRET, SIGNATURE, ID, at.as_str(), changed.as_str(), 0),
            (SECRET, SIGNATURE, "msg_other", &at, BODY, 0),
            (SECRET, SIGNATURE, ID, &later, BODY, 0),
            (other, SIGNATURE, ID, &at, BODY, 0),
            (SECRET, &asymmetric, ID, &at, BODY, 0),
            (SECRET, &SIGNATURE[3..], ID, &at, BODY, 0),
            (SECRET, cut, ID, &at, BODY, 0),
            (SECRET, "v1,", ID, &at, BODY, 0),
            (SECRET, "", ID, &at, BODY, 0),
            (SECRET, SIGNATURE, "", &at, BODY, 0),
            (SECRET, SIGNATURE, ID, "", BODY, 0),
            (SECRET, SIGNATURE, ID, &at, BODY, 301),
            (SECRET, SIGNATURE, ID, &at, BODY, -301),
        ];
        for case in cases {
            let (secret, signature, id, at, body, late) = case;
            let heard = check(secret, signature, id, at, body, late);
            assert!(matches!(heard, Err(NotHeard::Forged(_))), "{case:?}: {heard:?}");
        }
    }

    #[test]
    fn a_secret_is_base64_and_not_nothing() {
        for none in ["", "whsec_", "whsec_of the tests", "whsec_éé", "whsec_A"] {
            assert!(Secret::new(none).is_none(), "{none}");
        }
        assert_eq!(format!("{:?}", Secret::new(SECRET).unwrap()), "Secret");
    }
}
