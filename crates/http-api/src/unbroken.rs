//! Work that goes on when its client leaves: a handler that is dropped must not leave half of a step behind.

use crate::{
    api::Api,
    problem::{Code, Problem},
};
use adforge_application::Refusal;
use std::{future::Future, time::Duration};

/// Runs to its end, whether or not anybody still waits for it.
pub(crate) async fn unbroken<T: Send + 'static>(
    api: &Api,
    work: impl Future<Output = Result<T, Refusal>> + Send + 'static,
) -> Result<T, Problem> {
    match api.application.spawn(work).await {
        Ok(done) => done.map_err(Problem::from),
        Err(error) => {
            tracing::error!(%error, "a request broke down");
            let message = "The request broke down. Try again; if it does so again, tell the server's operator.";
            Err(Problem::of(Code::Unavailable, message).retry_after(Duration::from_secs(1)))
        }
    }
}
