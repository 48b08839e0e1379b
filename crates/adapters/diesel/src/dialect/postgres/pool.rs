//! The pool of connections. Blocking work is done off the async threads; what broke is run again where that is safe.

use super::errors::{self, Left};
use crate::{
    connection::AnyConnection,
    fault::Fault,
    open::{OpenError, ServerOptions},
    ways::Kind,
};
use adforge_ports_storage::StoreError;
use diesel::{
    Connection, ConnectionResult, PgConnection,
    connection::SimpleConnection,
    r2d2::{self, ManageConnection, PooledConnection, R2D2Connection},
};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Semaphore, task::spawn_blocking, time};

/// A statement is not waited for longer than this, nor is a lock; and whoever stops in the middle of a transaction (a
/// process that is paused) loses it, so that nobody waits for them. Parts of one statement lock one row at a time,
/// which other isolation levels would refuse.
const SETTINGS: &str = "SET statement_timeout = '15s'; SET lock_timeout = '10s'; \
    SET idle_in_transaction_session_timeout = '10s'; SET default_transaction_isolation = 'read committed'";
/// How often a read or write is tried.
const TRIES: u32 = 5;
/// How long the first of those that were in each other's way waits before it is tried again.
const PAUSE: Duration = Duration::from_millis(5);

/// The connections of this process.
pub(crate) struct Pool {
    links: r2d2::Pool<Manager>,
    /// One for each connection: whoever waits for one waits here, and not on a thread.
    free: Arc<Semaphore>,
    breaks: Arc<AtomicU64>,
    trouble: Arc<Mutex<Option<String>>>,
    options: ServerOptions,
}

struct Manager {
    url: String,
    breaks: Arc<AtomicU64>,
    /// Why the newest connection could not be made.
    trouble: Arc<Mutex<Option<String>>>,
}

/// A connection, with what is known of its health.
pub(crate) struct Link {
    connection: AnyConnection,
    /// How many connections had broken when this one was last known to be whole.
    seen: u64,
    broken: bool,
}

impl ManageConnection for Manager {
    type Connection = Link;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<Link, r2d2::Error> {
        let seen = self.breaks.load(Ordering::SeqCst);
        let connected = link(&self.url);
        let trouble = connected.as_ref().err().map(|error| errors::one_line(&error.to_string()));
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
        Ok(Link { connection: AnyConnection::Postgres(connected?), seen, broken: false })
    }

    fn is_valid(&self, link: &mut Link) -> Result<(), r2d2::Error> {
        link.connection.ping().map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, link: &mut Link) -> bool {
        std::thread::panicking() || link.broken || link.connection.is_broken()
    }
}

/// Connects. OpenSSL is told first to stay as long as the process does: the pool's threads may still connect while it exits.
fn establish(url: &str) -> ConnectionResult<PgConnection> {
    openssl_sys::init();
    PgConnection::establish(url)
}

fn link(url: &str) -> Result<PgConnection, r2d2::Error> {
    let mut connection = establish(url).map_err(r2d2::Error::ConnectionError)?;
    connection.batch_execute(SETTINGS).map_err(r2d2::Error::QueryError)?;
    Ok(connection)
}

/// Tells of connections that can't be made; libpq's words hold no password.
#[derive(Debug)]
struct Told;

impl r2d2::HandleError<r2d2::Error> for Told {
    fn handle_error(&self, error: r2d2::Error) {
        tracing::warn!(error = errors::one_line(&error.to_string()), "a connection to the database can't be made");
    }
}

/// How one try ended.
enum Tried<T, E> {
    Well(T),
    Refused(E),
    /// It came to nothing, for sure; it may go well if it is tried again.
    Undone(StoreError),
    /// Nobody knows whether it was committed.
    Unknown(StoreError),
    Failed(StoreError),
}

/// Makes the first connection, for whoever brings the database up to date.
pub(crate) fn connect(url: &str) -> Result<PgConnection, OpenError> {
    establish(url).map_err(|error| OpenError::Unusable(errors::one_line(&error.to_string())))
}

impl Pool {
    /// A pool that connects when it is asked.
    pub(crate) fn new(url: String, options: &ServerOptions) -> Self {
        let (breaks, trouble) = (Arc::new(AtomicU64::new(0)), Arc::default());
        let links = r2d2::Pool::builder()
            .max_size(options.connections)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(options.patience)
            .error_handler(Box::new(Told))
            .build_unchecked(Manager { url, breaks: Arc::clone(&breaks), trouble: Arc::clone(&trouble) });
        let free = Arc::new(Semaphore::new(options.connections as usize));
        Self { links, free, breaks, trouble, options: options.clone() }
    }

