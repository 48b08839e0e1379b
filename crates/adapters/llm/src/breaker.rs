//! Who has failed is left alone for a while: one breaker for each model of a provider.

use crate::{
    line::Clock,
    model::{Closed, Fault},
};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use time::OffsetDateTime;

/// So many failures in a row, and it is left alone.
const FAILURES: u32 = 3;
/// For how long, at first; each trial that fails doubles it.
const PAUSE: Duration = Duration::from_secs(15);
/// For how long at most.
const LONGEST: Duration = Duration::from_secs(5 * 60);
/// A key or a model that is refused: somebody may be about to mend it.
const REFUSED: Duration = Duration::from_secs(60);
/// Money that is spent.
const SPENT: Duration = Duration::from_secs(15 * 60);

/// Lets calls through, or doesn't.
#[derive(Clone)]
pub(crate) struct Breaker {
    clock: Clock,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// In a row.
    failures: u32,
    open: Option<Open>,
    /// Somebody tries whether it is well again.
    trial: bool,
}

/// It isn't asked.
#[derive(Clone)]
struct Open {
    until: OffsetDateTime,
    /// What whoever asks is told meanwhile.
    since: Fault,
}

/// The right to call once. Whoever drops it without a word has learnt nothing.
pub(crate) struct Permit {
    breaker: Breaker,
    is_trial: bool,
}

