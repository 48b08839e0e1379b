//! Callbacks are let in by their signature over the raw body, and by their time.

use crate::{
    cast::{Cast, all_that_take_time},
    stand_in::Called,
};
use adforge_ports_creative::{Callback, MediaProvider, NotHeard, Word};
use time::{OffsetDateTime, macros::datetime};

/// When callbacks are heard here.
pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-25 12:00 UTC);

/// What a provider makes of a callback.
pub(crate) async fn hear(provider: &dyn MediaProvider, called: &Called) -> Result<Option<Word>, NotHeard> {
    provider.hear(&Callback { headers: &called.headers, body: called.body.as_bytes(), now: NOW }).await
}

/// Those that have callbacks, with an order.
async fn calling() -> Vec<Cast> {
    let mut calling = Vec::new();
    for cast in all_that_take_time() {
        cast.place("adforge-1").await;
        if !cast.fake.callbacks(&cast.sold(), NOW).is_empty() {
            calling.push(cast);
        }
    }
    calling
}

#[tokio::test]
async fn a_callback_that_its_provider_signed_says_which_order_it_is_about() {
    for cast in calling().await {
        let sold = cast.sold();
        for called in cast.fake.callbacks(&sold, NOW) {
            for _ in 0..2 {
                let heard = hear(&*cast.provider, &called).await;
                assert_eq!(heard, Ok(Some(cast.fake.word(&sold))), "{}: {called:?}", cast.name());
            }
        }
    }
}

#[tokio::test]
async fn a_callback_of_another_time_is_not_heard() {
    for cast in calling().await {
        let sold = cast.sold();
        for (seconds, is_heard) in [(300, true), (-300, true), (301, false), (-301, false)] {
            let called = &cast.fake.callbacks(&sold, NOW + time::Duration::seconds(seconds))[0];
            let heard = hear(&*cast.provider, called).await;
            assert_eq!(heard.is_ok(), is_heard, "{}: {seconds} s: {heard:?}", cast.name());
        }
    }
}

#[tokio::test]
async fn forged_and_unsigned_callbacks_are_not_heard() {
    for cast in calling().await {
        let sold = cast.sold();
        let good = cast.fake.callbacks(&sold, NOW).remove(0);
        let changed = good.clone().saying(good.body.replacen('1', "2", 1));
        let unsigned = Called::new(&[], &good.body);
        let forgeries = cast.fake.forgeries(&sold, NOW);
        assert!(!forgeries.is_empty(), "{}", cast.name());
        for (what, called) in forgeries.into_iter().chain([("changed", changed), ("unsigned", unsigned)]) {
            let heard = hear(&*cast.provider, &called).await;
            assert!(matches!(heard, Err(NotHeard::Forged(_))), "{}: {what}: {heard:?}", cast.name());
        }
        assert!(hear(&*cast.provider, &good).await.is_ok(), "{}: the good one still is", cast.name());
    }
}
