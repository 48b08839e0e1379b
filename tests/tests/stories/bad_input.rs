//! What should never come, from clients that are wrong, careless or hostile.

use crate::home;
use adforge_tests::{Owner, Socket, png, url};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Sends bytes as they are, and reads what comes back.
async fn raw(address: std::net::SocketAddr, request: &[u8]) -> String {
    let mut connection = TcpStream::connect(address).await.unwrap();
    // A server that refuses early may close before all was sent.
    let _ = connection.write_all(request).await;
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(std::time::Duration::from_secs(20), connection.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn bodies_that_cant_be_read_are_refused_by_field() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let posts = [
        "/api/products",
        "/api/chat/sessions",
        &chat.path("/messages"),
        &chat.path("/video"),
        &chat.path("/image"),
        "/api/personas/generate",
        "/api/angles/generate",
        "/api/scripts/generate",
        "/api/videos/generate",
    ]
    .map(str::to_owned);
    for path in &posts {
        for body in ["", "{", "nonsense", "\"text\"", "[]", "null", "7", "{\"a\":1", "\u{feff}{}", "{}{}"] {
            let said = owner.post_raw(path, "application/json", body).await.refusal(400);
            assert_eq!(said["code"], "MALFORMED_REQUEST", "{path} {body:?}");
            assert!(said["details"]["field"].is_string(), "{path} {body:?} {said:#}");
        }
        for body in [&b"{\"message\":\"\xff\"}"[..], b"\xed\xa0\x80", b"\0\0\0"] {
            let said = owner.post_raw(path, "application/json", body).await.refusal(400);
            assert_eq!(said["code"], "MALFORMED_REQUEST", "{path}");
        }
        for kind in
            ["application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "image/png"]
        {
            let said = owner.post_raw(path, kind, "{}").await.refusal(415);
            assert_eq!(said["code"], "UNSUPPORTED_MEDIA_TYPE", "{path} {kind}");
        }
    }
    let wrong = [
        (&posts[0], json!({"name": 7}), "name"),
        (&posts[0], json!({"name": "X", "price": "cheap"}), "price"),
        (&posts[0], json!({"name": "X", "benefits": "many"}), "benefits"),
        (&posts[0], json!({"name": "X", "benefits": [1]}), "benefits[0]"),
        (&posts[0], json!({}), "name"),
        (&posts[1], json!({}), "productId"),
        (&posts[1], json!({"productId": 1}), "productId"),
        (&posts[1], json!({"productId": "1", "from": "x"}), "from"),
        (&posts[2], json!({"message": {}}), "message"),
        (&posts[2], json!({"message": "hi", "context": []}), "context"),
        (&posts[2], json!({"message": "hi", "context": {"selectedPersona": 7}}), "context.selectedPersona"),
        (&posts[2], json!({"message": "hi", "clientMessageId": 7}), "clientMessageId"),
        (&posts[3], json!({}), "scriptId"),
        (
            &posts[3],
            json!({"scriptId": "psych-1", "context": {"script": {"hook": 1, "body": "", "cta": ""}}}),
            "context.script.hook",
        ),
        (&posts[8], json!({"productId": "1"}), "script"),
    ];
    for (path, body, field) in wrong {
        let said = owner.post(path, &body).await.refusal(400);
        assert_eq!(
            (said["code"].as_str(), &said["details"]["field"]),
            (Some("MALFORMED_REQUEST"), &json!(field)),
            "{path} {body} {said:#}"
        );
    }
    let bad = [
        (&posts[0], json!({"name": "X", "price": -1})),
        (&posts[0], json!({"name": "X", "price": 1, "currency": "euro"})),
        (&posts[0], json!({"name": "X", "language": "klingon!"})),
        (&posts[0], json!({"name": "   "})),
        (&posts[0], json!({"name": "a\u{0}b"})),
        (&posts[1], json!({"productId": "1", "mediaType": "opera"})),
        (&posts[2], json!({"message": "hi", "currentStep": "dance"})),
        (&posts[2], json!({"message": "hi", "onBusy": "shout"})),
        (&posts[5], json!({"productId": "1", "count": 9})),
        (&posts[5], json!({"productId": "1", "count": 1})),
    ];
    for (path, body) in bad {
        let said = owner.post(path, &body).await.refusal(422);
        assert!(
            ["VALIDATION_ERROR", "UNKNOWN_SELECTION"].contains(&said["code"].as_str().unwrap()),
            "{path} {body} {said:#}"
        );
        assert!(said["details"]["field"].is_string(), "{path} {body} {said:#}");
    }
    // Unknown keys are ignored, and null is absent.
    let chat =
        owner.starts(&json!({"productId": "1", "format": null, "colour": {"deep": [1, 2]}, "userId": null})).await;
    let turn = json!({"message": "hi", "currentStep": null, "context": null, "selections": null, "metadata": 7, "onBusy": null});
    assert_eq!(chat.says(&turn).await.good()["type"], "format_options");
}

#[tokio::test]
async fn sizes_end_where_they_are_said_to() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let padded = |body: Value, size: usize| {
        let text = body.to_string();
        let padding = " ".repeat(size - text.len());
        format!("{padding}{text}")
    };
    let product = json!({"name": "Sized"});
    for (path, body, most, good) in [
        ("/api/products".to_owned(), product, 64 * 1024, 201),
        (chat.path("/messages"), json!({"message": "hi"}), 1024 * 1024, 200),
    ] {
        let whole = owner.post_raw(&path, "application/json", padded(body.clone(), most)).await;
        assert_eq!(whole.status.as_u16(), good, "{path}: exactly the limit is fine: {:#}", whole.body);
        let said = owner.post_raw(&path, "application/json", padded(body.clone(), most + 1)).await.refusal(413);
        assert_eq!(said["code"], "PAYLOAD_TOO_LARGE", "{path}");
        // Without a length, too.
        let text = padded(body, most + 1);
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
            server.address
        );
        let request = format!("{head}{:x}\r\n{text}\r\n0\r\n\r\n", text.len());
        let answer = raw(server.address, request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("PAYLOAD_TOO_LARGE"), "{answer}");
    }
    for (text, status) in
        [("é".repeat(4_000), 200), (format!("  {}  ", "😀".repeat(4_000)), 200), ("é".repeat(4_001), 422)]
    {
        let answer = chat.says(&json!({"message": text, "currentStep": "persona_selection"})).await;
        assert_eq!(answer.status.as_u16(), status, "{:#}", answer.body);
        if status == 422 {
            assert_eq!(answer.refusal(422)["details"]["field"], "message");
        }
    }
    let long = url(&chat.path("/stream"), &[("message", &"a".repeat(4_001)), ("step", "persona_selection")]);
    assert_eq!(owner.get(&long).await.refusal(422)["code"], "VALIDATION_ERROR");
    let mut socket = Socket::opens(server.address, &format!("/ws/chat/{}", chat.id)).await;
    socket.up_to("session_state").await;
    socket.says(&json!({"message": "é".repeat(4_001), "clientMessageId": "long"})).await;
    let said = socket.next().await.unwrap().data;
    assert_eq!((&said["code"], &said["clientMessageId"]), (&json!("VALIDATION_ERROR"), &json!("long")));
    socket.says_raw(&padded(json!({"message": "hi", "clientMessageId": "large"}), 1024 * 1024 + 1)).await;
    let said = socket.rest().await;
    assert_eq!(said.last().unwrap().data["code"], "PAYLOAD_TOO_LARGE");
    assert_eq!(socket.closed, Some(1009));
}

