//! What can be wrong with a bucket is said in one sentence without a secret, and a server that hangs holds nobody up.

use crate::cast::{name, read, settings};
use adforge_adapters_object_store::{S3, S3Settings};
use adforge_ports_runtime::{MediaError, MediaStore};
use adforge_tests_servers::{S3 as Server, s3};
use bytes::Bytes;
use std::{net::TcpListener, time::Instant};

async fn refusal(settings: &S3Settings) -> String {
    let error = S3::open(settings).await.unwrap_err().to_string();
    let said = error.strip_prefix("the media store is unavailable: ").unwrap_or_else(|| panic!("{error}")).to_owned();
    assert!(!said.contains('\n') && !said.contains(&settings.secret_key), "{said}");
    said
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_said_at_the_start_and_when_it_goes() {
    let Some(server) = Server::start() else { return };
    let endpoint = server.endpoint();
    let said = format!("there is no bucket \"nothing\" at {endpoint}");
    assert_eq!(refusal(&settings(&server, "nothing", "media")).await, said);
    let bucket = server.bucket();
    let store = S3::open(&settings(&server, &bucket, "media")).await.unwrap();
    server.crash();
    server.revive();
    let gone = MediaError::Unavailable(format!("there is no bucket \"{bucket}\" at {endpoint}"));
    assert_eq!(store.check().await, Err(gone.clone()));
    assert_eq!(store.put(&name("a.png"), Bytes::from_static(b"x")).await, Err(gone.clone()));
    assert_eq!(store.size(&name("a.png")).await, Err(gone.clone()), "it isn't the file that is missing");
    assert_eq!(store.read(&name("a.png"), 0..1).await.err(), Some(gone.clone()));
    assert_eq!(store.remove_folder(&name("sessions/1")).await, Err(gone.clone()));
    assert_eq!(store.list().await.err(), Some(gone));
}

#[tokio::test]
async fn a_key_that_is_refused_is_said() {
    let Some(server) = Server::start() else { return };
    let (endpoint, bucket) = (server.endpoint(), server.bucket());
    let (access_key, secret_key) = server.locks();
    let right = S3Settings { access_key, secret_key, ..settings(&server, &bucket, "media") };
    let store = S3::open(&right).await.unwrap();
    store.put(&name("a.png"), Bytes::from_static(b"x")).await.unwrap();
    let stranger = S3Settings { access_key: "nobody".into(), ..right.clone() };
    assert_eq!(refusal(&stranger).await, format!("{endpoint} does not know the access key"));
    let wrong = S3Settings { secret_key: "wrong-secret".into(), ..right };
    assert_eq!(refusal(&wrong).await, format!("{endpoint} refuses the secret key"));
}

/// A bucket at an endpoint where none is.
fn at(endpoint: &str) -> S3Settings {
    S3Settings {
        bucket: "ads".into(),
        prefix: String::new(),
        endpoint: Some(endpoint.to_owned()),
        region: "us-east-1".into(),
        access_key: "me".into(),
        secret_key: "s3cr3t".into(),
    }
}

#[tokio::test]
async fn nobody_at_the_endpoint_is_said() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let endpoint = format!("http://127.0.0.1:{port}");
    assert_eq!(
        refusal(&at(&endpoint)).await,
        format!("{endpoint} can't be reached: Connection refused (os error 111)")
    );
}

#[tokio::test]
async fn a_server_that_hangs_holds_nobody_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    assert_eq!(refusal(&at(&endpoint)).await, format!("{endpoint} does not answer within 5 s"));
    let Some(server) = Server::start() else { return };
    let bucket = server.bucket();
    let store = S3::open(&settings(&server, &bucket, "media")).await.unwrap();
    store.put(&name("a.png"), Bytes::from_static(b"here")).await.unwrap();
    server.signal("-STOP");
    let asked = Instant::now();
    let why = MediaError::Unavailable(format!("{} does not answer within 5 s", server.endpoint()));
    let (file, folder) = (name("a.png"), name("sessions/1"));
    let (checked, sized, removed, listed) =
        tokio::join!(store.check(), store.size(&file), store.remove_folder(&folder), store.list());
    assert_eq!(
        (checked, sized, removed, listed.err()),
        (Err(why.clone()), Err(why.clone()), Err(why.clone()), Some(why))
    );
    println!("said after {:?}", asked.elapsed());
    server.signal("-CONT");
    assert_eq!(read(&store, "a.png", 0..4).await, b"here", "and all goes on when it does");
}

#[tokio::test]
async fn a_file_is_what_it_is_for_whoever_reads_the_bucket_itself() {
    let Some(server) = s3() else { return };
    let bucket = server.bucket();
    let store = S3::open(&settings(server, &bucket, "media")).await.unwrap();
    for (file, kind) in [("a.mp4", "video/mp4"), ("a.jpg", "image/jpeg"), ("a.png", "image/png")] {
        store.put(&name(file), Bytes::from_static(b"x")).await.unwrap();
        let headers = server.headers(&bucket, &format!("media/{file}"));
        assert!(headers.contains(&format!("content-type: {kind}")), "{headers}");
        assert!(headers.contains("cache-control: max-age=31536000, immutable"), "{headers}");
    }
}
