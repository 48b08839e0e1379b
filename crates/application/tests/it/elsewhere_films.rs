//! Films that are made elsewhere, for money: ordered once, whatever breaks, and never paid twice.

use crate::world::{
    NEVER, SOON, Town, World, failure, failure_of, films, films_now, is_filmed, job, limits, owner, until,
};
use adforge_application::{Limits, Part, Refusal};
use adforge_domain::{
    cards::Content,
    failure::FailureCode,
    ids::JobId,
    message::Body,
    order::{Orders, Piece},
};
use adforge_doubles::Agency;
use adforge_ports_creative::{Cost, FetchError, LookError, OrderError, Refused, Standing};
use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

#[tokio::test]
async fn a_film_is_ordered_asked_after_fetched_and_kept_with_a_thumbnail() {
    let town = Town::with(Agency::new());
    let (world, session, id) = town.begins(SOON).await;
    town.agency.standings.lock().unwrap().extend([Ok(Standing::Working(None)), Ok(Standing::Working(Some(70)))]);
    assert_eq!(world.application.job(&owner(), id).await.unwrap().estimated_seconds, 60);
    films_now(&world).await;
    is_filmed(&job(&world, id).await);
    assert_eq!(*town.agency.sales.lock().unwrap(), [format!("adforge-{id}")]);
    let order = job(&world, id).await.orders.of(Piece::Film).cloned().unwrap();
    assert_eq!((order.provider.as_str(), order.reference.as_deref()), ("agency", Some("film-0")));
    assert_eq!(world.shelf.names().len(), 2, "the film and its thumbnail are ours");
    let last = world.log(session).await.pop().unwrap();
    let Body::Ai(delivered) = &last.body else { panic!("{last:?}") };
    let Content::VideoResult(video) = delivered.content.as_ref() else { panic!("{last:?}") };
    assert_eq!((delivered.generator.as_str(), video.duration_ms, video.width), ("agency", 3_000, 720));
    assert!(world.studio.films.lock().unwrap().is_empty(), "the renderer made nothing");
}

#[tokio::test]
async fn an_order_whose_answer_was_lost_is_sent_again_by_the_same_key() {
    let town = Town::with(Agency::new());
    let (world, _, id) = town.begins(SOON).await;
    let lost = || OrderError::Unknown("the connection broke".into());
    town.agency.losses.lock().unwrap().extend([lost(), lost()]);
    films_now(&world).await;
    is_filmed(&job(&world, id).await);
    assert_eq!((town.agency.sent.load(Ordering::SeqCst), town.sold()), (3, 1));
}

#[tokio::test]
async fn without_keys_an_order_whose_answer_was_lost_is_unknown_and_not_bought_again() {
    let town = Town::with(Agency { remembers: None, ..Agency::new() });
    let (world, session, id) = town.begins(SOON).await;
    town.agency.losses.lock().unwrap().push_back(OrderError::Unknown("the connection broke".into()));
    for _ in 0..3 {
        films_now(&world).await;
        world.hand.turn(Duration::from_secs(60));
    }
    let failure = failure(&job(&world, id).await);
    assert_eq!((failure.code, failure.message.contains("unknown")), (FailureCode::AiGenerationError, true));
    assert_eq!((town.agency.sent.load(Ordering::SeqCst), town.sold()), (1, 1));
    assert_eq!(failure_of(world.log(session).await.last().unwrap()), FailureCode::AiGenerationError);
}

/// A process that dies in the middle of an order, and the next one that takes the job up.
async fn dies_between_sending_and_name(agency: Agency, age: Duration) -> (Town, World, JobId) {
    let town = Town::with(agency);
    let (dead, _, id) = town.begins(SOON).await;
    dead.application.claim_renders().await;
    until("it is sold", async || town.sold() == 1).await;
    // The intent is stored before the order is sent.
    let order = job(&dead, id).await.orders.of(Piece::Film).cloned().unwrap();
    assert_eq!(order.reference, None);
    // Its lease runs out before it hears the answer.
    town.hand.turn(age);
    let next = town.process(Limits { orders: SOON, ..limits() });
    next.permit(20);
    // One for the answer that nobody hears any more, one for the next process.
    town.agency.permit(2);
    next.application.claim_renders().await;
    until("the job is over", async || job(&next, id).await.status.is_over()).await;
    (town, next, id)
}

