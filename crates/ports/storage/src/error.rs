//! What a caller must decide differently when a store can't do what it was asked.

/// A store could not do what it was asked; nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no room left on its disk.
    #[error("the store is full")]
    Full,
    /// It may be read, but not written.
    #[error("the store is read-only")]
    ReadOnly,
    /// It can't be reached, or too much is waiting for it; trying again may help.
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
