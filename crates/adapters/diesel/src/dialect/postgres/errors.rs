//! What PostgreSQL's errors mean.

use adforge_ports_storage::StoreError;
use diesel::result::{DatabaseErrorKind, Error};

/// What is left after an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Left {
    /// Nothing was changed, and the same may go well if it is tried again: two transactions were in each other's way.
    Nothing,
    /// The connection is gone; what it was asked to commit may be committed or not.
    NoConnection,
    /// Nothing was changed, and trying again would change nothing.
    ThisError,
}

/// What is left after an error.
pub(super) fn left_by(error: &Error) -> Left {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Left::Nothing,
        // Diesel gives this one's words only; a server in another language has it tried again by whoever asked.
        Error::DatabaseError(DatabaseErrorKind::Unknown, why) if why.message() == "deadlock detected" => Left::Nothing,
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _)
        | Error::BrokenTransactionManager => Left::NoConnection,
        _ => Left::ThisError,
    }
}

/// Whether the connection leads where nothing can be written any more: a primary that has become a replica.
pub(super) fn is_read_only(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _))
}

/// What an error means to a caller.
pub(super) fn store_error(error: &Error) -> StoreError {
    let words = one_line(&error.to_string());
    if is_read_only(error) {
        StoreError::ReadOnly
    } else if words.contains("No space left on device") {
        StoreError::Full
    } else {
        StoreError::Unavailable(words)
    }
}

/// libpq's words, which come in lines and sometimes twice, as one sentence.
pub(super) fn one_line(words: &str) -> String {
    let mut lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.dedup();
    lines.join("; ")
}
