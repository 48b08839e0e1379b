//! How an order stands, told by whoever took it.

use crate::{
    cast::{PROVIDERS, all_that_take_time},
    stand_in::{Deed, Seen, Trouble},
};
use adforge_ports_creative::LookError;
use adforge_tests_servers::http::Manner;

#[tokio::test]
async fn an_order_waits_is_worked_on_and_is_done() {
    for cast in all_that_take_time() {
        let order = cast.place("adforge-1").await;
        cast.fake.holds(true);
        for _ in 0..2 {
            assert_eq!(Seen::of(&cast.look(&order).await), Seen::Working, "{}", cast.name());
        }
        cast.fake.holds(false);
        assert_eq!(Seen::of(&cast.look(&order).await), Seen::Done, "{}", cast.name());
    }
}

#[tokio::test]
async fn an_order_that_came_to_nothing_says_why_in_our_words_and_whether_it_is_paid() {
    for cast in all_that_take_time() {
        for (number, mishap) in cast.sights().iter().enumerate() {
            let order = cast.place(&format!("key-{number}")).await;
            (mishap.arm)();
            let look = cast.look(&order).await;
            assert_eq!(Seen::of(&look), mishap.wanted, "{}: {}: {look:?}", cast.name(), mishap.what);
            assert!(!format!("{look:?}").contains("raw words"), "{look:?}");
        }
    }
}

#[tokio::test]
async fn an_order_that_cannot_be_asked_after_now_is_asked_after_later() {
    let badly = [Manner::Cut, Manner::Vanish, Manner::Hang, Manner::Drip].map(Trouble::Badly);
    let later = badly.into_iter().chain([Trouble::Deaf, Trouble::Broke(500), Trouble::Broke(503)]);
    for cast in all_that_take_time() {
        let order = cast.place("adforge-1").await;
        for trouble in later.clone() {
            cast.fake.next(Deed::Look, trouble.clone());
            let look = cast.look(&order).await;
            assert_eq!(Seen::of(&look), Seen::Later(None), "{}: {trouble:?}: {look:?}", cast.name());
        }
        cast.link(&order).await;
    }
}

#[tokio::test]
async fn an_order_of_nobody_is_gone_and_a_key_that_is_refused_sees_nothing() {
    for cast in all_that_take_time() {
        let order = cast.place("adforge-1").await;
        for nobody in ["of-nobody", "a/../b?c", "", "..", "https://example.com/x", "{}"] {
            assert_eq!(cast.look(nobody).await, Err(LookError::Gone), "{}: {nobody}", cast.name());
        }
        let twin = format!("{order}0");
        assert_eq!(cast.look(&twin).await, Err(LookError::Gone), "{}: {twin}", cast.name());
    }
    for opens in PROVIDERS {
        let known = opens(None, None);
        if !known.at_once {
            let stranger = opens(Some("of-somebody-else"), Some(&known.url));
            let order = known.place("adforge-1").await;
            assert_eq!(stranger.look(&order).await, Err(LookError::Key), "{}", known.name());
        }
    }
}

#[tokio::test]
async fn an_order_that_can_be_stopped_is_and_what_is_over_is_fine() {
    for cast in all_that_take_time().into_iter().filter(|cast| cast.provider.can_cancel()) {
        let order = cast.place("adforge-1").await;
        cast.fake.holds(true);
        cast.provider.cancel(&order).await.unwrap();
        cast.fake.holds(false);
        let stopped = cast.look(&order).await;
        // Whether it is paid all the same is the provider's to say.
        assert!(matches!(Seen::of(&stopped), Seen::Failed { .. }), "{}: {stopped:?}", cast.name());
        cast.provider.cancel(&order).await.unwrap();
        let done = cast.place("adforge-2").await;
        cast.link(&done).await;
        assert_eq!(cast.provider.cancel(&done).await, Ok(()), "{}: what is done", cast.name());
        assert_eq!(cast.provider.cancel("of-nobody").await, Err(LookError::Gone), "{}", cast.name());
    }
}
