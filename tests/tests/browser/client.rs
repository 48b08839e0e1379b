//! The client module, used from Node.

use crate::{has, in_node, paced};
use adforge_tests::needs;
use std::{fs, path::Path, process::Command};

#[tokio::test]
async fn the_client_goes_from_a_product_to_a_result() {
    in_node(paced("0ms"), "client", "story").await;
}

#[tokio::test]
async fn the_client_misses_and_doubles_nothing_where_the_connection_breaks_between_two_cards() {
    in_node(paced("600ms"), "client", "cut").await;
}

#[tokio::test]
async fn the_client_hears_an_answer_that_was_written_while_the_connection_was_gone() {
    in_node(paced("300ms"), "client", "cut_past_the_end").await;
}

#[tokio::test]
async fn the_client_reads_a_gap_in_the_numbers_from_history() {
    in_node(paced("0ms"), "client", "gap").await;
}

#[tokio::test]
async fn the_client_says_a_message_once_however_often_it_has_to_ask() {
    in_node(paced("0ms"), "client", "insist").await;
}

#[tokio::test]
async fn the_client_goes_on_where_it_was_after_the_server_was_killed_in_the_middle_of_a_turn() {
    in_node(paced("300ms"), "client", "killed").await;
}

#[tokio::test]
async fn the_client_gives_up_a_connection_that_says_nothing() {
    in_node(paced("0ms"), "client", "silence").await;
}

#[tokio::test]
async fn the_client_ends_where_the_session_is_gone_and_begins_again_where_the_log_is_another() {
    in_node(paced("0ms"), "client", "ends").await;
}

#[tokio::test]
async fn its_page_in_the_docs_names_all_that_it_has() {
    in_node(paced("0ms"), "client", "documented").await;
}

#[test]
fn its_types_hold_a_client_of_anothers_that_is_compiled_strictly() {
    let here = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/browser"));
    let compiler = here.join("node_modules/typescript/bin/tsc");
    if !(needs("node") && has(compiler.to_str().unwrap())) {
        return;
    }
    let strictly = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noImplicitReturns"];
    let plainly = [
        "--noEmit",
        "--target",
        "es2022",
        "--module",
        "nodenext",
        "--lib",
        "es2022,dom,dom.iterable,dom.asynciterable",
    ];
    let told =
        Command::new("node").arg(compiler).args(strictly).args(plainly).arg("example.ts").current_dir(here).output();
    let told = told.unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
}

#[test]
fn the_page_talks_to_the_server_through_it_alone() {
    let assets = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/web/assets"));
    let (mut folders, mut read) = (vec![assets.to_owned()], 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path != assets.join("client") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|it| it == "js" || it == "html") {
                let text = fs::read_to_string(&path).unwrap();
                for way in ["fetch(", "XMLHttpRequest", "EventSource", "WebSocket", "sendBeacon", "/api/"] {
                    assert!(!text.contains(way), "{} has {way}", path.display());
                }
                read += 1;
            }
        }
    }
    assert!(read > 10, "the page was not read");
}
