//! Placing orders so that no crash buys twice: the intent is stored, the order is sent, its name is stored.

use super::{
    keys::key_of,
    run::{Trouble, jitter},
    sellers::{Seller, SetAside},
    sending::Sent,
    words::{elsewhere, unanswered, unknown, unplaced},
};
use crate::Application;
use adforge_domain::{
    failure::Failure,
    order::{Order, Orders, Piece},
};
use adforge_ports_creative::Bill;
use adforge_ports_storage::{Claimed, StoreError};
use std::{sync::Arc, time::Duration};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// How often an order is sent in one attempt, when the provider won't take it yet or nobody knows whether it did.
const SENDS: u32 = 5;
/// The longest that a provider may let us wait before the attempt is given up.
const LONGEST: Duration = Duration::from_secs(300);
/// How much earlier than the provider we take a key to be forgotten.
const MARGIN: Duration = Duration::from_secs(3600);

/// What one render has ordered, and orders.
#[derive(Clone)]
pub(super) struct Purchases {
    pub(super) application: Arc<Application>,
    pub(super) claimed: Arc<Claimed>,
    orders: Arc<Mutex<Orders>>,
    /// Cancelled when the render is to stop.
    pub(super) stop: CancellationToken,
}

/// An order that its provider has or has delivered, and what was set aside for it by this process.
pub(super) struct Bought {
    pub(super) order: Order,
    pub(super) set_aside: SetAside,
}

/// Why something was not bought.
pub(super) enum Missed {
    /// It isn't to be had, and nothing was paid.
    Refused(Failure),
    /// It may have been paid, and nobody has it.
    Gone(Failure),
    /// Not now.
    NotNow(Failure),
}

impl From<Missed> for Trouble {
    fn from(missed: Missed) -> Self {
        match missed {
            Missed::Refused(failure) | Missed::Gone(failure) => Self::Final(failure),
            Missed::NotNow(failure) => Self::Again(failure),
        }
    }
}

impl Purchases {
    pub(super) fn of(application: &Arc<Application>, claimed: &Claimed, stop: CancellationToken) -> Self {
        Self {
            stop,
            application: Arc::clone(application),
            orders: Arc::new(Mutex::new(claimed.orders.clone())),
            claimed: Arc::new(claimed.clone()),
        }
    }

    /// An order as it is known, else as it is placed now: which is safe to do again only where keys are known.
    pub(super) async fn placed(&self, seller: &Arc<dyn Seller>, piece: Piece) -> Result<Bought, Missed> {
        let order = match self.known(piece).await {
            None => Order {
                piece,
                provider: seller.name().to_owned(),
                key: key_of(self.claimed.id, piece),
                at: self.application.ports.clock.now(),
                reference: None,
                file: None,
                entry: None,
            },
            Some(order) if order.provider != seller.name() => return Err(Missed::Gone(elsewhere(&order))),
            Some(order) if order.is_placed() => {
                let set_aside = SetAside::known(self.bill(), &order);
                return Ok(Bought { order, set_aside });
            }
            Some(order) if self.is_remembered(&**seller, &order) => order,
            Some(_) => return Err(Missed::Gone(unknown(seller.name()))),
        };
        for sent in 0..SENDS {
            let sending = self.clone().send(Arc::clone(seller), order.clone());
            // A task of its own: once begun, it goes on to the name of the order, whatever becomes of the render.
            let wait = match self.application.tasks.spawn(sending).await {
                Ok(Sent::Bought(bought)) => return Ok(bought),
                Ok(Sent::Again(after)) => after.unwrap_or_else(|| self.before_resend(sent)),
                Ok(Sent::Missed(missed)) => return Err(missed),
                Ok(Sent::Lost) | Err(_) => break,
            };
            if wait > LONGEST {
                break;
            }
            tokio::time::sleep(wait).await;
        }
        let why = if self.known(piece).await.is_some() { unanswered } else { unplaced };
        Err(Missed::NotNow(why(seller.name())))
    }

    /// The order of a piece that is stored: its provider has it, or may have it.
    pub(super) async fn known(&self, piece: Piece) -> Option<Order> {
        self.orders.lock().await.of(piece).cloned()
    }

    pub(super) fn bill(&self) -> Option<Arc<dyn Bill>> {
        self.application.ports.books.clone().map(|books| books as Arc<dyn Bill>)
    }

    fn is_remembered(&self, seller: &dyn Seller, order: &Order) -> bool {
        let age = Duration::try_from(self.application.ports.clock.now() - order.at).unwrap_or_default();
        seller.remembers_keys().is_some_and(|time| age + MARGIN < time)
    }

    /// Doubled with each sending, and another for each job.
    fn before_resend(&self, sent: u32) -> Duration {
        let pause = self.application.limits.orders.resend * 2_u32.saturating_pow(sent);
        pause + pause.mul_f64(f64::from(jitter(&self.claimed).subsec_millis()) / 1_000.0)
    }

    /// Stores what is known of the orders, once.
    pub(super) async fn store(&self, change: impl Fn(&mut Orders)) -> Result<bool, StoreError> {
        let mut orders = self.orders.lock().await;
        let mut changed = orders.clone();
        change(&mut changed);
        let ours = self.application.ports.store.order(self.claimed.id, self.claimed.fence, changed.clone()).await?;
        if ours {
            *orders = changed;
        }
        Ok(ours)
    }

    /// Stores what is known of the orders, and again until the store has taken it. False when the job is no longer ours.
    pub(super) async fn keep(&self, change: impl Fn(&mut Orders)) -> bool {
        let mut failures = 0;
        loop {
            match self.store(&change).await {
                Ok(ours) => return ours,
                Err(error) => tracing::warn!(job = %self.claimed.id, %error, "an order's name waits for the store"),
            }
            self.application.pause(failures).await;
            failures += 1;
        }
    }

    /// The render that they are for.
    pub(super) fn claimed(&self) -> &Claimed {
        &self.claimed
    }

    /// All that is ordered.
    pub(super) async fn all(&self) -> Orders {
        self.orders.lock().await.clone()
    }
}
