//! Products: made, replaced, read, listed, erased.

use crate::{Application, Made, Page, Refusal};
use adforge_domain::{
    ids::{OwnerId, ProductId},
    product::{Facts, Picture, Product, ProductRef},
};
use adforge_ports_storage::NewProduct;
use serde::Serialize;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How many products are kept at hand.
const KEPT: usize = 4_096;

/// The products that sessions use, so that a turn need not read its own.
#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<ProductId, Arc<Product>>>);

impl Cache {
    fn get(&self, id: ProductId) -> Option<Arc<Product>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    pub(crate) fn keep(&self, product: Product) -> Arc<Product> {
        let product = Arc::new(product);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A newer revision may have come while this one was read.
        if kept.get(&product.id).is_some_and(|known| known.revision > product.revision) {
            return product;
        }
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(product.id, Arc::clone(&product));
        product
    }
}

/// What a client says of a product; the facts are checked already.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ProductInput {
    /// The owner's own id for it.
    pub external_id: Option<String>,
    /// The slug that is wished for.
    pub slug: Option<String>,
    /// What is known about it.
    pub facts: Facts,
    /// A link to a picture elsewhere.
    pub link: Option<String>,
}

impl Application {
    /// Makes a product, or replaces the owner's one of the same external id.
    ///
    /// # Errors
    /// The store could not.
    pub async fn save_product(
        &self,
        owner: &OwnerId,
        input: ProductInput,
        key: Option<String>,
    ) -> Result<Made<Product>, Refusal> {
        let input = &input;
        let made = self
            .once(
                owner,
                key,
                input,
                || ProductId(self.ports.ids.next()),
                |id| async move {
                    // Asked again after a crash, it may be there already: without an external id it would be made twice.
                    match self.ports.store.product(owner, &ProductRef(id.to_string())).await? {
                        Some(product) => Ok(product),
                        None => self.store_product(owner, id, input).await,
                    }
                },
            )
            .await?;
        if !made.replayed {
            self.products.keep(made.value.clone());
        }
        Ok(made)
    }

    async fn store_product(&self, owner: &OwnerId, id: ProductId, input: &ProductInput) -> Result<Product, Refusal> {
        let new = NewProduct {
            id,
            owner: owner.clone(),
            external_id: input.external_id.clone(),
            slug: input.slug.clone(),
            facts: input.facts.clone(),
            link: input.link.clone(),
            at: self.ports.clock.now(),
        };
        Ok(self.ports.store.save(new).await?)
    }

    /// An owner's living product, by our id, the owner's, or its slug.
    ///
    /// # Errors
    /// No such product, or the store could not.
    pub async fn product(&self, owner: &OwnerId, named: &ProductRef) -> Result<Product, Refusal> {
        self.living_product(owner, named).await.map(|product| product.as_ref().clone())
    }

    /// An owner's living products, oldest first.
    ///
    /// # Errors
    /// The store could not.
    pub async fn products(
        &self,
        owner: &OwnerId,
        after: Option<ProductId>,
        limit: u32,
    ) -> Result<Page<Product>, Refusal> {
        let products = self.ports.store.products(owner, after, limit + 1).await?;
        Ok(Page::of(products, limit, |product| product.id.to_string()))
    }

    /// Takes an owner's product off the lists. Sessions that use it go on.
    ///
    /// # Errors
    /// No such product, or the store could not.
    pub async fn erase_product(&self, owner: &OwnerId, named: &ProductRef) -> Result<(), Refusal> {
        let product = self.living_product(owner, named).await?;
        let erased = self.ports.store.erase_product(owner, product.id, self.ports.clock.now()).await?;
        if erased { Ok(()) } else { Err(Refusal::ProductNotFound) }
    }

    pub(crate) async fn living_product(&self, owner: &OwnerId, named: &ProductRef) -> Result<Arc<Product>, Refusal> {
        let product = self.ports.store.product(owner, named).await?.ok_or(Refusal::ProductNotFound)?;
        Ok(self.products.keep(product))
    }

    /// A session's product, erased or not.
    pub(crate) async fn product_of(&self, id: ProductId) -> Result<Arc<Product>, Refusal> {
        if let Some(product) = self.products.get(id) {
            return Ok(product);
        }
        let product = self.ports.store.product_of_session(id).await?.ok_or(Refusal::ProductNotFound)?;
        Ok(self.products.keep(product))
    }

    /// The file that a product's picture is, when we have one.
    pub(crate) fn picture_of(product: &Product) -> Option<&adforge_domain::cards::MediaName> {
        match &product.picture {
            Some(Picture::Ours(name)) => Some(name),
            _ => None,
        }
    }
}
