//! Media in a folder of this machine, through `object_store`: a file is there whole and durable, or not at all.

mod failure;

use adforge_domain::cards::MediaName;
use adforge_ports_runtime::{MediaError, MediaStore, MediaStream};
use async_trait::async_trait;
use bytes::Bytes;
use failure::{from_io, from_store};
use futures_util::{StreamExt, TryStreamExt};
use object_store::{GetOptions, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as Location};
use std::{
    io::{self, ErrorKind, Write},
    ops::Range,
    path::{Path, PathBuf},
};

/// No media name begins with a dot, so this file is in nobody's way.
const PROBE: &str = ".check";

/// More than a file system keeps inside its directory entries, so that a full disk says so.
const PROBE_BYTES: [u8; 4096] = [0; 4096];

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
            return Ok(futures_util::stream::empty().boxed());
        }
        let part = GetOptions { range: Some(range.into()), ..GetOptions::default() };
        let found = self.files.get_opts(&location(name), part).await.map_err(|error| from_store(&error))?;
        Ok(found.into_stream().map_err(|error| from_store(&error)).boxed())
    }

    async fn remove_folder(&self, folder: &MediaName) -> Result<(), MediaError> {
        // The whole folder, and not the files that a listing knows: a crash may have left half a file beside them.
        let path = self.root.join(folder.as_str());
        gone(tokio::fs::remove_dir_all(&path).await, folder)
    }

    async fn remove(&self, name: &MediaName) -> Result<(), MediaError> {
        gone(tokio::fs::remove_file(self.root.join(name.as_str())).await, name)
    }

    async fn check(&self) -> Result<(), MediaError> {
        let root = self.root.clone();
        let about = format!("the folder {}", root.display());
        match tokio::task::spawn_blocking(move || probe(&root)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(from_io(&about, &error)),
            Err(error) => Err(MediaError::Unavailable(error.to_string())),
        }
    }
}

fn location(name: &MediaName) -> Location {
    Location::from(name.as_str())
}

/// What was to go is gone, also when it wasn't there.
fn gone(removed: io::Result<()>, name: &MediaName) -> Result<(), MediaError> {
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(from_io(name.as_str(), &error)),
        _ => Ok(()),
    }
}

/// Writes a file and takes it away again. Two checks at once may take each other's.
fn probe(root: &Path) -> io::Result<()> {
    let path = root.join(PROBE);
    let written = std::fs::File::create(&path).and_then(|mut file| file.write_all(&PROBE_BYTES));
    let removed = std::fs::remove_file(&path).or_else(|error| match error.kind() {
        ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    });
    written.and(removed)
}