    /// Reads or writes, and again where it broke and that is safe.
    pub(crate) async fn run<T, E, F>(&self, kind: Kind, mut work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut AnyConnection) -> Result<T, Fault<E>> + Send + 'static,
    {
        for tries in 1.. {
            let tried;
            (work, tried) = self.try_once(kind, work).await?;
            let error = match tried {
                Tried::Well(value) => return Ok(value),
                Tried::Refused(refusal) => return Err(refusal),
                Tried::Failed(error) => return Err(error.into()),
                Tried::Unknown(error) if !kind.may_be_repeated() => return Err(error.into()),
                Tried::Undone(error) | Tried::Unknown(error) => error,
            };
            if tries == TRIES {
                return Err(error.into());
            }
            tracing::debug!(%error, tries, "the database is asked again");
            time::sleep(PAUSE * 2_u32.pow(tries)).await;
        }
        Err(StoreError::Unavailable("it was not tried".into()).into())
    }

    async fn try_once<T, E, F>(&self, kind: Kind, mut work: F) -> Result<(F, Tried<T, E>), StoreError>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut AnyConnection) -> Result<T, Fault<E>> + Send + 'static,
    {
        let turn = time::timeout(self.options.patience, Arc::clone(&self.free).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(none_free(&self.trouble, &self.options)) };
        let (links, breaks) = (self.links.clone(), Arc::clone(&self.breaks));
        let (trouble, options) = (Arc::clone(&self.trouble), self.options.clone());
        let trying = spawn_blocking(move || {
            let _turn = turn;
            let tried = match checked_out(&links, &breaks) {
                Ok(mut link) => try_on(&mut link, kind, &mut work, &breaks),
                Err(_) => Tried::Failed(none_free(&trouble, &options)),
            };
            (work, tried)
        });
        match time::timeout(self.options.answers, trying).await {
            Ok(Ok(tried)) => Ok(tried),
            Ok(Err(panicked)) => Err(StoreError::Unavailable(panicked.to_string())),
            // The thread goes on until the server answers or is given up by TCP; its connection is not used meanwhile.
            Err(_) => Err(StoreError::Unavailable("the database does not answer".into())),
        }
    }
}

/// Why there is no connection: no new one can be made, or all are in use.
fn none_free(trouble: &Mutex<Option<String>>, options: &ServerOptions) -> StoreError {
    StoreError::Unavailable(match &*trouble.lock().unwrap_or_else(PoisonError::into_inner) {
        Some(why) => format!("the database can't be reached: {why}"),
        None => format!("all {} connections to the database are busy", options.connections),
    })
}

/// A connection that is not known to be broken. Those that are older than the last break are asked first.
fn checked_out(links: &r2d2::Pool<Manager>, breaks: &AtomicU64) -> Result<PooledConnection<Manager>, r2d2::PoolError> {
    loop {
        let mut link = links.get()?;
        let broken = breaks.load(Ordering::SeqCst);
        if link.seen < broken && link.connection.ping().is_err() {
            link.broken = true;
            continue;
        }
        link.seen = broken;
        return Ok(link);
    }
}

fn try_on<T, E>(
    link: &mut Link,
    kind: Kind,
    work: &mut impl FnMut(&mut AnyConnection) -> Result<T, Fault<E>>,
    breaks: &AtomicU64,
) -> Tried<T, E> {
    let mut committing = !matches!(kind, Kind::Transaction(_));
    let outcome = if committing {
        work(&mut link.connection)
    } else {
        link.connection.transaction(|connection| {
            let value = work(connection)?;
            committing = true;
            Ok(value)
        })
    };
    let error = match outcome {
        Ok(value) => return Tried::Well(value),
        Err(Fault::Refused(refusal)) => return Tried::Refused(refusal),
        Err(Fault::Broken(error)) => error,
    };
    let left = errors::left_by(&error);
    if left == Left::NoConnection || errors::is_read_only(&error) {
        link.broken = true;
        breaks.fetch_add(1, Ordering::SeqCst);
    }
    let meaning = errors::store_error(&error);
    match left {
        Left::Nothing => Tried::Undone(meaning),
        // A transaction that was not told to commit is undone with its connection.
        Left::NoConnection if !committing => Tried::Undone(meaning),
        Left::NoConnection => Tried::Unknown(meaning),
        Left::ThisError => Tried::Failed(meaning),
    }
}
