//! The description of the interface.

use crate::adforge::{Adforge, sentence};

#[test]
fn the_description_of_the_interface_is_printed_and_compared() {
    let run = Adforge::new().run(&["openapi"]);
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    assert!(document["paths"]["/api/chat/sessions"]["post"].is_object());

    let same = Adforge::new();
    let kept = same.home.path().join("openapi.json");
    std::fs::write(&kept, &run.out).unwrap();
    let same = same.run(&["openapi", "--check", "openapi.json"]);
    assert_eq!((same.code, same.err.as_str()), (0, ""), "{same:?}");

    let stale = Adforge::at(same.home);
    std::fs::write(stale.home.path().join("openapi.json"), run.out.replacen("AdForge", "AdSmith", 1)).unwrap();
    let stale = stale.run(&["openapi", "--check", "openapi.json"]);
    assert_eq!(stale.code, 1);
    assert!(stale.err.contains("openapi.json is not what this program would write, from line "), "{}", stale.err);
    assert!(stale.err.contains("adforge openapi > openapi.json"), "{}", stale.err);

    let missing = Adforge::new().run(&["openapi", "--check", "none.json"]);
    assert_eq!(sentence(&missing), "none.json can't be read: No such file or directory (os error 2)");
}

#[test]
fn the_description_in_the_documents_is_todays() {
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let run = Adforge::new().run(&["openapi", "--check", kept]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "write it again: cargo run -- openapi > docs/openapi.json");
}
