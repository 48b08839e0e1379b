//! Where a render's files are kept: under names that nobody can guess.

use crate::{Application, Refusal, sessions::folder};
use adforge_domain::{cards::MediaName, ids::JobId};
use adforge_ports_storage::Claimed;
use bytes::Bytes;

impl Application {
    /// A new name for a file of a job, below its session.
    pub(super) fn new_name(&self, claimed: &Claimed, extension: &str) -> Result<MediaName, Refusal> {
        let below = match claimed.place {
            Some(place) => folder(place.session).map(String::from),
            None => Some(lone_folder(claimed.id)),
        };
        let name = format!("{}/{:032x}.{extension}", below.unwrap_or_default(), self.ports.ids.secret());
        MediaName::new(name).map_err(|error| Refusal::Invalid { field: "file", why: error.to_string() })
    }

    pub(super) async fn keep(&self, claimed: &Claimed, extension: &str, bytes: Vec<u8>) -> Result<MediaName, Refusal> {
        let name = self.new_name(claimed, extension)?;
        self.ports.media.put(&name, Bytes::from(bytes)).await?;
        Ok(name)
    }
}

fn lone_folder(job: JobId) -> String {
    format!("jobs/{job}")
}
