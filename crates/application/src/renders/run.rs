//! Running a render: the scenes, the film or the picture, its files, and its one end.

use super::{
    files::Files,
    orders::Purchases,
    words::{elsewhere, with_orders},
};
use crate::{
    Application, Refusal,
    follow::Live,
    jobs::Ended,
    turns::{failed, unreadable},
};
use adforge_domain::{
    cards::{Content, StaticAd, Video},
    failure::{Failure, FailureCode},
    format::MediaType,
    job::{JobKind, Outcome, Work},
    message::{Body, Delivered, Draft, Failed},
    order::{Order, Orders, Piece},
    progress::{Progress, Status, StatusStep},
    workflow::Step,
};
use adforge_ports_creative::{Makes, RenderError, Tell};
use adforge_ports_storage::{Back, Claimed, Finish};
use futures_util::FutureExt;
use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How long a render waits before it is tried again, doubled with each attempt.
const BACKOFF: Duration = Duration::from_secs(1);
/// How often a render's progress is stored for pollers.
const REPORTS: Duration = Duration::from_millis(500);

/// Why a render made nothing.
pub(super) enum Trouble {
    /// It ends with this failure.
    Final(Failure),
    /// Another attempt may succeed; if there is none left, it ends with this failure.
    Again(Failure),
}

impl Application {
    /// Runs a claimed render as a task of its own.
    pub(crate) fn run_render(self: &Arc<Self>, claimed: Claimed) {
        self.leases.hold(&claimed);
        self.renders.starts(claimed.id);
        if claimed.work.kind() == JobKind::Video && self.ports.video.is_some() {
            self.renders.waits_elsewhere(claimed.id);
            self.queued.notify_one();
        }
        let application = Arc::clone(self);
        // Owned by the tracker, which `settled` waits for.
        drop(self.tasks.spawn(async move {
            application.render(&claimed).await;
            application.renders.ends(claimed.id);
            application.queued.notify_one();
        }));
    }

    async fn render(self: &Arc<Self>, claimed: &Claimed) {
        let Some(stop) = self.leases.starts(claimed.id, self.limits.video) else { return };
        let files = match self.new_files(claimed) {
            Ok(files) => files,
            Err(error) => return tracing::error!(job = %claimed.id, %error, "a render has no names for its files"),
        };
        let live = claimed.place.map(|place| {
            let room = self.rooms.room(place.session);
            let live = Arc::new(Live::new(place, claimed.fence, &room, self.ports.bell.clone()));
            room.begin(&live);
            self.attend(&room);
            live
        });
        let purchases = Purchases::of(self, claimed, stop.clone());
        let made = tokio::select! {
            // Who has lost it does no more work on it.
            biased;
            // Cancelled, erased, or handed back: its end is not ours to tell.
            () = stop.cancelled() => None,
            made = self.attempt(&purchases, &files, live.clone()) => Some(made),
        };
        let ended = match made {
            Some(made) => self.conclude(&purchases, made, &stop).await,
            None => Ended::Lost,
        };
        self.leases.release(claimed.id, claimed.fence);
        self.orders.ends(claimed.id);
        match ended {
            Ended::Lost => {
                self.forget_files(&files).await;
                self.call_off_orders(&claimed.owner, claimed.id, &purchases.all().await);
            }
            Ended::Over { .. } | Ended::Alone => self.forget_pieces(&purchases.all().await).await,
            // They may be a result's, or whoever takes it up wants them; else the sweep finds them.
            Ended::Unknown => {}
        }
        let Some(room) = claimed.place.and_then(|place| self.rooms.known(place.session)) else { return };
        match ended {
            Ended::Over { message, snapshot } => self.committed(&room, vec![message], snapshot),
            Ended::Lost | Ended::Unknown | Ended::Alone => live.iter().for_each(|live| room.lose(live)),
        }
    }

