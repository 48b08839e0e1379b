//! What only a folder has: half-written files, readers of what is removed, and a place that can be in the way.

use crate::cast::{name, read};
use adforge_adapters_object_store::Folder;
use adforge_ports_runtime::{Found, MediaError, MediaStore};
use bytes::Bytes;
use futures_util::TryStreamExt;
use std::{path::Path, time::Duration};

fn files_in(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn a_folder_goes_with_what_was_half_written_in_it() {
    let home = tempfile::tempdir().unwrap();
    let store = Folder::open(home.path()).unwrap();
    for file in ["sessions/1/a.mp4", "sessions/1/b.jpg", "sessions/12/a.mp4", "products/1.png"] {
        store.put(&name(file), Bytes::from_static(b"x")).await.unwrap();
    }
    // What a process that was killed in the middle of a write leaves behind.
    std::fs::write(home.path().join("sessions/1/c.mp4#1"), b"half").unwrap();
    store.remove_folder(&name("sessions/1")).await.unwrap();
    assert!(!home.path().join("sessions/1").exists(), "nothing of the session is left");
    assert_eq!(store.size(&name("sessions/12/a.mp4")).await, Ok(Some(1)));
    assert_eq!(store.size(&name("products/1.png")).await, Ok(Some(1)));
}

#[tokio::test]
async fn what_was_kept_is_there_for_the_next_process_and_nothing_else_is() {
    let home = tempfile::tempdir().unwrap();
    Folder::open(home.path()).unwrap().put(&name("a.png"), Bytes::from_static(b"kept")).await.unwrap();
    let store = Folder::open(home.path()).unwrap();
    assert_eq!(read(&store, "a.png", 0..4).await, b"kept");
    assert_eq!(store.check().await, Ok(()));
    assert_eq!(files_in(home.path()), 1, "no probe and no half-written file is left");
}

#[tokio::test]
async fn a_read_that_began_goes_on_when_the_file_is_removed() {
    let home = tempfile::tempdir().unwrap();
    let store = Folder::open(home.path()).unwrap();
    let film = vec![7_u8; 200_000];
    store.put(&name("a.mp4"), film.clone().into()).await.unwrap();
    let reading = store.read(&name("a.mp4"), 0..200_000).await.unwrap();
    store.remove(&name("a.mp4")).await.unwrap();
    let pieces: Vec<Bytes> = reading.try_collect().await.unwrap();
    assert_eq!(pieces.concat(), film);
}

#[test]
fn a_folder_that_is_missing_is_made() {
    let home = tempfile::tempdir().unwrap();
    let deep = home.path().join("a/b");
    Folder::open(&deep).unwrap();
    assert!(deep.is_dir());
}

#[test]
fn a_folder_that_cannot_be_is_named() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("file"), b"").unwrap();
    let inside = home.path().join("file/media");
    let error = Folder::open(&inside).unwrap_err().to_string();
    assert!(error.contains(&inside.display().to_string()), "{error}");
}

#[tokio::test]
async fn a_folder_that_went_away_fails_the_check() {
    let home = tempfile::tempdir().unwrap();
    let store = Folder::open(&home.path().join("media")).unwrap();
    std::fs::remove_dir_all(home.path().join("media")).unwrap();
    std::fs::write(home.path().join("media"), b"in the way").unwrap();
    assert!(matches!(store.check().await, Err(MediaError::Unavailable(_))));
    assert!(matches!(store.put(&name("a.png"), Bytes::new()).await, Err(MediaError::Unavailable(_))));
}

#[tokio::test]
async fn half_a_file_is_found_and_can_be_discarded_and_no_empty_folder_stays() {
    let home = tempfile::tempdir().unwrap();
    let store = Folder::open(home.path()).unwrap();
    store.put(&name("sessions/1/a.mp4"), Bytes::from_static(b"x")).await.unwrap();
    std::fs::write(home.path().join("sessions/1/b.mp4#1"), b"half").unwrap();
    let long_ago = std::fs::File::open(home.path().join("sessions/1/b.mp4#1")).unwrap();
    let probe = long_ago.metadata().unwrap().modified().unwrap();
    long_ago.set_modified(probe - Duration::from_secs(7_200)).unwrap();
    let mut found: Vec<Found> = store.list().await.unwrap().try_collect().await.unwrap();
    found.sort();
    let paths: Vec<&str> = found.iter().map(|found| found.path.as_str()).collect();
    assert_eq!(paths, ["sessions/1/a.mp4", "sessions/1/b.mp4#1"]);
    assert!(found[0].age < Duration::from_secs(60) && found[1].age >= Duration::from_secs(7_200), "{found:?}");
    for one in found {
        store.discard(&one).await.unwrap();
    }
    assert_eq!(files_in(home.path()), 0);
}

#[tokio::test]
async fn nothing_outside_of_the_folder_is_discarded() {
    let home = tempfile::tempdir().unwrap();
    let store = Folder::open(&home.path().join("media")).unwrap();
    std::fs::write(home.path().join("other"), b"x").unwrap();
    for path in ["../other", "/etc/none", "sessions/../../other"] {
        let found = Found { path: path.into(), age: Duration::ZERO };
        assert!(store.discard(&found).await.is_err(), "{path}");
    }
    assert!(home.path().join("other").exists());
}
