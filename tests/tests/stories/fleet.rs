//! Several processes over one database and one Redis: what one does is followed live on another, and goes on there.

use crate::{home, takeover::Held};
use adforge_tests::{Event, Home, Owner, Socket, chooses_persona};
use adforge_tests_servers::{Database, Redis, postgres};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};
use tempfile::TempDir;
use tokio::time::timeout;

/// What processes share.
pub(crate) struct Fleet {
    pub(crate) database: Database,
    pub(crate) redis: Redis,
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

/// How many personas the built-in writer gives.
const PERSONAS: usize = 4;
/// How long the cards of a turn may take.
const LIVE: Duration = Duration::from_secs(30);

fn is_card_or_end(event: &Event) -> bool {
    ["content_delta", "audience_group"].contains(&event.kind())
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
async fn a_turn_of_one_process_is_followed_live_on_the_others_which_end_the_next_when_the_first_is_killed() {
    let Some(fleet) = Fleet::new() else { return };
    let (a, b, c) = (fleet.process().serves(), fleet.process().serves(), fleet.process().serves());
    let (on_a, on_b) = (Owner::of(a.address), Owner::of(b.address));
    let chat = on_a.starts_session("1").await;
    let mut stream = on_b.listens(&chat.path("/stream?partial=true")).await;
    let mut socket = Socket::opens(c.address, &format!("/ws/chat/{}?partial=true", chat.id)).await;
    assert_eq!(stream.next().await.unwrap().kind(), "session_state");
    assert_eq!(socket.next().await.unwrap().kind(), "session_state");
    let asks = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    let is_followed = async {
        let mut seen = stream.up_to_one("a card, or the end", is_card_or_end).await;
        // From here on nobody can end the turn, until both have all of its cards.
        let held = Held::of(&fleet.database, &chat);
        let cards = async {
            for _ in 1..PERSONAS {
                seen.extend(stream.up_to_one("a card, or the end", is_card_or_end).await);
            }
            let mut heard = Vec::new();
            for _ in 0..PERSONAS {
                heard.extend(socket.up_to_one("a card, or the end", is_card_or_end).await);
            }
            heard
        };
        let mut heard = timeout(LIVE, cards).await.expect("each card comes before the end of its turn");
        held.lets_go();
        seen.extend(stream.up_to("ai_response_complete").await);
        heard.extend(socket.up_to("ai_response_complete").await);
        [seen, heard]
    };
    let (personas, followed) = tokio::join!(async { chat.says(&asks).await.good() }, is_followed);
    for events in &followed {
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

#[tokio::test]
async fn a_turn_is_resumed_on_the_others_over_stream_and_socket_after_its_process_is_killed() {
    let Some(fleet) = Fleet::new() else { return };
    let (a, b, c) = (fleet.process().serves(), fleet.process().serves(), fleet.process().serves());
    let (on_a, on_b) = (Owner::of(a.address), Owner::of(b.address));
    let chat = on_a.starts_session("1").await;
    let socket_of_it = format!("/ws/chat/{}?partial=true", chat.id);
    let mut stream = on_b.listens(&chat.path("/stream?partial=true")).await;
    let mut socket = Socket::opens(c.address, &socket_of_it).await;
    assert_eq!(stream.next().await.unwrap().kind(), "session_state");
    assert_eq!(socket.next().await.unwrap().kind(), "session_state");
    let asks = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    let mut own = on_a.posts_and_listens(&chat.path("/messages?partial=true"), &asks).await;
    let mut own_socket = Socket::opens(a.address, &socket_of_it).await;
    own.up_to("content_delta").await;
    own_socket.up_to("ai_response_start").await;
    // Both see it live while it runs on the first.
    let mut seen = stream.up_to("content_delta").await;
    let mut heard = socket.up_to("content_delta").await;
    a.kill();
    // Those of the first lose their connections and go elsewhere with what they have.
    let last = own.last_id.unwrap();
    assert!(own.rest().await.iter().all(|event| event.kind() == "content_delta") && own.broke);
    own_socket.rest().await;
    assert_eq!(last, 1, "it knows of the question and not of its end");
    let mut resumed = on_b.listens(&chat.path(&format!("/stream?partial=true&lastEventId={last}"))).await;
    let mut resumed_socket = Socket::opens(c.address, &socket_of_it).await;
    resumed_socket.says(&json!({"action": "resume", "lastEventId": 0})).await;
    let end = "ai_response_complete";
    let (after, after_socket, again, again_socket) =
        tokio::join!(stream.up_to(end), socket.up_to(end), resumed.up_to(end), resumed_socket.up_to(end));
    seen.extend(after);
    heard.extend(after_socket);
    for events in [&seen, &heard, &again, &again_socket] {
        is_live(events, "audience_group", "audiences");
        let ends: Vec<_> = events.iter().filter(|event| event.kind() == "audience_group").collect();
        assert_eq!((ends.len(), ends[0].id), (1, Some(2)), "the end once, by its number");
    }
    let question = again_socket.iter().find(|event| event.kind() == "user_message").unwrap();
    assert_eq!(question.id, Some(1), "what came before is told, too, to whoever asks for all");
    let starts = again.iter().position(|event| event.kind() == "ai_response_start");
    assert_eq!(starts, Some(0), "whoever resumes is told at once that it runs");
    let log = chat.by(&on_b).log().await;
    let kinds: Vec<_> = log.iter().map(|message| message["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["text", "audience_group"]);
}
