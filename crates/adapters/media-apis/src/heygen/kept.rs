//! What is asked for once an hour, by one who asks for all.

use super::pages::Missed;
use std::time::Duration;
use tokio::{sync::Mutex, time::Instant};

/// For how long an answer is good.
const FRESH: Duration = Duration::from_secs(3600);
/// For how long nobody asks again after there was none: those who waited for it don't wait one after the other.
const PAUSE: Duration = Duration::from_secs(2);

/// An answer that is kept for a while.
#[derive(Debug)]
pub(super) struct Kept<T>(Mutex<Option<(Instant, Result<T, Missed>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> Kept<T> {
    /// The answer, asked for if it isn't known. Whoever comes meanwhile waits for the same.
    pub(super) async fn or(&self, asked: impl Future<Output = Result<T, Missed>>) -> Result<T, Missed> {
        let mut kept = self.0.lock().await;
        let good =
            |(at, answer): &&(Instant, Result<T, Missed>)| at.elapsed() < if answer.is_ok() { FRESH } else { PAUSE };
        if let Some((_, answer)) = kept.as_ref().filter(good) {
            return answer.clone();
        }
        let answer = asked.await;
        *kept = Some((Instant::now(), answer.clone()));
        answer
    }
}
