//! An event stream over a follower: what a dropped connection may cost is nothing.
//!
//! It is pulled: the follower is asked for its next event when the connection has room for it, so a client that does
//! not read holds nothing but its place in the log.

use crate::{answer, api::Api, metrics::Metrics, wire};
use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::header::{self, HeaderName, HeaderValue},
    web::Bytes,
};
use adforge_application::{Follower, Told};
use adforge_domain::{event::Event, ids::Seq, progress::Progress};
use futures_util::stream;
use std::{convert::Infallible, io::Write, pin::Pin, sync::Arc};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use tokio_util::sync::WaitForCancellationFutureOwned;
use uuid::Uuid;

/// What a proxy is told: pass on at once.
const ACCEL: HeaderName = HeaderName::from_static("x-accel-buffering");
/// What is sent first: how soon a browser comes back.
const FIRST: &[u8] = b"retry: 1000\n\n";
/// How much is sent at once, in bytes, where more is there; one event may be longer.
const AT_ONCE: usize = 16 * 1024;
/// What is sent when there is nothing to say.
const ALIVE: &[u8] = b": alive\n\n";

/// A stream of what a follower is told.
pub(crate) struct Stream {
    pub(crate) follower: Follower,
    /// The last id that the client has.
    pub(crate) sent: Seq,
    /// Whether cards go out one by one as they come.
    pub(crate) partial: bool,
    pub(crate) request: Uuid,
}

/// Answers with a stream. Its head and first line go out before its first event is there.
pub(crate) fn answer(api: &Api, mut head: HttpResponseBuilder, stream: Stream) -> HttpResponse {
    let heartbeat = api.settings.heartbeat.map(|every| {
        let mut heartbeat = interval_at(Instant::now() + every, every);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat
    });
    let pump = Pump {
        open: Open::begin(&api.metrics),
        api: api.clone(),
        stream,
        heartbeat,
        stopping: Box::pin(api.stopping.clone().cancelled_owned()),
        begun: false,
    };
    let pieces = stream::unfold(pump, |mut pump| async move {
        let piece = pump.next().await?;
        Some((Ok::<_, Infallible>(piece), pump))
    });
    head.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")))
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform")))
        .insert_header((ACCEL, HeaderValue::from_static("no")))
        .streaming(pieces)
}

struct Pump {
    api: Api,
    stream: Stream,
    heartbeat: Option<Interval>,
    stopping: Pin<Box<WaitForCancellationFutureOwned>>,
    begun: bool,
    #[allow(dead_code, reason = "it counts until it is dropped")]
    open: Open,
}

impl Pump {
    /// The next piece: one event, and those that are there with it.
    async fn next(&mut self) -> Option<Bytes> {
        if !self.begun {
            self.begun = true;
            return Some(self.together(Bytes::from_static(FIRST)));
        }
        loop {
            let told = tokio::select! {
                biased;
                () = &mut self.stopping => return None,
                told = self.stream.follower.next() => told?,
                () = beat(self.heartbeat.as_mut()) => return Some(Bytes::from_static(ALIVE)),
            };
            if let Some(frame) = self.stream.frame(&self.api, &told) {
                return Some(self.together(frame));
            }
        }
    }

    /// A frame with all that is there with it; alone it is not copied.
    fn together(&mut self, first: Bytes) -> Bytes {
        let mut piece = Vec::new();
        while first.len().max(piece.len()) < AT_ONCE
            && let Some(told) = self.stream.follower.ready()
        {
            let Some(frame) = self.stream.frame(&self.api, &told) else { continue };
            if piece.is_empty() {
                piece.reserve(first.len() + frame.len());
                piece.extend_from_slice(&first);
            }
            piece.extend_from_slice(&frame);
        }
        if piece.is_empty() { first } else { piece.into() }
    }
}

/// Waits for the next beat.
async fn beat(heartbeat: Option<&mut Interval>) {
    match heartbeat {
        Some(heartbeat) => drop(heartbeat.tick().await),
        None => std::future::pending().await,
    }
}

/// Whether an event is a card that is part of a set under way.
pub(crate) fn is_delta(event: &Event) -> bool {
    matches!(event, Event::Progress { progress, .. } if matches!(**progress, Progress::Card { .. }))
}

impl Stream {
    /// An event's frame; none where the client didn't ask for such.
    fn frame(&mut self, api: &Api, told: &Told) -> Option<Bytes> {
        if !self.partial && is_delta(&told.event) {
            return None;
        }
        let id = wire::id_of(&told.event, self.sent);
        self.sent = id.unwrap_or(self.sent);
        Some(frame(api, told, id, self.request))
    }
}

/// An event as it stands in a stream, written once for all followers where it says the same to all.
pub(crate) fn frame(api: &Api, told: &Told, id: Option<Seq>, request: Uuid) -> Bytes {
    match told.memo.as_ref().filter(|_| wire::is_shared(&told.event)) {
        Some(memo) => memo.get_or_init(|| written(api, &told.event, id, request)).clone(),
        None => written(api, &told.event, id, request),
    }
}

/// Every event is unnamed, so that `onmessage` sees it; an id never goes out without data.
fn written(api: &Api, event: &Event, id: Option<Seq>, request: Uuid) -> Bytes {
    answer::written(|frame| {
        if let Some(id) = id {
            // Writing into a Vec can't fail.
            let _ = writeln!(frame, "id: {id}");
        }
        frame.extend_from_slice(b"data: ");
        wire::encode(event, &api.links, request, frame);
        frame.extend_from_slice(b"\n\n");
    })
}

/// A stream that is open, until it is dropped.
struct Open(Arc<Metrics>);

impl Open {
    fn begin(metrics: &Arc<Metrics>) -> Self {
        metrics.streams.up();
        Self(Arc::clone(metrics))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.streams.down();
    }
}
