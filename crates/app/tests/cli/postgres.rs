//! On PostgreSQL: any number of processes, and one sentence for what is in their way.

use crate::adforge::{Adforge, sentence};
use adforge_tests_servers::{Redis, postgres};
use std::thread;

#[test]
fn a_database_on_a_server_is_brought_up_to_date_by_ten_processes_and_its_password_is_not_said() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let migrates = || Adforge::new().variable("ADFORGE_DATABASE_URL", database.url.as_str()).run(&["migrate"]);
    let runs: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..10).map(|_| scope.spawn(migrates)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut shown = database.url.clone();
    shown.set_password(None).unwrap();
    for run in runs {
        assert_eq!((run.code, run.out), (0, format!("The database {shown} is up to date.\n")), "{}", run.err);
    }
}

#[test]
fn two_processes_serve_one_database_and_one_media_folder() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let shared = tempfile::tempdir().unwrap();
    let serves = || {
        let adforge = Adforge::new().variable("ADFORGE_DATABASE_URL", database.url.as_str());
        adforge.variable("ADFORGE_DATA_DIR", shared.path()).serves()
    };
    let (a, b) = (serves(), serves());
    let asked = r#"{"userId": "me", "productId": "1", "format": "Hybrid Format", "mediaType": "video"}"#;
    let made = a.post("/api/chat/sessions", asked);
    assert_eq!(made.status, 201, "{}", made.body);
    let listed = b.get("/api/chat/sessions");
    assert_eq!(listed.status, 200, "{}", listed.body);
    let id = crate::adforge::between(&made.body, "\"sessionId\":\"", "\"");
    assert!(listed.body.contains(id), "what one has made, the other knows: {}", listed.body);
    for ended in [a, b].map(|running| {
        running.signal("TERM");
        running.ends()
    }) {
        assert_eq!(ended.code, 0, "{}", ended.err);
    }
}

#[test]
fn two_processes_count_messages_together_over_redis() {
    let (Some(server), Some(redis)) = (postgres(), Redis::start()) else { return };
    let database = server.database();
    let shared = tempfile::tempdir().unwrap();
    let serves = || {
        let adforge = Adforge::new().variable("ADFORGE_DATABASE_URL", database.url.as_str());
        let adforge = adforge.variable("ADFORGE_REDIS_URL", redis.url()).variable("ADFORGE_MESSAGES_PER_MINUTE", "1");
        adforge.variable("ADFORGE_DATA_DIR", shared.path()).serves()
    };
    let (a, b) = (serves(), serves());
    let asked = r#"{"productId": "1", "format": "Hybrid Format"}"#;
    let made = a.post("/api/chat/sessions", asked);
    let id = crate::adforge::between(&made.body, "\"sessionId\":\"", "\"");
    let messages = format!("/api/chat/sessions/{id}/messages");
    let says = |to: &crate::adforge::Running| to.post(&messages, r#"{"message": "Generate ads for my product"}"#);
    let (first, second) = (says(&a), says(&b));
    assert_eq!((first.status, second.status), (200, 429), "{} {}", first.body, second.body);
}

#[test]
fn whoever_may_not_come_in_is_told_why_in_one_sentence() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let mut url = database.url.clone();
    url.set_password(Some("s3cr3t")).unwrap();
    let run = Adforge::new()
        .variable("ADFORGE_DATABASE_URL", url.as_str())
        .variable("ADFORGE_LISTEN", "127.0.0.1:0")
        .run(&["serve"]);
    let said = sentence(&run);
    assert!(said.starts_with("the database can't be opened: postgres://postgres@127.0.0.1:"), "{said}");
    assert!(said.ends_with("password authentication failed for user \"postgres\""), "{said}");
    assert!(!run.err.contains("s3cr3t"), "{}", run.err);
}
