//! How an order stands, told by whoever took it.

use crate::cast::{all, all_with_key, brief};
use adforge_ports_creative::{LookError, Refused, Standing};
use adforge_tests_servers::{
    heygen::{Call, Trouble},
    http::Manner,
};
use std::time::Duration;

#[tokio::test]
async fn an_order_waits_is_worked_on_and_is_done() {
    for cast in all() {
        let order = cast.provider.order("adforge-1", &brief()).await.unwrap();
        cast.fake.holds_films(true);
        for _ in 0..2 {
            assert_eq!(cast.provider.look(&order).await, Ok(Standing::Working(None)));
        }
        cast.fake.holds_films(false);
        let done = cast.provider.look(&order).await.unwrap();
        assert!(matches!(&done, Standing::Done(link) if link.starts_with(&cast.fake.url)), "{done:?}");
    }
}

#[tokio::test]
async fn an_order_that_failed_says_why_in_our_words() {
    let cases = [
        ("rendering_failed", Refused::Broke),
        ("insufficient_credit", Refused::Funds),
        ("MODERATION_FAILED", Refused::Content),
    ];
    for cast in all() {
        for (code, refused) in cases {
            let order = cast.provider.order(code, &brief()).await.unwrap();
            cast.fake.next(Call::Look, Trouble::Fails(code));
            assert_eq!(cast.provider.look(&order).await, Ok(Standing::Failed(refused)));
        }
    }
}

#[tokio::test]
async fn an_order_that_cannot_be_asked_after_now_is_asked_after_later() {
    let later = [
        (Trouble::After(429, "rate_limit_exceeded", "3"), Some(3)),
        (Trouble::Error(500, "internal_error"), None),
        (Trouble::ErrorInside("internal_error"), None),
        (Trouble::Deaf, None),
        (Trouble::Badly(Manner::Cut), None),
        (Trouble::Badly(Manner::Hang), None),
        (Trouble::Badly(Manner::Drip), None),
    ];
    for cast in all() {
        let order = cast.provider.order("adforge-1", &brief()).await.unwrap();
        for (trouble, seconds) in later.clone() {
            cast.fake.next(Call::Look, trouble.clone());
            let Err(LookError::Later { after, .. }) = cast.provider.look(&order).await else { panic!("{trouble:?}") };
            assert_eq!(after, seconds.map(Duration::from_secs), "{trouble:?}");
        }
        assert_eq!(cast.provider.look("vid-of-nobody").await, Err(LookError::Gone));
        assert_eq!(cast.provider.look("a/../b?c").await, Err(LookError::Gone), "a name is no path");
    }
    for cast in all_with_key("sk_of_somebody_else") {
        assert_eq!(cast.provider.look("vid-1").await, Err(LookError::Key));
    }
}
