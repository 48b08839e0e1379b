//! How callbacks are signed: Ed25519 over id, user, time and the body's hash, each on a line.

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

const JWKS: &str = include_str!("../../answers/fal/jwks.json");
const JWK: &str = include_str!("../../answers/fal/jwk.json");
/// Whose runs they are.
const USER: &str = "user_of_the_tests";

/// A callback as it is sent.
#[derive(Clone, Debug)]
pub struct Called {
    /// Names in small letters.
    pub headers: Vec<(&'static str, String)>,
    /// What is signed, in the end.
    pub body: String,
}

/// Who signs.
pub(super) struct Signer {
    pair: Ed25519KeyPair,
    /// One that was there before: receivers try each.
    other: Ed25519KeyPair,
}

impl Signer {
    pub(super) fn new() -> Self {
        let new = || Ed25519KeyPair::generate().unwrap();
        Self { pair: new(), other: new() }
    }

    pub(super) fn signs(&self, id: &str, at: i64, body: &str) -> Called {
        let at = at.to_string();
        let message = [id, USER, &at, &digits(digest(&SHA256, body.as_bytes()).as_ref())].join("\n");
        let signature = digits(self.pair.sign(message.as_bytes()).as_ref());
        let headers = vec![
            ("x-fal-webhook-request-id", id.to_owned()),
            ("x-fal-webhook-user-id", USER.to_owned()),
            ("x-fal-webhook-timestamp", at),
            ("x-fal-webhook-signature", signature),
        ];
        Called { headers, body: body.to_owned() }
    }

    /// The keys as they are published.
    pub(super) fn published(&self) -> String {
        let key = |kid: &str, pair: &Ed25519KeyPair| {
            let x = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
            JWK.replace("{kid}", kid).replace("{x}", &x)
        };
        JWKS.replace("{keys}", &[key("1", &self.other), key("2", &self.pair)].join(","))
    }
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