#[tokio::test]
async fn texts_with_nul_or_half_a_letter_are_refused_and_others_come_back_as_they_went() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    for text in ["a\u{0}b", "a\u{7}b", "a\u{1b}[31m", "a\u{85}b"] {
        let turn = json!({"message": text, "currentStep": "persona_selection"});
        let said = chat.says(&turn).await.refusal(422);
        assert_eq!(
            (said["code"].as_str(), &said["details"]["field"]),
            (Some("VALIDATION_ERROR"), &json!("message")),
            "{text:?}"
        );
        let path = url(&chat.path("/stream"), &[("message", text), ("step", "persona_selection")]);
        assert_eq!(owner.get(&path).await.refusal(422)["code"], "VALIDATION_ERROR", "{text:?}");
    }
    for body in [r#"{"message":"\ud800"}"#, r#"{"message":"\udc00 alone"}"#, r#"{"message":"\ud800A"}"#] {
        let said = owner.post_raw(&chat.path("/messages"), "application/json", body).await.refusal(400);
        assert_eq!(said["code"], "MALFORMED_REQUEST", "{body}");
        let mut socket = Socket::opens(server.address, &format!("/ws/chat/{}", chat.id)).await;
        socket.up_to("session_state").await;
        socket.says_raw(body).await;
        assert_eq!(socket.next().await.unwrap().data["code"], "MALFORMED_REQUEST");
        socket.says_raw("not json").await;
        assert_eq!(socket.next().await.unwrap().data["code"], "MALFORMED_REQUEST");
        socket.says_bytes(vec![0xff, 0xfe]).await;
        assert_eq!(socket.next().await.unwrap().data["code"], "MALFORMED_REQUEST");
    }
    for query in [
        "message=%ff",
        "message=%c3%28",
        "message=%zz",
        "message=a&lastEventId=x",
        "lastEventId=-1",
        "lastEventId=99",
        "lastEventId=1.5",
    ] {
        let said = owner.get(&chat.path(&format!("/stream?{query}"))).await.refusal(400);
        assert_eq!(said["code"], "MALFORMED_REQUEST", "{query}");
    }
    let beyond = owner.get(&chat.path("/stream?lastEventId=99")).await.refusal(400);
    assert_eq!(beyond["details"]["lastSeq"], 0);
    assert_eq!(chat.log().await.len(), 0, "nothing of this was kept");
    let odd = "<script>alert(1)</script> & \"quotes\"\r\n\ttabs, العربية, 👩🏽‍🔬, e\u{301}";
    let turn = json!({"message": format!("  {odd}\n"), "currentStep": "persona_selection"});
    chat.says(&turn).await.good();
    assert_eq!(chat.log().await[0]["content"], odd, "as sent, but trimmed");
    for path in ["/messages?after=x", "/messages?limit=0", "/messages?limit=201", "/messages?limit=-1"] {
        let answer = owner.get(&chat.path(path)).await;
        assert!([400, 422].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
    }
    for path in ["/api/products?limit=101", "/api/products?cursor=nonsense", "/api/chat/sessions?limit=0"] {
        let answer = owner.get(path).await;
        assert!([400, 422].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn pages_of_other_sites_may_not_call_and_other_hosts_neither() {
    let home = home().with("ADFORGE_ALLOWED_ORIGINS", "https://studio.example");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let own = format!("http://{}", server.address);
    let paths = [
        "/api/products",
        "/api/chat/sessions",
        &chat.path("/stream"),
        &chat.path("/stream?message=hi"),
        &chat.path("/messages"),
    ];
    for path in paths {
        for (header, value) in
            [("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")]
        {
            let said = owner.send(owner.request(Method::GET, path).header(header, value)).await.refusal(403);
            assert_eq!(said["code"], "FORBIDDEN", "{path} {header}: {value}");
        }
        for host in ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "192.168.1.7"] {
            let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            let answer = raw(server.address, request.as_bytes()).await;
            assert!(answer.starts_with("HTTP/1.1 403") && answer.contains("FORBIDDEN"), "{host}: {answer}");
        }
    }
    let turn = json!({"message": "hi", "currentStep": "persona_selection"});
    for (header, value) in [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")] {
        let request = owner.request(Method::POST, &chat.path("/messages")).header(header, value).json(&turn);
        assert_eq!(owner.send(request).await.refusal(403)["code"], "FORBIDDEN");
        // As a page can send it without being asked first.
        let request = owner.request(Method::POST, &chat.path("/messages")).header(header, value);
        let request = request.header("Content-Type", "text/plain").body(turn.to_string());
        assert_eq!(owner.send(request).await.refusal(403)["code"], "FORBIDDEN");
    }
    let socket = format!("/ws/chat/{}", chat.id);
    for origin in ["https://evil.example", "null"] {
        assert!(Socket::tries(server.address, &socket, Some(origin)).await.is_err(), "{origin}");
    }
    assert_eq!(chat.log().await.len(), 0);
    for origin in [own.as_str(), "https://studio.example"] {
        let answer = owner.send(owner.request(Method::GET, "/api/products").header("Origin", origin)).await;
        assert_eq!(answer.status, StatusCode::OK, "{origin}");
        assert!(Socket::tries(server.address, &socket, Some(origin)).await.is_ok(), "{origin}");
    }
    let asked = owner.request(Method::OPTIONS, &chat.path("/messages")).header("Origin", "https://studio.example");
    let asked = asked
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "content-type,idempotency-key");
    let answer = owner.send(asked).await;
    assert!(answer.status.is_success());
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://studio.example"));
}

/// A PNG whose few bytes unfold into more pixels than anybody should hold.
fn bomb() -> Vec<u8> {
    let mut png = png(1, 1, |_, _| [0, 0, 0]);
    // The size stands at the head; what follows is checked by its sum only.
    png[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    png[20..24].copy_from_slice(&60_000u32.to_be_bytes());
    let sum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

#[tokio::test]
async fn a_picture_that_is_none_is_refused_and_the_old_one_stays() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let good = png(64, 64, |x, _| [x as u8, 0, 0]);
    let product = owner.shows("1", good.clone()).await.good();
    let link = product["imageUrl"].as_str().unwrap().to_owned();
    assert_eq!(owner.fetches(&link).await, good);
    let before = server.resident();
    let cut = good[..good.len() / 2].to_vec();
    let page = b"<!doctype html><script>alert(1)</script>".to_vec();
    let drawing = b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec();
    let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec();
    let (kind, broken) =
        ("Send the picture as PNG, JPEG or WebP.", "`body`: the picture's file is damaged or cut off.");
    let huge = "`body`: the picture is too large: 60000 × 60000 pixels; 8192 a side and 32000000 in all are allowed.";
    let cases = [
        ("nothing", Vec::new(), kind),
        ("a page", page, kind),
        ("a drawing", drawing, kind),
        ("a GIF", gif, kind),
        ("half a picture", cut, broken),
        ("a bomb", bomb(), huge),
        ("only a head", good[..8].to_vec(), broken),
    ];
    for (what, bytes, message) in cases {
        let (status, code) = if message == kind { (415, "UNSUPPORTED_MEDIA_TYPE") } else { (422, "VALIDATION_ERROR") };
        let expected = json!({
            "type": "error", "code": code, "message": message, "retryable": false, "details": {"field": "body"}
        });
        assert_eq!(owner.shows("1", bytes).await.refusal(status), expected, "{what}");
    }
    let grown = server.resident().saturating_sub(before);
    assert!(grown < 200 * 1024, "the bomb went off: {grown} KiB more");
    let large = vec![0; 10 * 1024 * 1024 + 1];
    assert_eq!(owner.shows("1", large).await.refusal(413)["code"], "PAYLOAD_TOO_LARGE");
    assert_eq!(owner.shows("nobody", good).await.refusal(404)["code"], "PRODUCT_NOT_FOUND");
    assert_eq!(owner.get("/api/products/1").await.good()["imageUrl"], link);
    for path in
        ["/media/../adforge.db", "/media/%2e%2e/adforge.db", "/media/..%2fadforge.db", "/media/", "/media/products"]
    {
        let answer = raw(
            server.address,
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address).as_bytes(),
        )
        .await;
        assert!(answer.starts_with("HTTP/1.1 40"), "{path}: {}", answer.lines().next().unwrap_or_default());
    }
}

#[tokio::test]
async fn what_another_session_owns_is_not_this_ones() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let (one, other) = (owner.starts_session("1").await, owner.starts_session("1").await);
    let (_, _, concepts) = one.reaches_concepts().await;
    let turn = json!({"message": "go", "context": {"selectedPersona": {"id": "aud-1"}}});
    assert_eq!(other.says(&turn).await.refusal(422)["code"], "UNKNOWN_SELECTION");
    let from = json!({"productId": "1", "from": {"sessionId": other.id, "cardId": concepts[0]["id"]}});
    assert_eq!(owner.post("/api/chat/sessions", &from).await.refusal(422)["code"], "UNKNOWN_SELECTION");
    let gone = owner.send(owner.request(Method::DELETE, &one.path(""))).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(owner.get(&one.path("")).await.refusal(404)["code"], "SESSION_NOT_FOUND");
    let from = json!({"productId": "1", "from": {"sessionId": one.id, "cardId": concepts[0]["id"]}});
    assert_eq!(owner.post("/api/chat/sessions", &from).await.refusal(404)["code"], "SESSION_NOT_FOUND");
}
