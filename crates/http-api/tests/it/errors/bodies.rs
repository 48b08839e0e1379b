//! Bodies that are too large, or of a kind that isn't read.

use super::{error, with};
use crate::cast::{Answer, Server};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn bodies_have_their_limits_to_the_byte() {
    let server = Server::new().await;
    let product = |size: usize| {
        let bare = json!({"name": "a", "x": ""}).to_string().len();
        json!({"name": "a", "x": "x".repeat(size - bare)}).to_string()
    };
    let send = async |text: String| Answer::of(server.request(Method::POST, "/api/products").body(text)).await;
    assert_eq!(send(product(65_536)).await.status, 201);
    let refused = send(product(65_537)).await;
    let too_large = |kib: usize| {
        with(
            error("PAYLOAD_TOO_LARGE", &format!("The body is too large: at most {kib} KiB are allowed."), false),
            "details",
            json!({"limit": kib * 1024}),
        )
    };
    assert_eq!((refused.status, refused.error()), (413, too_large(64)));
    // Without a length the same, once it is too long.
    let pieces = futures_util::stream::iter((0..66).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1_000])));
    let chunked = server.request(Method::POST, "/api/products").body(reqwest::Body::wrap_stream(pieces));
    assert_eq!(Answer::of(chunked).await.status, 413);
    let picture = |size: usize| {
        let mut bytes = b"PNG".to_vec();
        bytes.resize(size, 0);
        Answer::of(server.request(Method::PUT, "/api/products/1/image").body(bytes))
    };
    assert_eq!(picture(10 * 1024 * 1024).await.status, 200);
    assert_eq!(picture(10 * 1024 * 1024 + 1).await.error(), too_large(10 * 1024));
}

#[tokio::test]
async fn what_is_no_json_and_no_picture_is_unsupported() {
    let server = Server::new().await;
    let form = server
        .request(Method::POST, "/api/products")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("name=a");
    let refused = Answer::of(form).await;
    assert_eq!(
        (refused.status, refused.error()),
        (415, error("UNSUPPORTED_MEDIA_TYPE", "Send JSON, with `Content-Type: application/json`.", false))
    );
    let text = server
        .request(Method::PUT, "/api/products/1/image")
        .header("content-type", "image/png")
        .body("I am no picture");
    let refused = Answer::of(text).await;
    assert_eq!((refused.status, &refused.error()["code"]), (415, &json!("UNSUPPORTED_MEDIA_TYPE")));
}
