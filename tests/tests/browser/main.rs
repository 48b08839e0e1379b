//! The client and the page, as they are used: by Node, and in a real browser.
#![allow(clippy::unwrap_used, reason = "a helper of tests may panic as its tests do")]

mod client;
mod page;

use adforge_tests::{Home, needs, plays};

/// A folder for the program under test, whose writer gives one card after the other.
fn paced(pace: &str) -> Home {
    Home::new(env!("CARGO_BIN_EXE_adforge-under-test")).with("ADFORGE_OFFLINE_PACE", pace)
}

/// Plays a part of a script that needs Node alone.
async fn in_node(home: Home, script: &str, part: &str) {
    if needs("node") {
        plays(home, script, part).await;
    }
}

/// Plays a part of a script that needs a browser, and what drives it.
async fn in_browser(home: Home, script: &str, part: &str) {
    let driver = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/node_modules/playwright-core/package.json");
    if needs("node") && needs("chromium") && has(driver) {
        plays(home, script, part).await;
    }
}

/// Whether the packages are installed. Where everything has to be tested, they have to be.
#[allow(clippy::disallowed_methods, reason = "only the environment says whether this is CI")]
fn has(file: &str) -> bool {
    let there = std::path::Path::new(file).exists();
    assert!(there || std::env::var("CI").is_err(), "run `npm ci --prefix tests/browser`, or the page goes untested");
    if !there {
        println!("NOT TESTED: run `npm ci --prefix tests/browser` first");
    }
    there
}
