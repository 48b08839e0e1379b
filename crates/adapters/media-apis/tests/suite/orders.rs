//! What is ordered, what is sold, and what is known when an order fails.

use crate::{
    cast::{Cast, access, all, all_at, all_with_key},
    stand_in::{Deed, Denied, Trouble},
};
use adforge_ports_creative::{OrderError, Ordered, Refused};
use adforge_tests_servers::http::Manner;
use std::time::Duration;

#[tokio::test]
async fn what_is_ordered_is_sold_once_for_each_key_where_keys_are_known_and_else_each_time() {
    for cast in all() {
        let first = cast.order("adforge-1").await.unwrap();
        let again = cast.order("adforge-1").await.unwrap();
        let other = cast.order("adforge-2").await.unwrap();
        let (name, sales) = (cast.name(), cast.fake.sales());
        if cast.provider.remembers_keys().is_some() {
            assert_eq!((first == again, first == other), (true, false), "{name}");
            let keys: Vec<_> = sales.iter().map(|sale| sale.key.as_deref()).collect();
            assert_eq!(keys, [Some("adforge-1"), Some("adforge-2")], "{name}");
        } else {
            assert_eq!(sales.len(), 3, "{name}");
        }
        match first {
            Ordered::Placed(reference) => assert_eq!((reference, cast.at_once), (sales[0].reference.clone(), false)),
            Ordered::Made { bytes, .. } => assert!(cast.at_once && bytes == cast.ware.file, "{name}"),
        }
        assert!(cast.provider.remembers_keys().is_none_or(|time| time <= Duration::from_secs(24 * 3600)), "{name}");
    }
}

/// The order fails as is wanted, in words that tell nothing; whoever knows keys sells it once in the end.
async fn is_denied(cast: &Cast, key: &str, wanted: Denied, what: &str) {
    let what = format!("{}: {what}", cast.name());
    let error = cast.order(key).await.err().unwrap_or_else(|| panic!("{what}: it is taken"));
    assert_eq!(Denied::of(&error), wanted, "{what}: {error:?}");
    let words = format!("{error} {error:?}");
    assert!(!words.contains("raw words") && !words.contains("s3cr3t") && !words.contains("hâle"), "{words}");
    if cast.provider.remembers_keys().is_some() {
        cast.order(key).await.unwrap();
        let sold = cast.fake.sales().iter().filter(|sale| sale.key.as_deref() == Some(key)).count();
        assert_eq!(sold, 1, "{what}");
    }
}

#[tokio::test]
async fn what_an_answer_says_is_what_the_caller_must_decide() {
    for cast in all() {
        for (number, mishap) in cast.denials().iter().enumerate() {
            let before = cast.fake.sales().len();
            (mishap.arm)();
            is_denied(&cast, &format!("key-{number}"), mishap.wanted, &mishap.what).await;
            // Who sends again without a key must be sure that nothing was sold.
            if cast.provider.remembers_keys().is_none() && mishap.wanted != Denied::Unknown {
                assert_eq!(cast.fake.sales().len(), before, "{}: {}", cast.name(), mishap.what);
            }
        }
    }
}

#[tokio::test]
async fn whether_an_order_was_taken_whose_answer_did_not_come_is_unknown() {
    let lost = [Manner::Vanish, Manner::Cut, Manner::Hang, Manner::Drip].map(Trouble::Badly);
    let lost = lost.into_iter().chain([Trouble::Deaf, Trouble::Broke(500), Trouble::Broke(503)]);
    for cast in all() {
        for (number, trouble) in lost.clone().enumerate() {
            cast.fake.next(Deed::Order, trouble.clone());
            is_denied(&cast, &format!("key-{number}"), Denied::Unknown, &format!("{trouble:?}")).await;
        }
    }
}

#[tokio::test]
async fn a_key_that_is_refused_is_told_before_anything_is_sold() {
    for cast in all_with_key("of-somebody-else") {
        let refused = cast.order("adforge-1").await;
        assert_eq!(refused, Err(OrderError::Refused(Refused::Key)), "{}", cast.name());
        assert_eq!(cast.fake.sales(), []);
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_has_sold_nothing() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for cast in all_at(&format!("http://{nobody}")) {
        let error = cast.order("adforge-1").await.unwrap_err();
        assert_eq!(Denied::of(&error), Denied::Later(None), "{}: {error:?}", cast.name());
    }
}

#[test]
fn a_key_is_never_shown() {
    let shown = format!("{:?}", access("http://127.0.0.1:1", "s3cr3t"));
    assert!(!shown.contains("s3cr3t") && !shown.contains("whsec"), "{shown}");
}
