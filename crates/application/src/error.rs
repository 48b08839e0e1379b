//! Why a use case refuses.

use adforge_domain::workflow::Rejection;
use adforge_ports_storage::StoreError;

/// Why a use case refuses. A refusal appends nothing.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Refusal {
    /// No such session, or somebody else's.
    #[error("there is no such session")]
    SessionNotFound,
    /// The workflow says no.
    #[error(transparent)]
    Workflow(#[from] Rejection),
    /// Another turn of the session is running.
    #[error("another turn of this session is running")]
    TurnInProgress,
    /// The key came with another command before.
    #[error("this idempotency key came with another command before")]
    KeyReused,
    /// Nothing is running that could be cancelled.
    #[error("no turn is running")]
    NothingRunning,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
