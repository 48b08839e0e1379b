//! Callbacks signed as Standard Webhooks has it.

use base64::{Engine, prelude::BASE64_STANDARD};

/// The signature of a callback: one entry of the list that `webhook-signature` holds. The secret is as it is shown, `whsec_…`.
pub fn signature(secret: &str, id: &str, at: i64, body: &str) -> String {
    let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &key);
    let tag = aws_lc_rs::hmac::sign(&key, format!("{id}.{at}.{body}").as_bytes());
    format!("v1,{}", BASE64_STANDARD.encode(tag))
}
