//! Where a render's files are kept: under names that nobody can guess.

use super::{orders::Missed, words::unkept};
use crate::{Application, Refusal, sessions::folder, turns::unreadable};
use adforge_domain::{
    cards::MediaName,
    order::{Order, Orders},
};
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
        let name = |extension| self.new_file(claimed, extension);
        Ok(Files { film: name("mp4")?, thumbnail: name("jpg")?, still: name("png")? })
    }

    /// A new name below a render's session, or its job outside one.
    pub(super) fn new_file(&self, claimed: &Claimed, extension: &str) -> Result<MediaName, Refusal> {
        let below = claimed.place.and_then(|place| folder(place.session)).map(String::from);
        let below = below.unwrap_or_else(|| format!("jobs/{}", claimed.id));
        MediaName::new(format!("{below}/{:032x}.{extension}", self.ports.ids.secret()))
            .map_err(|error| Refusal::Invalid { field: "file", why: error.to_string() })
    }

    /// What was delivered at once and kept by an attempt, this one or an earlier one.
    pub(super) async fn kept_file(&self, order: &Order) -> Result<Vec<u8>, Missed> {
        let gone = || Missed::Gone(unkept(&order.provider));
        let name = order.file.as_ref().ok_or_else(gone)?;
        let file = self.whole_file(name).await.map_err(|refusal| Missed::NotNow(unreadable(&refusal)))?;
        file.ok_or_else(gone)
    }

    /// Removes the pieces that a render was put together from, when it is over.
    pub(super) async fn forget_pieces(&self, orders: &Orders) {
        for name in orders.iter().filter_map(|order| order.file.as_ref()) {
            self.forget_file(name).await;
        }
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
