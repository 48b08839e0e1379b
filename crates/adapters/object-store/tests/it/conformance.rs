//! A folder and a bucket pass the suite of every media store.

use crate::cast::settings;
use adforge_adapters_object_store::{Folder, S3};
use adforge_ports_runtime::conformance;
use adforge_tests_servers::s3;

#[tokio::test]
async fn a_folder_passes_the_suite() {
    let home = tempfile::tempdir().unwrap();
    conformance::media(&Folder::open(home.path()).unwrap()).await;
}

#[tokio::test]
async fn a_bucket_passes_the_suite_below_a_prefix_and_without_one() {
    let Some(server) = s3() else { return };
    let bucket = server.bucket();
    for prefix in ["", "media", "a/b"] {
        let store = S3::open(&settings(server, &bucket, prefix)).await.unwrap();
        conformance::media(&store).await;
    }
    let left: Vec<String> =
        server.keys(&bucket).into_iter().filter(|key| !key.contains("/.") && !key.starts_with('.')).collect();
    assert!(left.is_empty(), "{left:?}");
}
