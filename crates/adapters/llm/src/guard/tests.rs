//! What of the guard no socket can show: a provider that can't be reached and then can, and pauses to the millisecond.

use super::*;
use crate::model::{Closed, End};
use adforge_doubles::Hand;
use std::{
    collections::VecDeque,
    sync::{Mutex, atomic::AtomicUsize, atomic::Ordering},
};

/// Answers one after the other, and counts.
struct Scripted {
    answers: Mutex<VecDeque<Result<Part, Fault>>>,
    asked: AtomicUsize,
}

impl Model for Scripted {
    fn name(&self) -> &str {
        "scripted"
    }

    fn price(&self, _: Tokens) -> Option<Money> {
        None
    }

    fn room(&self) -> u32 {
        0
    }

    fn ask(&self, _: Question) -> BoxStream<'static, Result<Part, Fault>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answers.lock().unwrap().pop_front().unwrap_or(Ok(Part::End(End::Whole)));
        stream::iter([answer]).boxed()
    }
}

fn patience() -> Patience {
    Patience { pause: Duration::from_secs(5), whole: Duration::from_secs(60), ..Patience::default() }
}

/// How often it was asked, what came, and how long that took.
async fn asked(first: &Fault, patience: Patience) -> (usize, Result<Part, Fault>, Duration) {
    let answers = Mutex::new(VecDeque::from([Err(first.clone())]));
    let model = Arc::new(Scripted { answers, asked: AtomicUsize::new(0) });
    let hand = Hand::new(1);
    let guarded = Guarded::new(Arc::clone(&model) as _, Gate::of(1), patience, Arc::clone(&hand) as _, hand);
    let question = Question { system: String::new(), said: Vec::new(), shape: None, most: 1, user: String::new() };
    let begun = Instant::now();
    let last = guarded.ask(question).next().await.unwrap();
    (model.asked.load(Ordering::SeqCst), last, begun.elapsed())
}

#[tokio::test]
async fn only_who_was_sent_nothing_or_was_busy_is_asked_again() {
    let well = Ok(Part::End(End::Whole));
    for fault in [Fault::Unreachable, Fault::Busy { after: None }] {
        let (times, last, took) = asked(&fault, patience()).await;
        assert_eq!((times, last), (2, well.clone()), "{fault:?}");
        assert!((PAUSE..PAUSE * 20).contains(&took), "{took:?}");
    }
    let others = [Fault::Down, Fault::Slow, Fault::Cut, Fault::Misasked { status: 400 }, Fault::Closed(Closed::Key)];
    for fault in others {
        let (times, last, _) = asked(&fault, patience()).await;
        assert_eq!((times, last), (1, Err(fault)));
    }
}

#[tokio::test]
async fn nobody_waits_past_the_time_for_the_whole() {
    let patience = Patience { whole: PAUSE, ..patience() };
    let (times, last, took) = asked(&Fault::Unreachable, patience).await;
    assert_eq!((times, last), (1, Err(Fault::Unreachable)));
    assert!(took < PAUSE, "{took:?}");
}

#[test]
fn a_pause_grows_and_is_never_the_same_for_all() {
    let hand = Hand::new(200);
    let model = Arc::new(Scripted { answers: Mutex::default(), asked: AtomicUsize::new(0) });
    let guarded = Guarded::new(model, Gate::of(1), patience(), Arc::clone(&hand) as _, hand);
    let second = Fault::Busy { after: Some(Duration::from_secs(2)) };
    for (fault, tries, least) in
        [(&Fault::Unreachable, 1, PAUSE), (&Fault::Unreachable, 2, PAUSE * 2), (&second, 1, Duration::from_secs(2))]
    {
        let pauses: Vec<_> = (0..200).map(|_| guarded.pause(fault, tries).unwrap()).collect();
        assert!(pauses.iter().all(|pause| (least..=least + least / 4).contains(pause)), "{pauses:?}");
        assert!(pauses.iter().any(|pause| *pause != pauses[0]));
    }
}
