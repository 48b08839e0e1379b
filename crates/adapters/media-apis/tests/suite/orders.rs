//! What is ordered, what is sold, and what is known when an order fails.

use crate::cast::{access, all, all_with_key, brief, presenter};
use adforge_adapters_media_apis::Heygen;
use adforge_ports_creative::{FilmBrief, MediaProvider, OrderError, Refused};
use adforge_tests_servers::{
    heygen::{self, Call, Trouble},
    http::Manner,
};
use std::time::Duration;

#[tokio::test]
async fn a_film_is_ordered_once_however_often_its_key_is_sent() {
    for cast in all() {
        let first = cast.provider.order("adforge-1", &brief()).await.unwrap();
        let again = cast.provider.order("adforge-1", &brief()).await.unwrap();
        let other = cast.provider.order("adforge-2", &brief()).await.unwrap();
        assert_eq!((first == again, first == other), (true, false));
        let sales = cast.fake.sales();
        let sold: Vec<_> = sales.iter().map(|sale| (sale.key.as_str(), sale.video_id.clone(), sale.sent)).collect();
        assert_eq!(sold, [("adforge-1", first, 2), ("adforge-2", other, 1)]);
        assert_eq!(sales[0].order["script"], "Été ?\n\nUn hâle \"naturel\".\n\nEssayez.");
        assert_eq!(sales[0].order["aspect_ratio"], "9:16");
        assert_eq!(sales[0].order["callback_id"], "adforge-1");
    }
}

#[tokio::test]
async fn the_avatar_is_the_one_that_was_asked_for_else_one_like_the_presenter() {
    for cast in all() {
        let cases = [
            (None, "Abigail_standing_office_front"),
            (Some(presenter("Albert_sitting_sofa_front", "male")), "Albert_sitting_sofa_front"),
            (Some(presenter("avatar-male-30", "Male")), "Albert_sitting_sofa_front"),
            (Some(presenter("avatar-female-45", "female")), "Abigail_standing_office_front"),
        ];
        for (number, (presenter, avatar)) in cases.into_iter().enumerate() {
            let brief = FilmBrief { presenter, ..brief() };
            cast.provider.order(&format!("key-{number}"), &brief).await.unwrap();
            assert_eq!(cast.fake.sales()[number].order["avatar_id"], avatar);
        }
        assert_eq!(cast.fake.count(Call::Looks), 1, "the cast is asked for once an hour");
    }
}

#[tokio::test]
async fn what_an_answer_says_is_what_the_caller_must_decide() {
    let later = |seconds: Option<u64>| move |error: &OrderError| matches!(error, OrderError::Later { after, .. } if *after == seconds.map(Duration::from_secs));
    let refused = |refused: Refused| move |error: &OrderError| *error == OrderError::Refused(refused);
    let unknown = |error: &OrderError| matches!(error, OrderError::Unknown(_));
    type Wanted = Box<dyn Fn(&OrderError) -> bool>;
    let cases: Vec<(Trouble, Wanted)> = vec![
        (Trouble::After(429, "rate_limit_exceeded", "7"), Box::new(later(Some(7)))),
        (Trouble::Error(429, "rate_limit_exceeded"), Box::new(later(None))),
        (Trouble::Error(409, "request_in_progress"), Box::new(later(Some(2)))),
        (Trouble::Error(402, "insufficient_credit"), Box::new(refused(Refused::Funds))),
        (Trouble::Error(429, "insufficient_credit"), Box::new(refused(Refused::Funds))),
        (Trouble::Error(403, "forbidden"), Box::new(refused(Refused::Key))),
        (Trouble::Error(400, "invalid_parameter"), Box::new(refused(Refused::Order))),
        (Trouble::Error(400, "blocked_words_detected"), Box::new(refused(Refused::Content))),
        (Trouble::ErrorInside("insufficient_credit"), Box::new(refused(Refused::Funds))),
        (Trouble::ErrorInside("invalid_parameter"), Box::new(refused(Refused::Order))),
        (Trouble::Error(500, "internal_error"), Box::new(unknown)),
        (Trouble::Error(503, "internal_error"), Box::new(unknown)),
        (Trouble::Deaf, Box::new(unknown)),
        (Trouble::Badly(Manner::Vanish), Box::new(unknown)),
        (Trouble::Badly(Manner::Cut), Box::new(unknown)),
        (Trouble::Badly(Manner::Hang), Box::new(unknown)),
        (Trouble::Badly(Manner::Drip), Box::new(unknown)),
    ];
    for cast in all() {
        for (number, (trouble, is_wanted)) in cases.iter().enumerate() {
            cast.fake.next(Call::Order, trouble.clone());
            let key = format!("key-{number}");
            let error = cast.provider.order(&key, &brief()).await.unwrap_err();
            assert!(is_wanted(&error), "{trouble:?}: {error:?}");
            let words = error.to_string();
            assert!(!words.contains("raw words") && !words.contains(heygen::KEY) && !words.contains("hâle"), "{words}");
            // Whatever became of it: the same key buys it once.
            cast.provider.order(&key, &brief()).await.unwrap();
            let sold = cast.fake.sales().iter().filter(|sale| sale.key == key).count();
            assert_eq!(sold, 1, "{trouble:?}");
        }
    }
}

#[tokio::test]
async fn a_key_that_is_refused_is_told_before_anything_is_sold() {
    for cast in all_with_key("sk_of_somebody_else") {
        let refused = cast.provider.order("adforge-1", &brief()).await;
        assert_eq!(refused, Err(OrderError::Refused(Refused::Key)));
        assert_eq!(cast.fake.sales(), []);
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_has_sold_nothing() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let heygen = Heygen::new(access(&format!("http://{nobody}"), heygen::KEY)).unwrap();
    let error = heygen.order("adforge-1", &brief()).await.unwrap_err();
    assert!(matches!(error, OrderError::Later { after: None, .. }), "{error:?}");
}

#[test]
fn a_key_is_never_shown() {
    let access = access("http://127.0.0.1:1", heygen::KEY);
    let heygen = Heygen::new(access.clone()).unwrap();
    for shown in [format!("{access:?}"), format!("{heygen:?}")] {
        assert!(!shown.contains(heygen::KEY) && !shown.contains("whsec"), "{shown}");
    }
    assert!(Heygen::new(crate::cast::access("http://127.0.0.1:1", "new\nline")).is_err());
}
