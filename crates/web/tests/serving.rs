//! How the page and the client are served, and what a browser is told that it may do.
#![allow(clippy::unwrap_used, reason = "a helper of tests may panic as its tests do")]

use actix_web::{
    App,
    body::MessageBody,
    dev::ServiceResponse,
    http::header::{self, HeaderName},
    test::{TestRequest, call_service, init_service, read_body},
};

const MEDIA: &str = "https://cdn.example.com";

async fn answer(request: TestRequest) -> ServiceResponse<impl MessageBody> {
    let page = adforge_web::page(&[MEDIA.to_owned()]);
    call_service(&init_service(App::new().configure(page)).await, request.to_request()).await
}

async fn get(path: &str) -> ServiceResponse<impl MessageBody> {
    answer(TestRequest::get().uri(path)).await
}

fn says<B>(answer: &ServiceResponse<B>, name: HeaderName) -> &str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn text(path: &str) -> String {
    let answer = get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    String::from_utf8(read_body(answer).await.to_vec()).unwrap()
}

/// Every address that a text names in quotes.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'', '(', ')']).filter(|it| it.starts_with("/assets/"))
}

#[actix_web::test]
async fn the_page_names_only_files_that_are_there_and_all_of_its_modules() {
    let page = text("/").await;
    assert!(!page.contains("http") && !page.contains("{version}"), "the page loads from elsewhere");
    let addresses: Vec<_> = named(&page).collect();
    assert!(addresses.len() > 20, "{addresses:?}");
    for address in &addresses {
        let file = get(address).await;
        assert_eq!(file.status(), 200, "{address}");
        assert_eq!(says(&file, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(says(&file, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    }
    assert!(addresses.iter().any(|it| it.ends_with("/client/adforge-client.js")));
    let deep = text("/chat/any").await;
    assert!(named(&deep).eq(addresses), "a deep link is the page");
    assert!(
        page.contains("class=\"format-name\"") && !deep.contains("class=\"format-name\""),
        "where an ad begins is sent as it looks"
    );
}

#[actix_web::test]
async fn the_page_comes_in_the_first_language_of_its_reader_that_it_has() {
    let first = "Choisissez un format pour commencer";
    for (accepts, french) in
        [("fr-CA, en;q=0.8", true), ("en;q=0.4, de, fr;q=0.6", true), ("de, en, fr;q=0.9", false), ("", false)]
    {
        let page = answer(TestRequest::get().uri("/").insert_header((header::ACCEPT_LANGUAGE, accepts))).await;
        let vary: Vec<_> = page.headers().get_all(header::VARY).map(|it| it.to_str().unwrap().to_owned()).collect();
        assert_eq!(vary.join(", "), "Accept-Encoding, Accept-Language");
        let page = String::from_utf8(read_body(page).await.to_vec()).unwrap();
        assert_eq!(page.contains(first), french, "{accepts}");
        assert!(page.contains(if french { "<html lang=\"fr\">" } else { "<html lang=\"en\">" }), "{accepts}");
    }
}

#[actix_web::test]
async fn the_policy_names_no_wildcard_and_nothing_unsafe() {
    let page = get("/").await;
    let policy = says(&page, header::CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("data:"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("require-trusted-types-for 'script'"));
    for kind in ["img-src", "media-src"] {
        let part = policy.split("; ").find(|part| part.starts_with(kind)).unwrap();
        assert!(part.ends_with(MEDIA), "films and pictures may lie elsewhere: {part}");
    }
    assert_eq!(says(&page, header::CACHE_CONTROL), "no-cache");
}

#[actix_web::test]
async fn who_has_a_file_is_not_sent_it_again() {
    for path in ["/", "/client/adforge-client.js"] {
        let first = get(path).await;
        let tag = says(&first, header::ETAG).to_owned();
        let again = answer(TestRequest::get().uri(path).insert_header((header::IF_NONE_MATCH, tag.as_str()))).await;
        assert_eq!(again.status(), 304, "{path}");
        assert!(read_body(again).await.is_empty());
        let other = answer(TestRequest::get().uri(path).insert_header((header::IF_NONE_MATCH, "\"other\""))).await;
        assert_eq!(other.status(), 200, "{path}");
    }
}

#[actix_web::test]
async fn all_of_the_page_is_less_than_150_kilobytes_on_the_wire() {
    let page = text("/").await;
    let mut sum = 0;
    let mut all: Vec<_> = named(&page).collect();
    all.extend(["/", "/client/adforge-client.d.ts"]);
    all.sort_unstable();
    all.dedup();
    for address in all {
        let file = answer(TestRequest::get().uri(address).insert_header((header::ACCEPT_ENCODING, "gzip, br"))).await;
        let kind = says(&file, header::CONTENT_TYPE).to_owned();
        if kind.contains("javascript") || kind.contains("css") || kind.contains("html") {
            assert_eq!(says(&file, header::CONTENT_ENCODING), "gzip", "{address}");
        }
        sum += read_body(file).await.len();
    }
    assert!((40_000..150_000).contains(&sum), "{sum} bytes");
}

#[actix_web::test]
async fn who_knows_no_gzip_gets_none() {
    for accepts in ["identity", "gzip;q=0, identity"] {
        let file = answer(TestRequest::get().uri("/").insert_header((header::ACCEPT_ENCODING, accepts))).await;
        assert_eq!(says(&file, header::CONTENT_ENCODING), "", "{accepts}");
        assert!(read_body(file).await.starts_with(b"<!doctype html>"));
    }
}

#[actix_web::test]
async fn the_client_is_a_module_with_types_at_an_address_that_stays() {
    let client = get("/client/adforge-client.js").await;
    assert_eq!(says(&client, header::CONTENT_TYPE), "text/javascript; charset=utf-8");
    assert!(text("/client/adforge-client.d.ts").await.contains("export class AdForge"));
    for name in ["follow.js", "request.js", "sse.js"] {
        text(&format!("/client/{name}")).await;
    }
}

#[actix_web::test]
async fn what_is_not_there_and_what_cannot_be_done_is_refused() {
    for path in ["/client/none.js", "/client/..%2Fapp.js", "/assets/0/app.js", "/none"] {
        assert_eq!(get(path).await.status(), 404, "{path}");
    }
    let posted = answer(TestRequest::post().uri("/")).await;
    assert_eq!((posted.status().as_u16(), says(&posted, header::ALLOW)), (405, "GET, HEAD"));
    let head = answer(TestRequest::default().method(actix_web::http::Method::HEAD).uri("/")).await;
    assert_eq!(head.status(), 200);
}
