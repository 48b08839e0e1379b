//! The document of the interface: every route is in it, and every route's real answers are what it says.

mod answers;
mod held;
mod spent;

use held::Document;
use std::collections::BTreeSet;

#[test]
fn every_route_is_in_the_document_and_nothing_else() {
    let document = Document::new();
    assert_eq!(document.version(), "3.1.0");
    let documented: BTreeSet<String> = document.operations().map(|(method, path)| format!("{method} {path}")).collect();
    let plain = |path: &str| path.replace("{file:.*}", "{file}").replace("{name:.+}", "{name}");
    let routes = adforge_http_api::routes();
    let served: BTreeSet<String> = routes
        .iter()
        .flat_map(|(path, methods)| methods.iter().map(move |method| (method.as_str(), plain(path))))
        .filter(|(method, _)| *method != "HEAD")
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    assert_eq!(served, documented, "give the handler a `#[utoipa::path]`, and name it in `docs.rs`");
}
