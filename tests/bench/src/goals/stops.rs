//! SIGTERM to exit, with 1,000 streams open.

use super::{Bench, ms};
use crate::{
    report::{Figure, Limit, Report},
    server::Server,
    story::{Client, follow},
};
use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};

const STREAMS: usize = 1_000;

pub(super) async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let room = bench.room()?;
    let server = Server::product(room.path()).await?;
    let mut client = Client::to(server.address).await?;
    let session = client.new_session().await?;
    let streams: Vec<_> =
        stream::iter(0..STREAMS).map(|_| follow(server.address, &session)).buffer_unordered(32).try_collect().await?;
    client.personas(&session).await?;
    let took = server.stop().await?;
    println!("  SIGTERM to exit with {} streams open: {:.1} ms", streams.len(), ms(took));
    report.add(Figure {
        goal: "SIGTERM to exit with 1,000 streams open",
        unit: "ms",
        value: ms(took),
        limit: Limit::AtMost(2_000.0),
    });
    Ok(())
}