impl Breaker {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, state: Arc::default() }
    }

    /// Asks for the right to call.
    ///
    /// # Errors
    /// What the last call came to, or `Busy`: nothing is to be sent now.
    pub(crate) fn permit(&self) -> Result<Permit, Fault> {
        let (now, mut state) = (self.clock.now(), self.state());
        let Some(open) = state.open.clone() else {
            return Ok(Permit { breaker: self.clone(), is_trial: false });
        };
        let left = Duration::try_from(open.until - now).unwrap_or_default();
        if left.is_zero() && !state.trial {
            state.trial = true;
            return Ok(Permit { breaker: self.clone(), is_trial: true });
        }
        Err(match open.since {
            Fault::Closed(closed) => Fault::Closed(closed),
            _ => Fault::Busy { after: Some(left).filter(|left| !left.is_zero()) },
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// It has begun to answer: it may be asked again, though the failures before are not forgotten.
    pub(crate) fn answers(&mut self) {
        if std::mem::take(&mut self.is_trial) {
            let mut state = self.breaker.state();
            (state.trial, state.open) = (false, None);
        }
    }

    /// It has answered to the end.
    pub(crate) fn ends(mut self) {
        self.answers();
        let mut state = self.breaker.state();
        state.failures = 0;
    }

    /// It has failed. A question that was wrong says nothing about whoever was asked.
    pub(crate) fn fails(self, fault: &Fault) {
        let pause = match fault {
            Fault::Misasked { .. } => return,
            Fault::Closed(Closed::Account) => Some(SPENT),
            Fault::Closed(Closed::Key | Closed::Model) => Some(REFUSED),
            Fault::Busy { after: Some(after) } => Some(*after),
            Fault::Busy { after: None } | Fault::Unreachable | Fault::Down | Fault::Slow | Fault::Cut => None,
        };
        let now = self.breaker.clock.now();
        let mut state = self.breaker.state();
        let pause = pause.or_else(|| {
            state.failures = state.failures.saturating_add(1);
            let beyond = state.failures.checked_sub(FAILURES)?;
            Some(PAUSE.saturating_mul(2_u32.saturating_pow(beyond)).min(LONGEST))
        });
        if let Some(pause) = pause {
            let until = now + pause;
            // Whoever asks for less doesn't shorten what another was told.
            if state.open.as_ref().is_none_or(|open| open.until < until) {
                state.open = Some(Open { until, since: fault.clone() });
            }
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.is_trial {
            self.breaker.state().trial = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use adforge_doubles::Hand;

    const SECOND: Duration = Duration::from_secs(1);
    const BUSY: Fault = Fault::Busy { after: None };

    fn breaker() -> (Arc<Hand>, Breaker) {
        let hand = Hand::new(1);
        (Arc::clone(&hand), Breaker::new(hand))
    }

    fn left(breaker: &Breaker) -> Option<Duration> {
        match breaker.permit() {
            Err(Fault::Busy { after }) => after,
            Err(other) => panic!("{other:?}"),
            Ok(_) => None,
        }
    }

    #[test]
    fn three_failures_in_a_row_open_it_until_a_trial_is_well() {
        for fault in [Fault::Down, Fault::Slow, Fault::Cut, Fault::Unreachable, BUSY] {
            let (hand, breaker) = breaker();
            breaker.permit().unwrap().fails(&fault);
            breaker.permit().unwrap().fails(&fault);
            breaker.permit().unwrap().ends();
            for _ in 0..FAILURES {
                breaker.permit().unwrap().fails(&fault);
            }
            hand.turn(SECOND);
            assert_eq!(left(&breaker), Some(PAUSE - SECOND), "{fault:?}");
            hand.turn(PAUSE - SECOND);
            let mut trial = breaker.permit().unwrap();
            assert_eq!(breaker.permit().err(), Some(BUSY), "one at a time");
            trial.answers();
            breaker.permit().unwrap().ends();
            trial.ends();
        }
    }

    #[test]
    fn a_trial_that_fails_doubles_the_pause_to_a_limit() {
        let (hand, breaker) = breaker();
        (0..FAILURES).for_each(|_| breaker.permit().unwrap().fails(&Fault::Down));
        for seconds in [15, 30, 60, 120, 240, 300, 300] {
            let pause = Duration::from_secs(seconds);
            assert_eq!(left(&breaker), Some(pause));
            hand.turn(pause);
            breaker.permit().unwrap().fails(&Fault::Down);
        }
    }

    #[test]
    fn a_trial_that_begins_well_and_breaks_off_counts_on() {
        let (hand, breaker) = breaker();
        (0..FAILURES).for_each(|_| breaker.permit().unwrap().fails(&Fault::Cut));
        hand.turn(PAUSE);
        let mut trial = breaker.permit().unwrap();
        trial.answers();
        trial.fails(&Fault::Cut);
        assert_eq!(left(&breaker), Some(PAUSE * 2));
    }

    #[test]
    fn a_trial_that_nobody_ends_is_another_s() {
        let (hand, breaker) = breaker();
        breaker.permit().unwrap().fails(&Fault::Busy { after: Some(SECOND) });
        hand.turn(SECOND);
        drop(breaker.permit().unwrap());
        breaker.permit().unwrap().ends();
    }

    #[test]
    fn who_asks_to_be_left_alone_is_until_then() {
        let (hand, breaker) = breaker();
        let (long, short) = (breaker.permit().unwrap(), breaker.permit().unwrap());
        long.fails(&Fault::Busy { after: Some(SECOND * 90) });
        short.fails(&Fault::Busy { after: Some(SECOND) });
        assert_eq!(left(&breaker), Some(SECOND * 90));
        hand.turn(SECOND * 90);
        breaker.permit().unwrap().ends();
        assert_eq!(left(&breaker), None);
    }

    #[test]
    fn what_somebody_must_mend_is_told_at_once_and_looked_at_again_later() {
        for (closed, pause) in [(Closed::Key, REFUSED), (Closed::Model, REFUSED), (Closed::Account, SPENT)] {
            let (hand, breaker) = breaker();
            breaker.permit().unwrap().fails(&Fault::Closed(closed));
            assert_eq!(breaker.permit().err(), Some(Fault::Closed(closed)));
            hand.turn(pause - SECOND);
            assert_eq!(breaker.permit().err(), Some(Fault::Closed(closed)));
            hand.turn(SECOND);
            breaker.permit().unwrap().ends();
            breaker.permit().unwrap().ends();
        }
    }

    #[test]
    fn a_question_that_was_wrong_and_a_caller_who_left_count_for_nothing() {
        let (_, breaker) = breaker();
        for _ in 0..10 {
            breaker.permit().unwrap().fails(&Fault::Misasked { status: 400 });
            drop(breaker.permit().unwrap());
        }
        breaker.permit().unwrap().ends();
    }
}
