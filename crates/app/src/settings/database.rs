//! Where the database and Redis are.

use std::{fmt, path::PathBuf};

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A SQLite file, which one process at a time may use.
    File(PathBuf),
    /// A PostgreSQL server's, by its whole URL, which any number of processes may use.
    Server(String),
}

impl Default for Database {
    fn default() -> Self {
        Self::File(PathBuf::new())
    }
}

/// Without what is secret.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Server(url) => f.write_str(&shown(url)),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where Redis is: its whole URL.
#[derive(Clone, PartialEq, Eq)]
pub struct RedisUrl(pub String);

/// Without what is secret.
impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.0))
    }
}

/// A URL without its password and its options, among which another may be. It is taken apart by hand, since it may name
/// several hosts.
pub(super) fn shown(url: &str) -> String {
    let url = url.split('?').next().unwrap_or_default();
    let parts = url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?)));
    match parts {
        Some((scheme, (login, place))) => {
            format!("{scheme}://{}@{place}", login.split(':').next().unwrap_or_default())
        }
        None => url.to_owned(),
    }
}
