//! The log of a session.

use crate::{Broken, Flaw};
use adforge_domain::{
    ids::{CardId, CardKind, Seq, SessionId},
    message::Message,
    workflow::Lookup,
};
use adforge_ports_storage::*;
use async_trait::async_trait;

#[async_trait]
impl Log for Broken {
    async fn append(&self, mut append: Append) -> Result<Appended, AppendError> {
        match self.1 {
            Flaw::ForgottenKey => append.key = None,
            Flaw::ForgottenCharge => append.charge = None,
            Flaw::StaleIsFine => {
                if let Some(newest) = self.0.newest(append.session, 1).await?.first() {
                    append.expected = newest.seq;
                }
            }
            // The old turn is ended by a commit of its own, before it is known whether the new one is accepted.
            Flaw::HalfAnInterrupt => {
                if let Some(interrupt) = append.interrupts.take() {
                    let finish = Finish {
                        session: append.session,
                        job: interrupt.job,
                        fence: None,
                        message: interrupt.message,
                        delivered: None,
                        end: Err(interrupt.failure),
                        snapshot: None,
                    };
                    append.expected += u64::from(self.0.finish(finish).await.is_ok());
                }
            }
            _ => {}
        }
        self.0.append(append).await
    }
    async fn finish(&self, mut finish: Finish) -> Result<Seq, FinishError> {
        match self.1 {
            Flaw::NoFence => finish.fence = None,
            Flaw::LostCommit => return Ok(2),
            Flaw::LostSnapshot => finish.snapshot = None,
            Flaw::OlderSnapshot => {
                if let Some(snapshot) = &mut finish.snapshot {
                    snapshot.seq = snapshot.seq.max(5);
                }
            }
            Flaw::EndsAreNotKnownAgain => {
                let log = self.0.after(finish.session, 0, 1_000).await?;
                if log.iter().any(|told| told.id == finish.message.id) {
                    return Err(FinishError::NotOwner);
                }
            }
            _ => {}
        }
        self.0.finish(finish).await
    }
    async fn after(&self, session: SessionId, after: Seq, limit: u32) -> Result<Vec<Message>, StoreError> {
        let mut page = self.0.after(session, after, limit).await?;
        if self.is(Flaw::Gap) {
            page.iter_mut().filter(|message| message.seq > 2).for_each(|message| message.seq += 1);
        }
        Ok(page)
    }
    async fn newest(&self, session: SessionId, limit: u32) -> Result<Vec<Message>, StoreError> {
        self.0.newest(session, if self.is(Flaw::LogCutShort) { limit.min(4) } else { limit }).await
    }
    async fn heads(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, Seq)>, StoreError> {
        let mut heads = self.0.heads(sessions).await?;
        if self.is(Flaw::OldHeads) {
            heads.iter_mut().for_each(|(_, seq)| *seq = (*seq).min(1));
        }
        Ok(heads)
    }
    async fn offered(&self, session: SessionId, lookup: &Lookup) -> Result<Option<Message>, StoreError> {
        match self.1 {
            Flaw::ForgottenCard => Ok(None),
            Flaw::OldestName => {
                let mut log = self.0.after(session, 0, 1_000).await?.into_iter();
                let mut found = self.0.offered(session, lookup).await?;
                if let Some(newest) = &found {
                    found = log.find(|one| one.body.kind() == newest.body.kind());
                }
                Ok(found)
            }
            _ => self.0.offered(session, lookup).await,
        }
    }
    async fn cards(&self, session: SessionId, kind: CardKind, limit: u32) -> Result<Vec<(CardId, String)>, StoreError> {
        self.0.cards(session, kind, limit).await
    }
    async fn keyed(&self, session: SessionId, key: &str) -> Result<Option<(String, Repeat)>, StoreError> {
        self.0.keyed(session, key).await
    }
}