#[tokio::test]
async fn a_process_that_dies_before_it_hears_the_orders_name_has_bought_once() {
    let (town, next, id) = dies_between_sending_and_name(Agency::slow(), Duration::from_secs(60)).await;
    is_filmed(&job(&next, id).await);
    assert_eq!((town.agency.sent.load(Ordering::SeqCst), town.sold()), (2, 1));
}

#[tokio::test]
async fn without_keys_or_when_they_are_forgotten_such_an_order_is_unknown() {
    let forgotten = Duration::from_secs(24 * 3600);
    for (agency, age) in
        [(Agency { remembers: None, ..Agency::slow() }, Duration::from_secs(60)), (Agency::slow(), forgotten)]
    {
        let (town, next, id) = dies_between_sending_and_name(agency, age).await;
        assert!(failure(&job(&next, id).await).message.contains("unknown"));
        assert_eq!((town.agency.sent.load(Ordering::SeqCst), town.sold()), (1, 1), "it is not bought twice");
    }
}

#[tokio::test]
async fn a_process_that_dies_after_the_name_is_stored_is_followed_by_one_that_asks_after_it() {
    for remembers in [None, Some(Duration::from_secs(24 * 3600))] {
        let town = Town::with(Agency { remembers, ..Agency::new() });
        let (dead, _, id) = town.begins(NEVER).await;
        town.agency.done.store(false, Ordering::SeqCst);
        dead.application.claim_renders().await;
        until("it is asked after", async || town.agency.looks.load(Ordering::SeqCst) > 0).await;
        town.agency.done.store(true, Ordering::SeqCst);
        town.hand.turn(Duration::from_secs(60));
        let next = town.process(Limits { orders: SOON, ..limits() });
        next.permit(20);
        films_now(&next).await;
        is_filmed(&job(&next, id).await);
        assert_eq!((town.agency.sent.load(Ordering::SeqCst), town.sold()), (1, 1), "it was not ordered again");
    }
}

#[tokio::test]
async fn an_order_that_is_not_taken_now_is_sent_again_when_the_provider_says_so() {
    for remembers in [None, Some(Duration::from_secs(24 * 3600))] {
        let town = Town::with(Agency { remembers, ..Agency::new() });
        let (world, _, id) = town.begins(SOON).await;
        let later = |after| OrderError::Later { after, why: "it answers 429".into() };
        town.agency.refusals.lock().unwrap().extend([later(Some(Duration::from_millis(5))), later(None)]);
        films_now(&world).await;
        is_filmed(&job(&world, id).await);
        assert_eq!((town.agency.sent.load(Ordering::SeqCst), town.sold()), (3, 1));
    }
}

#[tokio::test]
async fn an_order_that_is_never_taken_fails_after_its_attempts_and_says_so() {
    let town = Town::with(Agency::new());
    let (world, _, id) = town.begins(SOON).await;
    let later = || OrderError::Later { after: Some(Duration::from_secs(3_600)), why: "it answers 429".into() };
    town.agency.refusals.lock().unwrap().extend((0..9).map(|_| later()));
    for _ in 0..4 {
        films_now(&world).await;
        world.hand.turn(Duration::from_secs(60));
    }
    let job = job(&world, id).await;
    assert_eq!(
        (failure(&job).code, job.orders),
        (FailureCode::Unavailable, Orders::default()),
        "nothing is left to be asked after"
    );
    assert_eq!((town.agency.sent.load(Ordering::SeqCst), town.sold()), (3, 0), "an hour is not waited for");
}

#[tokio::test]
async fn a_refusal_ends_the_job_at_once_in_words_for_whoever_can_mend_it() {
    let cases = [
        (Refused::Key, FailureCode::Unavailable, "key"),
        (Refused::Funds, FailureCode::QuotaExceeded, "exhausted"),
        (Refused::Content, FailureCode::AiGenerationError, "script"),
        (Refused::Order, FailureCode::AiGenerationError, "presenter"),
        (Refused::Broke, FailureCode::AiGenerationError, "could not"),
    ];
    for (refused, code, word) in cases {
        for ordered in [false, true] {
            let town = Town::with(Agency::new());
            let (world, _, id) = town.begins(SOON).await;
            if ordered {
                town.agency
                    .standings
                    .lock()
                    .unwrap()
                    .push_back(Ok(Standing::Failed { why: refused, cost: Cost::Nothing }));
            } else {
                town.agency.refusals.lock().unwrap().push_back(OrderError::Refused(refused));
            }
            films_now(&world).await;
            let failure = failure(&job(&world, id).await);
            assert_eq!((failure.code, failure.message.contains(word)), (code, true), "{refused:?}: {failure:?}");
            assert_eq!(town.agency.sent.load(Ordering::SeqCst), 1);
        }
    }
}

