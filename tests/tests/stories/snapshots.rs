//! The stored copy of a session's state may be damaged: it is noticed, and the state is what the log says.

use crate::home;
use adforge_tests::{Owner, until, without_links};
use adforge_tests_servers::postgres;
use diesel::connection::SimpleConnection;

const NOTICED: &str = "a damaged snapshot is passed over";

#[tokio::test]
async fn a_damaged_snapshot_is_noticed_and_the_state_is_rebuilt_from_the_log() {
    let Some(server) = postgres() else { return };
    let database = server.database();
    let media = tempfile::tempdir().unwrap();
    let home = home()
        .with("ADFORGE_DATABASE_URL", database.url.as_str())
        .with("ADFORGE_SNAPSHOT_EVERY", "2")
        .keeping_data_in(media.path());
    let first = home.serves();
    let chat = Owner::of(first.address).starts_session("1").await;
    let personas = chat.asks_for_personas().await;
    chat.chooses_persona(&personas["data"]["audiences"][0]).await;
    let context = async |address| {
        let chat = Owner::of(address).chat(&chat.id);
        without_links(&chat.owner.get(&chat.path("/context")).await.good())
    };
    let mut expected = context(first.address).await;
    first.kill();

    // What isn't a state, what is cut off, one that is said to be of another message, and one that reads well but for a letter.
    let letter = "state = regexp_replace(state, '\"name\":\".', '\"name\":\"X')";
    for damage in ["state = '{}'", "state = left(state, 200)", "seq = seq - 1", letter] {
        let damaged = format!("UPDATE session_snapshots SET {damage}");
        database.behind().batch_execute(&damaged).unwrap();
        let server = home.serves();
        assert_eq!(context(server.address).await, expected, "{damage}");
        until("it is noticed", async || server.err().contains(NOTICED).then_some(())).await;
        // The next turn leaves a whole one behind.
        let again = Owner::of(server.address).chat(&chat.id);
        again.chooses_persona(&personas["data"]["audiences"][1]).await;
        expected = context(server.address).await;
        server.kill();
        let server = home.serves();
        assert_eq!(context(server.address).await, expected, "{damage}");
        assert!(!server.err().contains(NOTICED), "{damage}: {}", server.err());
        server.kill();
    }
}
