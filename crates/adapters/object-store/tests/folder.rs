//! A folder of media keeps what the port promises.
#![allow(clippy::unwrap_used, reason = "a helper of tests may panic as its tests do")]

use adforge_adapters_object_store::Folder;
use adforge_domain::cards::MediaName;
use adforge_ports_runtime::{MediaError, MediaStore};
use bytes::Bytes;
use futures_util::TryStreamExt;
use std::{ops::Range, path::Path};

fn name(text: &str) -> MediaName {
    MediaName::new(text).unwrap()
}

async fn read(store: &Folder, file: &str, range: Range<u64>) -> Vec<u8> {
    let pieces: Vec<Bytes> = store.read(&name(file), range).await.unwrap().try_collect().await.unwrap();
    pieces.concat()
}

fn files_in(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn a_file_is_read_back_whole_and_in_part() {
    let home = tempfile::tempdir().unwrap();
    let store = Folder::open(home.path()).unwrap();
    let film: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    store.put(&name("sessions/one/film.mp4"), film.clone().into()).await.unwrap();
    let size = film.len() as u64;
    assert_eq!(store.size(&name("sessions/one/film.mp4")).await, Ok(Some(size)));
    assert_eq!(read(&store, "sessions/one/film.mp4", 0..size).await, film);
    assert_eq!(read(&store, "sessions/one/film.mp4", 12_345..312_345).await, &film[12_345..312_345]);
    assert_eq!(read(&store, "sessions/one/film.mp4", size - 1..size).await, &film[film.len() - 1..]);
}

#[tokio::test]
async fn a_file_of_no_bytes_is_a_file() {
    let home = tempfile::tempdir().unwrap();
    let store = Folder::open(home.path()).unwrap();
    store.put(&name("empty.png"), Bytes::new()).await.unwrap();
    assert_eq!(store.size(&name("empty.png")).await, Ok(Some(0)));
    assert!(read(&store, "empty.png", 0..0).await.is_empty());
}

#[tokio::test]
async fn a_file_that_is_not_there_has_no_size_and_cannot_be_read() {
    let home = tempfile::tempdir().unwrap();
    let store = Folder::open(home.path()).unwrap();
    assert_eq!(store.size(&name("sessions/one/film.mp4")).await, Ok(None));
    assert!(matches!(store.read(&name("film.mp4"), 0..1).await.err(), Some(MediaError::Unavailable(_))));
    assert_eq!(store.remove(&name("film.mp4")).await, Ok(()));
    assert_eq!(store.remove_folder(&name("sessions/one")).await, Ok(()));
}

#[tokio::test]
async fn a_folder_goes_with_all_it_holds_and_its_neighbours_stay() {
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
async fn one_file_is_removed_alone() {
    let home = tempfile::tempdir().unwrap();
    let store = Folder::open(home.path()).unwrap();
    store.put(&name("products/1.png"), Bytes::from_static(b"x")).await.unwrap();
    store.put(&name("products/2.png"), Bytes::from_static(b"y")).await.unwrap();
    store.remove(&name("products/1.png")).await.unwrap();
    assert_eq!(store.size(&name("products/1.png")).await, Ok(None));
    assert_eq!(read(&store, "products/2.png", 0..1).await, b"y");
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
