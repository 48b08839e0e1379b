//! Films of several processes: made on one, fetched through another, gone with their session; and what is noticed when they
//! don't share their files.

use crate::home;
use adforge_tests::{Answer, Chat, Home, Owner, until};
use adforge_tests_servers::{Database, S3, postgres, s3};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};
use tempfile::TempDir;

/// What the processes share beside a database.
pub(crate) enum Shelf {
    Folder(TempDir),
    Bucket(&'static S3, String),
}

impl Shelf {
    pub(crate) fn process(&self, database: &Database) -> Home {
        let home = home().with("ADFORGE_DATABASE_URL", database.url.as_str()).with("ADFORGE_JOB_LEASE", "3s");
        match self {
            Self::Folder(folder) => home.with("ADFORGE_MEDIA_URL", &format!("file://{}", folder.path().display())),
            Self::Bucket(server, bucket) => home
                .with("ADFORGE_MEDIA_URL", &format!("s3://{bucket}/media"))
                .with("ADFORGE_MEDIA_ENDPOINT", &server.endpoint())
                .with("ADFORGE_MEDIA_ACCESS_KEY", "anybody")
                .with("ADFORGE_MEDIA_SECRET_KEY", "anything"),
        }
    }

    /// What it holds of sessions.
    pub(crate) fn films(&self) -> Vec<String> {
        let all = match self {
            Self::Folder(folder) => files(folder.path()).iter().map(|path| path.display().to_string()).collect(),
            Self::Bucket(server, bucket) => server.keys(bucket),
        };
        all.into_iter().filter(|path| path.contains("sessions/")).collect()
    }
}

impl Shelf {
    /// A file has come into it somehow.
    pub(crate) fn gets(&self, path: &str) {
        match self {
            Self::Folder(folder) => {
                let path = folder.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, b"left").unwrap();
            }
            Self::Bucket(server, bucket) => server.keep(bucket, &format!("media/{path}"), "left"),
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The shortest film there is.
async fn film(owner: &Owner) -> (Chat, Value) {
    let (chat, job) = begins_a_film(owner).await;
    let result = owner.awaits(&job).await;
    (chat, result)
}

/// A session whose shortest film is being made, and its job.
pub(crate) async fn begins_a_film(owner: &Owner) -> (Chat, String) {
    let chat = owner.starts_session("1").await;
    let (_, _, concepts) = chat.reaches_concepts().await;
    let script = json!({"hook": "Still mixing?", "body": "It glows.", "cta": "Try it."});
    let started = chat.films(&json!({"scriptId": concepts[0]["id"], "context": {"script": script}})).await;
    (chat, started["jobId"].as_str().unwrap().to_owned())
}

async fn asks(owner: &Owner, method: Method, path: &str, headers: &[(&str, &str)]) -> (Answer, Vec<u8>) {
    let with = |request: reqwest::RequestBuilder, header: &(&str, &str)| request.header(header.0, header.1);
    let request = headers.iter().fold(owner.request(method, path), with);
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await.unwrap().to_vec();
    (Answer { status, headers, body: Value::Null }, bytes)
}

/// The path of a link, whoever's it is.
pub(crate) fn path_of(link: &Value) -> String {
    let link = link.as_str().unwrap();
    format!("/{}", link.splitn(4, '/').last().unwrap())
}

async fn is_fetched_in_parts(owner: &Owner, path: &str, whole: &[u8]) {
    let (size, end) = (whole.len(), whole.len() - 1);
    for (range, part, told) in [
        ("bytes=0-0".to_owned(), 0..1, format!("bytes 0-0/{size}")),
        ("bytes=1000-".to_owned(), 1_000..size, format!("bytes 1000-{end}/{size}")),
        ("bytes=-500".to_owned(), size - 500..size, format!("bytes {}-{end}/{size}", size - 500)),
    ] {
        let (answer, bytes) = asks(owner, Method::GET, path, &[("Range", &range)]).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-range")), (206, Some(told.as_str())), "{range}");
        assert_eq!(bytes, whole[part], "{range}");
    }
    let beyond = format!("bytes={size}-");
    let (answer, _) = asks(owner, Method::GET, path, &[("Range", &beyond)]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-range")),
        (416, Some(format!("bytes */{size}").as_str()))
    );
    let (head, nothing) = asks(owner, Method::HEAD, path, &[]).await;
    assert_eq!((head.status.as_u16(), nothing.len()), (200, 0));
    let length = size.to_string();
    for (name, value) in [
        ("content-length", length.as_str()),
        ("content-type", "video/mp4"),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "private, max-age=31536000, immutable"),
    ] {
        assert_eq!(head.header(name), Some(value), "{name}");
    }
    let tag = head.header("etag").unwrap();
    assert_eq!(asks(owner, Method::GET, path, &[("If-None-Match", tag)]).await.0.status, 304);
    let (answer, bytes) = asks(owner, Method::GET, path, &[("Range", "bytes=2-4"), ("If-Range", "\"another\"")]).await;
    assert_eq!((answer.status.as_u16(), bytes.len()), (200, size), "a part of another file is of no use");
    let (answer, bytes) = asks(owner, Method::GET, path, &[("Range", "bytes=2-4"), ("If-Range", tag)]).await;
    assert_eq!((answer.status.as_u16(), bytes), (206, whole[2..5].to_vec()));
}

async fn is_made_on_one_and_fetched_through_another(shelf: Shelf, database: &Database) {
    let (a, b) = (shelf.process(database).serves(), shelf.process(database).serves());
    let (on_a, on_b) = (Owner::of(a.address), Owner::of(b.address));
    let (chat, result) = film(&on_a).await;
    let (video, thumbnail) = (path_of(&result["videoUrl"]), path_of(&result["thumbnailUrl"]));
    let whole = on_a.fetches(&video).await;
    assert_eq!(&whole[4..8], b"ftyp", "it is a film");
    assert_eq!(on_b.fetches(&video).await, whole);
    is_fetched_in_parts(&on_b, &video, &whole).await;
    assert!(image::load_from_memory(&on_b.fetches(&thumbnail).await).is_ok());
    // A link is made when it is sent: on the other process it is that one's, and it lasts.
    let log = chat.by(&on_b).log().await;
    let told = log.iter().find(|message| message["type"] == "video_result").unwrap();
    let link = told["data"]["videoUrl"].as_str().unwrap();
    assert_eq!(link, format!("http://{}{video}", b.address));
    assert!(!link.contains('?'), "no link that expires: {link}");
    assert_eq!(shelf.films().len(), 2);
    let erased = on_b.send(on_b.request(Method::DELETE, &chat.path(""))).await;
    assert_eq!(erased.status, 204);
    assert_eq!(shelf.films(), Vec::<String>::new(), "its files go with it");
    for owner in [&on_a, &on_b] {
        assert_eq!(owner.get(&video).await.status, 404);
    }
}

#[tokio::test]
async fn a_film_in_a_folder_is_made_on_one_process_and_fetched_with_ranges_through_another() {
    let Some(server) = postgres() else { return };
    let folder = Shelf::Folder(tempfile::tempdir().unwrap());
    is_made_on_one_and_fetched_through_another(folder, &server.database()).await;
}

#[tokio::test]
async fn a_film_in_s3_is_made_on_one_process_and_fetched_with_ranges_through_another() {
    let (Some(server), Some(s3)) = (postgres(), s3()) else { return };
    let bucket = Shelf::Bucket(s3, s3.bucket());
    is_made_on_one_and_fetched_through_another(bucket, &server.database()).await;
}

#[tokio::test]
async fn processes_of_one_database_that_do_not_share_their_media_folder_are_noticed() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let shared = Shelf::Folder(tempfile::tempdir().unwrap());
    let (a, b) = (shared.process(&database).serves(), shared.process(&database).serves());
    let elsewhere = Shelf::Folder(tempfile::tempdir().unwrap());
    let apart = elsewhere.process(&database).serves();
    for shares in [&a, &b] {
        let ready = Owner::of(shares.address).get("/readyz").await.good();
        assert_eq!(ready["parts"]["media"], "up");
    }
    let refused = Owner::of(apart.address).get("/readyz").await.refusal(503);
    assert_eq!(refused["details"]["parts"]["media"], "down", "{refused:#}");
    let why = "it is not the one that the results of this database are kept in";
    assert_eq!(refused["details"]["reasons"], json!({"media": why}));
}

pub(crate) fn age(path: &Path, by: Duration) {
    let file = File::options().write(true).open(path).unwrap();
    let now = file.metadata().unwrap().modified().unwrap();
    file.set_modified(now - by).unwrap();
}

#[tokio::test]
async fn what_a_killed_process_left_in_the_folder_is_swept_and_nothing_else_is() {
    let home = home().with("ADFORGE_MEDIA_SWEEP", "100ms");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let (chat, result) = film(&owner).await;
    let whole = owner.fetches(&path_of(&result["videoUrl"])).await;
    server.kill();
    let media = home.data().join("media");
    let secret = "0123456789abcdef0123456789abcdef";
    let nobody = "019a0000-0000-7000-8000-000000000000";
    let left = [
        format!("sessions/{}/{secret}.mp4", chat.id),
        format!("sessions/{}/{secret}.jpg#1", chat.id),
        format!("sessions/{nobody}/{secret}.mp4"),
        format!("jobs/{nobody}/{secret}.mp4"),
        format!("products/{nobody}/{secret}.png"),
    ];
    for path in &left {
        let path = media.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, b"left").unwrap();
    }
    let young = media.join(format!("sessions/{nobody}/{secret}.png"));
    fs::write(&young, b"young").unwrap();
    for path in files(&media).into_iter().filter(|path| *path != young) {
        age(&path, Duration::from_secs(7_200));
    }
    let server = home.serves();
    until("what was left to be gone", async || left.iter().all(|path| !media.join(path).exists()).then_some(())).await;
    let owner = Owner::of(server.address);
    assert_eq!(owner.fetches(&path_of(&result["videoUrl"])).await, whole);
    assert!(young.exists(), "it may be about to be named");
    assert!(!media.join(format!("jobs/{nobody}")).exists(), "no empty folder stays");
}
