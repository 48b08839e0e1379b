//! How often a provider is called, and by how many at once. The stand-in is waited for on a thread of its own.

use crate::cast::{Heard, access, all, all_with, around, cast, hear, patience, question};
use crate::script;
use adforge_adapters_llm::{Closed, End, Fault, Gate, Patience, Surroundings, model};
use adforge_doubles::Hand;
use adforge_tests_servers::llm::{Llm, Pace, Scene, Speaks};
use futures_util::{StreamExt, future::join_all};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// A refusal that asks for a tenth of a second, as each provider would send it.
fn busy(speaks: Speaks) -> Scene {
    Scene::error(speaks, 503, "general").with("retry-after", "0.1")
}

#[tokio::test]
async fn who_is_busy_is_asked_again_after_its_own_wait() {
    for cast in all() {
        cast.fake.next(busy(cast.script.speaks));
        let asked = Instant::now();
        // The clock that the breaker sees stands still; for it, the wait must be over too.
        let turns = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            cast.hand.turn(Duration::from_millis(100));
        };
        let (heard, ()) = tokio::join!(hear(&cast.model), turns);
        assert_eq!(heard, cast.script.whole(), "{:?}", cast.script.speaks);
        assert!(asked.elapsed() >= Duration::from_millis(100));
        assert_eq!(cast.fake.calls().len(), 2);
    }
}

#[tokio::test]
async fn it_is_not_asked_for_ever_nor_after_a_longer_wait_than_one_has() {
    let patience = Patience { pause: Duration::from_secs(2), ..patience() };
    for cast in all_with(|access| access.patience = patience) {
        let speaks = cast.script.speaks;
        (0..5).for_each(|_| cast.fake.next(Scene::of(503, "text/plain", "")));
        let heard = hear(&cast.model).await;
        assert_eq!((heard, cast.fake.calls().len()), (Heard::fault(Fault::Busy { after: None }), 3), "{speaks:?}");
    }
    for cast in all() {
        let asked = Instant::now();
        cast.fake.next(Scene::of(503, "text/plain", "").with("retry-after", "5"));
        let heard = hear(&cast.model).await;
        let wait = Some(Duration::from_secs(5));
        assert_eq!((heard, cast.fake.calls().len()), (Heard::fault(Fault::Busy { after: wait }), 1));
        // And nobody asks before that, or waits for it.
        assert_eq!(hear(&cast.model).await, Heard::fault(Fault::Busy { after: wait }));
        assert!(asked.elapsed() < Duration::from_secs(5));
        assert_eq!(cast.fake.calls().len(), 1);
    }
}

#[tokio::test]
async fn what_may_have_been_paid_is_not_asked_again() {
    for cast in all() {
        let speaks = cast.script.speaks;
        let paid = [
            Scene::of(500, "text/plain", ""),
            Scene::stream(speaks, "begun"),
            Scene::stream(speaks, "whole").at(Pace::Vanish),
        ];
        let calls = paid.len();
        for scene in paid {
            cast.fake.next(scene);
            hear(&cast.model).await.end.unwrap_err();
        }
        assert_eq!(cast.fake.calls().len(), calls, "{speaks:?}");
        // Three failures: it is left alone, then tried again.
        let heard = hear(&cast.model).await;
        assert!(matches!(heard.end, Err(Fault::Busy { after: Some(_) })), "{heard:?}");
        assert_eq!(cast.fake.calls().len(), calls);
        cast.hand.turn(Duration::from_secs(15));
        assert_eq!(hear(&cast.model).await, cast.script.whole());
    }
}

#[tokio::test]
async fn a_busy_word_after_the_first_part_is_not_asked_again() {
    for cast in all() {
        let refused = Scene::error(cast.script.speaks, 200, "general").text().trim().to_owned();
        let (before, after) = if cast.script.speaks == Speaks::Ollama { ("", "\n") } else { ("data: ", "\n\n") };
        let busy = refused.replace("{type}", "overloaded_error").replace("{code}", "503");
        cast.fake.next(Scene::stream(cast.script.speaks, "begun").then(before).then(&busy).then(after));
        hear(&cast.model).await.end.unwrap_err();
        assert_eq!(cast.fake.calls().len(), 1, "{:?}", cast.script.speaks);
    }
}

