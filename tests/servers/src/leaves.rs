//! When clients left that were still waiting for an answer.

use std::{
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

/// How long a test waits for a client to leave.
const PATIENCE: Duration = Duration::from_secs(60);

/// When they left, in order.
#[derive(Clone, Default)]
pub struct Leaves(Arc<Inner>);

#[derive(Default)]
struct Inner {
    left: Mutex<Vec<Instant>>,
    changed: Condvar,
}

impl Leaves {
    /// A client has just left.
    pub(crate) fn notes(&self) {
        self.0.left.lock().unwrap().push(Instant::now());
        self.0.changed.notify_all();
    }

    /// How many have left.
    pub fn count(&self) -> usize {
        self.0.left.lock().unwrap().len()
    }

    /// Waits until so many have left, and tells when the last of these did.
    pub fn until(&self, count: usize) -> Instant {
        let left = self.0.left.lock().unwrap();
        let left = self.0.changed.wait_timeout_while(left, PATIENCE, |left| left.len() < count).unwrap().0.clone();
        assert!(left.len() >= count, "{} of {count} have left", left.len());
        left[count - 1]
    }
}
