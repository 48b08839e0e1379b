//! Who may not call.

use super::error;
use crate::cast::{Answer, PATIENCE, Server, Setup};
use reqwest::Method;

#[tokio::test]
async fn pages_of_other_sites_may_not_call_unless_they_are_known() {
    let settings = adforge_http_api::HttpSettings {
        allowed_origins: vec!["https://APP.example.com:443/".into()],
        ..Default::default()
    };
    let server = Server::with(Setup { settings, ..Setup::default() }).await;
    let session = server.session().await;
    let stream = format!("{session}/stream");
    let call = async |path: &str, headers: &[(&str, &str)]| {
        let request =
            headers.iter().fold(server.request(Method::GET, path), |it, (name, value)| it.header(*name, *value));
        let answer = tokio::time::timeout(PATIENCE, request.send()).await.unwrap().unwrap();
        answer.status().as_u16()
    };
    let own = format!("http://{}", server.address);
    for path in [session.as_str(), &stream, "/docs/", "/healthz"] {
        for foreign in [
            &[("origin", "https://evil.example")][..],
            &[("origin", "null")],
            &[("origin", "http://app.example.com")],
            &[("origin", "https://app.example.com.evil.example")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "cross-site"), ("referer", "https://evil.example/")],
            &[("host", "evil.example")],
            &[("host", "127.0.0.1.evil.example:80")],
        ] {
            assert_eq!(call(path, foreign).await, 403, "{path} {foreign:?}");
        }
        for known in [
            &[("origin", own.as_str())][..],
            &[("origin", "https://app.example.com"), ("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "cross-site"), ("referer", "https://app.example.com/page")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("host", "localhost:1234")],
            &[("host", "[::1]:80")],
        ] {
            assert_eq!(call(path, known).await, 200, "{path} {known:?}");
        }
    }
    let refused = Answer::of(server.request(Method::GET, &session).header("origin", "https://evil.example")).await;
    assert_eq!(
        refused.error(),
        error(
            "FORBIDDEN",
            "Pages of this origin may not call. Its operator can allow it with ADFORGE_ALLOWED_ORIGINS.",
            false
        )
    );
    let allowed =
        Answer::of(server.request(Method::GET, "/api/nowhere").header("origin", "https://app.example.com")).await;
    assert_eq!(allowed.header("access-control-allow-origin"), "https://app.example.com");
    assert_eq!(allowed.error()["code"], "NOT_FOUND", "errors are told to known pages, too");
    let preflight = server
        .request(Method::OPTIONS, &format!("{session}/messages"))
        .header("origin", "https://app.example.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,idempotency-key,last-event-id");
    let preflight = Answer::of(preflight).await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (200, "https://app.example.com"));
}

#[tokio::test]
async fn who_has_no_valid_token_is_told_so() {
    let server = Server::new().await;
    let answer = Answer::of(server.request(Method::GET, "/api/formats").bearer_auth("bad")).await;
    assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer"));
    let message = "A valid token is needed: send it as `Authorization: Bearer …`.";
    assert_eq!(answer.error(), error("UNAUTHENTICATED", message, false));
}
