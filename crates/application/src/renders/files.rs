//! Where a render's files are kept: under names that nobody can guess.

use crate::{Application, Refusal, sessions::folder};
use adforge_domain::cards::MediaName;
use adforge_ports_storage::Claimed;
use bytes::Bytes;

/// The files of one attempt at a render. Their names are known before there is anything in them, so that whatever an
/// attempt leaves can be removed.
pub(super) struct Files {
    pub(super) film: MediaName,
    pub(super) thumbnail: MediaName,
    pub(super) still: MediaName,
}

impl Application {
    /// New names for the files of an attempt, below its session.
    pub(super) fn new_files(&self, claimed: &Claimed) -> Result<Files, Refusal> {
        let below = claimed.place.and_then(|place| folder(place.session)).map(String::from);
        let below = below.unwrap_or_else(|| format!("jobs/{}", claimed.id));
        let name = |extension: &str| {
            MediaName::new(format!("{below}/{:032x}.{extension}", self.ports.ids.secret()))
                .map_err(|error| Refusal::Invalid { field: "file", why: error.to_string() })
        };
        Ok(Files { film: name("mp4")?, thumbnail: name("jpg")?, still: name("png")? })
    }

    pub(super) async fn keep(&self, name: &MediaName, bytes: Vec<u8>) -> Result<MediaName, Refusal> {
        self.ports.media.put(name, Bytes::from(bytes)).await?;
        Ok(name.clone())
    }

    /// Removes whatever an attempt left that came to nothing.
    pub(super) async fn forget_files(&self, files: &Files) {
        for name in [&files.film, &files.thumbnail, &files.still] {
            self.forget_file(name).await;
        }
    }
}
