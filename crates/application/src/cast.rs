//! Two catalogues of presenters as one: who is offered, and who is known besides.

use adforge_ports_creative::{Presenter, PresenterFilter, Presenters, PresentersError};
use async_trait::async_trait;
use std::sync::Arc;

/// A provider's presenters are offered, and our own are known as well: clients know some of them by name, and whoever films
/// plays them by somebody alike.
pub struct Cast {
    /// Who is offered.
    pub offered: Arc<dyn Presenters>,
    /// Who is known besides; asked first, since it costs nothing.
    pub known: Arc<dyn Presenters>,
}

#[async_trait]
impl Presenters for Cast {
    async fn list(&self, filter: &PresenterFilter) -> Result<Vec<Presenter>, PresentersError> {
        self.offered.list(filter).await
    }

    async fn get(&self, id: &str) -> Result<Option<Presenter>, PresentersError> {
        match self.known.get(id).await? {
            Some(presenter) => Ok(Some(presenter)),
            None => self.offered.get(id).await,
        }
    }
}
