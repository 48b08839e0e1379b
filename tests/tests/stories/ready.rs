//! `/readyz` names the part that is down, and says in a few words why, without a secret.

use crate::home;
use adforge_tests::{Home, Owner, until};
use adforge_tests_servers::{
    Postgres, Redis, S3,
    llm::{KEY, Llm, Speaks},
};
use serde_json::{Value, json};

/// How it is once it is so.
async fn becomes(owner: &Owner, status: u16, part: &str, word: &str) -> Value {
    until(&format!("{part} to be {word}"), async || {
        let answer = owner.get("/readyz").await;
        let told = if status == 200 { &answer.body } else { &answer.body["details"] };
        (answer.status == status && told["parts"][part] == word).then(|| told.clone())
    })
    .await
}

#[tokio::test]
async fn the_part_that_is_down_is_named_with_a_reason() {
    let (Some(postgres), Some(redis), Some(s3)) = (Postgres::start(), Redis::start(), S3::start()) else { return };
    let (database, bucket) = (postgres.database(), s3.bucket());
    let home = home()
        .with("ADFORGE_DATABASE_URL", database.url.as_str())
        .with("ADFORGE_REDIS_URL", &redis.url())
        .with("ADFORGE_MEDIA_URL", &format!("s3://{bucket}"))
        .with("ADFORGE_MEDIA_ENDPOINT", &s3.endpoint())
        .with("ADFORGE_MEDIA_ACCESS_KEY", "the-name")
        .with("ADFORGE_MEDIA_SECRET_KEY", "s3cr3t");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let all = json!({"database": "up", "media": "up", "redis": "up", "runners": "up"});
    let ready = becomes(&owner, 200, "redis", "up").await;
    assert_eq!(ready, json!({"status": "ready", "parts": all}));

    // Redis is never needed.
    redis.crash();
    let ready = becomes(&owner, 200, "redis", "degraded").await;
    let why = "it does not answer: processes look at the database instead";
    assert_eq!((&ready["status"], &ready["reasons"]), (&json!("ready"), &json!({"redis": why})));
    redis.revive();
    becomes(&owner, 200, "redis", "up").await;

    s3.crash();
    let down = becomes(&owner, 503, "media", "down").await;
    assert_eq!(down["reasons"], json!({"media": "it can't be used"}));
    // It comes back without what it kept, its bucket included.
    s3.revive();
    let down = becomes(&owner, 503, "media", "down").await;
    assert_eq!(down["parts"]["database"], "up");

    postgres.crash();
    let down = becomes(&owner, 503, "database", "down").await;
    let why = down["reasons"]["database"].as_str().unwrap();
    assert!(["it can't be reached", "it does not answer"].contains(&why), "{why}");
    let text = owner.get("/readyz").await.refusal(503).to_string();
    for secret in [database.url.password().unwrap(), "s3cr3t", "the-name", "127.0.0.1"] {
        assert!(!text.contains(secret), "{text}");
    }
    postgres.revive();
    becomes(&owner, 503, "database", "up").await;
    // The log says more, though no secret either.
    let log = server.err();
    assert!(log.contains("there is no bucket") || log.contains("can't be reached"), "{log}");
    assert!(!log.contains("s3cr3t") && !log.contains(database.url.password().unwrap()), "{log}");
}

#[tokio::test]
async fn who_writes_elsewhere_is_examined_at_start_and_a_bad_key_is_told_without_it() {
    let model = Llm::open(Speaks::OpenAi);
    let asks = |key: &str| {
        home()
            .with("ADFORGE_LLM", "openai/gpt-6-luna,offline")
            .with("ADFORGE_OPENAI_API_KEY", key)
            .with("ADFORGE_OPENAI_BASE_URL", &model.url)
    };
    let homes = [asks(KEY), asks("sk-of-somebody-else")];
    let [good, bad] = homes.each_ref().map(Home::serves);
    let found = async |owner: &Owner, status: &str| {
        until(&format!("the model to be {status}"), async || {
            let ready = owner.get("/readyz").await.good();
            let model = ready["providers"]["openai/gpt-6-luna"].clone();
            (model["status"] == status).then_some((ready, model))
        })
        .await
    };
    let (ready, up) = found(&Owner::of(good.address), "up").await;
    assert_eq!((&ready["status"], &ready["parts"]["providers"]), (&json!("ready"), &json!("up")));
    assert_eq!(up["found"], "there; retires: 2027-02-01; price: known; quota: unknown");
    let (ready, ill) = found(&Owner::of(bad.address), "degraded").await;
    assert_eq!((&ready["status"], &ready["parts"]["providers"]), (&json!("ready"), &json!("degraded")));
    assert_eq!(ill["found"], "the key is refused");
    let log = bad.err();
    assert!(log.contains("this provider can't be used now: the key is refused"), "{log}");
    assert!(!log.contains("somebody-else") && !ready.to_string().contains("somebody-else"));
    assert_eq!(model.calls().len(), 0, "no model was asked to write");
}