#[tokio::test]
async fn a_film_that_is_not_fetched_at_once_is_fetched_by_a_fresh_link_and_never_bought_again() {
    let town = Town::with(Agency::new());
    let (world, _, id) = town.begins(SOON).await;
    town.agency
        .standings
        .lock()
        .unwrap()
        .push_back(Err(LookError::Later { after: None, why: "it answers 500".into() }));
    let broken = || FetchError::Broken("it broke off".into());
    town.agency.fetches.lock().unwrap().extend([FetchError::Expired, broken()]);
    films_now(&world).await;
    is_filmed(&job(&world, id).await);
    assert_eq!((town.agency.looks.load(Ordering::SeqCst), town.sold()), (4, 1), "each fetch has a link of its own");
}

#[tokio::test]
async fn a_delivery_that_is_no_film_is_not_kept() {
    for (error, word) in [(FetchError::WrongKind, "none"), (FetchError::TooLarge(9), "too large")] {
        let town = Town::with(Agency::new());
        let (world, _, id) = town.begins(SOON).await;
        town.agency.fetches.lock().unwrap().extend((0..4).map(|_| error.clone()));
        films_now(&world).await;
        assert!(failure(&job(&world, id).await).message.contains(word));
        assert_eq!((world.shelf.names().len(), town.sold()), (0, 1));
    }
}

#[tokio::test]
async fn word_of_the_provider_ends_the_wait_once_and_says_nothing_twice() {
    let town = Town::with(Agency::new());
    let (world, session, id) = town.begins(NEVER).await;
    town.agency.done.store(false, Ordering::SeqCst);
    world.application.claim_renders().await;
    until("it is asked after", async || town.agency.looks.load(Ordering::SeqCst) == 1).await;
    let call = async |signature: &str, body: String| {
        let headers = HashMap::from([("signature".to_owned(), signature.to_owned())]);
        world.application.hear_provider("agency", &headers, body.as_bytes()).await
    };
    let key = format!("adforge-{id}");
    assert!(matches!(call("bad", key.clone()).await, Err(Refusal::Forged(_))));
    for unknown in ["adforge-nonsense", "somebody-elses", "adforge-00000000-0000-0000-0000-00000000ffff"] {
        assert_eq!(call("good", unknown.to_owned()).await, Ok(()), "an order that nobody knows is none of ours");
    }
    assert_eq!(town.agency.looks.load(Ordering::SeqCst), 1, "none of these was about this order");
    // What it says isn't believed: the film isn't done, so it is waited for.
    assert_eq!(call("good", key.clone()).await, Ok(()));
    until("it is asked after", async || town.agency.looks.load(Ordering::SeqCst) == 2).await;
    town.agency.done.store(true, Ordering::SeqCst);
    for _ in 0..2 {
        assert_eq!(call("good", key.clone()).await, Ok(()));
    }
    world.application.settled().await;
    is_filmed(&job(&world, id).await);
    let log = world.log(session).await.len();
    assert_eq!(call("good", key).await, Ok(()), "a replay after the end");
    world.application.settled().await;
    assert_eq!((world.log(session).await.len(), world.shelf.names().len()), (log, 2));
    let headers = HashMap::from([("signature".to_owned(), "good".to_owned())]);
    assert_eq!(
        world.application.hear_provider("heygen", &headers, b"").await,
        Err(Refusal::NoCallbacks("heygen".into())),
        "nobody else may call"
    );
}

#[tokio::test]
async fn a_cancelled_film_is_called_off_where_that_can_be_and_said_where_it_cannot() {
    for cancels in [true, false] {
        let town = Town::with(Agency { cancels, ..Agency::new() });
        let (world, session, id) = town.begins(NEVER).await;
        town.agency.done.store(false, Ordering::SeqCst);
        world.application.claim_renders().await;
        until("it is asked after", async || town.agency.looks.load(Ordering::SeqCst) == 1).await;
        world.application.cancel_job(&owner(), id).await.unwrap();
        world.application.settled().await;
        let cancelled = town.agency.cancelled.lock().unwrap().clone();
        assert_eq!(cancelled, if cancels { vec!["film-0"] } else { vec![] });
        let log = world.log(session).await;
        let Body::Failed(failed) = &log.last().unwrap().body else { panic!("{log:?}") };
        assert_eq!(failed.failure.code, FailureCode::TurnCancelled);
        assert_eq!(failed.failure.message.contains("may charge"), !cancels, "{}", failed.failure.message);
    }
}

