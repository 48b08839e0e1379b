//! What is advertised.

use crate::{
    DieselStore,
    columns::{At, Id},
    connection::AnyConnection,
    dialect,
    fault::Fault,
    rows::{big, json, millis, product::ProductRow},
    schema::products::dsl,
    ways::Again,
};
use adforge_domain::{
    ids::{OwnerId, ProductId},
    product::{Picture, Product, ProductRef, slug_of},
};
use adforge_ports_storage::{NewProduct, Products, StoreError};
use async_trait::async_trait;
use diesel::prelude::*;
use time::OffsetDateTime;

#[async_trait]
impl Products for DieselStore {
    async fn save(&self, product: NewProduct) -> Result<Product, StoreError> {
        self.write_together(Again::Never, move |connection| save(connection, &product)).await
    }

    async fn product(&self, owner: &OwnerId, named: &ProductRef) -> Result<Option<Product>, StoreError> {
        // No text in PostgreSQL holds one, and no name that we store.
        if named.0.contains('\0') {
            return Ok(None);
        }
        let (owner, named) = (owner.0.clone(), named.clone());
        self.read(move |connection| {
            if let Some(id) = named.id()
                && let Some(product) = living(connection, &owner, id)?
            {
                return Ok(Some(product));
            }
            if let Some(product) = by_external_id(connection, &owner, &named.0)? {
                return Ok(Some(product));
            }
            let is_it = dsl::slug.ge(&named.0).and(dsl::slug.le(&named.0));
            let row = of(&owner).filter(is_it).order(dsl::slug).select(ProductRow::as_select()).get_result(connection);
            Ok(row.optional()?.map(Product::try_from).transpose()?)
        })
        .await
    }

    async fn product_of_session(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        self.read(move |connection| any(connection, id)).await
    }

    async fn products(
        &self,
        owner: &OwnerId,
        after: Option<ProductId>,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        let owner = owner.0.clone();
        self.read(move |connection| {
            // Ids grow with time; a cursor needs no row of its own, which may have been erased.
            let after = Id(after.map_or(uuid::Uuid::nil(), |after| after.0));
            let rows: Vec<ProductRow> = of(&owner)
                .filter(dsl::id.gt(after))
                .order(dsl::id)
                .limit(i64::from(limit))
                .select(ProductRow::as_select())
                .load(connection)?;
            rows.into_iter().map(|row| Ok(Product::try_from(row)?)).collect()
        })
        .await
    }

    async fn set_picture(
        &self,
        owner: &OwnerId,
        id: ProductId,
        picture: Picture,
        at: OffsetDateTime,
    ) -> Result<Option<Product>, StoreError> {
        let owner = owner.0.clone();
        self.write_together(Again::Never, move |connection| {
            dialect::hold_owner(connection, &owner)?;
            let Some(mut product) = living(connection, &owner, id)? else { return Ok(None) };
            product.picture = Some(picture.clone());
            changed(&mut product, at);
            replace(connection, &product)?;
            Ok(Some(product))
        })
        .await
    }

    async fn erase_product(&self, owner: &OwnerId, id: ProductId, at: OffsetDateTime) -> Result<bool, StoreError> {
        let (owner, at) = (owner.0.clone(), millis(at));
        self.write(Again::Never, move |connection| {
            let erased = diesel::update(of(&owner).filter(dsl::id.eq(Id(id.0))))
                .set(dsl::deleted_at.eq(Some(At(at))))
                .execute(connection)?;
            Ok::<_, Fault>(erased == 1)
        })
        .await
    }

    async fn no_products(&self) -> Result<bool, StoreError> {
        self.read(|connection| Ok(dsl::products.select(dsl::revision).limit(1).load::<i64>(connection)?.is_empty()))
            .await
    }
}

/// An owner's living products.
///
/// Until PostgreSQL has counted them, which it does a minute later, all indexes that begin with the owner look equally
/// good to it, and it may read all that they have. So what names one product asks in the order of the index that has its
/// name; and by an id it asks whether it lives or not, since only the index of ids can find that.
#[diesel::dsl::auto_type(no_type_alias)]
fn of<'a>(owner: &'a str) -> _ {
    dsl::products.filter(dsl::user_id.eq(owner).and(dsl::deleted_at.is_null()))
}

fn living(connection: &mut AnyConnection, owner: &str, id: ProductId) -> Result<Option<Product>, Fault> {
    let it = dsl::products.filter(dsl::id.eq(Id(id.0)).and(dsl::user_id.eq(owner)));
    let row: Option<(ProductRow, Option<At>)> =
        it.select((ProductRow::as_select(), dsl::deleted_at)).get_result(connection).optional()?;
    let living = row.filter(|(_, deleted_at)| deleted_at.is_none());
    Ok(living.map(|(row, _)| Product::try_from(row)).transpose()?)
}

