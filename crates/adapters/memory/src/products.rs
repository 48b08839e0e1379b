//! What is advertised.

use crate::{
    MemoryStore,
    tables::{Shelved, Tables},
};
use adforge_domain::{
    ids::{OwnerId, ProductId},
    product::{Picture, Product, ProductRef, slug_of},
};
use adforge_ports_storage::{NewProduct, Products, StoreError};
use async_trait::async_trait;
use time::OffsetDateTime;

#[async_trait]
impl Products for MemoryStore {
    async fn save(&self, product: NewProduct) -> Result<Product, StoreError> {
        Ok(save(&mut self.tables(), product))
    }

    async fn product(&self, owner: &OwnerId, named: &ProductRef) -> Result<Option<Product>, StoreError> {
        let tables = self.tables();
        let find = |is_it: &dyn Fn(&Product) -> bool| living(&tables, owner).find(|product| is_it(product));
        let by_id = named.id().and_then(|id| find(&|product| product.id == id));
        let found = by_id
            .or_else(|| find(&|product| product.external_id.as_ref() == Some(&named.0)))
            .or_else(|| find(&|product| product.slug == named.0));
        Ok(found.cloned())
    }

    async fn product_of_session(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        Ok(self.tables().products.get(&id).map(|shelved| shelved.product.clone()))
    }

    async fn products(
        &self,
        owner: &OwnerId,
        after: Option<ProductId>,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        let tables = self.tables();
        let later = living(&tables, owner).filter(|product| after.is_none_or(|after| product.id > after));
        Ok(later.take(limit as usize).cloned().collect())
    }

    async fn set_picture(
        &self,
        owner: &OwnerId,
        id: ProductId,
        picture: Picture,
        at: OffsetDateTime,
    ) -> Result<Option<Product>, StoreError> {
        let mut tables = self.tables();
        let Some(product) = living_mut(&mut tables, owner, id).map(|shelved| &mut shelved.product) else {
            return Ok(None);
        };
        product.picture = Some(picture);
        changed(product, at);
        Ok(Some(product.clone()))
    }

    async fn erase_product(&self, owner: &OwnerId, id: ProductId, _at: OffsetDateTime) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        Ok(living_mut(&mut tables, owner, id).map(|shelved| shelved.erased = true).is_some())
    }

    async fn no_products(&self) -> Result<bool, StoreError> {
        Ok(self.tables().products.is_empty())
    }
}

fn living<'a>(tables: &'a Tables, owner: &'a OwnerId) -> impl Iterator<Item = &'a Product> {
    let living = tables.products.values().filter(|shelved| !shelved.erased);
    living.map(|shelved| &shelved.product).filter(move |product| product.owner == *owner)
}

fn living_mut<'a>(tables: &'a mut Tables, owner: &OwnerId, id: ProductId) -> Option<&'a mut Shelved> {
    tables.products.get_mut(&id).filter(|shelved| !shelved.erased && shelved.product.owner == *owner)
}

fn save(tables: &mut Tables, new: NewProduct) -> Product {
    // Whoever is not sure that it was made asks again with the same id.
    if let Some(made) = tables.products.get(&new.id) {
        return made.product.clone();
    }
    let same = new.external_id.as_ref().and_then(|external_id| {
        living(tables, &new.owner).find(|product| product.external_id.as_ref() == Some(external_id)).cloned()
    });
    let link = new.link.map(Picture::Link);
    let product = match same {
        None => {
            let wished = new.slug.unwrap_or_else(|| slug_of(&new.facts.name));
            Product {
                slug: free_slug(tables, &new.owner, new.id, wished),
                id: new.id,
                owner: new.owner,
                external_id: new.external_id,
                facts: new.facts,
                picture: link,
                revision: 1,
                created_at: new.at,
                updated_at: new.at,
            }
        }
        Some(mut product) => {
            if let Some(wished) = new.slug {
                product.slug = free_slug(tables, &product.owner, product.id, wished);
            }
            product.facts = new.facts;
            if !matches!(product.picture, Some(Picture::Ours(_))) {
                product.picture = link;
            }
            changed(&mut product, new.at);
            product
        }
    };
    tables.products.insert(product.id, Shelved { product: product.clone(), erased: false });
    product
}

fn changed(product: &mut Product, at: OffsetDateTime) {
    product.revision += 1;
    product.updated_at = at;
}

/// The slug itself, or with the first of `-2`, `-3` … that no other living product of the owner has.
fn free_slug(tables: &Tables, owner: &OwnerId, product: ProductId, wished: String) -> String {
    let is_taken = |slug: &str| living(tables, owner).any(|other| other.id != product && other.slug == slug);
    let numbered = (2..).map(|n| format!("{wished}-{n}"));
    let mut wishes = std::iter::once(wished.clone()).chain(numbered);
    wishes.find(|slug| !is_taken(slug)).unwrap_or(wished)
}
