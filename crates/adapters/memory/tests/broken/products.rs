//! Products and their pictures.

use crate::{Broken, Flaw};
use adforge_domain::{
    ids::{OwnerId, ProductId},
    product::{Picture, Product, ProductRef},
};
use adforge_ports_storage::*;
use async_trait::async_trait;
use time::OffsetDateTime;

#[async_trait]
impl Products for Broken {
    async fn save(&self, product: NewProduct) -> Result<Product, StoreError> {
        let mut saved = self.0.save(product).await?;
        if self.is(Flaw::SlugTwice) {
            saved.slug.truncate(4);
        }
        Ok(saved)
    }
    async fn product(&self, owner: &OwnerId, named: &ProductRef) -> Result<Option<Product>, StoreError> {
        let found = self.0.product(owner, named).await?;
        match named.id() {
            Some(id) if self.is(Flaw::ErasedIsFound) && found.is_none() => {
                Ok(self.0.product_of_session(id).await?.filter(|product| product.owner == *owner))
            }
            _ => Ok(found),
        }
    }
    async fn product_of_session(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        let found = self.0.product_of_session(id).await?;
        match &found {
            Some(product) if self.is(Flaw::ErasedIsGone) => {
                self.0.product(&product.owner, &ProductRef(id.to_string())).await
            }
            _ => Ok(found),
        }
    }
    async fn products(
        &self,
        owner: &OwnerId,
        after: Option<ProductId>,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        self.0.products(owner, after, limit).await
    }
    async fn set_picture(
        &self,
        owner: &OwnerId,
        id: ProductId,
        picture: Picture,
        at: OffsetDateTime,
    ) -> Result<Option<Product>, StoreError> {
        let picture = if self.is(Flaw::PictureLost) { Picture::Link("https://example.com".into()) } else { picture };
        self.0.set_picture(owner, id, picture, at).await
    }
    async fn erase_product(&self, owner: &OwnerId, id: ProductId, at: OffsetDateTime) -> Result<bool, StoreError> {
        self.0.erase_product(owner, id, at).await
    }
    async fn no_products(&self) -> Result<bool, StoreError> {
        self.0.no_products().await
    }
}
