//! A database in a folder of its own, a clock that a test moves, and a way in behind the store's back.
#![allow(dead_code, reason = "each test file uses some of it")]

pub(crate) mod watch;

use adforge_adapters_diesel::{DieselStore, OpenError, Options};
use adforge_domain::{
    cards::{Content, Script},
    format::MediaType,
    ids::{JobId, MessageId, OwnerId, ProductId, Seq, SessionId},
    job::{Filming, Outcome, Work},
    message::{Body, Delivered, Draft, UserMessage},
    selection::Selections,
    session::Origin,
    workflow::Step,
};
use adforge_ports_runtime::Clock;
use adforge_ports_storage::{Append, Finish, Key, NewJob};
use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

pub(crate) const AT: OffsetDateTime = datetime!(2026-02-08 14:30 UTC);

pub(crate) struct Moved(Mutex<OffsetDateTime>);

impl Moved {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(AT)))
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Moved {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

pub(crate) fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("adforge.db");
    (folder, path)
}

pub(crate) fn open(path: &Path, clock: &Arc<Moved>) -> Result<DieselStore, OpenError> {
    DieselStore::open(path, Arc::clone(clock) as Arc<dyn Clock>)
}

pub(crate) fn open_with(path: &Path, options: &Options) -> Result<DieselStore, OpenError> {
    DieselStore::open_with(path, Moved::new(), options)
}

/// Another program's connection to the same file.
pub(crate) fn behind(path: &Path) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    connection
}

pub(crate) fn owner() -> OwnerId {
    OwnerId("local".into())
}

pub(crate) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(crate) fn origin(n: u128) -> Origin {
    Origin {
        id: SessionId(id(n << 64)),
        owner: owner(),
        user_label: None,
        product: ProductId(id(1)),
        format: None,
        media: MediaType::Video,
        language: None,
        created_at: AT,
    }
}

pub(crate) fn turn(session: SessionId, expected: Seq, n: u128) -> Append {
    let base = session.0.as_u128() + n * 4;
    let user = UserMessage {
        text: format!("turn {n}"),
        client_id: None,
        badges: vec![],
        selections: None,
        calls: None,
        summary: None,
    };
    Append {
        session,
        expected,
        interrupts: None,
        message: Draft { id: MessageId(id(base)), at: AT, body: Body::User(Box::new(user)) },
        selections: None,
        job: NewJob {
            id: JobId(id(base + 1)),
            owner: owner(),
            reply: MessageId(id(base + 2)),
            work: Work::Write { step: Step::FormatSelection, wish: None, may_answer: false },
            lease: Some(Duration::from_secs(30)),
            awaited: false,
        },
        key: Some(Key { key: format!("key {n}"), command: "{}".into() }),
        charge: None,
    }
}

pub(crate) fn end(append: &Append, text: String) -> Finish {
    let content = Arc::new(Content::Text { text });
    let body = Body::Ai(Delivered { job: Some(append.job.id), content, generator: "test".into() });
    Finish {
        session: append.session,
        job: append.job.id,
        fence: Some(1),
        message: Draft { id: append.job.reply, at: AT, body },
        delivered: None,
        end: Ok(Outcome::Content { generator: None }),
        snapshot: None,
    }
}

pub(crate) fn film() -> Work {
    let script = Script { hook: "h".into(), body: "b".into(), cta: "c".into() };
    let selections = Selections::default();
    Work::Film(Filming { selections, script, edited: false, avatar: None, product: None })
}
