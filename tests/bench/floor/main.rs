//! The floor: the least that a server on these crates can do for a turn. It answers the calls of a turn with bytes that
//! were recorded from the product, and commits the turn's two rows as the product does, and nothing else.

mod answers;
mod writer;

use actix_web::{
    App, HttpResponse, HttpServer,
    web::{self, Bytes, Data, Path},
};
use answers::Answers;
use anyhow::{Context, Result};
use futures_util::{StreamExt, stream};
use mimalloc::MiMalloc;
use std::{
    convert::Infallible,
    future::ready,
    sync::atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;
use writer::{Row, Writer};

/// As in the product.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What all workers share.
struct Floor {
    answers: Answers,
    writer: Writer,
    numbers: AtomicU64,
}

impl Floor {
    /// An id that no other has, as cheap as can be.
    fn id(&self) -> Uuid {
        Uuid::from_u64_pair(0x0190_0000_0000_7000, self.numbers.fetch_add(1, Ordering::Relaxed) | 1 << 63)
    }
}

/// `adforge-floor PORT FOLDER`: the folder has the recorded answers, and gets the database.
fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let port: u16 = words.next().context("which port?")?.parse()?;
    let folder = words.next().context("which folder?")?;
    let floor = Data::new(Floor {
        answers: Answers::read(folder.as_ref())?,
        writer: Writer::start(&format!("{folder}/floor.db"))?,
        numbers: AtomicU64::new(1),
    });
    let serve = HttpServer::new(move || {
        App::new()
            .app_data(floor.clone())
            .route("/readyz", web::get().to(HttpResponse::Ok))
            .route("/api/products", web::post().to(product))
            .route("/api/chat/sessions", web::post().to(session))
            .route("/api/chat/sessions/{id}/messages", web::post().to(turn))
            .route("/api/chat/sessions/{id}/context", web::get().to(context))
    })
    .tcp_nodelay(true)
    .bind(("127.0.0.1", port))?
    .run();
    actix_web::rt::System::new().block_on(serve)?;
    Ok(())
}

async fn product(floor: Data<Floor>, _: Bytes) -> HttpResponse {
    floor.answers.product.answer()
}

async fn session(floor: Data<Floor>, _: Bytes) -> HttpResponse {
    floor.answers.session(floor.id())
}

async fn context(floor: Data<Floor>, _: Path<Uuid>) -> HttpResponse {
    floor.answers.context.answer()
}

/// The user's row is committed before the first event goes out, and the content's before the rest: no client may see
/// what a crash could take back.
async fn turn(floor: Data<Floor>, session: Path<Uuid>, body: Bytes) -> HttpResponse {
    let answers = &floor.answers;
    let asked = floor.writer.write(Row { id: floor.id(), session: *session, seq: 1, sender: "user", data: body });
    if asked.await.is_err() {
        return HttpResponse::ServiceUnavailable().finish();
    }
    let content = answers.content.clone();
    let delivered = floor.writer.write(Row { id: floor.id(), session: *session, seq: 2, sender: "ai", data: content });
    let (started, rest) = (answers.started.clone(), answers.rest.clone());
    let events = stream::once(ready(Some(started)))
        .chain(stream::once(async move { delivered.await.is_ok().then_some(rest) }))
        .filter_map(ready)
        .map(Ok::<_, Infallible>);
    answers.turn.builder().streaming(events)
}
