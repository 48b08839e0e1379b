//! How many turns run at once in this process, and who waits: in turn by user, so that one user's many don't hold up
//! another's first.

use adforge_domain::ids::OwnerId;
use adforge_ports_storage::Claimed;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The runners of this process.
pub(crate) struct Runners {
    most_waiting: usize,
    inner: Mutex<Inner>,
}

struct Inner {
    free: usize,
    waiting: usize,
    queues: HashMap<OwnerId, VecDeque<Claimed>>,
    /// Whose turn it is, each owner with a queue once.
    order: VecDeque<OwnerId>,
}

impl Runners {
    pub(crate) fn new(runners: usize, most_waiting: usize) -> Self {
        let inner = Inner { free: runners, waiting: 0, queues: HashMap::new(), order: VecDeque::new() };
        Self { most_waiting, inner: Mutex::new(inner) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether one more may be accepted.
    pub(crate) fn has_room(&self) -> bool {
        let inner = self.inner();
        inner.free > 0 || inner.waiting < self.most_waiting
    }

    /// Gives the job back when a runner is free for it; else it waits.
    pub(crate) fn admit(&self, claimed: Claimed) -> Option<Claimed> {
        let mut inner = self.inner();
        if inner.free > 0 {
            inner.free -= 1;
            return Some(claimed);
        }
        inner.waiting += 1;
        let owner = claimed.owner.clone();
        let queue = inner.queues.entry(owner.clone()).or_default();
        queue.push_back(claimed);
        if queue.len() == 1 {
            inner.order.push_back(owner);
        }
        None
    }

    /// A runner is done: the job that it runs next, else it is free.
    pub(crate) fn done(&self) -> Option<Claimed> {
        let mut inner = self.inner();
        let next = inner.next();
        match &next {
            Some(_) => inner.waiting -= 1,
            None => inner.free += 1,
        }
        next
    }
}

impl Inner {
    fn next(&mut self) -> Option<Claimed> {
        let owner = self.order.pop_front()?;
        let queue = self.queues.get_mut(&owner)?;
        let next = queue.pop_front();
        if queue.is_empty() {
            self.queues.remove(&owner);
        } else {
            self.order.push_back(owner);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::claimed;

    #[test]
    fn one_users_many_do_not_hold_up_anothers_first() {
        let runners = Runners::new(1, 3);
        assert!(runners.admit(claimed("a", 0)).is_some());
        for (owner, n) in [("a", 1), ("a", 2), ("b", 3)] {
            assert!(runners.has_room());
            assert!(runners.admit(claimed(owner, n)).is_none());
        }
        assert!(!runners.has_room(), "the queue is full");
        let order: Vec<u128> = std::iter::from_fn(|| runners.done()).map(|job| job.id.0.as_u128()).collect();
        assert_eq!(order, [1, 3, 2]);
        assert!(runners.admit(claimed("a", 4)).is_some(), "the runner is free again");
    }
}
