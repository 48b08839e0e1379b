//! What SQLite's errors mean. Diesel gives their words only, so they are told apart by these.

use adforge_ports_storage::StoreError;
use diesel::result::Error;
use std::{
    fs,
    io::{ErrorKind, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// What an error means to a caller.
pub(crate) fn store_error(error: &Error) -> StoreError {
    let words = error.to_string();
    if words.contains("database or disk is full") {
        StoreError::Full
    } else if words.contains("readonly database") {
        StoreError::ReadOnly
    } else {
        StoreError::Unavailable(words)
    }
}

/// Whether another process has it to itself.
pub(crate) fn is_locked(error: &Error) -> bool {
    error.to_string().contains("database is locked")
}

/// Whether a write failed for a reason that SQLite doesn't tell: a quota, a file-size limit, a broken disk.
pub(super) fn is_io(error: &Error) -> bool {
    error.to_string().contains("disk I/O error")
}

/// Whether a file beside the database can't grow to where the database's log would.
pub(super) fn no_room_beside(path: &Path) -> bool {
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let size = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
    let end = size(path).max(size(&beside("-wal")));
    let tried = beside("-room");
    let grown = fs::File::create(&tried).and_then(|mut file| {
        file.seek(SeekFrom::Start(end))?;
        file.write_all(&[0; 64 * 1024])
    });
    // It is only a trial; what can't be removed is overwritten by the next.
    drop(fs::remove_file(&tried));
    grown.is_err_and(|error| {
        matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::FileTooLarge | ErrorKind::QuotaExceeded)
    })
}
