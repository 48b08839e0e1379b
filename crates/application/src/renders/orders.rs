//! Placing orders so that no crash buys twice: the intent is stored, the order is sent, its name is stored.

use super::{
    keys::key_of,
    run::{Trouble, jitter},
    sellers::{Seller, SetAside},
    words::{elsewhere, refusal, unkept, unknown, unplaced},
};
use crate::{Application, turns::over_budget};
use adforge_domain::{
    failure::Failure,
    order::{Order, Orders, Piece},
};
use adforge_ports_creative::{Account, Bill, BillError, OrderError, Ordered};
use adforge_ports_storage::{Claimed, StoreError};
use bytes::Bytes;
use std::{sync::Arc, time::Duration};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// How often an order is sent in one attempt, when the provider won't take it yet or nobody knows whether it did.
const SENDS: u32 = 5;
/// The longest that a provider may let us wait before the attempt is given up.
const LONGEST: Duration = Duration::from_secs(300);
/// How much earlier than the provider we take a key to be forgotten.
const MARGIN: Duration = Duration::from_secs(3600);
/// How often a file that was delivered at once is put into the media store before it is given up.
const PUTS: u32 = 10;

/// What one render has ordered, and orders.
#[derive(Clone)]
pub(super) struct Purchases {
    application: Arc<Application>,
    claimed: Arc<Claimed>,
    orders: Arc<Mutex<Orders>>,
    /// Cancelled when the render is to stop.
    stop: CancellationToken,
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

/// What became of one sending.
enum Sent {
    Bought(Bought),
    /// It may be sent again after a while.
    Again(Option<Duration>),
    /// It ends with this.
    Missed(Missed),
    /// The job is somebody else's, or over.
    Lost,
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
        let known = self.orders.lock().await.of(piece).cloned();
        let order = match known {
            None => Order {
                piece,
                provider: seller.name().to_owned(),
                key: key_of(self.claimed.id, piece),
                at: self.application.ports.clock.now(),
                reference: None,
                file: None,
            },
            Some(order) if order.provider != seller.name() => return Err(Missed::Gone(elsewhere(&order))),
            Some(order) if order.is_placed() => return Ok(Bought { order, set_aside: SetAside::default() }),
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
        Err(Missed::NotNow(unplaced(seller.name())))
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

    /// Sends an order once. A process that stops hands the job back only then, so that whoever takes it up knows the order.
    async fn send(self, seller: Arc<dyn Seller>, order: Order) -> Sent {
        let job = self.claimed.id;
        let sending = self.application.orders.sends(job);
        if self.stop.is_cancelled() {
            return Sent::Lost;
        }
        let sent = self.sold(seller, order).await;
        drop(sending);
        if self.application.stopping.is_cancelled() {
            self.application.hand_back(|other| other == job).await;
        }
        sent
    }

    async fn sold(&self, seller: Arc<dyn Seller>, order: Order) -> Sent {
        let session = self.claimed.place.map(|place| place.session);
        let account = Account { owner: self.claimed.owner.clone(), session, job: Some(self.claimed.id) };
        let bill = self.application.ports.books.clone().map(|books| books as Arc<dyn Bill>);
        let set_aside = match SetAside::of(bill, account, &*seller).await {
            Ok(set_aside) => set_aside,
            Err(BillError::OverBudget) => return Sent::Missed(Missed::Refused(over_budget())),
            Err(error) => {
                tracing::warn!(job = %self.claimed.id, %error, "an order waits for the books");
                return Sent::Again(None);
            }
        };
        match self.store(|orders| orders.put(order.clone())).await {
            Ok(true) => {}
            Ok(false) => {
                set_aside.nothing();
                return Sent::Lost;
            }
            Err(error) => {
                tracing::warn!(job = %self.claimed.id, %error, "an order waits for the store");
                set_aside.nothing();
                return Sent::Again(None);
            }
        }
        let answer = tokio::select! {
            answer = seller.sell(&order.key) => answer,
            // It may have to be paid: what was set aside for it stands.
            () = self.is_unwanted(), if seller.delivers_at_once() => return Sent::Lost,
        };
        if let Err(error) = &answer {
            tracing::warn!(job = %self.claimed.id, provider = seller.name(), %error, "an order was not placed");
        }
        match answer {
            Ok(Ordered::Placed(reference)) => self.is_placed(&*seller, order, reference, set_aside).await,
            Ok(Ordered::Made { bytes, spent }) => {
                set_aside.cost(spent);
                self.is_made(&*seller, order, bytes).await
            }
            Err(OrderError::Unknown(_)) if seller.remembers_keys().is_some() => {
                // It is the same order when it is sent again, and set aside for again then.
                set_aside.nothing();
                Sent::Again(None)
            }
            Err(OrderError::Unknown(_)) => Sent::Missed(Missed::Gone(unknown(seller.name()))),
            Err(OrderError::Later { after, .. }) => {
                set_aside.nothing();
                self.keep(|orders| orders.remove(order.piece)).await;
                Sent::Again(after)
            }
            Err(OrderError::Refused(refused)) => {
                set_aside.nothing();
                self.keep(|orders| orders.remove(order.piece)).await;
                Sent::Missed(Missed::Refused(refusal(refused, seller.name())))
            }
        }
    }

    /// Comes when the job is cancelled or erased; not when it is only handed back, since whoever takes it up wants it.
    async fn is_unwanted(&self) {
        self.stop.cancelled().await;
        let job = self.application.ports.store.job(&self.claimed.owner, self.claimed.id).await;
        if job.is_ok_and(|job| job.is_none_or(|job| job.status.is_over())) {
            return;
        }
        std::future::pending().await
    }

    async fn is_placed(&self, seller: &dyn Seller, mut order: Order, reference: String, set_aside: SetAside) -> Sent {
        let job = self.claimed.id;
        tracing::info!(%job, provider = seller.name(), model = seller.model(), reference, "an order was placed");
        order.reference = Some(reference.clone());
        if self.keep(|orders| orders.put(order.clone())).await {
            return Sent::Bought(Bought { order, set_aside });
        }
        let call_off = async || seller.cancel(&reference).await;
        if seller.can_cancel() {
            self.application.call_off(&self.claimed.owner, job, seller.name(), call_off).await;
        }
        Sent::Lost
    }

    /// What was delivered at once is kept at once: nobody else has it.
    async fn is_made(&self, seller: &dyn Seller, mut order: Order, bytes: Vec<u8>) -> Sent {
        let job = self.claimed.id;
        tracing::info!(%job, provider = seller.name(), model = seller.model(), "an order was delivered");
        let (bytes, mut failures) = (Bytes::from(bytes), 0);
        let name = loop {
            let name = self.application.new_file(&self.claimed, "bin");
            let kept = match &name {
                Ok(name) => self.application.ports.media.put(name, bytes.clone()).await.map_err(|it| it.to_string()),
                Err(error) => Err(error.to_string()),
            };
            match (name, kept) {
                (Ok(name), Ok(())) => break name,
                (_, Err(error)) if failures < PUTS => {
                    tracing::warn!(%job, error, "what was delivered waits for the media store");
                }
                _ => return Sent::Missed(Missed::Gone(unkept(seller.name()))),
            }
            self.application.pause(failures).await;
            failures += 1;
        };
        order.file = Some(name);
        if self.keep(|orders| orders.put(order.clone())).await {
            Sent::Bought(Bought { order, set_aside: SetAside::default() })
        } else {
            Sent::Lost
        }
    }

    /// Stores what is known of the orders, once.
    async fn store(&self, change: impl Fn(&mut Orders)) -> Result<bool, StoreError> {
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
    async fn keep(&self, change: impl Fn(&mut Orders)) -> bool {
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
