//! A provider's cheapest question: is our key good, and what is known of the model.

use crate::cast::{all, all_at, all_with_key};
use adforge_ports_creative::Unwell;

#[tokio::test]
async fn a_provider_that_is_well_says_so_and_sells_nothing() {
    for cast in all() {
        let findings = cast.provider.examine().await;
        let findings = findings.unwrap_or_else(|error| panic!("{}: {error}", cast.name()));
        assert!(findings.has_model.unwrap_or(true), "{}", cast.name());
        assert!(findings.has_price, "{}: the usual model has a price", cast.name());
        assert_eq!(cast.fake.sales(), [], "{}", cast.name());
    }
}

#[tokio::test]
async fn a_key_that_is_refused_and_a_provider_that_is_silent_are_told_apart() {
    for cast in all_with_key("of-somebody-else") {
        assert_eq!(cast.provider.examine().await, Err(Unwell::Key), "{}", cast.name());
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for cast in all_at(&format!("http://{nobody}")) {
        let silent = cast.provider.examine().await;
        assert!(matches!(silent, Err(Unwell::Silent(_))), "{}: {silent:?}", cast.name());
    }
}
