//! Work that goes on when its client leaves: a handler that is dropped must not leave half of a step behind.

use crate::{
    api::Api,
    problem::{Code, Problem},
};
use adforge_application::Refusal;
use futures_util::FutureExt;
use std::{future::Future, panic::AssertUnwindSafe, time::Duration};

/// Runs to its end, whether or not anybody still waits for it.
pub(crate) async fn unbroken<T: Send + 'static>(
    api: &Api,
    work: impl Future<Output = Result<T, Refusal>> + Send + 'static,
) -> Result<T, Problem> {
    // What panics is dropped whole, and the locks that it held know that.
    match AssertUnwindSafe(api.application.unbroken(work)).catch_unwind().await {
        Ok(done) => done.map_err(Problem::from),
        Err(_) => {
            tracing::error!("a request broke down");
            let message = "The request broke down. Try again; if it does so again, tell the server's operator.";
            Err(Problem::of(Code::Unavailable, message).retry_after(Duration::from_secs(1)))
        }
    }
}
