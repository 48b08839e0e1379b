//! When they are asked, and how long they are waited for.

use super::*;
use adforge_doubles::Hand;
use async_trait::async_trait;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Never so long, in a test.
const NEVER: Duration = Duration::from_secs(3_600);
const AT_ONCE: Duration = Duration::ZERO;

#[derive(Default)]
struct Patient {
    ill: AtomicBool,
    asked: AtomicUsize,
}

#[async_trait]
impl Examined for Patient {
    fn name(&self) -> String {
        "patient".to_owned()
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.ill.load(Ordering::SeqCst) { Err(Unwell::Funds) } else { Ok(Findings::default()) }
    }
}

struct Deaf;

#[async_trait]
impl Examined for Deaf {
    fn name(&self) -> String {
        "deaf".to_owned()
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn they_are_asked_again_now_and_then_and_sooner_while_one_is_unwell() {
    let patient = Arc::new(Patient::default());
    let examinations = Examinations::of(vec![patient.clone()], Hand::new(1));
    examinations.examine().await;
    assert_eq!(examinations.pause(), Duration::from_secs(600));
    patient.ill.store(true, Ordering::SeqCst);
    examinations.examine().await;
    assert_eq!(examinations.pause(), Duration::from_secs(60));

    // While it is well nobody comes back; while it is ill somebody does, and finds it well.
    let patient = Arc::new(Patient { ill: true.into(), ..Patient::default() });
    let pace = Pace { patience: NEVER, well: NEVER, unwell: AT_ONCE };
    let examinations = Arc::new(Examinations::at(pace, vec![patient.clone()], Hand::new(1)));
    let watching = tokio::spawn(Arc::clone(&examinations).watch());
    while patient.asked.load(Ordering::SeqCst) < 3 {
        tokio::task::yield_now().await;
    }
    patient.ill.store(false, Ordering::SeqCst);
    while examinations.known().iter().any(Examination::is_unwell) {
        tokio::task::yield_now().await;
    }
    watching.abort();
}

#[tokio::test]
async fn who_does_not_answer_is_unwell_and_holds_up_nobody() {
    let pace = Pace { patience: Duration::from_millis(1), ..USUAL };
    let examinations = Examinations::at(pace, vec![Arc::new(Deaf), Arc::new(Patient::default())], Hand::new(1));
    examinations.examine().await;
    let known = examinations.known();
    let silent = Unwell::Silent("it did not answer in time".to_owned());
    assert_eq!(known[0].found.as_ref().unwrap().outcome, Err(silent));
    assert!(!known[1].is_unwell());
}

#[tokio::test]
async fn where_nobody_is_to_be_asked_nobody_watches() {
    Examinations::of(Vec::new(), Hand::new(1)).watch().await;
}
