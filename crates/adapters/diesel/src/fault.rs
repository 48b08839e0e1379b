//! Why a read or write came to nothing: refused for a reason of the caller's, or broken by the database.

use adforge_ports_storage::StoreError;
use diesel::result::Error;

/// Why a read or write came to nothing.
pub(crate) enum Fault<E = StoreError> {
    /// It was refused, for a reason of the caller's.
    Refused(E),
    /// The database failed.
    Broken(Error),
}

impl<E> From<Error> for Fault<E> {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

impl From<StoreError> for Fault<StoreError> {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}
