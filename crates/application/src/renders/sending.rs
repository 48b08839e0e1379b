//! Sending an order once: the money is set aside, the intent is stored, it is sent, and its name or its file is kept.

use super::{
    orders::{Bought, Missed, Purchases},
    sellers::{Seller, SetAside},
    words::{refusal, unkept, unknown},
};
use crate::turns::over_budget;
use adforge_domain::order::Order;
use adforge_ports_creative::{Account, BillError, OrderError, Ordered, Refused};
use bytes::Bytes;
use std::{sync::Arc, time::Duration};

/// How long the name of an order is waited for whose job is cancelled, to stop it by that. Within a second of that nobody
/// may be asked any more.
const FOR_ITS_NAME: Duration = Duration::from_millis(700);
/// How often a file that was delivered at once is put into the media store before it is given up.
const PUTS: u32 = 10;

/// What became of one sending.
pub(super) enum Sent {
    Bought(Bought),
    /// It may be sent again after a while.
    Again(Option<Duration>),
    /// It ends with this.
    Missed(Missed),
    /// The job is somebody else's, or over.
    Lost,
}

impl Purchases {
    /// Sends an order once. A process that stops hands the job back only then, so that whoever takes it up knows the order.
    pub(super) async fn send(self, seller: Arc<dyn Seller>, order: Order) -> Sent {
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

    async fn sold(&self, seller: Arc<dyn Seller>, new: Order) -> Sent {
        // Whoever sends again doesn't know whether it was taken before.
        let known = self.known(new.piece).await;
        let (was_sent, mut order) = (known.is_some(), known.unwrap_or(new));
        let session = self.claimed.place.map(|place| place.session);
        let account = Account { owner: self.claimed.owner.clone(), session, job: Some(self.claimed.id) };
        let set_aside = match SetAside::of(self.bill(), account, &*seller, &order).await {
            Ok(set_aside) => set_aside,
            Err(BillError::OverBudget) => return Sent::Missed(Missed::Refused(over_budget())),
            Err(error) => {
                tracing::warn!(job = %self.claimed.id, %error, "an order waits for the books");
                return Sent::Again(None);
            }
        };
        order.entry = set_aside.entry();
        if let Err(sent) = self.intends(&order).await {
            if !was_sent {
                set_aside.nothing();
            }
            return sent;
        }
        let answer = tokio::select! {
            answer = seller.sell(&order.key) => answer,
            // It may have to be paid: what was set aside for it stands.
            () = self.is_given_up(&*seller) => return Sent::Lost,
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
            // It is the same order when it is sent again, and what was set aside is set aside for that, too.
            Err(OrderError::Unknown(_)) if seller.remembers_keys().is_some() => Sent::Again(None),
            Err(OrderError::Unknown(_)) => Sent::Missed(Missed::Gone(unknown(seller.name()))),
            Err(OrderError::Later { after, .. }) if was_sent => Sent::Again(after),
            // Told before anybody looks what was sent before: it may be there.
            Err(OrderError::Refused(refused @ (Refused::Key | Refused::Funds))) if was_sent => {
                Sent::Missed(Missed::NotNow(refusal(refused, seller.name())))
            }
            Err(OrderError::Failed { why, cost }) => {
                set_aside.lost(cost);
                self.keep(|orders| orders.remove(order.piece)).await;
                Sent::Missed(Missed::Refused(refusal(why, seller.name())))
            }
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

    /// Stores an order before it is sent; else what becomes of it.
    async fn intends(&self, order: &Order) -> Result<(), Sent> {
        match self.store(|orders| orders.put(order.clone())).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Sent::Lost),
            Err(error) => {
                tracing::warn!(job = %self.claimed.id, %error, "an order waits for the store");
                Err(Sent::Again(None))
            }
        }
    }

    /// Comes when nobody waits for the order any more: at once, or a moment later where it can be stopped by its name.
    async fn is_given_up(&self, seller: &dyn Seller) {
        self.is_unwanted().await;
        if seller.can_cancel() {
            tokio::time::sleep(FOR_ITS_NAME).await;
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
}
