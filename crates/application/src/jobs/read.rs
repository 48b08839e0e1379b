//! What a poller sees of a job.

use crate::{Application, Refusal};
use adforge_domain::{
    ids::{JobId, OwnerId},
    job::{Job, JobKind, JobStatus, Outcome},
    spending::Total,
};
use adforge_ports_creative::Makes;
use adforge_ports_storage::{Load, StoreError, Whose};

/// A job as a poller sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct JobView {
    /// The job.
    pub job: Job,
    /// How long it takes in all, in seconds, roughly; of a render.
    pub estimated_seconds: u32,
    /// Who works on it; once a turn is done, who wrote what it delivered.
    pub generator: String,
    /// What it has cost; absent where nothing was spent.
    pub spent: Option<Total>,
}

impl Application {
    /// An owner's job.
    ///
    /// # Errors
    /// No such job, or the store could not.
    pub async fn job(&self, owner: &OwnerId, id: JobId) -> Result<JobView, Refusal> {
        let job = self.ports.store.job(owner, id).await?.ok_or(Refusal::JobNotFound)?;
        let kind = job.work.kind();
        let generator = match &job.status {
            JobStatus::Completed(Outcome::Content { generator: Some(wrote) }) => wrote.clone(),
            _ => self.maker(kind).to_owned(),
        };
        let spent = self.spent(Whose::Job(id)).await?;
        Ok(JobView { estimated_seconds: self.estimate(kind), generator, spent, job })
    }

    /// How many jobs wait and run, by kind, in the whole store.
    ///
    /// # Errors
    /// The store could not.
    pub async fn jobs(&self) -> Result<Vec<Load>, StoreError> {
        self.ports.store.load().await
    }

    /// Who works on jobs of a kind.
    pub(crate) fn maker(&self, kind: JobKind) -> &str {
        let maker = match kind {
            JobKind::Turn => return self.ports.copywriter.name(),
            JobKind::Video => &self.ports.video,
            JobKind::Image => &self.ports.images,
        };
        maker.as_ref().map_or_else(|| self.ports.renderer.name(), |provider| provider.name())
    }

    /// How long a job of a kind takes, in seconds, roughly.
    pub(crate) fn estimate(&self, kind: JobKind) -> u32 {
        match kind {
            JobKind::Turn => 0,
            JobKind::Video => {
                let here = self.ports.renderer.typical_seconds();
                let said = || match &self.ports.video {
                    None => here,
                    Some(provider) if provider.makes() == Makes::Films => provider.typical_seconds(),
                    // Its clips are put together here.
                    Some(provider) => provider.typical_seconds() + here,
                };
                self.renders.typical_seconds().unwrap_or_else(said)
            }
            JobKind::Image => 2 + self.ports.images.as_ref().map_or(0, |provider| provider.typical_seconds()),
        }
    }
}
