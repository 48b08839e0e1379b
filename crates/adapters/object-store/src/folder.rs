//! Media in a folder of this machine, or of a file system that machines share.

mod failure;
mod walk;

use crate::about;
use adforge_domain::cards::MediaName;
use adforge_ports_runtime::{Findings, Found, MediaError, MediaStore, MediaStream};
use async_trait::async_trait;
use bytes::Bytes;
use failure::{from_io, from_store};
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::{GetOptions, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as Location};
use std::{
    collections::BTreeSet,
    io::{self, ErrorKind, Write},
    ops::Range,
    path::{Component, Path, PathBuf},
    time::SystemTime,
};
use tokio::{sync::mpsc, task::spawn_blocking};
use uuid::Uuid;

/// No media name begins with a dot, so this file is in nobody's way.
const PROBE: &str = ".check";

/// More than a file system keeps inside its directory entries, so that a full disk says so.
const PROBE_BYTES: [u8; 4096] = [0; 4096];

/// How many findings may wait for whoever asked for them.
const FINDINGS: usize = 256;

/// Keeps media in a folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    files: LocalFileSystem,
}

impl Folder {
    /// Opens the folder, and makes it when it isn't there.
    ///
    /// # Errors
    /// The folder can't be made, or nothing can be written into it.
    pub fn open(root: &Path) -> Result<Self, MediaError> {
        let about = |error: io::Error| from_io(&format!("the folder {}", root.display()), &error);
        std::fs::create_dir_all(root).map_err(about)?;
        probe(root).map_err(about)?;
        let files = LocalFileSystem::new_with_prefix(root).map_err(|error| from_store(&error))?.with_fsync(true);
        Ok(Self { root: root.to_owned(), files })
    }

    /// Writes a file and takes it away again. Returns what the file system took for now.
    async fn probe(&self) -> Result<SystemTime, MediaError> {
        let root = self.root.clone();
        let about = format!("the folder {}", root.display());
        match spawn_blocking(move || probe(&root)).await {
            Ok(Ok(now)) => Ok(now),
            Ok(Err(error)) => Err(from_io(&about, &error)),
            Err(error) => Err(MediaError::Unavailable(error.to_string())),
        }
    }
}

#[async_trait]
impl MediaStore for Folder {
    async fn put(&self, name: &MediaName, bytes: Bytes) -> Result<(), MediaError> {
        self.files.put(&location(name), bytes.into()).await.map(drop).map_err(|error| from_store(&error))
    }

    async fn size(&self, name: &MediaName) -> Result<Option<u64>, MediaError> {
        match self.files.head(&location(name)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(from_store(&error)),
        }
    }

    async fn read(&self, name: &MediaName, range: Range<u64>) -> Result<MediaStream, MediaError> {
        // The store below refuses an empty range, which a file of no bytes has.
        if range.is_empty() {
            return Ok(stream::empty().boxed());
        }
        let part = GetOptions { range: Some(range.into()), ..GetOptions::default() };
        let found = self.files.get_opts(&location(name), part).await.map_err(|error| from_store(&error))?;
        Ok(found.into_stream().map_err(|error| from_store(&error)).boxed())
    }

    async fn remove_folder(&self, folder: &MediaName) -> Result<(), MediaError> {
        // The whole folder, and not the files that a listing knows: a crash may have left half a file beside them.
        let path = self.root.join(folder.as_str());
        gone(tokio::fs::remove_dir_all(&path).await, folder.as_str())
    }

    async fn remove(&self, name: &MediaName) -> Result<(), MediaError> {
        gone(tokio::fs::remove_file(self.root.join(name.as_str())).await, name.as_str())
    }

    async fn check(&self) -> Result<(), MediaError> {
        self.probe().await.map(drop)
    }

    async fn list(&self) -> Result<Findings, MediaError> {
        let (root, now) = (self.root.clone(), self.probe().await?);
        let (tell, told) = mpsc::channel(FINDINGS);
        // It ends when nobody listens any more.
        drop(spawn_blocking(move || walk::walk(&root, now, &tell)));
        Ok(stream::unfold(told, async |mut told| Some((told.recv().await?, told))).boxed())
    }

    async fn discard(&self, found: &Found) -> Result<(), MediaError> {
        let path = Path::new(&found.path);
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(MediaError::Unavailable(format!("{} is not below the folder", found.path)));
        }
        let path = self.root.join(path);
        gone(tokio::fs::remove_file(&path).await, &found.path)?;
        // Folders that are empty now go, too; one that isn't stays, and so does one that somebody fills just now.
        for folder in path.ancestors().skip(1).take_while(|folder| *folder != self.root) {
            if tokio::fs::remove_dir(folder).await.is_err() {
                break;
            }
        }
        Ok(())
    }

    async fn id(&self) -> Result<Option<Uuid>, MediaError> {
        match about::id(&self.files).await {
            Ok(text) => about::parsed(&text).map(Some),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(from_store(&error)),
        }
    }

    async fn set_id(&self, id: Uuid) -> Result<Uuid, MediaError> {
        about::set_id(&self.files, id).await.map_err(|error| from_store(&error))?;
        self.id().await?.ok_or_else(|| MediaError::Unavailable("its id is gone as soon as it is written".into()))
    }

    async fn join(&self, database: Uuid) -> Result<(), MediaError> {
        about::join(&self.files, database).await.map_err(|error| from_store(&error))
    }

    async fn databases(&self) -> Result<BTreeSet<Uuid>, MediaError> {
        about::databases(&self.files).await.map_err(|error| from_store(&error))
    }
}

fn location(name: &MediaName) -> Location {
    Location::from(name.as_str())
}

/// What was to go is gone, also when it wasn't there.
fn gone(removed: io::Result<()>, what: &str) -> Result<(), MediaError> {
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(from_io(what, &error)),
        _ => Ok(()),
    }
}

/// Writes a file and takes it away again; what the file system takes for now. Two checks at once may take each other's.
fn probe(root: &Path) -> io::Result<SystemTime> {
    let path = root.join(PROBE);
    let written = std::fs::File::create(&path).and_then(|mut file| {
        file.write_all(&PROBE_BYTES)?;
        file.metadata()?.modified()
    });
    let removed = std::fs::remove_file(&path).or_else(|error| match error.kind() {
        ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    });
    let now = written?;
    removed.map(|()| now)
}
