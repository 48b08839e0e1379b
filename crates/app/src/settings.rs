//! What can be set: defaults, then a file, then the environment, all checked together at start.

mod database;
mod layers;
mod media;
mod parse;
mod problem;
mod providers;
mod show;
pub mod table;
mod writers;

pub use database::{Database, RedisUrl};
pub use layers::{Environment, Source};
pub use media::Media;
pub use parse::LogFormat;
pub use problem::Problems;
pub use providers::{House, Maker, Secret};
pub use writers::{LanguageModel, Writer};

use adforge_domain::spending::Money;
use layers::{AllGiven, Given};
use problem::{Problem, Wrong};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use table::{LATER, PREFIX, SETTINGS, Standard};
use url::Url;

/// The settings in force. A limit that is none doesn't hold.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What links start with; none for the address that is listened on.
    pub public_url: Option<Url>,
    /// What media links start with instead.
    pub cdn_url: Option<Url>,
    /// The folder that one process at a time may use.
    pub data_dir: PathBuf,
    /// Where the database is.
    pub database: Database,
    /// What processes tell and count together over, if there is such a thing.
    pub redis: Option<RedisUrl>,
    /// Where films and pictures are.
    pub media: Media,
    /// Other web sites whose pages may call.
    pub allowed_origins: Vec<String>,
    /// What a user or a session may ask for.
    pub quotas: Quotas,
    /// How long things last.
    pub times: Times,
    /// How jobs are worked on.
    pub jobs: Jobs,
    /// How many messages lie between two snapshots of a session's state.
    pub snapshot_every: Option<u32>,
    /// Who writes, in order of preference; never nobody.
    pub writers: Vec<Writer>,
    /// What may be spent for writing on a UTC day.
    pub budget: Option<Money>,
    /// How long personas that cost money are kept for whoever asks for the same.
    pub persona_cache: Option<Duration>,
    /// Who makes videos, or clips for them, if anybody but the built-in renderer does.
    pub video: Option<Maker>,
    /// Who makes static ads' pictures, if anybody does.
    pub image: Option<Maker>,
    /// Who speaks in the built-in renderer's films, if anybody does.
    pub voice: Option<Maker>,
    /// How long the offline writer waits before each card.
    pub offline_pace: Duration,
    /// Which log lines are written: a checked filter.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
    origin: Origin,
}

/// What a user or a session may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Quotas {
    /// Turns and renders a user may start in a minute.
    pub messages_per_minute: Option<u32>,
    /// Generations a session may ask for in a day.
    pub session_generations: Option<u32>,
    /// Videos a session may ask for in a day.
    pub session_videos: Option<u32>,
    /// Generations a user may ask for in a day.
    pub user_generations: Option<u32>,
    /// Videos a user may ask for in a day.
    pub user_videos: Option<u32>,
}

/// How long things last.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// How long a session takes turns after its last one.
    pub session: Option<Duration>,
    /// How long an expired session is kept.
    pub retention: Option<Duration>,
    /// How long a generation may take.
    pub generation: Option<Duration>,
    /// How long a render may take.
    pub video: Option<Duration>,
    /// How often a silent stream shows that it lives.
    pub heartbeat: Option<Duration>,
    /// How long running turns may go on after a signal to stop.
    pub drain: Duration,
    /// How often files that nobody needs are looked for.
    pub media_sweep: Option<Duration>,
}

/// How jobs are worked on.
#[derive(Clone, Copy, Debug)]
pub struct Jobs {
    /// After how long without a sign a job is taken from its worker.
    pub lease: Duration,
    /// How often a job is tried.
    pub attempts: u32,
    /// How many crashes of its worker a job survives.
    pub crashes: u32,
    /// Turns at once in this process.
    pub workers: u32,
    /// Renders at once in this process.
    pub renderers: u32,
}

/// What was written where, for `adforge config`.
#[derive(Clone, Debug)]
struct Origin {
    file: Option<PathBuf>,
    given: AllGiven,
}

impl Settings {
    /// Reads all settings. `file` is the settings file, when there is one.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn read(file: Option<&Path>, environment: &Environment) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let given = layers::gather(file, environment, &mut problems);
        let mut reader = Reader { given: &given, problems };
        reader.refuse_later();
        let listen = reader.listen();
        let data_dir: PathBuf = reader.the("ADFORGE_DATA_DIR", parse::folder);
        reader.check_access();
        let writers = reader.writers();
        let inside = |text: &str| text.replace(DATA_DIR, &data_dir.to_string_lossy());
        // It has only one value in this version: there is nothing to keep of it.
        reader.the("ADFORGE_AUTH", parse::auth);
        let settings = Self {
            listen: listen.unwrap_or(ANYWHERE),
            public_url: reader.the("ADFORGE_PUBLIC_URL", parse::base),
            cdn_url: reader.the("ADFORGE_CDN_URL", parse::base),
            database: reader.the("ADFORGE_DATABASE_URL", |text| parse::database(&inside(text))),
            redis: reader.the("ADFORGE_REDIS_URL", parse::redis),
            media: reader.media(inside),
            allowed_origins: reader.the("ADFORGE_ALLOWED_ORIGINS", parse::origins),
            quotas: reader.quotas(),
            times: reader.times(),
            jobs: reader.jobs(),
            snapshot_every: reader.the("ADFORGE_SNAPSHOT_EVERY", parse::limit),
            budget: reader.budget(&writers),
            writers,
            persona_cache: reader.the("ADFORGE_PERSONA_CACHE_TTL", parse::time_limit),
            video: reader.video(),
            image: reader.image(),
            voice: reader.voice(),
            offline_pace: reader.the("ADFORGE_OFFLINE_PACE", parse::pause),
            log: reader.the("ADFORGE_LOG", parse::log_filter),
            log_format: reader.the("ADFORGE_LOG_FORMAT", parse::log_format),
            data_dir,
            origin: Origin { file: file.map(Path::to_owned), given: given.clone() },
        };
        let Problems(problems) = reader.problems;
        if problems.is_empty() { Ok(settings) } else { Err(Problems(problems)) }
    }
}

