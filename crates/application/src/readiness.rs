//! Whether this process can do its work now, part by part.

use crate::Application;

impl Application {
    /// Each part, and why it is down if it is, in words for an operator.
    pub async fn readiness(&self) -> Vec<(&'static str, Result<(), String>)> {
        let (store, media) = tokio::join!(self.ports.store.check(), self.ports.media.check());
        let runners = if self.stopping.is_cancelled() { Err("this process is stopping".to_owned()) } else { Ok(()) };
        vec![
            ("store", store.map_err(|error| error.to_string())),
            ("media", media.map_err(|error| error.to_string())),
            ("runners", runners),
        ]
    }
}