#[tokio::test]
async fn an_order_whose_job_is_cancelled_or_erased_while_it_is_sent_is_called_off() {
    for erased in [false, true] {
        let town = Town::with(Agency { cancels: true, ..Agency::slow() });
        let (world, session, id) = town.begins(SOON).await;
        world.application.claim_renders().await;
        until("it is sold", async || town.sold() == 1).await;
        if erased {
            world.application.erase_session(&owner(), session).await.unwrap();
        } else {
            world.application.cancel_job(&owner(), id).await.unwrap();
        }
        town.agency.permit(1);
        world.application.settled().await;
        assert_eq!(*town.agency.cancelled.lock().unwrap(), ["film-0"], "erased: {erased}");
    }
}

#[tokio::test]
async fn a_film_that_takes_too_long_is_given_up_and_called_off() {
    let town = Town::with(Agency { cancels: true, ..Agency::new() });
    let orders = SOON;
    let world = town.process(Limits { orders, video: Some(Duration::from_millis(200)), ..limits() });
    world.product("1").await;
    let session = world.with_concepts().await;
    world.permit(20);
    let id = world.starts(films(session, "psych-1")).await.job;
    town.agency.done.store(false, Ordering::SeqCst);
    films_now(&world).await;
    assert_eq!(failure(&job(&world, id).await).code, FailureCode::AiTimeout);
    assert_eq!(*town.agency.cancelled.lock().unwrap(), ["film-0"]);
}

#[tokio::test]
async fn films_that_are_made_elsewhere_hold_no_renderer() {
    let town = Town::with(Agency::new());
    let (world, session, _) = town.begins(NEVER).await;
    town.agency.done.store(false, Ordering::SeqCst);
    world.starts(films(session, "psych-2")).await;
    tokio::spawn(Arc::clone(&world.application).work());
    until("both are asked after", async || town.agency.looks.load(Ordering::SeqCst) == 2).await;
    world.application.stop(Duration::from_secs(5)).await;
    assert!(town.agency.cancelled.lock().unwrap().is_empty(), "stopping gives nothing up");
}

#[tokio::test]
async fn a_process_that_stops_while_an_order_is_sent_hands_the_job_back_with_the_orders_name() {
    let town = Town::with(Agency { remembers: None, ..Agency::slow() });
    let (world, _, id) = town.begins(SOON).await;
    world.application.claim_renders().await;
    until("it is sold", async || town.sold() == 1).await;
    let stopped = Arc::clone(&world.application);
    let stopping = tokio::spawn(async move { stopped.stop(Duration::from_secs(30)).await });
    let stops =
        async || world.application.readiness().await.iter().any(|(part, it)| *part == Part::Runners && it.is_err());
    until("it stops", stops).await;
    let next = town.process(Limits { orders: SOON, ..limits() });
    next.permit(20);
    for _ in 0..20 {
        films_now(&next).await;
        tokio::task::yield_now().await;
    }
    assert!(!job(&next, id).await.status.is_over(), "nobody takes it up before it is known what became of the order");
    town.agency.permit(1);
    stopping.await.unwrap();
    films_now(&next).await;
    is_filmed(&job(&next, id).await);
    assert_eq!((town.agency.sent.load(Ordering::SeqCst), town.sold()), (1, 1));
}

#[tokio::test]
async fn an_order_of_another_provider_is_not_bought_here() {
    let town = Town::with(Agency::new());
    let (world, _, id) = town.begins(NEVER).await;
    town.agency.done.store(false, Ordering::SeqCst);
    world.application.claim_renders().await;
    until("it is asked after", async || town.agency.looks.load(Ordering::SeqCst) == 1).await;
    town.hand.turn(Duration::from_secs(60));
    let local = World::over(town.store.clone(), town.hand.clone(), limits(), None);
    local.permit(20);
    local.studio.permit(9);
    films_now(&local).await;
    assert!(failure(&job(&local, id).await).message.contains("agency"));
    assert!(local.studio.films.lock().unwrap().is_empty());
}