/// How long a demonstration's writer waits before each card, so that one can read along.
const READABLE: Duration = Duration::from_millis(150);

impl Settings {
    /// Whether a language model writes.
    pub(crate) fn has_models(&self) -> bool {
        self.writers.iter().any(|writer| matches!(writer, Writer::Model(_)))
    }

    /// These settings for a demonstration: a port and a folder of its own, and nothing on the screen but the story,
    /// unless somebody asked for it.
    #[must_use]
    pub fn for_demonstration(&self) -> Self {
        let data_dir = self.data_dir.join("demo");
        let mut settings = Self {
            listen: ANYWHERE,
            public_url: None,
            cdn_url: None,
            database: Database::File(data_dir.join("adforge.db")),
            redis: None,
            // A demonstration costs nothing.
            writers: vec![Writer::Offline],
            video: None,
            image: None,
            voice: None,
            media: Media::Folder(data_dir.join("media")),
            data_dir,
            ..self.clone()
        };
        if self.untouched("ADFORGE_OFFLINE_PACE") {
            settings.offline_pace = READABLE;
        }
        if self.untouched("ADFORGE_LOG") {
            settings.log = "warn".to_owned();
        }
        settings
    }

    fn untouched(&self, name: &str) -> bool {
        self.origin.given.get(&key(name)).is_none_or(|given| given.source == Source::Default)
    }
}

/// Stands for the data folder in a default.
const DATA_DIR: &str = "<data dir>";

/// A free port of this machine. It also stands in for an address that couldn't be read, which nobody ever sees, since
/// such settings are refused.
const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

/// Reads one setting after the other, and remembers all that is wrong.
struct Reader<'a> {
    given: &'a AllGiven,
    problems: Problems,
}

impl Reader<'_> {
    /// A setting's value; of one that isn't set or is wrong, an empty one.
    fn the<T: Default>(&mut self, name: &'static str, parse: impl Fn(&str) -> Result<T, Wrong>) -> T {
        let Some(Given { text, source }) = self.given.get(&key(name)) else { return T::default() };
        if text.is_empty() && may_be_empty(name) {
            return T::default();
        }
        parse(text.trim()).unwrap_or_else(|wrong| {
            self.problems.add(name, source.clone(), text, wrong);
            T::default()
        })
    }

    fn refuse_later(&mut self) {
        for later in LATER {
            if let Some(given) = self.given.get(&later.key()).filter(|given| !given.text.is_empty()) {
                self.problems.0.push(Problem::NotYet {
                    name: later.name,
                    source: given.source.clone(),
                    what: format!("it belongs to {}, which", later.belongs_to),
                });
            }
        }
    }

    fn listen(&mut self) -> Option<SocketAddr> {
        let loopback_only = |text: &str| {
            let address = parse::address(text)?;
            if address.ip().to_canonical().is_loopback() {
                return Ok(Some(address));
            }
            Err(Wrong::allowed(
                "a loopback address such as 127.0.0.1:8080, as long as ADFORGE_AUTH is none: anybody who reaches the \
                 server is its one user",
            ))
        };
        self.the("ADFORGE_LISTEN", loopback_only)
    }

    fn quotas(&mut self) -> Quotas {
        Quotas {
            messages_per_minute: self.the("ADFORGE_MESSAGES_PER_MINUTE", parse::limit),
            session_generations: self.the("ADFORGE_GENERATIONS_PER_DAY", parse::limit),
            session_videos: self.the("ADFORGE_VIDEOS_PER_DAY", parse::limit),
            user_generations: self.the("ADFORGE_USER_GENERATIONS_PER_DAY", parse::limit),
            user_videos: self.the("ADFORGE_USER_VIDEOS_PER_DAY", parse::limit),
        }
    }

    fn times(&mut self) -> Times {
        Times {
            session: self.the("ADFORGE_SESSION_TTL", parse::time_limit),
            retention: self.the("ADFORGE_RETENTION", parse::time_limit),
            generation: self.the("ADFORGE_GENERATION_TIMEOUT", parse::time_limit),
            video: self.the("ADFORGE_VIDEO_TIMEOUT", parse::time_limit),
            heartbeat: self.the("ADFORGE_SSE_HEARTBEAT", parse::time_limit),
            drain: self.the("ADFORGE_DRAIN_TIMEOUT", parse::pause),
            media_sweep: self.the("ADFORGE_MEDIA_SWEEP", parse::time_limit),
        }
    }

    fn jobs(&mut self) -> Jobs {
        Jobs {
            lease: self.the("ADFORGE_JOB_LEASE", parse::time),
            attempts: self.the("ADFORGE_JOB_ATTEMPTS", parse::count(100)),
            crashes: self.the("ADFORGE_JOB_CRASHES", parse::count(100)),
            workers: self.the("ADFORGE_WORKERS", parse::count(65_536)),
            renderers: self.the("ADFORGE_RENDERERS", parse::count(64)),
        }
    }
}

fn key(name: &str) -> String {
    name.strip_prefix(PREFIX).unwrap_or(name).to_ascii_lowercase()
}

/// Nothing is what a setting without a default of its own has anyway.
fn may_be_empty(name: &str) -> bool {
    SETTINGS.iter().any(|setting| setting.name == name && !matches!(setting.standard, Standard::Text(_)))
}

#[cfg(test)]
mod tests;
