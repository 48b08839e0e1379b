//! A database for one test.

use crate::postgres::connect;
use diesel::{PgConnection, connection::SimpleConnection};
use url::Url;

/// A database of its own.
pub struct Database {
    /// Where it is.
    pub url: Url,
    /// Who may drop it.
    root: Url,
    name: String,
}

impl Database {
    pub(crate) fn make(root: &Url, url: Url, name: &str) -> Self {
        connect(root).batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        Self { url, root: root.clone(), name: name.to_owned() }
    }

    /// Another program's connection to it.
    pub fn behind(&self) -> PgConnection {
        connect(&self.url)
    }

    /// A connection to its server, but to another database.
    pub fn beside(&self) -> PgConnection {
        connect(&self.root)
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A server that is stopped takes it along.
        if let Ok(mut root) = <PgConnection as diesel::Connection>::establish(self.root.as_str()) {
            drop(root.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)));
        }
    }
}
