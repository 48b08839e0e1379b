//! Reading sessions: one, a page of them, their history.

use crate::{Application, Refusal, follow::Head};
use adforge_domain::{
    ids::{OwnerId, Seq, SessionId},
    message::Message,
    session::Session,
    spending::Total,
};
use adforge_ports_storage::Whose;
use time::{Duration, OffsetDateTime};

/// A session as it is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct SessionView {
    /// The session.
    pub session: Session,
    /// Whether it takes turns no more.
    pub expired: bool,
    /// When it stops taking turns; absent when it never does.
    pub expires_at: Option<OffsetDateTime>,
    /// Who wrote what was written last; before anything was, who is asked first.
    pub generator: String,
    /// What was spent in it; absent where nothing was, and in lists.
    pub spent: Option<Total>,
}

/// A part of a list, and where the next begins.
#[derive(Clone, PartialEq, Debug)]
pub struct Page<T> {
    /// What was asked for.
    pub items: Vec<T>,
    /// What to ask with for more; absent at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page of at most `limit` out of one more than that.
    pub(crate) fn of(mut items: Vec<T>, limit: u32, cursor: impl Fn(&T) -> String) -> Self {
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let next = items.last().filter(|_| more).map(cursor);
        Self { items, next }
    }
}

/// A part of a session's log, and where the next begins.
#[derive(Clone, PartialEq, Debug)]
pub struct History {
    /// The messages, oldest first.
    pub messages: Vec<Message>,
    /// After which number there is more; absent at the end.
    pub next_after: Option<Seq>,
}

impl Application {
    /// An owner's session.
    ///
    /// # Errors
    /// No such session, or the store could not.
    pub async fn session(&self, owner: &OwnerId, id: SessionId) -> Result<SessionView, Refusal> {
        let head = self.head(owner, id).await?;
        let spent = self.spent(Whose::Session(id)).await?;
        Ok(SessionView { spent, ..self.view(&head) })
    }

    /// An owner's sessions, newest first.
    ///
    /// # Errors
    /// The store could not.
    pub async fn sessions(
        &self,
        owner: &OwnerId,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Page<SessionView>, Refusal> {
        let sessions = self.ports.store.sessions(owner, before, limit + 1).await?;
        let views = sessions.into_iter().map(|session| self.shown(session)).collect();
        Ok(Page::of(views, limit, |view: &SessionView| view.session.origin.id.to_string()))
    }

    /// The messages of an owner's session after a number, oldest first.
    ///
    /// # Errors
    /// No such session, or the store could not.
    pub async fn history(&self, owner: &OwnerId, id: SessionId, after: Seq, limit: u32) -> Result<History, Refusal> {
        self.head(owner, id).await?;
        let mut messages = self.ports.store.after(id, after, limit + 1).await?;
        let more = messages.len() > limit as usize;
        messages.truncate(limit as usize);
        let next_after = messages.last().filter(|_| more).map(|message| message.seq);
        Ok(History { messages, next_after })
    }

    pub(crate) fn view(&self, head: &Head) -> SessionView {
        self.shown(Session {
            origin: head.origin.as_ref().clone(),
            last_seq: head.state.seq,
            current_step: head.state.step,
            selections: head.state.selections.clone(),
            generator: head.state.generator.clone(),
            updated_at: head.updated_at,
        })
    }

    fn shown(&self, session: Session) -> SessionView {
        let ttl = self.limits.session_ttl.and_then(|ttl| Duration::try_from(ttl).ok());
        let expires_at = ttl.map(|ttl| session.expires_at(ttl));
        let expired = expires_at.is_some_and(|at| self.ports.clock.now() >= at);
        let generator = session.generator.clone().unwrap_or_else(|| self.ports.copywriter.name().to_owned());
        SessionView { session, expired, expires_at, generator, spent: None }
    }
}
