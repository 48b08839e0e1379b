//! What went wrong below, as what a caller of the media store decides differently.

use adforge_ports_runtime::MediaError;
use std::{
    error::Error,
    io::{self, ErrorKind},
};

/// A failure of the file system while it worked on `what`.
pub(crate) fn from_io(what: &str, error: &io::Error) -> MediaError {
    if no_room(error) { MediaError::Full } else { MediaError::Unavailable(format!("{what}: {error}")) }
}

/// A failure of the store below, which hides the file system's own error somewhere in its sources.
pub(crate) fn from_store(error: &object_store::Error) -> MediaError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(here) = cause {
        if here.downcast_ref::<io::Error>().is_some_and(no_room) {
            return MediaError::Full;
        }
        cause = here.source();
    }
    MediaError::Unavailable(error.to_string())
}

fn no_room(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt;

    #[derive(Debug)]
    struct Rename(io::Error);

    impl fmt::Display for Rename {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("unable to rename")
        }
    }

    impl Error for Rename {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    fn wrapped(kind: ErrorKind) -> object_store::Error {
        object_store::Error::Generic { store: "test", source: Box::new(Rename(kind.into())) }
    }

    #[test]
    fn a_full_disk_is_told_from_a_broken_one_however_deep_it_lies() {
        assert_eq!(from_store(&wrapped(ErrorKind::StorageFull)), MediaError::Full);
        assert_eq!(from_store(&wrapped(ErrorKind::FileTooLarge)), MediaError::Full);
        assert!(matches!(from_store(&wrapped(ErrorKind::PermissionDenied)), MediaError::Unavailable(_)));
    }
}
