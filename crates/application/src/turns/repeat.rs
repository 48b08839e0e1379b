//! Idempotency keys of turns and renders: the same key in the same session is the same turn.

use super::{
    start::command_text,
    started::{Started, Turn},
};
use crate::{Application, Refusal};
use adforge_domain::{
    ids::{OwnerId, SessionId},
    message::Body,
};
use adforge_ports_storage::{Repeat, StoreError};

impl Application {
    /// The turn that a request's key began, if its key is known.
    pub(super) async fn repeated(&self, turn: &Turn) -> Result<Option<Started>, Refusal> {
        let Some(key) = &turn.key else { return Ok(None) };
        let Some((command, repeat)) = self.ports.store.keyed(turn.session, key).await? else { return Ok(None) };
        if command != command_text(&turn.command) {
            return Err(Refusal::KeyReused);
        }
        self.repeat(&turn.owner, turn.session, repeat).await.map(Some)
    }

    /// What is known of a turn that was accepted before.
    pub(crate) async fn repeat(&self, owner: &OwnerId, session: SessionId, repeat: Repeat) -> Result<Started, Refusal> {
        let head = self.refreshed(owner, session).await?;
        let asked = self.ports.store.after(session, repeat.user_seq - 1, 1).await?.into_iter().next();
        let missing = || {
            let what = format!("message {} of the session isn't there", repeat.user_seq);
            Refusal::Store(StoreError::Corrupt { table: "jobs", id: repeat.job.to_string(), what })
        };
        let asked = asked.ok_or_else(missing)?;
        let Body::User(user) = asked.body else { return Err(missing()) };
        let Some(call) = user.calls else { return Err(missing()) };
        let runs = head.state.running.iter().any(|running| running.reply == repeat.reply)
            || head.state.rendering.iter().any(|render| render.reply == repeat.reply);
        Ok(Started {
            session,
            job: repeat.job,
            kind: call.kind,
            reply: repeat.reply,
            user: asked.id,
            user_seq: repeat.user_seq,
            step: call.step,
            text: user.text,
            client_id: user.client_id,
            repeated: true,
            over: !runs,
            estimated_seconds: self.estimate(call.kind),
            verdict: None,
        })
    }
}
