//! A disk that is full or can't be written: it is said, nothing is lost, and all goes on once it is mended.

use crate::home;
use adforge_tests::{Chat, Home, Owner, Server, Tmpfs, Traced, needs, png, until};
use serde_json::{Value, json};
use std::process::Command;

fn turn() -> Value {
    json!({"message": "Generate ads", "currentStep": "persona_selection"})
}

/// Asks for turns until one is refused for the store; each before it is in the log.
async fn until_refused(chat: &Chat) -> Value {
    for number in 0..4_000 {
        let answer = chat.owner.post_once(&chat.path("/messages"), &format!("turn-{number}"), &turn()).await;
        if !answer.status.is_success() {
            let again: u64 = answer.header("retry-after").unwrap().parse().unwrap();
            assert!(again >= 1);
            return answer.refusal(503);
        }
    }
    panic!("the disk was never full");
}

async fn is_ready(owner: &Owner) -> bool {
    owner.get("/readyz").await.status == 200
}

/// What holds while the store can't take anything.
async fn says_so(owner: &Owner, chat: &Chat, word: &str) {
    let refused = until_refused(chat).await;
    assert_eq!((refused["code"].as_str(), refused["retryable"].as_bool()), (Some("UNAVAILABLE"), Some(true)));
    assert!(refused["message"].as_str().unwrap().contains(word), "{refused:#}");
    let ready = owner.get("/readyz").await.refusal(503);
    assert_eq!(
        (&ready["code"], &ready["details"]["parts"]["database"]),
        (&json!("UNAVAILABLE"), &json!("down")),
        "{ready:#}"
    );
    assert_eq!(owner.get("/healthz").await.status, 200, "it lives, it just can't write");
    // What is there can still be read.
    is_whole(&chat.log().await);
    owner.get(&chat.path("/context")).await.good();
}

fn is_whole(log: &[Value]) {
    let seqs: Vec<u64> = log.iter().map(|message| message["seq"].as_u64().unwrap()).collect();
    assert!(seqs.iter().copied().eq(1..=log.len() as u64), "{seqs:?}");
}

/// Once it is mended, the same server goes on with what it had, and so does the next.
async fn goes_on(home: &Home, server: Server, chat: &Chat, before: &[Value]) {
    let owner = &chat.owner;
    until("the server to be ready again", async || is_ready(owner).await.then_some(())).await;
    let log = until("no turn to be left", async || {
        let log = chat.log().await;
        (log.len() % 2 == 0).then_some(log)
    })
    .await;
    assert_eq!(log[..before.len()], *before, "nothing that was there is lost");
    chat.says(&json!({"message": "make them younger"})).await.good();
    server.kill();
    let server = home.serves();
    let again = chat.by(&Owner::of(server.address)).log().await;
    assert_eq!(again.len(), log.len() + 2);
    is_whole(&again);
    let bad: Vec<&Value> = again.iter().filter(|message| message["type"] == "error").collect();
    // A turn that was accepted when the last byte was used up may have failed, but then it says why.
    assert!(bad.iter().all(|message| message["data"]["code"] == "UNAVAILABLE"), "{bad:#?}");
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_lost() {
    let Some(disk) = Tmpfs::of("3m") else { return };
    let home = home().keeping_data_in(&disk.path().join("data"));
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    chat.asks_for_personas().await;
    let before = chat.log().await;
    says_so(&owner, &chat, "disk is full").await;
    disk.becomes("size=64m");
    goes_on(&home, server, &chat, &before).await;
}

#[tokio::test]
async fn a_limit_of_a_files_size_is_said_and_nothing_is_lost() {
    if !needs("prlimit") {
        return;
    }
    let limited = "ulimit -S -f 6000; exec \"$0\" \"$@\"";
    let home = home().run_by(&["bash", "-c", limited]);
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    chat.asks_for_personas().await;
    let before = chat.log().await;
    says_so(&owner, &chat, "").await;
    let freed =
        Command::new("prlimit").args(["--fsize=unlimited", "--pid", &server.id().to_string()]).status().unwrap();
    assert!(freed.success());
    goes_on(&home, server, &chat, &before).await;
}

#[tokio::test]
async fn a_disk_that_turns_read_only_is_said_and_nothing_is_lost() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    chat.asks_for_personas().await;
    let before = chat.log().await;
    let Some(read_only) = Traced::read_only(server.id(), &home.data().join("adforge.db-wal")).await else { return };
    says_so(&owner, &chat, "store").await;
    drop(read_only);
    goes_on(&home, server, &chat, &before).await;
}

#[tokio::test]
async fn a_folder_or_database_that_cant_be_written_is_refused_at_the_start_in_a_sentence() {
    let Some(disk) = Tmpfs::of("16m") else { return };
    let home = home().keeping_data_in(&disk.path().join("data"));
    disk.becomes("ro");
    let refused = home.refuses();
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err.contains(&home.data().display().to_string()), "{}", refused.err);
    assert_eq!(refused.err.lines().filter(|line| line.starts_with("adforge: ")).count(), 1, "{}", refused.err);
    disk.becomes("rw");
    home.serves().kill();
    disk.becomes("ro");
    let refused = home.refuses();
    assert_eq!(refused.code, Some(1), "{refused:?}");
    disk.becomes("rw");
    home.serves();
}

#[tokio::test]
async fn a_full_disk_refuses_a_picture_and_keeps_the_old_one() {
    let Some(disk) = Tmpfs::of("3m") else { return };
    let home = home().keeping_data_in(&disk.path().join("data"));
    let server = home.serves();
    let owner = Owner::of(server.address);
    let small = png(32, 32, |x, y| [x as u8, y as u8, 0]);
    let link = owner.shows("1", small.clone()).await.good()["imageUrl"].as_str().unwrap().to_owned();
    // Noise can't be packed: this takes some four megabytes.
    let noise = png(1200, 1200, |x, y| {
        let mixed = (u64::from(x) << 32 | u64::from(y)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        [(mixed >> 40) as u8, (mixed >> 32) as u8, (mixed >> 24) as u8]
    });
    assert!(noise.len() > 3_500_000, "{}", noise.len());
    let refused = owner.shows("1", noise).await.refusal(503);
    assert!(refused["message"].as_str().unwrap().contains("disk is full"), "{refused:#}");
    assert_eq!(owner.get("/api/products/1").await.good()["imageUrl"], link);
    assert_eq!(owner.fetches(&link).await, small);
    let left: Vec<_> = std::fs::read_dir(home.data().join("media")).unwrap().collect();
    println!("left in the media folder: {left:?}");
    owner.starts_session("1").await.asks_for_personas().await;
}
