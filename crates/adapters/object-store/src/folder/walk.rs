//! Everything in a folder, half-written files included: a crash leaves these, and no store below tells of them.

use adforge_ports_runtime::{Found, MediaError};
use std::{
    fs::{self, DirEntry},
    io::{self, ErrorKind},
    path::Path,
    time::SystemTime,
};
use tokio::sync::mpsc::Sender;

/// Tells of every file below `root` until nobody listens any more. Blocks.
pub(super) fn walk(root: &Path, now: SystemTime, tell: &Sender<Result<Found, MediaError>>) {
    if let Err(error) = below(root, "", now, tell) {
        drop(tell.blocking_send(Err(super::failure::from_io(&root.display().to_string(), &error))));
    }
}

fn below(folder: &Path, inside: &str, now: SystemTime, tell: &Sender<Result<Found, MediaError>>) -> io::Result<()> {
    let Some(entries) = there(fs::read_dir(folder))? else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        // What isn't text isn't ours, and our own small files begin with a dot.
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        let Some(kind) = there(entry.file_type())? else { continue };
        if kind.is_dir() {
            below(&entry.path(), &path, now, tell)?;
        } else if kind.is_file()
            && let Some(written) = there(written(&entry))?
        {
            let found = Found { path, age: now.duration_since(written).unwrap_or_default() };
            if tell.blocking_send(Ok(found)).is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn written(entry: &DirEntry) -> io::Result<SystemTime> {
    entry.metadata()?.modified()
}

/// What others remove meanwhile isn't there.
fn there<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
