//! The public keys that fal signs its callbacks with, as it publishes them.

use crate::{
    Access, SetUpError,
    line::{Line, ask, line},
};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use reqwest::{Method, header::HeaderMap};
use serde_json::Value;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;
use url::Url;

/// Where they are at whoever answers in fal's place.
pub(super) const PATH: &str = "/.well-known/jwks.json";
/// For how long they are good, as fal has it.
const FRESH: Duration = Duration::hours(24);
/// How long it is at least until they are asked for again, whatever is signed with another: anybody can call us.
const PAUSE: Duration = Duration::minutes(1);
/// How many are believed.
const MOST: usize = 32;

/// The keys, and where they are.
#[derive(Debug)]
pub(super) struct Keys {
    /// Without our own key: whoever publishes these needs none.
    line: Option<Line>,
    patience: std::time::Duration,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    keys: Arc<[Vec<u8>]>,
    had_at: Option<OffsetDateTime>,
    asked_at: Option<OffsetDateTime>,
}

impl Keys {
    pub(super) fn at(url: Option<Url>, access: &Access) -> Result<Self, SetUpError> {
        let line = url.map(|url| line(&Access { base_url: None, ..access.clone() }, &url, HeaderMap::new()));
        Ok(Self { line: line.transpose()?, patience: access.patience.answer, kept: Mutex::default() })
    }

    /// Whether one of them has signed this.
    pub(super) async fn have_signed(&self, message: &[u8], signature: &[u8], now: OffsetDateTime) -> bool {
        let signed = |keys: &[Vec<u8>]| {
            keys.iter().any(|key| UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok())
        };
        // Whoever waits here needs the same answer.
        let mut kept = self.kept.lock().await;
        if kept.is_within(kept.had_at, FRESH, now) && signed(&kept.keys) {
            return true;
        }
        if kept.is_within(kept.asked_at, PAUSE, now) {
            return kept.is_within(kept.had_at, FRESH, now) && signed(&kept.keys);
        }
        kept.asked_at = Some(now);
        match self.asked().await {
            Some(keys) => {
                kept.had_at = Some(now);
                kept.keys = keys;
                signed(&kept.keys)
            }
            None => false,
        }
    }

    async fn asked(&self) -> Option<Arc<[Vec<u8>]>> {
        let answer = ask(self.line.as_ref()?.request(Method::GET, ""), self.patience).await.ok()?;
        let keys = answer.body.get("keys").filter(|_| answer.status == 200)?.as_array()?;
        Some(keys.iter().filter_map(key).take(MOST).collect())
    }
}

impl Kept {
    /// Whether something was so lately; clocks may be set back.
    fn is_within(&self, at: Option<OffsetDateTime>, time: Duration, now: OffsetDateTime) -> bool {
        at.is_some_and(|at| (now - at).abs() < time)
    }
}

/// A key for Ed25519.
fn key(jwk: &Value) -> Option<Vec<u8>> {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    if text("crv").is_some_and(|curve| curve != "Ed25519") {
        return None;
    }
    BASE64_URL_SAFE_NO_PAD.decode(text("x")?.trim_end_matches('=')).ok()
}
