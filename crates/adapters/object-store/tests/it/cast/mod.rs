//! What tests of stores need: names, settings, and what is read.
#![allow(dead_code, unreachable_pub, reason = "each test file uses what it needs")]
#![allow(clippy::unwrap_used, reason = "a helper of tests may panic as its tests do")]

use adforge_adapters_object_store::S3Settings;
use adforge_domain::cards::MediaName;
use adforge_ports_runtime::MediaStore;
use bytes::Bytes;
use futures_util::TryStreamExt;
use std::ops::Range;

pub fn settings(server: &adforge_tests_servers::S3, bucket: &str, prefix: &str) -> S3Settings {
    S3Settings {
        bucket: bucket.into(),
        prefix: prefix.into(),
        endpoint: Some(server.endpoint()),
        region: "us-east-1".into(),
        access_key: "the key's name".into(),
        secret_key: "s3cr3t".into(),
    }
}

pub fn name(text: &str) -> MediaName {
    MediaName::new(text).unwrap()
}

pub async fn read(store: &dyn MediaStore, file: &str, range: Range<u64>) -> Vec<u8> {
    let pieces: Vec<Bytes> = store.read(&name(file), range).await.unwrap().try_collect().await.unwrap();
    pieces.concat()
}
