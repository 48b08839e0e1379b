//! Whoever stands in for a media store keeps a media store's promises.

use adforge_doubles::Shelf;
use adforge_ports_runtime::conformance;

#[tokio::test]
async fn a_shelf_passes_the_suite_of_every_media_store() {
    conformance::media(&Shelf::default()).await;
}
