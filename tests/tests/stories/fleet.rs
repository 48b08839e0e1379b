//! Several processes over one database and one Redis: what one does is followed live on another, and goes on there.

use crate::home;
use adforge_tests::{Event, Home, Owner, Socket, chooses_persona};
use adforge_tests_servers::{Database, Redis, postgres};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// What processes share.
pub(crate) struct Fleet {
    pub(crate) database: Database,
    redis: Redis,
    media: TempDir,
}

impl Fleet {
    /// None where a server isn't installed.
    pub(crate) fn new() -> Option<Self> {
        Some(Self { database: postgres()?.database(), redis: Redis::start()?, media: tempfile::tempdir().unwrap() })
    }

    /// Where its processes keep films and pictures.
    pub(crate) fn media(&self) -> &Path {
        self.media.path()
    }

    /// A process of it, which takes its time with each card.
    pub(crate) fn process(&self) -> Home {
        home()
            .with("ADFORGE_DATABASE_URL", self.database.url.as_str())
            .with("ADFORGE_REDIS_URL", &self.redis.url())
            .with("ADFORGE_JOB_LEASE", "2s")
            .with("ADFORGE_OFFLINE_PACE", "300ms")
            .keeping_data_in(self.media.path())
    }
}

/// Each card once and in order, all before the content that holds them.
fn is_live(events: &[Event], kind: &str, cards: &str) {
    let kinds: Vec<_> = events.iter().map(Event::kind).collect();
    let deltas: Vec<_> = events.iter().filter(|event| event.kind() == "content_delta").collect();
    let content = events.iter().position(|event| event.kind() == kind).unwrap_or_else(|| panic!("{kinds:?}"));
    let last = events.iter().rposition(|event| event.kind() == "content_delta").unwrap_or_else(|| panic!("{kinds:?}"));
    assert!(last < content, "{kinds:?}");
    let whole = events[content].data["data"][cards].as_array().unwrap();
    let told: Vec<&Value> = deltas.iter().map(|delta| &delta.data["item"]).collect();
    assert_eq!(told, whole.iter().collect::<Vec<_>>(), "{kinds:?}");
}

#[tokio::test]
async fn a_turn_of_one_process_is_followed_live_on_another_which_ends_it_when_the_first_is_killed() {
    let Some(fleet) = Fleet::new() else { return };
    let (a, b) = (fleet.process().serves(), fleet.process().serves());
    let (on_a, on_b) = (Owner::of(a.address), Owner::of(b.address));
    let chat = on_a.starts_session("1").await;
    let mut stream = on_b.listens(&chat.path("/stream?partial=true")).await;
    let mut socket = Socket::opens(b.address, &format!("/ws/chat/{}?partial=true", chat.id)).await;
    assert_eq!(stream.next().await.unwrap().kind(), "session_state");
    assert_eq!(socket.next().await.unwrap().kind(), "session_state");
    let asks = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    let (personas, seen, heard) = tokio::join!(
        async { chat.says(&asks).await.good() },
        stream.up_to("ai_response_complete"),
        socket.up_to("ai_response_complete"),
    );
    for events in [&seen, &heard] {
        is_live(events, "audience_group", "audiences");
    }
    // Killed between the first card and the second.
    let chooses = chooses_persona(&personas["data"]["audiences"][0]);
    let own = on_a.posts_and_listens(&chat.path("/messages"), &chooses).await;
    let mut before = stream.up_to("content_delta").await;
    a.kill();
    drop(own);
    let after = stream.up_to("ai_response_complete").await;
    before.extend(after);
    is_live(&before, "marketing_angle", "angles");
    let log = chat.by(&on_b).log().await;
    let kinds: Vec<_> = log.iter().map(|message| message["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["text", "audience_group", "text", "marketing_angle"]);
    let numbers: Vec<_> = log.iter().map(|message| message["seq"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
}
