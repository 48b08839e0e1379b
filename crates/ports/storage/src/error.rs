//! What a caller must decide differently when a store can't do what it was asked.

/// A store could not do what it was asked.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// It can't be reached, is full, or may not be written; nothing was changed, and trying again may help.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// A row says what it can't say.
    #[error("table {table}, id {id}: {what}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row's id.
        id: String,
        /// What is wrong with it.
        what: String,
    },
}
