//! Watches every statement that this process runs.

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What all connections of this process have run and prepared for good.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) run: Vec<String>,
    pub(crate) kept: Vec<String>,
}

static SEEN: Mutex<Seen> = Mutex::new(Seen { run: Vec::new(), kept: Vec::new() });
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

struct Watch;

impl Instrumentation for Watch {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                let words = query.to_string();
                let sql = words.split(" -- binds").next().unwrap_or_default().trim().to_owned();
                seen().run.push(sql);
            }
            InstrumentationEvent::CacheQuery { sql, .. } => seen().kept.push(sql.trim().to_owned()),
            _ => {}
        }
    }
}

pub(crate) fn seen() -> MutexGuard<'static, Seen> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Watches from here on, for one test at a time.
pub(crate) async fn watch() -> tokio::sync::MutexGuard<'static, ()> {
    let alone = ALONE.lock().await;
    set_default_instrumentation(|| Some(Box::new(Watch))).unwrap();
    *seen() = Seen::default();
    alone
}
