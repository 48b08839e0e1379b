//! What an operator and a curious browser see: health, metrics, documents, media, catalogues.

use crate::cast::{Answer, Server, Setup, until};
use adforge_application::PresentersError;
use adforge_domain::language::Language;
use adforge_doubles::Agency;
use adforge_http_api::HttpSettings;
use adforge_ports_creative::{Examined, Findings, MediaProvider, PresenterFilter, Unwell};
use async_trait::async_trait;
use reqwest::Method;
use serde_json::json;
use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

#[tokio::test]
async fn the_documents_page_loads_nothing_from_elsewhere() {
    let server = Server::new().await;
    let moved = server.get("/docs").await;
    assert_eq!((moved.status, moved.header("location")), (307, "/docs/"));
    let page = server.get("/docs/").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'") && !policy.contains("http"));
    assert!(
        !page.text.contains("<script>") && !page.text.contains("//unpkg"),
        "the policy allows no script in the page"
    );
    for file in page.text.split(['"', '\'']).filter(|it| it.ends_with(".js") || it.ends_with(".css")) {
        assert!(!file.contains("//"), "{file}");
        let file = server.get(&format!("/docs/{}", file.trim_start_matches("./"))).await;
        assert_eq!((file.status, file.bytes.is_empty()), (200, false));
    }
    assert!(server.get("/docs/swagger-initializer.js").await.text.contains("/api/openapi.json"));
    assert_eq!(server.get("/docs/none.js").await.error()["code"], "NOT_FOUND");
    assert_eq!(server.get("/api/openapi.json").await.body["info"]["title"], "AdForge");
}

#[tokio::test]
async fn health_and_readiness_are_said_plainly() {
    let server = Server::new().await;
    assert_eq!(server.get("/healthz").await.body, json!({"status": "ok"}));
    let ready = server.get("/readyz").await;
    assert_eq!((ready.status, &ready.body["parts"]["database"]), (200, &json!("up")));
    *server.shelf.down.lock().unwrap() = Some("/secret/path: permission denied".into());
    let down = server.get("/readyz").await;
    assert_eq!((down.status, down.header("retry-after")), (503, "1"));
    assert_eq!(down.error()["message"], "Not ready: media is down. The server's log says why.");
    assert_eq!(down.body["details"]["parts"], json!({"database": "up", "media": "down", "runners": "up"}));
    assert_eq!(down.body["details"]["reasons"], json!({"media": "it can't be used"}));
    assert!(!down.text.contains("secret"));
}

#[tokio::test]
async fn readiness_tells_how_each_provider_was_found_and_stands_without_them() {
    let agency: Arc<dyn MediaProvider> = Arc::new(Agency::default());
    let name = agency.model().to_owned();
    let setup = Setup { elsewhere: vec![Arc::new(agency), Arc::new(Keyless)], ..Setup::default() };
    let server = Server::with(setup).await;
    let ready = server.get("/readyz").await;
    assert_eq!((ready.status, &ready.body["parts"]["providers"]), (200, &json!("up")));
    assert_eq!(
        ready.body["providers"],
        json!({&name: {"status": "unknown"}, "openai/gpt-6-luna": {"status": "unknown"}})
    );

    server.application.ports.examinations.examine().await;
    let ready = server.get("/readyz").await;
    assert_eq!((ready.status, &ready.body["status"]), (200, &json!("ready")));
    assert_eq!(ready.body["parts"]["providers"], "degraded");
    assert_eq!(ready.body["reasons"], json!({"providers": "one of them can't be used now"}));
    let well = &ready.body["providers"][&name];
    assert_eq!((&well["status"], &well["checkedAt"]), (&json!("up"), &json!("2026-02-08T14:30:00.000Z")));
    assert_eq!(well["found"], "answers; retires: unknown; price: unknown; quota: unknown");
    let ill = &ready.body["providers"]["openai/gpt-6-luna"];
    assert_eq!((&ill["status"], &ill["found"]), (&json!("degraded"), &json!("the key is refused")));
}

