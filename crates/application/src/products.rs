//! Products: made, replaced, read, listed, erased.

use crate::{Application, Made, Page, Refusal};
use adforge_domain::{
    ids::{OwnerId, ProductId},
    product::{Facts, Picture, Product, ProductRef},
};
use adforge_ports_storage::NewProduct;
use moka::{
    ops::compute::Op,
    sync::{Cache as Shelf, CacheBuilder},
};
use rustc_hash::FxBuildHasher;
use serde::Serialize;
use std::{mem, sync::Arc, time::Duration};

/// How much memory the products at hand may take, in bytes.
const KEPT: u64 = 32 * 1024 * 1024;
/// How long a product is trusted that another process may change.
const FRESH: Duration = Duration::from_secs(1);

/// The products that sessions use, so that a turn need not read its own.
pub(crate) struct Cache {
    kept: Shelf<ProductId, Known, FxBuildHasher>,
    /// Whether no other process changes products: then what is known here is true.
    alone: bool,
}

#[derive(Clone)]
struct Known {
    product: Arc<Product>,
    erased: bool,
}

impl Cache {
    /// Of a store that other processes write to as well, or don't.
    pub(crate) fn of(is_shared: bool) -> Self {
        let kept = CacheBuilder::new(KEPT).weigher(|_, known: &Known| size(&known.product));
        let kept = if is_shared { kept.time_to_live(FRESH) } else { kept };
        Self { kept: kept.build_with_hasher(FxBuildHasher), alone: !is_shared }
    }

    /// A product, erased or not.
    fn get(&self, id: ProductId) -> Option<Arc<Product>> {
        self.kept.get(&id).map(|known| known.product)
    }

    /// An owner's living product, where it is certain that it lives.
    fn living(&self, owner: &OwnerId, named: &ProductRef) -> Option<Arc<Product>> {
        let id = named.id().filter(|_| self.alone)?;
        self.kept.get(&id).filter(|known| !known.erased && known.product.owner == *owner).map(|known| known.product)
    }

    /// Keeps what was read or written, unless more is known by now.
    pub(crate) fn keep(&self, product: Product) -> Arc<Product> {
        let product = Arc::new(product);
        let newest = Known { product: Arc::clone(&product), erased: false };
        let outdated = |known: &Known| !known.erased && known.product.revision <= newest.product.revision;
        self.kept.entry(product.id).and_compute_with(|known| match known {
            Some(known) if !outdated(known.value()) => Op::Nop,
            _ => Op::Put(newest.clone()),
        });
        product
    }

    /// Sessions that use it go on; nobody finds it any more.
    fn erased(&self, product: Arc<Product>) {
        self.kept.insert(product.id, Known { product, erased: true });
    }
}

/// What a product takes in memory, in bytes, roughly.
fn size(product: &Product) -> u32 {
    let facts = &product.facts;
    let lists = [&facts.benefits, &facts.ingredients, &facts.claims];
    let listed: usize = lists.into_iter().flatten().map(|fact| mem::size_of::<String>() + fact.len()).sum();
    let words = facts.name.len() + facts.description.len() + facts.category.len() + facts.brand.len();
    u32::try_from(mem::size_of::<Product>() + 200 + words + listed).unwrap_or(u32::MAX)
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
        if !erased {
            return Err(Refusal::ProductNotFound);
        }
        self.products.erased(product);
        Ok(())
    }

    pub(crate) async fn living_product(&self, owner: &OwnerId, named: &ProductRef) -> Result<Arc<Product>, Refusal> {
        if let Some(product) = self.products.living(owner, named) {
            return Ok(product);
        }
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
