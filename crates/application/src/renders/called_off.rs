//! Stopping what was ordered for a render that is over.

use crate::Application;
use adforge_domain::{
    ids::{JobId, OwnerId},
    order::{Order, Orders, Piece},
};
use adforge_ports_creative::{LookError, MediaProvider};
use std::sync::Arc;

impl Application {
    /// Stops whatever a job that is over has ordered, beside whatever else is done.
    pub(crate) fn call_off_orders(self: &Arc<Self>, owner: &OwnerId, job: JobId, orders: &Orders) {
        for order in orders.iter() {
            let Some(reference) = order.reference.clone() else { continue };
            let Some(provider) = self.provider(order).filter(|provider| provider.can_cancel()) else {
                continue;
            };
            let (application, owner) = (Arc::clone(self), owner.clone());
            drop(self.tasks.spawn(async move {
                let call_off = async || provider.cancel(&reference).await;
                application.call_off(&owner, job, provider.name(), call_off).await;
            }));
        }
    }

    /// Who has an order, if it is still set up here and isn't a voice.
    pub(crate) fn provider(&self, order: &Order) -> Option<Arc<dyn MediaProvider>> {
        let ours = match order.piece {
            Piece::Film | Piece::Clip(_) => &self.ports.video,
            Piece::Picture => &self.ports.images,
            Piece::Speech => &None,
        };
        ours.clone().filter(|ours| ours.name() == order.provider)
    }

    /// Stops an order whose job is over or erased; a job that is another worker's keeps it.
    pub(super) async fn call_off(
        &self,
        owner: &OwnerId,
        job: JobId,
        provider: &str,
        cancel: impl AsyncFnOnce() -> Result<(), LookError>,
    ) {
        let wanted = match self.ports.store.job(owner, job).await {
            Ok(found) => found.is_some_and(|found| !found.status.is_over()),
            Err(_) => true,
        };
        if wanted {
            return;
        }
        match cancel().await {
            Ok(()) => tracing::info!(%job, provider, "an order was called off"),
            Err(error) => tracing::warn!(%job, provider, %error, "an order could not be called off"),
        }
    }
}
