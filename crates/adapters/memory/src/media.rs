//! Which files are needed, and where they are.

use crate::{MemoryStore, tables::Tables};
use adforge_domain::{
    ids::ProductId,
    job::{Job, JobStatus},
};
use adforge_ports_storage::{Bond, Holder, Media, Needed, StoreError};
use async_trait::async_trait;
use uuid::Uuid;

#[async_trait]
impl Media for MemoryStore {
    async fn needed(&self, by: &[Holder]) -> Result<Vec<(Holder, Needed)>, StoreError> {
        let tables = self.tables();
        let needed = by.iter().map(|holder| (*holder, needed(&tables, holder)));
        Ok(needed.filter(|(_, needed)| !needed.is_nothing()).collect())
    }

    async fn bond(&self, media: Option<Uuid>) -> Result<Bond, StoreError> {
        let bond = &mut self.tables().media;
        *bond = bond.or(media);
        // It is the only one of its kind that its process knows.
        Ok(Bond { store: Uuid::nil(), media: *bond })
    }
}

fn needed(tables: &Tables, by: &Holder) -> Needed {
    let nothing = Needed::by_render(true, []);
    let jobs = tables.jobs.values().map(|stored| &stored.job).filter(|job| job.work.kind().is_render());
    match by {
        Holder::Product(id) if is_used(tables, *id) => Needed::All,
        Holder::Product(_) => nothing,
        Holder::Session(id) => jobs.filter(|job| job.session == Some(*id)).fold(nothing, and),
        Holder::Job(id) => jobs.filter(|job| job.id == *id).fold(nothing, and),
    }
}

fn and(mut needed: Needed, job: &Job) -> Needed {
    let files = match &job.status {
        JobStatus::Completed(outcome) => outcome.files(),
        _ => Vec::new(),
    };
    needed.join(Needed::by_render(job.status.is_over(), files));
    needed
}

fn is_used(tables: &Tables, id: ProductId) -> bool {
    let living = tables.products.get(&id).is_some_and(|shelved| !shelved.erased);
    let there = tables.products.contains_key(&id);
    living || there && tables.sessions.values().any(|kept| kept.head.origin.product == id)
}
