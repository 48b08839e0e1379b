//! fal's callbacks, and the keys that they are signed with.

use super::{CLIP, called, open};
use crate::{
    callbacks::{NOW, hear},
    cast::{access, commission},
    stand_in::Called,
};
use adforge_adapters_media_apis::{Access, Fal};
use adforge_ports_creative::{Callback, MediaProvider, NotHeard, Ordered, Word};
use adforge_tests_servers::fal::{self, Call, Trouble};
use time::{Duration, OffsetDateTime};

pub(super) fn as_sent(called: fal::Called) -> Called {
    let headers: Vec<(&str, &str)> = called.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Called::new(&headers, &called.body)
}

/// What is made of a good callback so that it is no longer one.
pub(super) fn forgeries(good: &Called, fake: &fal::Fal, at: OffsetDateTime) -> Vec<(&'static str, Called)> {
    let signature = good.headers["x-fal-webhook-signature"].clone();
    let signed_by = |signature: &str| good.clone().with("x-fal-webhook-signature", signature);
    let another = fal::Fal::open();
    let sale = fake.sales().pop().unwrap();
    let another = as_sent(another.callback(&sale, at.unix_timestamp(), true));
    vec![
        ("cut", signed_by(&signature[..126])),
        ("half a digit", signed_by(&signature[..127])),
        ("longer", signed_by(&format!("{signature}00"))),
        ("no digits", signed_by("zz")),
        ("empty", signed_by("")),
        ("another's", another),
        ("another time", good.clone().with("x-fal-webhook-timestamp", &(at.unix_timestamp() + 1).to_string())),
        ("another order", good.clone().with("x-fal-webhook-request-id", "another")),
        ("another user", good.clone().with("x-fal-webhook-user-id", "another")),
        ("no time", good.clone().without("x-fal-webhook-timestamp")),
        ("no user", good.clone().without("x-fal-webhook-user-id")),
        ("no order", good.clone().without("x-fal-webhook-request-id")),
        ("a time that is none", good.clone().with("x-fal-webhook-timestamp", "soon")),
    ]
}

/// An order, and what it is called.
async fn places(fal: &Fal) -> String {
    match fal.order("key", &commission(CLIP)).await.unwrap() {
        Ordered::Placed(order) => order,
        Ordered::Made { .. } => panic!("at once"),
    }
}

/// A callback about the newest order that is signed and heard then.
async fn hears_at(fal: &Fal, fake: &fal::Fal, now: OffsetDateTime) -> Result<Option<Word>, NotHeard> {
    let called = as_sent(fake.callback(&fake.sales().pop().unwrap(), now.unix_timestamp(), true));
    fal.hear(&Callback { headers: &called.headers, body: called.body.as_bytes(), now }).await
}

#[tokio::test]
async fn keys_are_asked_for_once_a_day() {
    let (fake, fal) = open();
    let order = places(&fal).await;
    for (hours, asked) in [(0, 1), (12, 1), (23, 1), (25, 2)] {
        let heard = hears_at(&fal, &fake, NOW + Duration::hours(hours)).await;
        assert_eq!((heard, fake.count(Call::Keys)), (Ok(Some(Word::Reference(order.clone()))), asked), "{hours} h");
    }
}

#[tokio::test]
async fn a_signature_by_an_unknown_key_asks_for_the_keys_again_but_not_each_time() {
    let (fake, fal) = open();
    places(&fal).await;
    hears_at(&fal, &fake, NOW).await.unwrap();
    fake.changes_its_key();
    for seconds in [1, 2, 30, 59] {
        let heard = hears_at(&fal, &fake, NOW + Duration::seconds(seconds)).await;
        assert!(matches!(heard, Err(NotHeard::Forged(_))), "{seconds} s");
    }
    assert_eq!(fake.count(Call::Keys), 1, "anybody can call us");
    assert!(hears_at(&fal, &fake, NOW + Duration::seconds(61)).await.is_ok());
    assert_eq!(fake.count(Call::Keys), 2);
}

#[tokio::test]
async fn keys_that_cannot_be_had_let_nobody_in_and_old_ones_are_no_longer_good() {
    let (fake, fal) = open();
    places(&fal).await;
    fake.next(Call::Keys, Trouble::Deaf);
    assert!(hears_at(&fal, &fake, NOW).await.is_err());
    assert!(hears_at(&fal, &fake, NOW + Duration::seconds(59)).await.is_err());
    assert_eq!(fake.count(Call::Keys), 1);
    assert!(hears_at(&fal, &fake, NOW + Duration::seconds(60)).await.is_ok());
    let tomorrow = NOW + Duration::hours(25);
    fake.next(Call::Keys, Trouble::Body("{}"));
    assert!(hears_at(&fal, &fake, tomorrow).await.is_err());
    assert!(hears_at(&fal, &fake, tomorrow + Duration::seconds(1)).await.is_err(), "yesterday's keys aren't good");
    assert!(hears_at(&fal, &fake, tomorrow + Duration::minutes(1)).await.is_ok());
}

#[tokio::test]
async fn old_and_unsigned_callbacks_cost_no_question() {
    let (fake, fal) = open();
    places(&fal).await;
    let old = as_sent(fake.callback(&fake.sales()[0], (NOW - Duration::hours(1)).unix_timestamp(), true));
    assert!(hear(&fal, &old).await.is_err());
    assert!(hear(&fal, &Called::new(&[], "{}")).await.is_err());
    assert_eq!(fake.count(Call::Keys), 0);
}

#[tokio::test]
async fn an_order_of_nobody_here_is_heard_of_and_known_once_it_is_asked_after() {
    let (fake, fal) = open();
    let order = places(&fal).await;
    let restarted = Fal::clips(called(&fake.url, fal::KEY)).unwrap();
    assert_eq!(hears_at(&restarted, &fake, NOW).await, Ok(None));
    restarted.look(&order).await.unwrap();
    assert_eq!(hears_at(&restarted, &fake, NOW).await, Ok(Some(Word::Reference(order))));
}

#[tokio::test]
async fn keys_may_be_elsewhere_and_who_asked_for_no_callbacks_hears_none() {
    let (fake, fal) = open();
    places(&fal).await;
    let keys_of = |url: &str| Some(format!("{url}/.well-known/jwks.json").parse().unwrap());
    let elsewhere = Access { jwks_url: keys_of(&fake.url), ..called("http://127.0.0.1:1", fal::KEY) };
    assert_eq!(hears_at(&Fal::clips(elsewhere).unwrap(), &fake, NOW).await, Ok(None));
    let deaf = Fal::clips(access(&fake.url, fal::KEY)).unwrap();
    assert_eq!(hears_at(&deaf, &fake, NOW).await, Err(NotHeard::NoCallbacks));
    assert_eq!(fake.strange(), [""; 0], "no key of ours was sent for them");
}
