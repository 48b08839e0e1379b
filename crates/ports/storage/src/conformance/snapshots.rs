//! A snapshot is stored with the message that it comes with, and never replaced by an older one.

use super::cast::*;
use crate::{FinishError, Snapshot, Store};
use adforge_domain::{format::MediaType, selection::Selections, workflow::State};

pub(super) async fn stories(store: &dyn Store) {
    the_newest_copy_is_kept(store).await;
    a_state_is_rebuilt_byte_for_byte(store).await;
}

/// However a store writes a message down, what is folded from it is the same to the last byte as what was never stored.
async fn a_state_is_rebuilt_byte_for_byte(store: &dyn Store) {
    let session = session(store, 301, 1).await;
    let mut first = turn(session, 0, 1);
    first.message.at = AT + std::time::Duration::from_millis(123);
    store.append(first.clone()).await.unwrap();
    let offers =
        end_with(&first, Some(1), personas(1, &["Amie \u{1F469}\u{200D}\u{1F52C}", "\u{5E9}\u{5DC}\u{5D5}\u{5DD}"]));
    store.finish(offers.clone()).await.unwrap();
    let mut second = turn(session, 2, 2);
    let chosen = Selections { persona: Some(persona(1, "Amie \u{1F469}\u{200D}\u{1F52C}")), ..Selections::default() };
    if let adforge_domain::message::Body::User(user) = &mut second.message.body {
        user.selections = Some(chosen.clone());
    }
    second.selections = Some(chosen);
    store.append(second.clone()).await.unwrap();
    let answers = end_with(&second, Some(1), angles(1, &["Calm \"quoted\" \\ back"]));
    store.finish(answers.clone()).await.unwrap();
    let told = [first.message, offers.message, second.message, answers.message];
    let told: Vec<_> = told.into_iter().zip(1..).map(|(draft, seq)| draft.placed(session, seq)).collect();
    let stored = store.after(session, 0, 9).await.unwrap();
    let folded = |log| serde_json::to_string(&State::new(None, MediaType::Video).fold(log)).unwrap();
    assert_eq!(folded(&stored), folded(&told));
    assert!(folded(&stored).contains("back"), "its newest set is in it");
}

async fn the_newest_copy_is_kept(store: &dyn Store) {
    let session = session(store, 300, 1).await;
    assert_eq!(store.snapshot(session).await.unwrap(), None);
    let snapshot = |seq| Snapshot { seq, state: format!("{{\"état\":\"🎉 {seq}\"}}") };
    for (n, brings, wanted) in
        [(1, None, None), (2, Some(3), Some(3)), (3, None, Some(3)), (4, Some(2), Some(3)), (5, Some(9), Some(9))]
    {
        let append = turn(session, (n as u64 - 1) * 2, n);
        store.append(append.clone()).await.unwrap();
        let mut finish = end(&append, Some(1));
        finish.snapshot = brings.map(snapshot);
        store.finish(finish.clone()).await.unwrap();
        assert_eq!(store.snapshot(session).await.unwrap(), wanted.map(snapshot));
        (finish.snapshot, finish.message.at) =
            (Some(snapshot(100)), finish.message.at + std::time::Duration::from_secs(1));
        assert_eq!(store.finish(finish).await, Err(FinishError::NotOwner));
        assert_eq!(store.snapshot(session).await.unwrap(), wanted.map(snapshot), "a refusal stores none");
    }
}
