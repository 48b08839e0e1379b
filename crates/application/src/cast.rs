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

#[cfg(test)]
mod tests {
    use super::*;
    use adforge_doubles::Troupe;
    use std::sync::atomic::Ordering;

    #[tokio::test]
    async fn the_providers_are_offered_and_our_own_are_known_although_nobody_can_be_asked() {
        let (offered, known) = (Arc::new(Troupe::default()), Arc::new(Troupe::default()));
        offered.others.store(2, Ordering::SeqCst);
        let cast = Cast { offered: offered.clone(), known: known.clone() };
        let wanted = PresenterFilter { gender: Some("female".into()), ..PresenterFilter::default() };
        assert_eq!(cast.list(&wanted).await.unwrap().len(), 3);
        assert_eq!((offered.asked.lock().unwrap().clone(), known.asked.lock().unwrap().len()), (vec![wanted], 0));
        assert_eq!(cast.get("avatar-nobody").await, Ok(None));
        let away = PresentersError::Unavailable { after: None, why: "the connection broke".into() };
        *offered.away.lock().unwrap() = Some(away.clone());
        assert_eq!(cast.get("avatar-female-45").await.unwrap().unwrap().name, "Claire");
        assert_eq!(cast.get("avatar-nobody").await, Err(away), "the provider may have one of that name");
    }
}
