//! One process at a time in a data folder: so a start knows that whoever worked there before is dead.

use crate::settings::{Database, Settings};
use anyhow::{Context, Result, bail};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
};

/// Holds what a process has to itself, until it is dropped or the process dies, in whatever way.
#[derive(Debug)]
pub struct Lock {
    _files: Vec<File>,
}

impl Lock {
    /// What a process with these settings has to itself: none with a database that many may use.
    ///
    /// # Errors
    /// The folder can't be used, or another process has it.
    pub fn of(settings: &Settings) -> Result<Option<Self>> {
        match &settings.database {
            Database::File(path) => Self::take(&settings.data_dir, path).map(Some),
            Database::Server(_) => Ok(None),
        }
    }

    /// Makes the data folder where it is missing, and takes it; also a database that lies elsewhere.
    ///
    /// # Errors
    /// The folder can't be used, or another process has it.
    pub fn take(data_dir: &Path, database: &Path) -> Result<Self> {
        std::fs::create_dir_all(data_dir)
            .with_context(|| format!("the data folder {} can't be made", data_dir.display()))?;
        let mut files = vec![exclusive(&data_dir.join("adforge.lock"), data_dir)?];
        if !database.starts_with(data_dir) {
            files.push(exclusive(&beside(database), database)?);
        }
        Ok(Self { _files: files })
    }
}

fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

/// Locks the file at `path`, which stands for `what`, and writes into it who has it.
fn exclusive(path: &Path, what: &Path) -> Result<File> {
    let unusable = || format!("{} can't be used: {} can't be written", what.display(), path.display());
    let mut options = OpenOptions::new();
    let mut file = options.read(true).write(true).create(true).truncate(false).open(path).with_context(unusable)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            bail!("{} is in use by another adforge process{}", what.display(), holder(&mut file))
        }
        Err(TryLockError::Error(error)) => return Err(error).with_context(unusable),
    }
    file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())).with_context(unusable)?;
    Ok(file)
}

/// Which process that is, if it says.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.take(20).read_to_string(&mut text));
    match (read, text.trim().parse::<u32>()) {
        (Ok(_), Ok(id)) => format!(" ({id})"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(data_dir: &Path, database: &Path) -> String {
        format!("{:#}", Lock::take(data_dir, database).unwrap_err())
    }

    #[test]
    fn a_folder_is_one_processs_until_that_lets_go() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("a/b");
        let database = folder.join("adforge.db");
        let lock = Lock::take(&folder, &database).unwrap();
        let refused = format!("{} is in use by another adforge process ({})", folder.display(), std::process::id());
        assert_eq!(refusal(&folder, &database), refused);
        drop(lock);
        Lock::take(&folder, &database).unwrap();
    }

    #[test]
    fn a_database_elsewhere_is_locked_too() {
        let home = tempfile::tempdir().unwrap();
        let database = home.path().join("shared.db");
        let _lock = Lock::take(&home.path().join("one"), &database).unwrap();
        assert!(refusal(&home.path().join("two"), &database).contains("shared.db is in use by another"));
        Lock::take(&home.path().join("two"), &home.path().join("other.db")).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_is_named() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("file"), "").unwrap();
        let folder = home.path().join("file/data");
        assert!(refusal(&folder, &folder.join("adforge.db")).starts_with("the data folder "));
    }
}
