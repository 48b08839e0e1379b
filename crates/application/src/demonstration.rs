//! The products that an empty store begins with, so that there is something to advertise.

use crate::{Application, ProductInput, Refusal};
use adforge_domain::{ids::OwnerId, product::Facts};
use serde::Deserialize;

/// A demonstration product, as its file has it.
#[derive(Deserialize)]
struct Demonstration {
    external_id: String,
    slug: String,
    #[serde(flatten)]
    facts: Facts,
}

impl Application {
    /// Gives an empty store its demonstration products.
    ///
    /// # Errors
    /// The store could not.
    pub async fn demonstrate(&self, owner: &OwnerId) -> Result<(), Refusal> {
        if !self.ports.store.no_products().await? {
            return Ok(());
        }
        let products: Vec<Demonstration> = serde_json::from_str(include_str!("demonstration.json"))
            .map_err(|error| Refusal::Invalid { field: "demonstration.json", why: error.to_string() })?;
        for Demonstration { external_id, slug, facts } in products {
            let input = ProductInput { external_id: Some(external_id), slug: Some(slug), facts, link: None };
            self.save_product(owner, input, None).await?;
        }
        Ok(())
    }
}
