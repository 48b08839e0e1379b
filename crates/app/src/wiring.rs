//! Which adapter stands behind which port: the one place that names them all.

pub(crate) mod examined;
pub(crate) mod makers;
mod writers;

use crate::{
    settings::{Database, Media, Settings},
    system::{SystemClock, SystemIds},
};
use adforge_adapters_diesel::{DieselStore, OpenError};
use adforge_adapters_local_renderer::{LocalPresenters, LocalRenderer};
use adforge_adapters_memory::MemoryLimiter;
use adforge_adapters_object_store::{Folder, S3};
use adforge_adapters_redis::{Redis, RedisBell, RedisCache, RedisLimiter};
use adforge_application::{Application, Cast, Examinations, Limits, Ports, Quotas};
use adforge_ports_creative::Presenters;
use adforge_ports_runtime::{Bell, Bucket, Cache, Clock, Ids, Limiter, MediaError, MediaStore};
use anyhow::Result;
use makers::Makers;
use std::{num::NonZeroUsize, sync::Arc, thread::available_parallelism, time::Duration};
use tokio::runtime::Handle;
use writers::Writers;

const MINUTE: Duration = Duration::from_secs(60);

/// As many messages as no session has.
const NEVER: u64 = u64::MAX >> 1;

/// Opens what the settings name, and puts it behind the ports. Turns of models run on `far`.
///
/// # Errors
/// The database or the media store can't be used.
pub async fn application(settings: &Settings, far: Option<Handle>) -> Result<Arc<Application>> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ids: Arc<dyn Ids> = Arc::new(SystemIds);
    let store = Arc::new(store(&settings.database, Arc::clone(&clock))?);
    let redis = settings.redis.as_ref().map(|url| Redis::open(&url.0)).transpose()?;
    let bell = redis.as_ref().map(|redis| RedisBell::hang(redis, rand::random()));
    if let Some(redis) = &redis {
        // So that the first who ask are counted together already.
        redis.arrives().await;
    }
    let cache = redis.clone().map(|redis| Arc::new(RedisCache::new(redis)) as Arc<dyn Cache>);
    let makers = Makers::of(settings)?;
    let writers = Writers::of(settings, &store, cache.clone(), (&clock, &ids), makers.cost())?;
    let ports = Ports {
        store,
        copywriter: writers.preferred,
        renderer: Arc::new(LocalRenderer::new(cores())),
        examinations: Examinations::of(examined::everybody(settings, &makers), Arc::clone(&clock)),
        video: makers.video,
        images: makers.images,
        voice: makers.voice,
        presenters: presenters(makers.presenters),
        media: media(&settings.media).await?,
        cache,
        limiter: limiter(settings, redis, &clock),
        bell: bell.map(|bell| Arc::new(bell) as Arc<dyn Bell>),
        clock,
        books: writers.books,
        ids,
    };
    if let Some(offline) = writers.offline {
        // Beside the rest of the start, so that the first turn finds the writer's tables read.
        drop(tokio::task::spawn_blocking(move || offline.warm()));
    }
    Ok(Application::and_far(ports, limits(settings), far))
}

/// Who may present: a provider's cast where it has one, and ours.
fn presenters(offered: Option<Arc<dyn Presenters>>) -> Arc<dyn Presenters> {
    let known = Arc::new(LocalPresenters::new());
    match offered {
        Some(offered) => Arc::new(Cast { offered, known }),
        None => known,
    }
}

/// Opens a database, and brings it up to date.
///
/// # Errors
/// It can't be used, or is from a newer version.
pub(crate) fn store(database: &Database, clock: Arc<dyn Clock>) -> Result<DieselStore, OpenError> {
    match database {
        Database::File(path) => DieselStore::open(path, clock),
        Database::Server(url) => DieselStore::connect(url, clock),
    }
}

async fn media(media: &Media) -> Result<Arc<dyn MediaStore>, MediaError> {
    Ok(match media {
        Media::Folder(path) => Arc::new(Folder::open(path)?),
        Media::S3(settings) => Arc::new(S3::open(settings).await?),
    })
}

fn limiter(settings: &Settings, redis: Option<Redis>, clock: &Arc<dyn Clock>) -> Option<Arc<dyn Limiter>> {
    let bucket = Bucket::new(settings.quotas.messages_per_minute?, MINUTE);
    let alone = Arc::new(MemoryLimiter::new(bucket, Arc::clone(clock)));
    Some(match redis {
        Some(redis) => Arc::new(RedisLimiter::new(redis, bucket, alone)),
        None => alone,
    })
}

fn limits(settings: &Settings) -> Limits {
    Limits {
        lease: settings.jobs.lease,
        generation: settings.times.generation,
        video: settings.times.video,
        attempts: settings.jobs.attempts,
        crashes: settings.jobs.crashes,
        workers: settings.jobs.workers as usize,
        renderers: settings.jobs.renderers as usize,
        session_ttl: settings.times.session,
        retention: settings.times.retention,
        media_sweep: settings.times.media_sweep,
        snapshot_every: settings.snapshot_every.map_or(NEVER, u64::from),
        quotas: Quotas {
            session_generations: settings.quotas.session_generations,
            session_videos: settings.quotas.session_videos,
            user_generations: settings.quotas.user_generations,
            user_videos: settings.quotas.user_videos,
        },
        ..Limits::default()
    }
}

fn cores() -> NonZeroUsize {
    available_parallelism().unwrap_or(NonZeroUsize::MIN)
}