fn by_external_id(connection: &mut AnyConnection, owner: &str, id: &str) -> Result<Option<Product>, Fault> {
    let is_it = dsl::external_id.ge(id).and(dsl::external_id.le(id));
    let it = of(owner).filter(is_it).order(dsl::external_id).select(ProductRow::as_select());
    Ok(it.get_result(connection).optional()?.map(Product::try_from).transpose()?)
}

fn any(connection: &mut AnyConnection, id: ProductId) -> Result<Option<Product>, Fault> {
    let row =
        dsl::products.filter(dsl::id.eq(Id(id.0))).select(ProductRow::as_select()).get_result(connection).optional()?;
    Ok(row.map(Product::try_from).transpose()?)
}

fn save(connection: &mut AnyConnection, new: &NewProduct) -> Result<Product, Fault> {
    dialect::hold_owner(connection, &new.owner.0)?;
    // Whoever is not sure that it was made asks again with the same id.
    if let Some(made) = any(connection, new.id)? {
        return Ok(made);
    }
    let same = match &new.external_id {
        None => None,
        Some(external_id) => by_external_id(connection, &new.owner.0, external_id)?,
    };
    let link = new.link.clone().map(Picture::Link);
    let Some(mut product) = same else {
        let wished = new.slug.clone().unwrap_or_else(|| slug_of(&new.facts.name));
        let product = Product {
            id: new.id,
            owner: new.owner.clone(),
            external_id: new.external_id.clone(),
            slug: free_slug(connection, &new.owner, new.id, wished)?,
            facts: new.facts.clone(),
            picture: link,
            revision: 1,
            created_at: new.at,
            updated_at: new.at,
        };
        insert(connection, &product)?;
        return Ok(product);
    };
    if let Some(wished) = &new.slug {
        product.slug = free_slug(connection, &product.owner, product.id, wished.clone())?;
    }
    product.facts = new.facts.clone();
    if !matches!(product.picture, Some(Picture::Ours(_))) {
        product.picture = link;
    }
    changed(&mut product, new.at);
    replace(connection, &product)?;
    Ok(product)
}

fn changed(product: &mut Product, at: OffsetDateTime) {
    product.revision += 1;
    product.updated_at = at;
}

/// The slug itself, or with the first of `-2`, `-3` … that no other living product of the owner has.
fn free_slug(
    connection: &mut AnyConnection,
    owner: &OwnerId,
    product: ProductId,
    wished: String,
) -> Result<String, Fault> {
    // What begins like it, in one read: '.' is the character after '-'. One range, since an "or" would not use the index.
    let (from, to) = (format!("{wished}-"), format!("{wished}."));
    let like_it = dsl::slug.ge(&wished).and(dsl::slug.lt(&to));
    let taken: std::collections::HashSet<String> = of(&owner.0)
        .filter(dsl::id.ne(Id(product.0)).and(like_it))
        .order(dsl::slug)
        .select(dsl::slug)
        .load(connection)?
        .into_iter()
        .collect();
    let mut slug = wished;
    let mut n = 2;
    while taken.contains(&slug) {
        slug = format!("{from}{n}");
        n += 1;
    }
    Ok(slug)
}

fn insert(connection: &mut AnyConnection, product: &Product) -> Result<(), Fault> {
    let at = At(millis(product.created_at));
    diesel::insert_into(dsl::products)
        .values((
            dsl::id.eq(Id(product.id.0)),
            dsl::user_id.eq(&product.owner.0),
            dsl::external_id.eq(&product.external_id),
            dsl::slug.eq(&product.slug),
            dsl::facts.eq(json(&product.facts)?),
            dsl::picture.eq(product.picture.as_ref().map(json).transpose()?),
            dsl::revision.eq(big(product.revision.into())),
            (dsl::created_at.eq(at), dsl::updated_at.eq(at)),
        ))
        .execute(connection)?;
    Ok(())
}

fn replace(connection: &mut AnyConnection, product: &Product) -> Result<(), Fault> {
    diesel::update(dsl::products.filter(dsl::id.eq(Id(product.id.0))))
        .set((
            dsl::slug.eq(&product.slug),
            dsl::facts.eq(json(&product.facts)?),
            dsl::picture.eq(product.picture.as_ref().map(json).transpose()?),
            dsl::revision.eq(big(product.revision.into())),
            dsl::updated_at.eq(At(millis(product.updated_at))),
        ))
        .execute(connection)?;
    Ok(())
}
