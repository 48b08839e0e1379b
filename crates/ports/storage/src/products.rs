//! What is advertised.

use crate::StoreError;
use adforge_domain::{
    ids::{OwnerId, ProductId},
    product::{Facts, Picture, Product, ProductRef},
};
use async_trait::async_trait;
use time::OffsetDateTime;

/// The products of all owners.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Products: Send + Sync {
    /// Makes a product, or replaces the owner's living one of the same external id (it keeps its id, its slug unless
    /// another is wished for, its creation, and its picture where that is ours; its revision goes up by one). A slug
    /// that another living product of the owner has gets `-2`, `-3` …
    async fn save(&self, product: NewProduct) -> Result<Product, StoreError>;

    /// An owner's living product by our id, the owner's, or the slug, in this order.
    async fn product(&self, owner: &OwnerId, named: &ProductRef) -> Result<Option<Product>, StoreError>;

    /// A product by our id, erased or not: sessions that use it go on.
    async fn product_of_session(&self, id: ProductId) -> Result<Option<Product>, StoreError>;

    /// An owner's living products, oldest first, those after `after` in that order, at most `limit`.
    async fn products(&self, owner: &OwnerId, after: Option<ProductId>, limit: u32)
    -> Result<Vec<Product>, StoreError>;

    /// Gives an owner's living product another picture; its revision goes up by one.
    async fn set_picture(
        &self,
        owner: &OwnerId,
        id: ProductId,
        picture: Picture,
        at: OffsetDateTime,
    ) -> Result<Option<Product>, StoreError>;

    /// Takes an owner's product off the lists: its external id and slug are free again. False when there is none.
    async fn erase_product(&self, owner: &OwnerId, id: ProductId, at: OffsetDateTime) -> Result<bool, StoreError>;

    /// Whether no product was ever made, by anybody.
    async fn no_products(&self) -> Result<bool, StoreError>;
}

/// A product to be made, or to replace the one of the same external id.
#[derive(Clone, PartialEq, Debug)]
pub struct NewProduct {
    /// Its id, when it is new.
    pub id: ProductId,
    /// Whose it is.
    pub owner: OwnerId,
    /// The owner's own id for it.
    pub external_id: Option<String>,
    /// The slug that is wished for; absent, a new product's is made from its name.
    pub slug: Option<String>,
    /// What is known about it.
    pub facts: Facts,
    /// A link to a picture elsewhere.
    pub link: Option<String>,
    /// When.
    pub at: OffsetDateTime,
}
