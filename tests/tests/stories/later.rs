//! What a later version brings is refused by its name: nothing is accepted and then ignored.

use crate::home;
use adforge_tests::Owner;
use serde_json::json;

#[test]
fn every_setting_of_a_later_version_is_refused_by_name() {
    let cases = [
        ("ADFORGE_AUTH", "jwt", "jwt"),
        ("ADFORGE_JWT_SECRET", "s3cr3t-of-at-least-thirty-two-bytes", "jwt"),
        ("ADFORGE_JWT_ISSUER", "https://id.example", "jwt"),
        ("ADFORGE_JWT_AUDIENCE", "ads", "jwt"),
        ("ADFORGE_JWKS_URL", "https://id.example/keys", "jwt"),
        ("ADFORGE_JWKS_FILE", "/etc/keys.json", "jwt"),
        ("ADFORGE_STREAM_TOKEN_TTL", "5m", "jwt"),
    ];
    for (name, value, word) in cases {
        let home = home().with(name, value);
        let refused = home.refuses();
        assert_eq!(refused.code, Some(2), "{name}={value}: {refused:?}");
        assert!(refused.err.contains(name) && refused.err.contains(word), "{name}={value}: {}", refused.err);
        assert!(refused.err.contains("not in this version yet"), "{name}={value}: {}", refused.err);
        assert!(!refused.err.contains("s3cr3t"), "{name}={value}: {}", refused.err);
        assert_eq!(refused.err.lines().count(), 1, "one sentence: {}", refused.err);
        assert!(!home.data().exists(), "{name}={value}: nothing was begun");
    }
}

#[tokio::test]
async fn every_route_of_a_later_version_says_so() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let token = owner.post(&chat.path("/stream-token"), &json!({})).await.refusal(404);
    assert_eq!((token["code"].as_str(), token["message"].as_str().unwrap().contains("jwt")), (Some("NOT_FOUND"), true));
    let hook = owner.post("/api/webhooks/video/heygen", &json!({"event": "done"})).await.refusal(404);
    let message = hook["message"].as_str().unwrap();
    assert_eq!((hook["code"].as_str(), message.contains("provider")), (Some("NOT_FOUND"), true));
    // Nobody can have signed a token that nobody reads.
    let signed = owner.listens(&chat.path("/stream?access_token=whatever")).await.next().await;
    assert_eq!(signed.unwrap().kind(), "session_state", "without authentication a token is a label");
}
