//! What a renderer is told: the product, its picture, the words, the scenes and who presents them.

use super::run::Trouble;
use crate::{
    Application, Refusal,
    turns::{failed, seed, unreadable},
};
use adforge_domain::{
    failure::{Failure, FailureCode},
    format::FormatId,
    job::Filming,
    language::Language,
    product::Product,
};
use adforge_ports_creative::{Account, FilmBrief, PresentersError};
use adforge_ports_storage::Claimed;
use std::sync::Arc;

impl Application {
    /// The brief of a render, and its product.
    pub(super) async fn film_brief(
        &self,
        claimed: &Claimed,
        filming: &Filming,
    ) -> Result<(Arc<Product>, FilmBrief), Trouble> {
        let again = |refusal: Refusal| Trouble::Again(unreadable(&refusal));
        let head = match claimed.place {
            Some(place) => {
                let head = self.read_surely(claimed.id, || self.head(&claimed.owner, place.session)).await;
                Some(head.map_err(again)?)
            }
            None => None,
        };
        let product = filming.product.or(head.as_ref().map(|head| head.origin.product));
        let Some(product) = product else {
            return Err(Trouble::Final(failed("This render has no product.")));
        };
        let product = self.read_surely(claimed.id, || self.product_of(product)).await.map_err(again)?;
        let seed = match claimed.place {
            Some(place) => seed(place.session, place.user_seq),
            None => claimed.id.0.as_u64_pair().1,
        };
        let state = head.as_ref().map(|head| head.state.as_ref());
        let session = claimed.place.map(|place| place.session);
        let account = Account { owner: claimed.owner.clone(), session, job: Some(claimed.id) };
        // Before a writer is asked, who may cost money.
        let presenter = match &filming.avatar {
            Some(id) => self.ports.presenters.get(id).await.map_err(|error| Trouble::Again(unasked(&error)))?,
            None => None,
        };
        let scenes = self.scenes(filming, &product, state, seed, account).await.map_err(Trouble::Again)?;
        let language = product.facts.language.or(head.as_ref().and_then(|head| head.origin.language));
        let brief = FilmBrief {
            picture: self.picture_bytes(&product).await.map_err(again)?,
            product: Arc::clone(&product),
            language: language.unwrap_or(Language::EN),
            format: filming.selections.format.unwrap_or(FormatId::Hybrid),
            script: filming.script.clone(),
            scenes,
            presenter,
            speech: None,
            clips: Vec::new(),
            backdrop: None,
            seed,
        };
        Ok((product, brief))
    }
}

/// That whoever presents can't be told now.
fn unasked(error: &PresentersError) -> Failure {
    tracing::warn!(%error, "a render could not ask for its presenter");
    let message = "The avatar can't be looked up now. Please try again later.".to_owned();
    Failure { code: FailureCode::Unavailable, message }
}