#[tokio::test]
async fn an_account_that_is_empty_is_left_alone_for_long() {
    let spent = script::all().into_iter().filter_map(|script| {
        let (scene, _) = script.errors().into_iter().find(|(_, fault)| *fault == Fault::Closed(Closed::Account))?;
        Some((cast(script, |_| {}), scene))
    });
    for (cast, scene) in spent {
        cast.fake.next(scene);
        for minutes in [0, 5, 9] {
            cast.hand.turn(Duration::from_secs(60 * minutes));
            assert_eq!(hear(&cast.model).await, Heard::fault(Fault::Closed(Closed::Account)));
        }
        assert_eq!(cast.fake.calls().len(), 1, "{:?}", cast.script.speaks);
        cast.hand.turn(Duration::from_secs(60));
        assert_eq!(hear(&cast.model).await.end, Ok(End::Whole));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_gets_so_many_calls_at_once_and_the_others_wait() {
    for script in script::all() {
        let (fake, hand) = (Llm::open(script.speaks), Hand::new(1));
        let around = Surroundings { gate: Gate::of(2), ..around(&hand) };
        let access = access(script.provider, script.model, &fake.url);
        // Two models of one provider share its gate.
        let models = [model(&access, &around).unwrap(), model(&access, &around).unwrap()];
        (0..6).for_each(|_| fake.next(Scene::stream(script.speaks, "whole").at(Pace::Hold(1))));
        let asks: Vec<_> = (0..6).map(|number| Arc::clone(&models[number % 2])).collect();
        let asks: Vec<_> = asks.into_iter().map(|model| tokio::spawn(async move { hear(&model).await })).collect();
        fake.until_called(2);
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(fake.calls().len(), 2, "the others wait");
        fake.release();
        for heard in join_all(asks).await {
            assert_eq!(heard.unwrap(), script.whole());
        }
        assert_eq!(fake.calls().len(), 6, "{:?}", script.speaks);
        assert_eq!(fake.strange(), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_turn_waits_no_longer_than_for_an_answer() {
    for script in script::all() {
        let (fake, hand) = (Llm::open(script.speaks), Hand::new(1));
        let around = Surroundings { gate: Gate::of(1), ..around(&hand) };
        let mut access = access(script.provider, script.model, &fake.url);
        let patient = model(&access, &around).unwrap();
        access.patience.whole = Duration::from_millis(200);
        let hasty = model(&access, &around).unwrap();
        fake.next(Scene::stream(script.speaks, "whole").at(Pace::Silence));
        let first = tokio::spawn(async move { hear(&patient).await });
        fake.until_called(1);
        assert_eq!(hear(&hasty).await, Heard::fault(Fault::Busy { after: None }));
        // Who leaves the queue doesn't keep a place in it.
        let mut left = hasty.ask(question());
        assert!(tokio::time::timeout(Duration::from_millis(20), left.next()).await.is_err());
        drop(left);
        fake.release();
        assert_eq!(first.await.unwrap(), script.whole());
        assert_eq!(hear(&hasty).await.end, Ok(End::Whole), "{:?}", script.speaks);
        assert_eq!(fake.calls().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_drip_ends_with_the_time_for_the_whole() {
    for cast in all_with(|access| access.patience.whole = Duration::from_millis(400)) {
        cast.fake.next(Scene::stream(cast.script.speaks, "whole").at(Pace::Drip(Duration::from_millis(10))));
        let asked = Instant::now();
        assert_eq!(hear(&cast.model).await.end, Err(Fault::Slow), "{:?}", cast.script.speaks);
        assert!((Duration::from_millis(400)..Duration::from_secs(3)).contains(&asked.elapsed()));
        assert_eq!(cast.fake.calls().len(), 1);
        cast.fake.leaves.until(1);
    }
}
