//! What the AI is given.

use super::SessionView;
use crate::{Application, Refusal};
use adforge_domain::{
    ids::{OwnerId, SessionId},
    message::{Body, Message},
    product::Product,
    workflow::State,
};
use std::sync::Arc;

/// How many of the newest messages the AI is given.
const NEWEST: u32 = 50;

/// What the AI is given of a session.
#[derive(Clone, Debug)]
pub struct Context {
    /// The session.
    pub session: SessionView,
    /// What is advertised.
    pub product: Arc<Product>,
    /// What is chosen, and the newest set of each kind.
    pub state: Arc<State>,
    /// The newest messages, oldest first; failures are none of the AI's business.
    pub history: Vec<Arc<Message>>,
}

impl Application {
    /// What the AI is given of an owner's session.
    ///
    /// # Errors
    /// No such session, or the store could not.
    pub async fn context(&self, owner: &OwnerId, id: SessionId) -> Result<Context, Refusal> {
        let head = self.head(owner, id).await?;
        let product = self.product_of(head.origin.product).await?;
        let known = self.rooms.room(id).whole_log(head.state.seq);
        let newest = match known {
            Some(messages) => messages,
            None => self.ports.store.newest(id, NEWEST).await?.into_iter().map(Arc::new).collect(),
        };
        let history = newest.into_iter().filter(|message| !matches!(message.body, Body::Failed(_))).collect();
        Ok(Context { session: self.view(&head), product, state: head.state, history })
    }
}
