//! A finished file, fetched by a link that is good for a while: of its kind, or none.

use crate::{Patience, SetUpError, kind::Kind, line::Line};
use adforge_line::Bounds;
use adforge_ports_creative::FetchError;
use url::Url;

/// Fetches files of a kind.
#[derive(Clone, Debug)]
pub(crate) struct Downloads {
    files: adforge_line::Downloads,
    kind: Kind,
    largest: u64,
}

impl Downloads {
    pub(crate) fn from(base: &Url, patience: &Patience, kind: Kind) -> Result<Self, SetUpError> {
        let Patience { connect, piece, file: whole, largest_file: largest, .. } = *patience;
        let may_be: fn(&str) -> bool = match kind {
            Kind::Film => |media_type: &str| Kind::Film.may_be(media_type),
            Kind::Picture => |media_type: &str| Kind::Picture.may_be(media_type),
        };
        let files = adforge_line::Downloads::from(base, Bounds { connect, piece, whole, largest }, may_be)?;
        Ok(Self { files, kind, largest })
    }

    /// The file behind a link.
    pub(crate) async fn fetch(&self, link: &str) -> Result<Vec<u8>, FetchError> {
        self.checked(self.files.fetch(link).await?)
    }

    /// A file that the provider keeps itself and shows to nobody else.
    pub(crate) async fn fetch_by_key(&self, line: &Line, path: &str) -> Result<Vec<u8>, FetchError> {
        self.checked(self.files.fetch_by_key(line, path).await?)
    }

    /// A file that came in an answer, if it is of the kind and no larger than it may be.
    pub(crate) fn checked(&self, file: Vec<u8>) -> Result<Vec<u8>, FetchError> {
        match file {
            file if file.len() as u64 > self.largest => Err(FetchError::TooLarge(self.largest)),
            file if self.kind.is(&file) => Ok(file),
            _ => Err(FetchError::WrongKind),
        }
    }
}
