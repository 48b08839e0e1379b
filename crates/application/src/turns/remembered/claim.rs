//! That a set is being written, told to the other processes for as long as it is.

use adforge_ports_runtime::Cache;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How long a claim holds after its process has given its last sign.
const HOLDS: Duration = Duration::from_secs(3);
/// How often who waits looks.
pub(super) const LOOK: Duration = Duration::from_millis(100);

/// A set that this process may write; the next may when it is dropped. If the process dies, or is paused for too long,
/// the claim ends by itself.
pub(super) struct Claim {
    _ends: DropGuard,
}

impl Claim {
    /// Claims a set, unless another process is at it. Dropped before it is claimed, what was asked for ends by itself.
    pub(super) async fn of(shared: &Arc<dyn Cache>, work: &str, holder: u128) -> Option<Self> {
        if !shared.claim(work, holder, HOLDS).await {
            return None;
        }
        let over = CancellationToken::new();
        drop(tokio::spawn(hold(Arc::clone(shared), work.to_owned(), holder, over.clone())));
        Some(Self { _ends: over.drop_guard() })
    }
}

/// Claims it again and again until it is over, or lost to another.
async fn hold(shared: Arc<dyn Cache>, work: String, holder: u128, over: CancellationToken) {
    let renewed = async {
        loop {
            tokio::time::sleep(HOLDS / 3).await;
            if !shared.claim(&work, holder, HOLDS).await {
                return;
            }
        }
    };
    over.run_until_cancelled(renewed).await;
    shared.release(&work, holder).await;
}
