//! Callbacks are let in by their signature over the raw body, and by their time.

use crate::cast::{SECRET, access, all, brief};
use adforge_adapters_media_apis::Heygen;
use adforge_ports_creative::{Callback, MediaProvider, NotHeard};
use adforge_tests_servers::heygen;
use time::{Duration, OffsetDateTime, macros::datetime};

const NOW: OffsetDateTime = datetime!(2026-11-25 12:00 UTC);

/// Made by `openssl dgst -sha256 -hmac whsec_of_the_tests` over the body below, not by the code that checks it.
const KNOWN: &str = "ec153b41b4675f50d3eaa557f54c5f8cf9d2279ef4084b2ea5baf556185085f7";
const BODY: &str = r#"{"event_type":"avatar_video.success","event_data":{"video_id":"v","callback_id":"adforge-1"}}"#;

fn hear(provider: &dyn MediaProvider, headers: &[(&str, &str)], body: &str) -> Result<Option<String>, NotHeard> {
    let header = |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    provider.hear(&Callback { header: &header, body: body.as_bytes(), now: NOW })
}

fn at(seconds: i64) -> String {
    (NOW + Duration::seconds(seconds)).unix_timestamp().to_string()
}

#[tokio::test]
async fn a_callback_that_its_provider_signed_says_which_order_it_is_about() {
    for cast in all() {
        cast.provider.order("adforge-1", &brief()).await.unwrap();
        let sale = &cast.fake.sales()[0];
        for done in [true, false] {
            let body = cast.fake.callback(sale, "evt-1", done);
            let signature = heygen::signature(SECRET, &body);
            let headers = [("heygen-signature", signature.as_str()), ("heygen-timestamp", &at(0))];
            assert_eq!(hear(&*cast.provider, &headers, &body), Ok(Some("adforge-1".to_owned())));
        }
    }
}

#[test]
fn forged_late_and_unsigned_callbacks_are_not_heard() {
    let heygen = Heygen::new(access("http://127.0.0.1:1", heygen::KEY)).unwrap();
    let now = at(0);
    assert_eq!(
        hear(&heygen, &[("heygen-signature", KNOWN), ("heygen-timestamp", &now)], BODY),
        Ok(Some("adforge-1".into()))
    );
    assert!(hear(&heygen, &[("signature", KNOWN), ("heygen-timestamp", &now)], BODY).is_ok(), "as older ones say it");
    let changed = BODY.replace("adforge-1", "adforge-2");
    let longer = format!("{KNOWN}00");
    let refused = [
        (KNOWN, now.clone(), changed.as_str()),
        ("", now.clone(), BODY),
        (&KNOWN[..62], now.clone(), BODY),
        (longer.as_str(), now.clone(), BODY),
        ("zz", now, BODY),
        (KNOWN, at(301), BODY),
        (KNOWN, at(-301), BODY),
        (KNOWN, "soon".to_owned(), BODY),
    ];
    for (signature, at, body) in refused {
        let heard = hear(&heygen, &[("heygen-signature", signature), ("heygen-timestamp", &at)], body);
        assert!(matches!(heard, Err(NotHeard::Forged(_))), "{signature} {at}: {heard:?}");
    }
    for edge in [at(300), at(-300)] {
        assert!(hear(&heygen, &[("heygen-signature", KNOWN), ("heygen-timestamp", &edge)], BODY).is_ok(), "{edge}");
    }
    let heard = hear(&heygen, &[("heygen-signature", KNOWN)], BODY);
    assert!(matches!(heard, Err(NotHeard::Forged(_))), "without a time: {heard:?}");
    let deaf =
        adforge_adapters_media_apis::Access { webhook_secret: None, ..access("http://127.0.0.1:1", heygen::KEY) };
    let deaf = Heygen::new(deaf).unwrap();
    assert_eq!(hear(&deaf, &[("heygen-signature", KNOWN)], BODY), Err(NotHeard::NoCallbacks));
}
