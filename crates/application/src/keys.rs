//! Idempotency keys of requests that make something outside a session's log.
//!
//! A key is claimed together with the ids of what will be made, and answered after that was done: a repeat after a
//! crash makes the same thing again, under the same ids, and making it twice changes nothing.

use crate::{Application, Refusal};
use adforge_domain::ids::OwnerId;
use adforge_ports_storage::{KeyClaim, OwnerKey, StoreError};
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;

/// What was made, or had been made by an earlier request of the same key.
#[derive(Clone, PartialEq, Debug)]
pub struct Made<T> {
    /// It.
    pub value: T,
    /// Whether an earlier request of the same key made it.
    pub replayed: bool,
}

impl Application {
    /// Makes something once for a key: `intend` gives the ids it will have, `make` makes it under them.
    pub(crate) async fn once<I, T, F, Fut>(
        &self,
        owner: &OwnerId,
        key: Option<String>,
        command: &impl Serialize,
        intend: impl FnOnce() -> I,
        make: F,
    ) -> Result<Made<T>, Refusal>
    where
        I: Serialize + DeserializeOwned,
        T: Serialize + DeserializeOwned,
        F: FnOnce(I) -> Fut,
        Fut: Future<Output = Result<T, Refusal>>,
    {
        let Some(key) = key else {
            return Ok(Made { value: make(intend()).await?, replayed: false });
        };
        let intent = intend();
        let claimed = OwnerKey { owner: owner.clone(), key: key.clone(), command: text(command)? };
        let claim = self.ports.store.claim_key(claimed, &text(&intent)?, self.ports.clock.now()).await?;
        let (intent, mine) = match claim {
            KeyClaim::New => (intent, true),
            KeyClaim::Reused => return Err(Refusal::KeyReused),
            KeyClaim::Known { answer: Some(answer), .. } => {
                return Ok(Made { value: parsed(&answer, &key)?, replayed: true });
            }
            KeyClaim::Known { intent, answer: None } => (parsed(&intent, &key)?, false),
        };
        match make(intent).await {
            Ok(value) => {
                self.ports.store.answer_key(owner, &key, &text(&value)?).await?;
                Ok(Made { value, replayed: !mine })
            }
            Err(refusal) => {
                if mine {
                    self.ports.store.free_key(owner, &key).await?;
                }
                Err(refusal)
            }
        }
    }
}

fn text(value: &impl Serialize) -> Result<String, Refusal> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Unavailable(format!("it can't be written down: {error}")).into())
}

fn parsed<T: DeserializeOwned>(text: &str, key: &str) -> Result<T, Refusal> {
    serde_json::from_str(text).map_err(|error| {
        StoreError::Corrupt { table: "owner_keys", id: key.to_owned(), what: error.to_string() }.into()
    })
}
