//! A session's state: folded from its log.

use crate::{Application, Refusal};
use adforge_domain::{
    ids::{OwnerId, SessionId},
    session::Session,
    workflow::State,
};

/// How many messages are read at once.
const PAGE: u32 = 200;

impl Application {
    /// An owner's session and its state.
    pub(crate) async fn state(&self, owner: &OwnerId, id: SessionId) -> Result<(Session, State), Refusal> {
        let session = self.store.session(owner, id).await?.ok_or(Refusal::SessionNotFound)?;
        let state = State::new(session.origin.format, session.origin.media);
        Ok((session, self.fold(id, state).await?))
    }

    /// The state with everything folded in that the log holds by now.
    pub(crate) async fn fold(&self, id: SessionId, mut state: State) -> Result<State, Refusal> {
        loop {
            let page = self.store.after(id, state.seq, PAGE).await?;
            if page.is_empty() {
                return Ok(state);
            }
            state = state.fold(&page);
        }
    }
}
