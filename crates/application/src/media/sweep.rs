//! What a crash left in the media store goes: files of sessions, jobs and products that need them no more, and those
//! that were never whole.
//!
//! A file is kept before the row that names it is written, so a file that nobody names yet may be about to be: it stays
//! while a render of its session isn't over, and while it is young. Any number of processes may look at once.

use crate::{Application, Refusal};
use adforge_domain::{
    cards::MediaName,
    ids::{JobId, ProductId, SessionId},
};
use adforge_ports_runtime::Found;
use adforge_ports_storage::{Holder, Needed};
use futures_util::StreamExt;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How many files are looked at together.
const BATCH: usize = 256;

/// A file of ours, or a part of one.
struct Ours {
    found: Found,
    holder: Holder,
    /// None when it isn't whole.
    name: Option<MediaName>,
}

impl Application {
    /// Sweeps again and again. Not all processes at the same time: each begins somewhere within the first period.
    pub(crate) async fn sweep_media_now_and_then(&self) {
        let Some(period) = self.limits.media_sweep else { return };
        let part = (self.ports.ids.secret() % 1_000) as u32;
        let mut wait = period * part / 1_000;
        loop {
            tokio::select! {
                () = self.stopping.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
            self.sweep_media().await;
            wait = period;
        }
    }

    /// Looks through the media store once. Returns how many files were removed.
    pub async fn sweep_media(&self) -> usize {
        match self.swept().await {
            Ok(0) => 0,
            Ok(removed) => {
                tracing::info!(removed, "files that nobody needs were removed from the media store");
                removed
            }
            Err(error) => {
                tracing::warn!(%error, "the media store could not be swept");
                0
            }
        }
    }

    async fn swept(&self) -> Result<usize, Refusal> {
        if !self.sweeps().await? {
            return Ok(0);
        }
        let mut removed = 0;
        let mut found = self.ports.media.list().await?.chunks(BATCH);
        while let Some(batch) = found.next().await {
            if self.stopping.is_cancelled() {
                break;
            }
            let batch = batch.into_iter().collect::<Result<Vec<_>, _>>()?;
            removed += self.sweep_batch(batch).await?;
        }
        Ok(removed)
    }

    /// What another database's sessions need would look like nobody's.
    async fn sweeps(&self) -> Result<bool, Refusal> {
        let Some(bond) = self.met.bond() else { return Ok(false) };
        let databases = self.ports.media.databases().await?;
        let alone = databases == BTreeSet::from([bond.store]) && self.is_ours().await?;
        if !alone {
            tracing::warn!(
                ?databases, ours = %bond.store,
                "the media store is not swept, since it isn't this database's alone: what is below .adforge/databases \
                 names them; remove there whichever is no more"
            );
        }
        Ok(alone)
    }

    async fn sweep_batch(&self, batch: Vec<Found>) -> Result<usize, Refusal> {
        let grace = self.limits.media_grace;
        let ours: Vec<Ours> = batch.into_iter().filter(|found| found.age >= grace).filter_map(ours).collect();
        let holders: BTreeSet<Holder> =
            ours.iter().filter(|file| file.name.is_some()).map(|file| file.holder).collect();
        // After they were found: whatever was written down until then is seen.
        let needed = self.ports.store.needed(&holders.into_iter().collect::<Vec<_>>()).await?;
        let needed: BTreeMap<Holder, Needed> = needed.into_iter().collect();
        let mut removed = 0;
        for file in ours {
            let by = needed.get(&file.holder);
            if file.name.as_ref().is_some_and(|name| by.is_some_and(|needed| needed.has(name))) {
                continue;
            }
            self.ports.media.discard(&file.found).await?;
            tracing::debug!(path = file.found.path, "nobody needs it");
            removed += 1;
        }
        Ok(removed)
    }
}

/// Whose a file is; none for what this program never wrote.
fn ours(found: Found) -> Option<Ours> {
    let mut parts = found.path.split('/');
    let (Some(kind), Some(id), Some(file), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return None;
    };
    let id = Uuid::parse_str(id).ok()?;
    let holder = match kind {
        "sessions" => Holder::Session(SessionId(id)),
        "jobs" => Holder::Job(JobId(id)),
        "products" => Holder::Product(ProductId(id)),
        _ => return None,
    };
    let (secret, end) = file.split_once('.')?;
    if secret.len() != 32 || !secret.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let name = match end.split_once('#') {
        None => Some(MediaName::new(found.path.as_str()).ok()?),
        // As the store below calls what it hasn't written to its end.
        Some((_, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => None,
        Some(_) => return None,
    };
    Some(Ours { found, holder, name })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn only_what_this_program_wrote_is_taken_for_its_own() {
        let (id, secret) = (Uuid::from_u128(7), "0123456789abcdef0123456789abcdef");
        let read = |path: String| ours(Found { path, age: Duration::ZERO }).map(|it| (it.holder, it.name.is_some()));
        for (kind, holder) in [
            ("sessions", Holder::Session(SessionId(id))),
            ("jobs", Holder::Job(JobId(id))),
            ("products", Holder::Product(ProductId(id))),
        ] {
            assert_eq!(read(format!("{kind}/{id}/{secret}.mp4")), Some((holder, true)));
            assert_eq!(read(format!("{kind}/{id}/{secret}.mp4#12")), Some((holder, false)));
        }
        for path in [
            "readme.txt".to_owned(),
            format!("sessions/{secret}.mp4"),
            format!("sessions/{id}/notes.txt"),
            format!("sessions/{id}/{secret}"),
            format!("sessions/{id}/more/{secret}.mp4"),
            format!("sessions/mine/{secret}.mp4"),
            format!("backup/{id}/{secret}.mp4"),
            format!("sessions/{id}/{secret}.mp4#old"),
            format!("sessions/{id}/{secret}.m p4"),
        ] {
            assert_eq!(read(path.clone()), None, "{path}");
        }
    }
}
