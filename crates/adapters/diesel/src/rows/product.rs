//! Products as rows.

use super::{Place, id_text};
use crate::{
    columns::{At, Json, StoredId},
    schema::products,
};
use adforge_domain::{
    ids::{OwnerId, ProductId},
    product::Product,
};
use adforge_ports_storage::StoreError;
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = products, check_for_backend(crate::connection::MultiBackend))]
pub(crate) struct ProductRow {
    id: StoredId,
    user_id: String,
    external_id: Option<String>,
    slug: String,
    facts: Json,
    picture: Option<Json>,
    revision: i64,
    created_at: At,
    updated_at: At,
}

impl TryFrom<ProductRow> for Product {
    type Error = StoreError;
    fn try_from(row: ProductRow) -> Result<Self, StoreError> {
        let id = || id_text(&row.id);
        let at = Place::new("products", &id);
        Ok(Self {
            id: ProductId(at.uuid(&row.id, "id")?),
            owner: OwnerId(row.user_id),
            external_id: row.external_id,
            slug: row.slug,
            facts: at.json(&row.facts, "facts")?,
            picture: row.picture.as_ref().map(|picture| at.json(picture, "picture")).transpose()?,
            revision: at.number(row.revision, "revision")?,
            created_at: at.time(row.created_at, "created_at")?,
            updated_at: at.time(row.updated_at, "updated_at")?,
        })
    }
}
