//! Media in memory.

use adforge_domain::cards::MediaName;
use adforge_ports_runtime::{Findings, Found, MediaError, MediaStore, MediaStream};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Mutex,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Media in memory.
#[derive(Default)]
pub struct Shelf {
    files: Mutex<BTreeMap<String, Kept>>,
    id: Mutex<Option<Uuid>>,
    databases: Mutex<BTreeSet<Uuid>>,
    /// By how much everything is older than it is.
    pub aged: Mutex<Duration>,
    /// Why it is down, when it is.
    pub down: Mutex<Option<String>>,
}

struct Kept {
    bytes: Bytes,
    since: Instant,
}

impl Kept {
    fn now(bytes: Bytes) -> Self {
        Self { bytes, since: Instant::now() }
    }
}

impl Shelf {
    /// Forgets its id, as an empty folder in its place would.
    pub fn forget_id(&self) {
        *self.id.lock().unwrap() = None;
    }

    /// Keeps what is no whole file, or none of ours.
    pub fn litter(&self, path: &str) {
        self.files.lock().unwrap().insert(path.to_owned(), Kept::now(Bytes::new()));
    }

    /// The names of what it keeps.
    pub fn names(&self) -> Vec<String> {
        self.files.lock().unwrap().keys().cloned().collect()
    }
}

#[async_trait]
impl MediaStore for Shelf {
    async fn put(&self, name: &MediaName, bytes: Bytes) -> Result<(), MediaError> {
        self.files.lock().unwrap().insert(name.to_string(), Kept::now(bytes));
        Ok(())
    }

    async fn size(&self, name: &MediaName) -> Result<Option<u64>, MediaError> {
        Ok(self.files.lock().unwrap().get(name.as_str()).map(|kept| kept.bytes.len() as u64))
    }

    async fn read(&self, name: &MediaName, range: Range<u64>) -> Result<MediaStream, MediaError> {
        let files = self.files.lock().unwrap();
        let kept = files.get(name.as_str()).ok_or_else(|| MediaError::Unavailable(format!("there is no {name}")))?;
        let bytes = kept.bytes.slice(range.start as usize..range.end as usize);
        Ok(stream::iter([Ok(bytes)]).boxed())
    }

    async fn remove_folder(&self, folder: &MediaName) -> Result<(), MediaError> {
        let below = format!("{folder}/");
        self.files.lock().unwrap().retain(|name, _| !name.starts_with(&below));
        Ok(())
    }

    async fn remove(&self, name: &MediaName) -> Result<(), MediaError> {
        self.files.lock().unwrap().remove(name.as_str());
        Ok(())
    }

    async fn check(&self) -> Result<(), MediaError> {
        match &*self.down.lock().unwrap() {
            Some(why) => Err(MediaError::Unavailable(why.clone())),
            None => Ok(()),
        }
    }

    async fn list(&self) -> Result<Findings, MediaError> {
        self.check().await?;
        let aged = *self.aged.lock().unwrap();
        let found = |(path, kept): (&String, &Kept)| Ok(Found { path: path.clone(), age: kept.since.elapsed() + aged });
        let all: Vec<_> = self.files.lock().unwrap().iter().map(found).collect();
        Ok(stream::iter(all).boxed())
    }

    async fn discard(&self, found: &Found) -> Result<(), MediaError> {
        self.files.lock().unwrap().remove(&found.path);
        Ok(())
    }

    async fn id(&self) -> Result<Option<Uuid>, MediaError> {
        Ok(*self.id.lock().unwrap())
    }

    async fn set_id(&self, id: Uuid) -> Result<Uuid, MediaError> {
        Ok(*self.id.lock().unwrap().get_or_insert(id))
    }

    async fn join(&self, database: Uuid) -> Result<(), MediaError> {
        self.databases.lock().unwrap().insert(database);
        Ok(())
    }

    async fn databases(&self) -> Result<BTreeSet<Uuid>, MediaError> {
        Ok(self.databases.lock().unwrap().clone())
    }
}
