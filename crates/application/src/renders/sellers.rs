//! Who sells a piece of a render, whatever it is.

use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_ports_creative::{
    Account, Bill, BillError, Call, Commission, EntryId, LookError, Makes, MediaProvider, OrderError, Ordered,
    Utterance, Voice,
};
use async_trait::async_trait;
use std::{sync::Arc, time::Duration};

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

    /// Whether it is delivered while one waits: who waits no longer gets nothing, and has nothing to stop.
    fn delivers_at_once(&self) -> bool;
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

    /// Those whose orders have no name that one could stop them by.
    fn delivers_at_once(&self) -> bool {
        self.provider.makes() == Makes::Pictures && !self.provider.can_cancel()
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

    fn delivers_at_once(&self) -> bool {
        true
    }
}

/// What was set aside for an order until it is known what it cost. Where that is never known, the most that it can have
/// cost stands in the books, as an estimate.
#[derive(Default)]
pub(super) struct SetAside(Option<(Arc<dyn Bill>, EntryId, Option<Money>)>);

impl SetAside {
    /// Sets the most aside that this can cost; nothing where no books are kept.
    pub(super) async fn of(
        bill: Option<Arc<dyn Bill>>,
        account: Account,
        seller: &dyn Seller,
    ) -> Result<Self, BillError> {
        let Some(bill) = bill else { return Ok(Self::default()) };
        let most = seller.most();
        let entry = bill.reserve(Call { account, model: seller.model().to_owned(), most }).await?;
        Ok(Self(Some((bill, entry, most))))
    }

    /// It cost this; where its provider didn't say, what it can cost at most.
    pub(super) fn cost(self, spent: Option<Spent>) {
        if let Some(spent) = spent {
            self.settle(spent);
        }
    }

    /// It cost nothing.
    pub(super) fn nothing(self) {
        self.settle(Spent { tokens: Tokens::default(), money: Some(Money(0)), estimated: false });
    }

    fn settle(mut self, spent: Spent) {
        if let Some((bill, entry, _)) = self.0.take() {
            bill.settle(entry, spent);
        }
    }
}

impl Drop for SetAside {
    fn drop(&mut self) {
        if let Some((bill, entry, most)) = self.0.take() {
            bill.settle(entry, Spent { tokens: Tokens::default(), money: most, estimated: true });
        }
    }
}
