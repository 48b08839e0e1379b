//! What goes wrong with a film that is bought.

use crate::{
    fleet::{Fleet, LEASE, PROCESSES, buyer},
    tally::Hit,
};
use adforge_tests_servers::{
    heygen::{Call, Sale, Trouble},
    http::Manner,
};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a film may be waited for that is ordered next.
const NEXT: Duration = Duration::from_secs(20);
/// How long what was left may take to be taken up and sent again.
const AGAIN: Duration = LEASE.saturating_mul(4);

/// A process leaves whose order was sold, before it can know: another one sends it again, by the same key.
pub(crate) async fn leaves_at_an_order(fleet: &Fleet, signal: &str) -> Hit {
    let heygen = &fleet.heygen;
    let before = heygen.sales().len();
    heygen.holds_answers(true);
    let sold = until(NEXT, || heygen.sales().into_iter().nth(before)).await;
    let Some(Sale { key, buyer: whose, .. }) = sold else {
        heygen.holds_answers(false);
        return Hit::default();
    };
    let whom = (0..PROCESSES).find(|number| buyer(*number) == whose).unwrap();
    if signal == "KILL" {
        fleet.kill(whom)
    } else {
        fleet.signal(whom, signal)
    }
    // What the one who has left would have heard is lost in its socket.
    heygen.holds_answers(false);
    let again = until(AGAIN, || heygen.sales().into_iter().find(|sale| sale.key == key && sale.buyer != whose)).await;
    if signal == "KILL" {
        fleet.begin(whom)
    } else {
        fleet.signal(whom, "CONT")
    }
    Hit { renders: usize::from(again.is_some()), ..Hit::default() }
}

/// An answer is cut off, an order is taken and not answered, one is not taken, looks and files go wrong.
pub(crate) async fn provider_breaks(fleet: &Fleet) -> Hit {
    let troubles = [
        (Call::Order, Trouble::Badly(Manner::Cut)),
        (Call::Order, Trouble::Badly(Manner::Vanish)),
        (Call::Order, Trouble::Deaf),
        (Call::Order, Trouble::After(429, "rate_limit_exceeded", "1")),
        (Call::Look, Trouble::Error(500, "internal_error")),
        (Call::Look, Trouble::Badly(Manner::Cut)),
        (Call::File, Trouble::Badly(Manner::Cut)),
    ];
    for (call, trouble) in troubles {
        fleet.heygen.next(call, trouble);
    }
    let played = until(NEXT, || fleet.heygen.has_played().then_some(())).await;
    Hit { renders: usize::from(played.is_some()), ..Hit::default() }
}

async fn until<T>(patience: Duration, mut happened: impl FnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    while began.elapsed() < patience {
        if let Some(it) = happened() {
            return Some(it);
        }
        sleep(Duration::from_millis(20)).await;
    }
    None
}