/// Whose key is refused.
struct Keyless;

#[async_trait]
impl Examined for Keyless {
    fn name(&self) -> String {
        "openai/gpt-6-luna".to_owned()
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        Err(Unwell::Key)
    }
}

#[tokio::test]
async fn requests_turns_and_followers_are_counted() {
    let server = Server::new().await;
    let session = server.session().await;
    let mut stream = server.stream(&format!("{session}/stream")).await;
    stream.words(1).await;
    server.says(&session, json!({"message": "go"})).await;
    server.get("/api/jobs/none").await;
    server.get("/nowhere").await;
    let text = server.get("/metrics").await.text;
    for line in [
        "adforge_turns_total 1",
        "adforge_streams_open 1",
        r#"adforge_http_requests_total{route="/api/chat/sessions",status="201"} 1"#,
        r#"adforge_http_requests_total{route="/api/jobs/{id}",status="404"} 1"#,
        r#"adforge_http_requests_total{route="none",status="404"} 1"#,
        r#"adforge_http_request_duration_seconds_count{route="/api/chat/sessions/{id}/messages"} 1"#,
        r#"adforge_http_request_duration_seconds_bucket{route="/api/chat/sessions",le="+Inf"} 1"#,
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
}

#[tokio::test]
async fn jobs_that_wait_and_run_are_counted_by_kind() {
    let server = Server::new().await;
    let session = server.with_concepts().await;
    let gauges = [("turn", "queued"), ("turn", "processing"), ("video", "queued"), ("video", "processing")];
    let are = async |jobs: [i64; 4]| {
        for ((kind, state), jobs) in gauges.into_iter().zip(jobs) {
            server.gauge(&format!("adforge_jobs{{kind=\"{kind}\",state=\"{state}\"}}"), jobs).await;
        }
    };
    are([0, 0, 0, 0]).await;
    let mut turn = server.stream(&format!("{session}/stream?message=one&step=persona_selection")).await;
    turn.words(1).await;
    for script in ["psych-1", "psych-2"] {
        server.post(&format!("{session}/video"), json!({"scriptId": script})).await;
    }
    // There is one renderer.
    are([0, 1, 1, 1]).await;
    server.post(&format!("{session}/cancel"), json!({})).await;
    are([0, 0, 1, 1]).await;
}

#[tokio::test]
async fn a_film_is_read_whole_or_in_parts() {
    let server = Server::new().await;
    let session = server.with_concepts().await;
    let mut stream = server.stream(&format!("{session}/stream")).await;
    server.post(&format!("{session}/video"), json!({"scriptId": "psych-1"})).await;
    server.permit(2);
    server.film(1);
    let film = loop {
        let event = stream.next().await.unwrap();
        if event["type"] == "video_result" {
            break event["data"]["videoUrl"].as_str().unwrap().to_owned();
        }
    };
    let path = film.strip_prefix(&format!("http://{}", server.address)).unwrap().to_owned();
    let whole = server.get(&path).await;
    assert_eq!((whole.status, whole.header("content-type"), whole.bytes.len()), (200, "video/mp4", 100_000));
    assert_eq!((whole.header("accept-ranges"), whole.header("x-content-type-options")), ("bytes", "nosniff"));
    assert!(whole.header("cache-control").contains("immutable"));
    let part = async |range: &str| Answer::of(server.request(Method::GET, &path).header("range", range)).await;
    let middle = part("bytes=10-19").await;
    assert_eq!(
        (middle.status, middle.header("content-range"), &middle.bytes[..]),
        (206, "bytes 10-19/100000", &whole.bytes[10..20])
    );
    let end = part("bytes=-5").await;
    assert_eq!((end.header("content-range"), &end.bytes[..]), ("bytes 99995-99999/100000", &whole.bytes[99_995..]));
    let beyond = part("bytes=100000-").await;
    assert_eq!(
        (beyond.status, beyond.header("content-range"), &beyond.error()["code"]),
        (416, "bytes */100000", &json!("RANGE_NOT_SATISFIABLE"))
    );
    let head = Answer::of(server.request(Method::HEAD, &path)).await;
    assert_eq!((head.status, head.header("content-length"), head.bytes.len()), (200, "100000", 0));
    let known = Answer::of(server.request(Method::GET, &path).header("if-none-match", whole.header("etag"))).await;
    assert_eq!((known.status, known.bytes.len()), (304, 0));
    let other = server.request(Method::GET, &path).header("range", "bytes=0-1").header("if-range", "\"another\"");
    assert_eq!(Answer::of(other).await.status, 200);
    for nothing in ["/media/none.mp4", "/media/../Cargo.toml", "/media/%2e%2e/x", "/media/sessions/.hidden"] {
        assert_eq!(server.get(nothing).await.status, 404, "{nothing}");
    }
    server.delete(&session).await;
    assert_eq!(server.get(&path).await.error()["message"], "There is no such file.", "it is gone with its session");
}

#[tokio::test]
async fn a_portrait_is_its_name_drawn() {
    let server = Server::new().await;
    for code in ["WP-217-3", "%C3%89T-0-0", "A-359-7", "ABC-10-15"] {
        let portrait = server.get(&format!("/media/portraits/{code}.svg")).await;
        assert_eq!((portrait.status, portrait.header("content-type")), (200, "image/svg+xml"), "{code}");
        assert!(portrait.text.starts_with("<svg ") && portrait.text.ends_with("</svg>"));
        assert!(!portrait.text.contains("<script") && portrait.header("content-security-policy").contains("'none'"));
    }
    let drawn = async |code: &str| server.get(&format!("/media/portraits/{code}.svg")).await.text;
    assert_ne!(drawn("WP-217-3").await, drawn("WP-217-11").await, "grey hair is another colour");
    for code in ["WP-360-3", "WP-217-16", "-1-1", "WXYZ-1-1", "%3Cb%3E-1-1", "W-+1-1", "x", "W-1-1%00"] {
        assert_eq!(server.get(&format!("/media/portraits/{code}.svg")).await.status, 404, "{code}");
    }
}

#[tokio::test]
async fn products_are_made_replaced_listed_and_erased() {
    let server = Server::new().await;
    let body = json!({"externalId": "9", "name": "Crème <b>", "price": 29.9, "currency": "eur", "benefits": ["soft"], "imageUrl": "https://cdn.example/a.png", "language": "fr-CH"});
    let made = server.post("/api/products", body).await;
    assert_eq!(
        (made.status, made.header("location")),
        (201, format!("/api/products/{}", made.body["id"].as_str().unwrap()).as_str())
    );
    assert_eq!(
        (&made.body["slug"], &made.body["currency"], &made.body["language"]),
        (&json!("creme-b"), &json!("EUR"), &json!("fr"))
    );
    for name in ["9", "creme-b", made.body["id"].as_str().unwrap()] {
        assert_eq!(server.get(&format!("/api/products/{name}")).await.body, made.body, "{name}");
    }
    let picture = server.request(Method::PUT, "/api/products/9/image").body(b"PNG...".to_vec());
    let picture = Answer::of(picture).await;
    let link = picture.body["imageUrl"].as_str().unwrap();
    assert!(link.starts_with(&format!("http://{}/media/products/", server.address)) && link.ends_with(".png"));
    let first = server.get("/api/products?limit=1").await;
    assert_eq!(first.body["products"].as_array().unwrap().len(), 1);
    let next =
        server.get(&format!("/api/products?limit=1&cursor={}", first.body["nextCursor"].as_str().unwrap())).await;
    assert_eq!((next.body["products"][0]["externalId"].as_str(), &next.body["nextCursor"]), (Some("9"), &json!(null)));
    assert_eq!(server.delete("/api/products/9").await.status, 204);
    assert_eq!(server.delete("/api/products/9").await.status, 404);
}

#[tokio::test]
async fn sessions_are_listed_newest_first_and_the_context_is_what_the_ai_is_given() {
    let server = Server::new().await;
    let (old, new) = (server.session().await, server.with_concepts().await);
    let page = server.get("/api/chat/sessions?limit=1").await;
    assert!(new.ends_with(page.body["sessions"][0]["sessionId"].as_str().unwrap()));
    let next =
        server.get(&format!("/api/chat/sessions?limit=1&cursor={}", page.body["nextCursor"].as_str().unwrap())).await;
    assert!(old.ends_with(next.body["sessions"][0]["sessionId"].as_str().unwrap()));
    let context = server.get(&format!("{new}/context")).await.body;
    assert_eq!(context["product"]["externalId"], "1");
    assert_eq!(
        (&context["format"], &context["mediaType"], &context["currentStep"]),
        (&json!("Hybrid Format"), &json!("video"), &json!("psychology_selection"))
    );
    assert_eq!(context["selections"]["persona"]["id"], "aud-1");
    assert_eq!(context["history"].as_array().unwrap().len(), 6);
    assert_eq!(
        context["history"][0],
        json!({"role": "user", "content": "Generate ads", "type": "text", "timestamp": "2026-02-08T14:30:00.000Z"})
    );
    let kinds: Vec<_> = context["generatedContent"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(kinds, ["audience_group", "marketing_angle", "psychology_selection"]);
    let details = server.get(&new).await.body;
    assert_eq!(
        (&details["status"], &details["userId"], &details["expiresAt"]),
        (&json!("active"), &json!("user-123"), &json!("2026-02-09T14:30:00.000Z"))
    );
    let from = json!({"productId": "1", "from": {"sessionId": new.rsplit('/').next().unwrap(), "cardId": "ang-2"}});
    let branch = server.post("/api/chat/sessions", from).await;
    assert_eq!(branch.status, 201, "{}", branch.text);
    let branch = server.get(&format!("/api/chat/sessions/{}", branch.body["sessionId"].as_str().unwrap())).await;
    assert_eq!(branch.body["selections"]["angle"]["title"], "Angle 2");
}

#[tokio::test]
async fn formats_and_avatars_can_be_chosen_from() {
    let server = Server::new().await;
    let formats = server.get("/api/formats").await;
    assert_eq!(formats.body["formats"].as_array().unwrap().len(), 16);
    assert_eq!(
        (&formats.body["formats"][0]["id"], &formats.body["formats"][0]["media"]),
        (&json!("hybrid"), &json!(["video"]))
    );
    let avatars = server.get("/api/avatars/marketplace?gender=Female&ageRange=40-50&language=en").await;
    assert_eq!(
        (&avatars.body["avatars"][0]["id"], &avatars.body["nextCursor"]),
        (&json!("avatar-female-45"), &json!(null))
    );
}

#[tokio::test]
async fn avatars_are_asked_for_by_what_is_wanted_of_them_and_come_page_by_page() {
    let server = Server::new().await;
    server.get("/api/avatars/marketplace?gender=Female&ageRange=40-50&language=en").await;
    server.get("/api/avatars/marketplace").await;
    let wanted = PresenterFilter {
        gender: Some("female".to_owned()),
        age_range: Some("40-50".to_owned()),
        language: Some(Language::EN),
    };
    assert_eq!(*server.troupe.asked.lock().unwrap(), [wanted, PresenterFilter::default()]);
    for bad in ["gender=robot", "ageRange=old", "ageRange=50-40", "language=x", "limit=0", "limit=101", "cursor=nobody"]
    {
        assert_eq!(server.get(&format!("/api/avatars/marketplace?{bad}")).await.status, 422, "{bad}");
    }
    server.troupe.others.store(44, Ordering::SeqCst);
    let (mut pages, mut all, mut cursor) = (Vec::new(), BTreeSet::new(), String::new());
    loop {
        let page = server.get(&format!("/api/avatars/marketplace?{cursor}")).await.body;
        let ids = page["avatars"].as_array().unwrap().iter().map(|avatar| avatar["id"].to_string());
        pages.push(ids.map(|id| all.insert(id)).filter(|is_new| *is_new).count());
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("cursor={next}"),
            None => break,
        }
    }
    assert_eq!(pages, [20, 20, 5], "each once");
}

#[tokio::test]
async fn avatars_that_cannot_be_had_now_are_an_error_that_says_when_to_ask_again() {
    let server = Server::new().await;
    let away = |after| Some(PresentersError::Unavailable { after, why: "raw words".to_owned() });
    for (after, seconds) in [(Some(Duration::from_secs(7)), "7"), (None, "30")] {
        *server.troupe.away.lock().unwrap() = away(after);
        let avatars = server.get("/api/avatars/marketplace").await;
        assert_eq!((avatars.status, &avatars.body["code"]), (503, &json!("UNAVAILABLE")));
        assert_eq!((avatars.header("retry-after"), &avatars.body["retryable"]), (seconds, &json!(true)));
        assert!(!avatars.body["message"].as_str().unwrap().contains("raw words"), "{}", avatars.body);
        let script = json!({"hook": "a", "body": "b", "cta": "c"});
        let film = json!({"productId": "1", "script": script, "avatarId": "avatar-female-45"});
        let film = server.post("/api/videos/generate", film).await;
        assert_eq!((film.status, &film.body["code"]), (503, &json!("UNAVAILABLE")));
    }
    *server.troupe.away.lock().unwrap() = None;
    assert_eq!(server.get("/api/avatars/marketplace").await.status, 200);
}

#[tokio::test]
async fn an_avatar_that_is_none_is_refused_with_at_most_fifty_to_choose_from() {
    let server = Server::new().await;
    server.troupe.others.store(60, Ordering::SeqCst);
    let script = json!({"hook": "a", "body": "b", "cta": "c"});
    let film = json!({"productId": "1", "script": script, "avatarId": "avatar-nobody"});
    let refused = server.post("/api/videos/generate", film).await;
    assert_eq!((refused.status, &refused.body["code"]), (422, &json!("UNKNOWN_SELECTION")));
    assert_eq!(refused.body["details"]["choices"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a_key_makes_one_thing() {
    let server = Server::new().await;
    let make = async |key: &str, name: &str| {
        let request = server.request(Method::POST, "/api/products").header("Idempotency-Key", key);
        Answer::of(request.json(&json!({"name": name}))).await
    };
    let (first, again) = (make("a", "One").await, make("\"a\"", "One").await);
    assert_eq!((first.body == again.body, again.header("idempotent-replayed")), (true, "true"));
    assert_eq!(make("a", "Two").await.status, 422);
    assert_eq!(make("", "Two").await.status, 422);
    let session = async || {
        let request = server.request(Method::POST, "/api/chat/sessions").header("Idempotency-Key", "s");
        Answer::of(request.json(&json!({"productId": "1"}))).await.body["sessionId"].clone()
    };
    assert_eq!(session().await, session().await);
}

#[tokio::test]
async fn a_foreign_host_is_served_once_callers_prove_who_they_are() {
    let settings = HttpSettings { loopback_only: false, ..HttpSettings::default() };
    let server = Server::with(Setup { settings, ..Setup::default() }).await;
    let request = server.request(Method::GET, "/healthz").header("host", "ads.example.com");
    assert_eq!(Answer::of(request).await.status, 200);
    until("it serves", async || server.get("/readyz").await.status == 200).await;
}
