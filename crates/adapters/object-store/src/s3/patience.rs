//! How long an answer may take: a server that hangs must not hold up whoever asks.

use super::failure::{Failed, Place};
use adforge_ports_runtime::MediaError;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use std::{future::Future, time::Duration};
use tokio::time::timeout;

/// For a connection.
pub(super) const CONNECT: Duration = Duration::from_secs(2);
/// For an answer to a question, tries included.
pub(super) const LOOK: Duration = Duration::from_secs(5);
/// For a whole file to be taken.
pub(super) const PUT: Duration = Duration::from_secs(60);

/// Waits for an answer, but not longer.
pub(super) async fn within<T>(
    patience: Duration,
    asked: impl Future<Output = object_store::Result<T>>,
) -> Result<T, Failed> {
    match timeout(patience, asked).await {
        Ok(answer) => answer.map_err(Failed::Answered),
        Err(_) => Err(Failed::Silent(patience)),
    }
}

/// Waits for each piece, but for none of them longer than for an answer. How long the pieces are used doesn't count.
pub(super) fn patient<T: Send + 'static>(
    place: Place,
    pieces: impl Stream<Item = object_store::Result<T>> + Send + 'static,
) -> stream::BoxStream<'static, Result<T, MediaError>> {
    let asked = stream::try_unfold(pieces.boxed(), async |mut pieces| {
        let piece = within(LOOK, async { pieces.next().await.transpose() }).await?;
        Ok::<_, Failed>(piece.map(|piece| (piece, pieces)))
    });
    asked.map_err(move |failed| failed.told(&place)).boxed()
}