    async fn attempt(
        self: &Arc<Self>,
        purchases: &Purchases,
        files: &Files,
        live: Option<Arc<Live>>,
    ) -> Result<Content, Trouble> {
        let claimed = purchases.claimed();
        if claimed.crashes > self.limits.crashes {
            let why = "This render has brought down its server too often. Please change the script.";
            return Err(Trouble::Final(failed(why)));
        }
        let making = AssertUnwindSafe(self.timed(purchases, files, live)).catch_unwind();
        making.await.unwrap_or_else(|_| {
            tracing::error!(job = %claimed.id, "a renderer panicked");
            Err(Trouble::Again(failed("The renderer broke down. Please try again.")))
        })
    }

    /// Ends what was made, or has it tried again.
    async fn conclude(
        self: &Arc<Self>,
        purchases: &Purchases,
        made: Result<Content, Trouble>,
        stop: &CancellationToken,
    ) -> Ended {
        let claimed = purchases.claimed();
        match made {
            Ok(content) => self.end_render(claimed, Ok(content), stop).await,
            Err(Trouble::Again(_)) if claimed.attempts + 1 < self.limits.attempts => {
                let wait = BACKOFF * 2_u32.saturating_pow(claimed.attempts) + jitter(claimed);
                if let Err(error) = self.ports.store.give_back(claimed.id, claimed.fence, Back::Failed(wait)).await {
                    tracing::warn!(job = %claimed.id, %error, "a render could not be given back; its lease will run out");
                }
                Ended::Lost
            }
            Err(Trouble::Again(failure) | Trouble::Final(failure)) => {
                let orders = purchases.all().await;
                let ended = self.end_render(claimed, Err(with_orders(failure, &orders)), stop).await;
                self.call_off_orders(&claimed.owner, claimed.id, &orders);
                ended
            }
        }
    }

    async fn timed(
        self: &Arc<Self>,
        purchases: &Purchases,
        files: &Files,
        live: Option<Arc<Live>>,
    ) -> Result<Content, Trouble> {
        let begun = Instant::now();
        let claimed = purchases.claimed();
        let making = self.make(purchases, files, live);
        let made = match self.limits.video {
            None => making.await,
            Some(limit) => tokio::time::timeout(limit, making).await.unwrap_or_else(|_| {
                let message = format!("The render took longer than {} s. Please try again.", limit.as_secs_f32());
                Err(Trouble::Final(Failure { code: FailureCode::AiTimeout, message }))
            }),
        };
        if made.is_ok() && claimed.work.kind() == JobKind::Video {
            self.renders.took(begun.elapsed());
        }
        made
    }

    async fn make(
        self: &Arc<Self>,
        purchases: &Purchases,
        files: &Files,
        live: Option<Arc<Live>>,
    ) -> Result<Content, Trouble> {
        let claimed = purchases.claimed();
        let (Work::Film(filming) | Work::Draw(filming)) = &claimed.work else {
            return Err(Trouble::Final(failed("A turn was given to a renderer.")));
        };
        let again = |refusal: Refusal| Trouble::Again(unreadable(&refusal));
        let (product, brief) = self.film_brief(claimed, filming).await?;
        let tell = self.teller(claimed, live);
        let product_name = product.facts.name.clone();
        self.all_are_known(&claimed.orders)?;
        if matches!(claimed.work, Work::Film(_)) {
            let films = self.ports.video.as_ref().filter(|provider| provider.makes() == Makes::Films);
            let film = match films {
                Some(provider) => self.film_elsewhere(provider, purchases, brief, &tell).await?,
                None => self.film_here(purchases, brief, tell).await?,
            };
            let file = self.keep(&files.film, film.mp4).await.map_err(again)?;
            let thumbnail = self.keep(&files.thumbnail, film.thumbnail).await.map_err(again)?;
            let (duration_ms, width, height) = (film.duration_ms, film.width, film.height);
            let job = claimed.id;
            return Ok(Content::VideoResult(Video { product_name, file, thumbnail, duration_ms, width, height, job }));
        }
        let still = self.draw_here(purchases, brief, tell).await?;
        let file = self.keep(&files.still, still.png).await.map_err(again)?;
        let (width, height, job) = (still.width, still.height, claimed.id);
        Ok(Content::StaticAdResult(StaticAd { product_name, file, width, height, job }))
    }

