//! Copies of sessions' states, for the process that a client comes to next. A copy decides nothing by itself: what the
//! log has beyond it is folded in, and one that the log doesn't reach is passed over.

use crate::{
    Application,
    follow::Room,
    seal::{seal, unseal},
};
use adforge_domain::{
    ids::{Seq, SessionId},
    workflow::State,
};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};

/// Who comes to another process does so soon.
const KEPT: Duration = Duration::from_secs(600);

/// A state, and the newest message that the stored copy of it holds.
#[derive(Serialize, Deserialize)]
pub(crate) struct StateCopy {
    pub(crate) snapshot: Seq,
    pub(crate) state: Arc<State>,
}

/// With the shape of what is kept, so that a version that keeps another one finds nothing of this.
fn name(session: SessionId) -> String {
    format!("state:1:{session}")
}

impl Application {
    /// The copy of a session's state that is shared, as far as the log goes.
    pub(crate) async fn shared_state(&self, session: SessionId, newest: Seq) -> Option<StateCopy> {
        let cache = self.ports.cache.as_ref()?;
        let copy = cache.copy(&name(session)).await?;
        match unseal::<StateCopy>(session, &copy) {
            Ok(copy) => Some(copy).filter(|copy| (1..=newest).contains(&copy.state.seq)),
            Err(error) => {
                tracing::warn!(%session, %error, "a damaged copy of a state is passed over");
                None
            }
        }
    }

    /// Shares the state that a turn has left behind. Nobody waits for it.
    pub(crate) fn share_state(&self, room: &Room, seq: Seq) {
        let Some(cache) = &self.ports.cache else { return };
        let Some(head) = room.head().filter(|head| head.state.seq == seq) else { return };
        let copy = StateCopy { snapshot: head.snapshot, state: head.state };
        let Some(copy) = seal(room.session, &copy) else { return };
        let (cache, session) = (Arc::clone(cache), room.session);
        drop(self.spawn(async move { cache.keep(&name(session), copy.into(), KEPT).await }));
    }

    /// An erased session's state is shared no more.
    pub(crate) fn forget_shared_state(&self, session: SessionId) {
        let Some(cache) = self.ports.cache.clone() else { return };
        drop(self.spawn(async move { cache.forget(&name(session)).await }));
    }
}
