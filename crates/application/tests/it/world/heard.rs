//! What followers are told, in words.

use adforge_application::Follower;
use adforge_domain::{
    event::Event,
    failure::FailureCode,
    message::{Body, Message},
    progress::Progress,
};
use std::time::Duration;

/// An event in words.
pub fn word(event: &Event) -> String {
    match event {
        Event::Message(message) => format!("{} {}", message.seq, message.body.kind()),
        Event::Started { seq, .. } => format!("started {seq}"),
        Event::Queued { .. } => "queued".into(),
        Event::Progress { progress, .. } => match progress.as_ref() {
            Progress::Status(status) => match status.percent {
                Some(percent) => format!("{percent}%"),
                None => "status".into(),
            },
            Progress::Reasoning { .. } => "reasoning".into(),
            Progress::Card { index, .. } => format!("card {index}"),
        },
        Event::Completed { .. } => "complete".into(),
        Event::SessionState { last_seq, .. } => format!("state {last_seq}"),
        Event::Erased => "erased".into(),
        Event::Expired => "expired".into(),
    }
}

/// The next events in words, so many.
pub async fn next(follower: &mut Follower, count: usize) -> Vec<String> {
    let mut words = Vec::new();
    for _ in 0..count {
        let told = tokio::time::timeout(Duration::from_secs(10), follower.next()).await;
        let Ok(told) = told else { panic!("nothing came after {words:?}") };
        match told {
            Some(told) => words.push(word(&told.event)),
            None => panic!("the stream ended after {words:?}"),
        }
    }
    words
}

/// Every event until the stream ends, in words.
pub async fn rest(follower: &mut Follower) -> Vec<String> {
    let mut words = Vec::new();
    loop {
        let told = tokio::time::timeout(Duration::from_secs(10), follower.next()).await;
        let Ok(told) = told else { panic!("nothing came after {words:?}") };
        let Some(told) = told else { return words };
        words.push(word(&told.event));
    }
}

/// Whether nothing more comes for now.
pub async fn is_quiet(follower: &mut Follower) -> bool {
    tokio::time::timeout(Duration::from_millis(30), follower.next()).await.is_err()
}

pub fn failure_of(message: &Message) -> FailureCode {
    match &message.body {
        Body::Failed(failed) => failed.failure.code,
        other => panic!("it did not fail: {}", other.kind()),
    }
}

/// Waits until something is so; a bell rings somewhere in between.
pub async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    for _ in 0..2_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it never came to be: {what}");
}
