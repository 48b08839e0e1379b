//! Opening a database on a server: where it is, whether it will do, its migrations and its pool.

use super::{DieselStore, OpenError, ServerOptions, unusable};
use crate::{dialect, migrate::migrate_server, ways::Ways};
use adforge_ports_runtime::Clock;
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl, sql_query,
    sql_types::{Bool, Integer, Text},
};
use std::sync::Arc;

/// The oldest version that will do, as PostgreSQL counts them.
const OLDEST: i32 = 150_000;

/// What libpq is told unless the URL says something else: how long a host may take to let us in (seconds), and how soon a
/// peer that has vanished is noticed (the first in seconds, the last in milliseconds).
const WISHES: [(&str, &str); 6] = [
    ("connect_timeout", "5"),
    ("application_name", "adforge"),
    ("keepalives_idle", "15"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "15000"),
];

#[derive(QueryableByName)]
struct Server {
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Bool)]
    replica: bool,
    #[diesel(sql_type = Bool)]
    read_only: bool,
    #[diesel(sql_type = Text)]
    encoding: String,
}

impl DieselStore {
    /// Connects to the PostgreSQL database of a `postgres://` URL, and brings it up to date: of several processes that
    /// start together, one does. It blocks the thread meanwhile.
    ///
    /// # Errors
    /// The database can't be used, or is from a newer version. The password is never named.
    pub fn connect(url: &str, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        Self::connect_with(url, clock, &ServerOptions::default())
    }

    /// The same, with options.
    ///
    /// # Errors
    /// As [`DieselStore::connect`].
    pub fn connect_with(url: &str, clock: Arc<dyn Clock>, options: &ServerOptions) -> Result<Self, OpenError> {
        let whole = with_wishes(url);
        bring_up_to_date(&whole).map_err(|error| match error {
            OpenError::Unusable(why) => OpenError::Unusable(format!("{}: {why}", without_secrets(url))),
            newer => newer,
        })?;
        Ok(Self { ways: Ways::Server(dialect::ServerPool::new(whole, options)), clock })
    }
}

fn bring_up_to_date(url: &str) -> Result<(), OpenError> {
    let mut connection = dialect::connect(url)?;
    will_do(&mut connection)?;
    migrate_server(&mut connection)
}

fn will_do(connection: &mut PgConnection) -> Result<(), OpenError> {
    let server: Server = sql_query(
        "SELECT current_setting('server_version_num')::int AS version, pg_is_in_recovery() AS replica, \
        current_setting('transaction_read_only')::bool AS read_only, \
        current_setting('server_encoding') AS encoding",
    )
    .get_result(connection)
    .map_err(unusable)?;
    let refused = |why: String| Err(OpenError::Unusable(why));
    match server {
        Server { version, .. } if version < OLDEST => {
            refused(format!("it is PostgreSQL {}; {} or newer is needed", version / 10_000, OLDEST / 10_000))
        }
        Server { replica: true, .. } => refused("it is a read-only replica: name its primary".into()),
        Server { read_only: true, .. } => refused("it may only be read: default_transaction_read_only is on".into()),
        Server { encoding, .. } if encoding != "UTF8" => {
            refused(format!("its encoding is {encoding}; make it with ENCODING 'UTF8'"))
        }
        _ => Ok(()),
    }
}

/// The URL with what it leaves open.
fn with_wishes(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in WISHES {
        if !url.contains(&format!("{name}=")) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url += &format!("{name}={value}");
        }
    }
    url
}

/// The URL as it may be shown: without password and options. It is taken apart by hand, since it may name several hosts,
/// which no parser of URLs knows.
pub(crate) fn without_secrets(url: &str) -> String {
    let url = url.split('?').next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else { return "the database".into() };
    let (login, place) = rest.rsplit_once('@').map_or((None, rest), |(login, place)| (Some(login), place));
    let user = login.map(|login| login.split(':').next().unwrap_or_default());
    match user {
        Some(user) => format!("{scheme}://{user}@{place}"),
        None => format!("{scheme}://{place}"),
    }
}
