//! Which files are needed, and where they are.

use crate::{
    DieselStore,
    columns::{Id, Json, StoredId},
    dialect,
    fault::Fault,
    rows::{Place, id_text},
    schema::media_bond::dsl,
    ways::Again,
};
use adforge_domain::{
    ids::{JobId, ProductId, SessionId},
    job::Outcome,
};
use adforge_ports_storage::{Bond, Holder, Media, Needed, StoreError};
use async_trait::async_trait;
use diesel::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A render: its session's or its own id, its status, and what it left.
pub(crate) type RenderRow = (StoredId, String, Option<Json>);

#[async_trait]
impl Media for DieselStore {
    async fn needed(&self, by: &[Holder]) -> Result<Vec<(Holder, Needed)>, StoreError> {
        let (mut sessions, mut jobs, mut products) = (Vec::new(), Vec::new(), Vec::new());
        for holder in by {
            match holder {
                Holder::Session(id) => sessions.push(Id(id.0)),
                Holder::Job(id) => jobs.push(Id(id.0)),
                Holder::Product(id) => products.push(Id(id.0)),
            }
        }
        self.read(move |connection| {
            let mut needed = BTreeMap::new();
            for row in dialect::renders_of(connection, &sessions)? {
                add(&mut needed, &row, |id| Holder::Session(SessionId(id)))?;
            }
            for row in dialect::renders(connection, &jobs)? {
                add(&mut needed, &row, |id| Holder::Job(JobId(id)))?;
            }
            for stored in dialect::used_products(connection, &products)? {
                let id = || id_text(&stored);
                let id = Place::new("products", &id).uuid(&stored, "id")?;
                needed.insert(Holder::Product(ProductId(id)), Needed::All);
            }
            Ok(needed.into_iter().filter(|(_, needed)| !needed.is_nothing()).collect())
        })
        .await
    }

    async fn bond(&self, media: Option<Uuid>) -> Result<Bond, StoreError> {
        if let Some(media) = media {
            self.write(Again::Safe, move |connection| {
                let unbound = dsl::media_bond.filter(dsl::one.eq(1).and(dsl::media_id.is_null()));
                diesel::update(unbound).set(dsl::media_id.eq(Some(Id(media)))).execute(connection)?;
                Ok::<_, Fault>(())
            })
            .await?;
        }
        self.read(|connection| {
            let (store, media): (StoredId, Option<StoredId>) =
                dsl::media_bond.filter(dsl::one.eq(1)).select((dsl::store_id, dsl::media_id)).get_result(connection)?;
            let one = || "1".to_owned();
            let at = Place::new("media_bond", &one);
            let media = media.map(|id| at.uuid(&id, "media_id")).transpose()?;
            Ok(Bond { store: at.uuid(&store, "store_id")?, media })
        })
        .await
    }
}

fn add(
    needed: &mut BTreeMap<Holder, Needed>,
    (stored, status, outcome): &RenderRow,
    holder: impl Fn(Uuid) -> Holder,
) -> Result<(), StoreError> {
    let id = || id_text(stored);
    let at = Place::new("jobs", &id);
    let outcome: Option<Outcome> = outcome.as_ref().map(|outcome| at.json(outcome, "outcome")).transpose()?;
    let over = !matches!(status.as_str(), "queued" | "processing");
    let render = Needed::by_render(over, outcome.iter().flat_map(Outcome::files));
    let by = holder(at.uuid(stored, "id")?);
    needed.entry(by).or_insert_with(|| Needed::by_render(true, [])).join(render);
    Ok(())
}
