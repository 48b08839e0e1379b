//! Sweeping a media store that processes share: what a killed one left goes, what a living one is writing stays.

use crate::{
    media::{Shelf, age, begins_a_film, path_of},
    takeover::{Held, WAITING_ENDS, count},
};
use adforge_tests::{Owner, faketime, until};
use adforge_tests_servers::{Database, S3, postgres};
use std::{path::Path, time::Duration};

/// Makes everything in a store two hours older, so many times now.
type Ages<'a> = &'a dyn Fn(u32);

/// A file that nobody needs is put there, and gone when a whole sweep has come after it.
async fn a_sweep_comes(shelf: &Shelf, ages: Ages<'_>, number: u32) {
    let path = format!("sessions/019a0000-0000-7000-8000-{number:012}/0123456789abcdef0123456789abcdef.mp4");
    shelf.gets(&path);
    assert!(shelf.films().iter().any(|film| film.ends_with(&path)), "it is there");
    ages(number);
    until("a sweep", async || (!shelf.films().iter().any(|film| film.ends_with(&path))).then_some(())).await;
}

async fn is_swept(shelf: &Shelf, database: &Database, ages: Ages<'_>) {
    let a = shelf.process(database).serves();
    let on_a = Owner::of(a.address);
    let (chat, job) = begins_a_film(&on_a).await;
    let held = Held::of(database, &chat);
    let mut look = database.behind();
    until("its end to be written", async || (count(&mut look, WAITING_ENDS) == 1).then_some(())).await;
    let written = shelf.films();
    assert_eq!(written.len(), 2, "{written:?}: a film and its picture, which nothing names yet");
    let b = shelf.process(database).with("ADFORGE_MEDIA_SWEEP", "100ms").serves();
    for number in 0..3 {
        a_sweep_comes(shelf, ages, number).await;
    }
    assert_eq!(shelf.films(), written, "a job that lives is writing them");
    a.kill();
    let taken_up = format!("jobs WHERE id = '{job}' AND fence = 2");
    until("the other to take it up", async || (count(&mut look, &taken_up) == 1).then_some(())).await;
    // What the dead one had told the database comes too late now.
    held.lets_go();
    let on_b = Owner::of(b.address);
    let result = on_b.awaits(&job).await;
    let links = ["videoUrl", "thumbnailUrl"].map(|link| path_of(&result[link]));
    ages(3);
    until("what the dead one left to be gone", async || (shelf.films().len() == 2).then_some(())).await;
    a_sweep_comes(shelf, ages, 4).await;
    let mut kept = shelf.films();
    kept.sort_unstable_by_key(|path| !path.ends_with(".mp4"));
    for (link, path) in links.iter().zip(kept) {
        let name = link.strip_prefix("/media/").unwrap();
        assert!(path.ends_with(name) && !written.contains(&path), "{link} leads to {path}");
        assert!(!on_b.fetches(link).await.is_empty());
    }
}

#[tokio::test]
async fn a_folder_that_processes_share_is_swept_of_what_a_killed_one_left_and_not_of_what_a_living_one_writes() {
    let Some(server) = postgres() else { return };
    let shelf = Shelf::Folder(tempfile::tempdir().unwrap());
    is_swept(&shelf, &server.database(), &|_| {
        shelf.films().iter().for_each(|path| age(Path::new(path), Duration::from_secs(7_200)));
    })
    .await;
}

#[tokio::test]
async fn a_bucket_that_processes_share_is_swept_of_what_a_killed_one_left_and_not_of_what_a_living_one_writes() {
    let (Some(server), Some(library)) = (postgres(), faketime()) else { return };
    // How old an object is, its store says.
    let folder = tempfile::tempdir().unwrap();
    let clock = folder.path().join("clock");
    std::fs::write(&clock, "+0").unwrap();
    let Some(s3) = S3::start_by(&library, &clock) else { return };
    let bucket = s3.bucket();
    let shelf = Shelf::Bucket(Box::leak(Box::new(s3)), bucket);
    let ages = |times: u32| std::fs::write(&clock, format!("+{}h", 2 * (times + 1))).unwrap();
    is_swept(&shelf, &server.database(), &ages).await;
}
