//! Media in memory.

use adforge_domain::cards::MediaName;
use adforge_ports_runtime::{MediaError, MediaStore, MediaStream};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use std::{collections::BTreeMap, ops::Range, sync::Mutex};

/// Media in memory.
#[derive(Default)]
pub struct Shelf {
    files: Mutex<BTreeMap<String, Bytes>>,
    /// Why it is down, when it is.
    pub down: Mutex<Option<String>>,
}

impl Shelf {
    /// The names of what it keeps.
    pub fn names(&self) -> Vec<String> {
        self.files.lock().unwrap().keys().cloned().collect()
    }
}

#[async_trait]
impl MediaStore for Shelf {
    async fn put(&self, name: &MediaName, bytes: Bytes) -> Result<(), MediaError> {
        self.files.lock().unwrap().insert(name.to_string(), bytes);
        Ok(())
    }

    async fn size(&self, name: &MediaName) -> Result<Option<u64>, MediaError> {
        Ok(self.files.lock().unwrap().get(name.as_str()).map(|bytes| bytes.len() as u64))
    }

    async fn read(&self, name: &MediaName, range: Range<u64>) -> Result<MediaStream, MediaError> {
        let bytes = self.files.lock().unwrap()[name.as_str()].slice(range.start as usize..range.end as usize);
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
}
