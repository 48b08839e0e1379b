//! How long a model is waited for, and how soon it is left. The stand-in is waited for on a thread of its own.

use crate::cast::{BEGUN, Heard, all, all_with, hear, question};
use adforge_adapters_llm::{End, Fault, Part};
use adforge_tests_servers::llm::{Pace, Scene};
use futures_util::StreamExt;
use std::time::{Duration, Instant};

/// Short, and shorter than all else here.
const SHORT: Duration = Duration::from_millis(300);

#[tokio::test(flavor = "multi_thread")]
async fn who_never_begins_is_slow() {
    for pace in [Pace::Silence, Pace::Hold(0)] {
        for cast in all_with(|access| (access.patience.connect, access.patience.first) = (SHORT / 2, SHORT / 2)) {
            cast.fake.next(Scene::stream(cast.script.speaks, "whole").at(pace));
            let asked = Instant::now();
            assert_eq!(hear(&cast.model).await, Heard::fault(Fault::Slow), "{:?} {pace:?}", cast.script.speaks);
            assert!((SHORT / 2..SHORT * 10).contains(&asked.elapsed()), "{:?}", asked.elapsed());
            assert_eq!(cast.fake.calls().len(), 1, "it may have been paid: not again");
            cast.fake.leaves.until(1);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_falls_silent_is_slow_and_what_came_is_kept() {
    for cast in all_with(|access| access.patience.silence = SHORT) {
        let begun = Scene::stream(cast.script.speaks, "begun").text().len();
        cast.fake.next(Scene::stream(cast.script.speaks, "whole").at(Pace::Hold(begun)));
        let asked = Instant::now();
        let heard = hear(&cast.model).await;
        assert_eq!((heard.text.as_str(), heard.end), (BEGUN, Err(Fault::Slow)), "{:?}", cast.script.speaks);
        assert!((SHORT..SHORT * 20).contains(&asked.elapsed()), "{:?}", asked.elapsed());
        cast.fake.leaves.until(1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_speaks_on_is_heard_to_the_end_however_long_that_takes() {
    for cast in all_with(|access| access.patience.silence = SHORT) {
        let whole = Scene::stream(cast.script.speaks, "whole");
        cast.fake.next(whole.at(Pace::Tokens(SHORT / 4)));
        let asked = Instant::now();
        let heard = hear(&cast.model).await;
        assert_eq!(heard.end, Ok(End::Whole), "{:?}", cast.script.speaks);
        assert!(asked.elapsed() > SHORT, "longer than a silence: {:?}", asked.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_before_somebody_listens_and_who_leaves_is_gone_at_once() {
    for cast in all() {
        let begun = Scene::stream(cast.script.speaks, "begun").text().len();
        cast.fake.next(Scene::stream(cast.script.speaks, "whole").at(Pace::Hold(begun)));
        drop(cast.model.ask(question()));
        let mut answer = cast.model.ask(question());
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(cast.fake.calls().len(), 0);
        while !matches!(answer.next().await.unwrap().unwrap(), Part::Text(_)) {}
        let left = Instant::now();
        drop(answer);
        let seen = cast.fake.leaves.until(1);
        assert!(seen.duration_since(left) < Duration::from_secs(1), "{:?}", cast.script.speaks);
    }
}