    /// What was ordered from somebody who is no longer set up isn't made by anybody else.
    fn all_are_known(&self, orders: &Orders) -> Result<(), Trouble> {
        let voice = self.ports.voice.as_ref().map(|voice| voice.name());
        let is_known = |order: &&Order| match order.piece {
            Piece::Speech => voice == Some(order.provider.as_str()),
            Piece::Film | Piece::Clip(_) | Piece::Picture => self.provider(order).is_some(),
        };
        let strange = orders.iter().find(|order| !is_known(order));
        strange.map_or(Ok(()), |order| Err(Trouble::Final(elsewhere(order))))
    }

    /// Passes on how far a render is: to followers at once, to the store for pollers now and then.
    fn teller(self: &Arc<Self>, claimed: &Claimed, live: Option<Arc<Live>>) -> Tell {
        let (told, stored) = (AtomicU8::new(0), std::sync::Mutex::new(Instant::now()));
        let (application, id, fence) = (Arc::clone(self), claimed.id, claimed.fence);
        let runtime = tokio::runtime::Handle::current();
        Arc::new(move |percent, what| {
            let percent = percent.min(100);
            // Threads may tell out of order; what is shown only rises.
            if told.fetch_max(percent, Ordering::Relaxed) > percent {
                return;
            }
            if let Some(live) = &live {
                let step = StatusStep { label: what.to_owned(), done: percent == 100, estimated_seconds: None };
                live.tell(Progress::Status(Status { steps: vec![step], percent: Some(percent) }));
                live.ring();
            }
            let mut stored = stored.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if stored.elapsed() >= REPORTS {
                *stored = Instant::now();
                let reporter = Arc::clone(&application);
                // A renderer's thread has no runtime of its own.
                let _entered = runtime.enter();
                drop(application.tasks.spawn(async move {
                    if let Err(error) = reporter.ports.store.report(id, fence, percent).await {
                        tracing::debug!(job = %id, %error, "progress could not be stored");
                    }
                }));
            }
        })
    }

    async fn end_render(&self, claimed: &Claimed, made: Result<Content, Failure>, stop: &CancellationToken) -> Ended {
        let outcome = match &made {
            Ok(Content::VideoResult(video)) => Ok(Outcome::Video(video.clone())),
            Ok(Content::StaticAdResult(still)) => Ok(Outcome::Image(still.clone())),
            Ok(_) => Ok(Outcome::Content { generator: None }),
            Err(failure) => Err(failure.clone()),
        };
        let Some(place) = claimed.place else { return self.end_surely(claimed, outcome, stop).await };
        let step = if matches!(claimed.work, Work::Film(_)) { Step::VideoGeneration } else { Step::ImageGeneration };
        let (body, delivered) = match made {
            Ok(content) => {
                let generator = self.maker(claimed.work.kind()).to_owned();
                (Body::Ai(Delivered { job: Some(claimed.id), content: Arc::new(content), generator }), Some(step))
            }
            Err(failure) => {
                let wanted = step.delivers(MediaType::Video);
                (Body::Failed(Failed { job: claimed.id, failure, wanted }), None)
            }
        };
        let finish = Finish {
            session: place.session,
            job: claimed.id,
            fence: Some(claimed.fence),
            message: Draft { id: place.reply, at: self.ports.clock.now(), body },
            delivered,
            end: outcome,
            snapshot: None,
        };
        self.finish_surely(finish, stop).await
    }
}

pub(super) fn trouble(error: RenderError) -> Trouble {
    tracing::warn!(%error, "a renderer failed");
    match error {
        RenderError::Impossible(why) => Trouble::Final(failed(&format!("This can't be rendered: {why}."))),
        RenderError::Failed(_) => Trouble::Again(failed("The renderer failed. Please try again.")),
    }
}

/// Up to a second, another for each job, so that those that failed together don't come back together.
pub(super) fn jitter(claimed: &Claimed) -> Duration {
    Duration::from_millis(claimed.id.0.as_u64_pair().1 % 1_000)
}
