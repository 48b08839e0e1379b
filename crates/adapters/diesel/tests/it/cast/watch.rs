//! Watches the statements that connections run, each database's apart: tests run beside one another in this process.

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// What all connections to one database have run and prepared for good.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) run: Vec<String>,
    pub(crate) kept: Vec<String>,
}

static SEEN: Mutex<BTreeMap<String, Seen>> = Mutex::new(BTreeMap::new());

/// One connection's, by what it is connected to.
#[derive(Default)]
struct Watch(String);

impl Instrumentation for Watch {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => url.clone_into(&mut self.0),
            InstrumentationEvent::StartQuery { query, .. } => {
                let words = query.to_string();
                let sql = words.split(" -- binds").next().unwrap_or_default().trim().to_owned();
                self.note(|seen| seen.run.push(sql));
            }
            InstrumentationEvent::CacheQuery { sql, .. } => self.note(|seen| seen.kept.push(sql.trim().to_owned())),
            _ => {}
        }
    }
}

impl Watch {
    fn note(&self, note: impl FnOnce(&mut Seen)) {
        note(SEEN.lock().unwrap_or_else(PoisonError::into_inner).entry(self.0.clone()).or_default());
    }
}

/// Has every connection watched that is opened from here on.
pub(crate) fn watch() {
    set_default_instrumentation(|| Some(Box::<Watch>::default())).unwrap();
}

/// Takes what the connections to a database have done since this was asked last.
pub(crate) fn seen(path: &Path) -> Seen {
    let database = path.to_str().unwrap();
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).remove(database).unwrap_or_default()
}
