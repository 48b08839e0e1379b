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
        let mut next = if first.len() < AT_ONCE { self.stream.follower.ready() } else { None };
        if next.is_none() {
            return first;
        }
        answer::written(|piece| {
            piece.extend_from_slice(&first);
            while let Some(told) = next.take() {
                self.stream.write(&self.api, &told, piece);
                next = if piece.len() < AT_ONCE { self.stream.follower.ready() } else { None };
            }
        })
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
        let id = self.takes(told)?;
        Some(frame(api, told, id, self.request))
    }

    /// The same, written behind others.
    fn write(&mut self, api: &Api, told: &Told, piece: &mut Vec<u8>) {
        let Some(id) = self.takes(told) else { return };
        match shared(api, told, id, self.request) {
            Some(frame) => piece.extend_from_slice(frame),
            None => write(api, &told.event, id, self.request, piece),
        }
    }

    /// The id that goes out with an event, if any does; none where the client didn't ask for such an event.
    fn takes(&mut self, told: &Told) -> Option<Option<Seq>> {
        if !self.partial && is_delta(&told.event) {
            return None;
        }
        let id = wire::id_of(&told.event, self.sent);
        self.sent = id.unwrap_or(self.sent);
        Some(id)
    }
}

/// An event as it stands in a stream, written once for all followers where it says the same to all.
pub(crate) fn frame(api: &Api, told: &Told, id: Option<Seq>, request: Uuid) -> Bytes {
    shared(api, told, id, request).cloned().unwrap_or_else(|| written(api, &told.event, id, request))
}

/// The frame that all followers share, where the event says the same to all.
fn shared<'a>(api: &Api, told: &'a Told, id: Option<Seq>, request: Uuid) -> Option<&'a Bytes> {
    let memo = told.memo.as_ref().filter(|_| wire::is_shared(&told.event))?;
    Some(memo.get_or_init(|| written(api, &told.event, id, request)))
}

fn written(api: &Api, event: &Event, id: Option<Seq>, request: Uuid) -> Bytes {
    answer::written(|frame| write(api, event, id, request, frame))
}

/// Every event is unnamed, so that `onmessage` sees it; an id never goes out without data.
fn write(api: &Api, event: &Event, id: Option<Seq>, request: Uuid, frame: &mut Vec<u8>) {
    if let Some(id) = id {
        // Writing into a Vec can't fail.
        let _ = writeln!(frame, "id: {id}");
    }
    frame.extend_from_slice(b"data: ");
    wire::encode(event, &api.links, request, frame);
    frame.extend_from_slice(b"\n\n");
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
