//! How much and how long.

use std::time::Duration;

/// How much and how long. An absent limit is none.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a job is leased to its worker; renewed at a third of it.
    pub lease: Duration,
    /// How long one generation may take, from the start of the attempt.
    pub generation: Option<Duration>,
    /// How long one render may take.
    pub video: Option<Duration>,
    /// How often a job is tried.
    pub attempts: u32,
    /// How long an end waits that the store did not take; doubled with each try, up to 32 times as long.
    pub again: Duration,
    /// How many crashes of its workers a job survives.
    pub crashes: u32,
    /// How many turns run at once.
    pub workers: usize,
    /// How many turns may wait for a runner, and how many renders for a renderer; one more is told to come back.
    pub waiting: usize,
    /// How many sessions that nobody uses are kept in memory, so that their next turn need not read their log.
    pub idle_rooms: usize,
    /// How many renders run at once.
    pub renderers: usize,
    /// When an order at a video provider is sent again and asked after.
    pub orders: OrderTimes,
    /// How long a session without a turn or result takes new ones.
    pub session_ttl: Option<Duration>,
    /// How long an expired session can still be read; then it is erased.
    pub retention: Option<Duration>,
    /// How often the media store is looked through for what nobody needs.
    pub media_sweep: Option<Duration>,
    /// How old a file has to be to be taken for what a crash left.
    pub media_grace: Duration,
    /// After how many messages a session's state is copied.
    pub snapshot_every: u64,
    /// How many cards and films a day.
    pub quotas: Quotas,
}

/// When an order at a video provider is sent again, and how often it is asked after.
#[derive(Clone, Copy, Debug)]
pub struct OrderTimes {
    /// How long it waits before it is sent again, where the provider doesn't say; doubled each time.
    pub resend: Duration,
    /// The pause between the first two looks; each is half as long again as the one before.
    pub first_look: Duration,
    /// The longest pause.
    pub slowest_look: Duration,
}

impl Default for OrderTimes {
    fn default() -> Self {
        Self {
            resend: Duration::from_secs(1),
            first_look: Duration::from_secs(2),
            slowest_look: Duration::from_secs(15),
        }
    }
}

/// How many generations (sets of cards and static ads) and videos a UTC day.
#[derive(Clone, Copy, Debug)]
pub struct Quotas {
    /// Generations of a session.
    pub session_generations: Option<u32>,
    /// Videos of a session.
    pub session_videos: Option<u32>,
    /// Generations of a user.
    pub user_generations: Option<u32>,
    /// Videos of a user.
    pub user_videos: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(30),
            generation: Some(Duration::from_secs(30)),
            video: Some(Duration::from_secs(600)),
            attempts: 3,
            again: Duration::from_millis(50),
            crashes: 5,
            workers: 256,
            waiting: 4_096,
            idle_rooms: 8_192,
            renderers: 1,
            orders: OrderTimes::default(),
            session_ttl: Some(Duration::from_secs(24 * 3600)),
            retention: Some(Duration::from_secs(30 * 24 * 3600)),
            media_sweep: Some(Duration::from_secs(3600)),
            media_grace: Duration::from_secs(3600),
            snapshot_every: 20,
            quotas: Quotas {
                session_generations: Some(60),
                session_videos: Some(5),
                user_generations: None,
                user_videos: None,
            },
        }
    }
}
