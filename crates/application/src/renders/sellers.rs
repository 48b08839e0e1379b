//! Who sells a piece of a render, whatever it is.

use adforge_domain::{
    order::Order,
    spending::{Money, Spent, Tokens},
};
use adforge_ports_creative::{
    Account, Bill, BillError, Call, Commission, Cost, EntryId, LookError, MediaProvider, OrderError, Ordered,
    Utterance, Voice,
};
use async_trait::async_trait;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// Who sells one piece: a provider with what it is to make, or a voice with what it is to say.
#[async_trait]
pub(super) trait Seller: Send + Sync {
    fn name(&self) -> &str;

    fn model(&self) -> &str;

    /// The most that it can cost, where that is known.
    fn most(&self) -> Option<Money>;

    /// For how long an order that is sent again is the same order.
    fn remembers_keys(&self) -> Option<Duration>;

    async fn sell(&self, key: &str) -> Result<Ordered, OrderError>;

    async fn cancel(&self, reference: &str) -> Result<(), LookError>;

    /// Whether cancelling helps.
    fn can_cancel(&self) -> bool;
}

/// A provider that makes a piece of a brief.
pub(super) struct Commissioned {
    pub(super) provider: Arc<dyn MediaProvider>,
    pub(super) commission: Commission,
}

#[async_trait]
impl Seller for Commissioned {
    fn name(&self) -> &str {
        self.provider.name()
    }

    fn model(&self) -> &str {
        self.provider.model()
    }

    fn most(&self) -> Option<Money> {
        self.provider.most(&self.commission)
    }

    fn remembers_keys(&self) -> Option<Duration> {
        self.provider.remembers_keys()
    }

    async fn sell(&self, key: &str) -> Result<Ordered, OrderError> {
        self.provider.order(key, &self.commission).await
    }

    async fn cancel(&self, reference: &str) -> Result<(), LookError> {
        self.provider.cancel(reference).await
    }

    fn can_cancel(&self) -> bool {
        self.provider.can_cancel()
    }
}

/// A voice that speaks the script.
pub(super) struct Speaking {
    pub(super) voice: Arc<dyn Voice>,
    pub(super) words: Utterance,
}

#[async_trait]
impl Seller for Speaking {
    fn name(&self) -> &str {
        self.voice.name()
    }

    fn model(&self) -> &str {
        self.voice.model()
    }

    fn most(&self) -> Option<Money> {
        self.voice.most(&self.words)
    }

    /// No voice knows keys.
    fn remembers_keys(&self) -> Option<Duration> {
        None
    }

    async fn sell(&self, _: &str) -> Result<Ordered, OrderError> {
        let spoken = self.voice.speak(&self.words).await?;
        let bytes = spoken.speech.to_bytes().map_err(|error| OrderError::Unknown(error.to_string()))?;
        Ok(Ordered::Made { bytes, spent: spoken.spent })
    }

    async fn cancel(&self, _: &str) -> Result<(), LookError> {
        Ok(())
    }

    fn can_cancel(&self) -> bool {
        false
    }
}

/// What is set aside for an order until it is known what it cost. Where that isn't known, or not yet, the most that it can
/// have cost stands in the books, as an estimate.
#[derive(Default)]
pub(super) struct SetAside(Option<(Arc<dyn Bill>, EntryId)>);

impl SetAside {
    /// What stands there for an order that was sent before, else the most that this can cost is set aside now; nothing where
    /// no books are kept.
    pub(super) async fn of(
        bill: Option<Arc<dyn Bill>>,
        account: Account,
        seller: &dyn Seller,
        order: &Order,
    ) -> Result<Self, BillError> {
        let Some(bill) = bill else { return Ok(Self::default()) };
        if let Some(entry) = order.entry {
            return Ok(Self(Some((bill, EntryId(entry)))));
        }
        let entry = bill.reserve(Call { account, model: seller.model().to_owned(), most: seller.most() }).await?;
        Ok(Self(Some((bill, entry))))
    }

    /// What stands there for an order that its provider has.
    pub(super) fn known(bill: Option<Arc<dyn Bill>>, order: &Order) -> Self {
        Self(bill.zip(order.entry.map(EntryId)))
    }

    /// Where it stands.
    pub(super) fn entry(&self) -> Option<Uuid> {
        self.0.as_ref().map(|(_, entry)| entry.0)
    }

    /// It cost this, where its provider said so.
    pub(super) fn cost(mut self, spent: Option<Spent>) {
        let Some(spent) = spent else { return };
        if let Some((bill, entry)) = self.0.take() {
            bill.settle(entry, spent);
        }
    }

    /// It cost nothing.
    pub(super) fn nothing(self) {
        self.cost(Some(Spent { tokens: Tokens::default(), money: Some(Money(0)), estimated: false }));
    }

    /// It came to nothing, and cost this all the same.
    pub(super) fn lost(self, cost: Cost) {
        match cost {
            Cost::Nothing => self.nothing(),
            Cost::Told(spent) => self.cost(Some(spent)),
            Cost::Perhaps => {}
        }
    }
}

impl Drop for SetAside {
    fn drop(&mut self) {
        if let Some((bill, entry)) = self.0.take() {
            bill.leave(entry);
        }
    }
}
