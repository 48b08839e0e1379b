//! A session's state is shared between processes as a copy, and the log decides what the copy is worth.

use crate::world::{World, asks, limits, owner, picks, until, with};
use adforge_adapters_memory::MemoryStore;
use adforge_application::{Limits, Refusal};
use adforge_domain::{
    ids::{CardKind, SessionId},
    workflow::{State, Step},
};
use adforge_doubles::{Cupboard, Hand, Watched};
use adforge_ports_storage::StoreError;
use serde_json::Value;
use std::sync::Arc;

/// A process that worked, and another that a client comes to next: it has a cupboard in common with the first, and a
/// store whose log a test can take away.
struct Moved {
    cupboard: Arc<Cupboard>,
    from: World,
    to: World,
    store: Arc<Watched>,
    session: SessionId,
}

impl Moved {
    async fn after_two_turns() -> Self {
        Self::with(limits()).await
    }

    async fn with(limits: Limits) -> Self {
        let (hand, cupboard) = (Hand::new(1_000), Arc::<Cupboard>::default());
        let memory = Arc::new(MemoryStore::new(hand.clone()).shared());
        let store = Watched::over(memory.clone());
        let from = World::beside(memory, hand.clone(), limits, None, (None, Some(cupboard.clone())));
        let to = World::beside(store.clone(), hand, limits, None, (None, Some(cupboard.clone())));
        from.product("1").await;
        let session = from.session().await;
        from.says(asks(session, Step::PersonaSelection)).await;
        from.says(picks(session, CardKind::Persona, "aud-1")).await;
        let moved = Self { cupboard, from, to, store, session };
        moved.shared(4).await;
        moved
    }

    /// Waits until the state after so many messages is shared.
    async fn shared(&self, seq: u64) {
        until("the state is shared", async || !self.cupboard.names().is_empty() && self.copy()["state"]["seq"] == seq)
            .await;
    }

    /// The copy in the cupboard is another.
    fn alters(&self, change: impl Fn(&str) -> String) {
        self.cupboard.replace(|copy| change(str::from_utf8(copy).unwrap()).into());
    }

    fn copy(&self) -> Value {
        serde_json::from_slice(&self.cupboard.only()).unwrap()
    }

    async fn state_there(&self) -> Result<State, Refusal> {
        self.to.application.context(&owner(), self.session).await.map(|context| context.state.as_ref().clone())
    }

    async fn state_here(&self) -> State {
        self.from.application.context(&owner(), self.session).await.unwrap().state.as_ref().clone()
    }
}

#[tokio::test]
async fn who_comes_to_another_process_finds_the_state_there_without_the_log() {
    let moved = Moved::after_two_turns().await;
    moved.store.after.fail();
    assert_eq!(moved.state_there().await.unwrap(), moved.state_here().await);
}

#[tokio::test]
async fn what_the_log_has_beyond_a_copy_is_folded_in() {
    let moved = Moved::after_two_turns().await;
    let old = moved.cupboard.only();
    moved.from.says(picks(moved.session, CardKind::Angle, "ang-1")).await;
    moved.shared(6).await;
    moved.cupboard.replace(|_| old.clone());
    let there = moved.state_there().await.unwrap();
    assert_eq!((there.seq, there), (6, moved.state_here().await));
}

#[tokio::test]
async fn a_copy_that_is_damaged_or_that_the_log_does_not_reach_is_passed_over() {
    for (what, from, to) in [
        ("damaged", "\"seq\":4", "\"seq\":"),
        ("of another shape", "\"selections\"", "\"choices\""),
        ("ahead of the log", "\"seq\":4", "\"seq\":5"),
    ] {
        let moved = Moved::after_two_turns().await;
        // Without its sum, by which any of this would be told.
        moved.alters(|copy| format!("{{{}", copy.split_once(',').unwrap().1));
        moved.alters(with(from, to));
        assert_eq!(moved.state_there().await.unwrap(), moved.state_here().await, "{what}");
        moved.store.after.fail();
        let other = World::beside(moved.store.clone(), moved.to.hand.clone(), limits(), None, (None, None));
        let read = other.application.context(&owner(), moved.session).await.map(|_| ());
        assert_eq!(read, Err(Refusal::Store(StoreError::Full)), "without a copy the log is read");
    }
}

#[tokio::test]
async fn a_copy_of_which_a_letter_or_a_number_changed_is_passed_over() {
    for (from, to) in [("\"Persona 1\"", "\"Persona 7\""), ("\"generations\":2", "\"generations\":1")] {
        let moved = Moved::after_two_turns().await;
        moved.alters(with(from, to));
        assert_eq!(moved.state_there().await.unwrap(), moved.state_here().await, "{to}");
    }
}

#[tokio::test]
async fn the_copy_of_an_erased_session_is_gone() {
    let moved = Moved::after_two_turns().await;
    moved.from.application.erase_session(&owner(), moved.session).await.unwrap();
    until("it is forgotten", async || moved.cupboard.names().is_empty()).await;
    assert_eq!(moved.state_there().await, Err(Refusal::SessionNotFound));
}

#[tokio::test]
async fn a_snapshot_is_due_as_often_as_ever_though_the_state_came_from_a_copy() {
    let moved = Moved::with(Limits { snapshot_every: 3, ..limits() }).await;
    assert_eq!(moved.copy()["snapshot"], 3, "the fourth message came with a snapshot of what was before it");
    moved.to.says(picks(moved.session, CardKind::Angle, "ang-1")).await;
    moved.shared(6).await;
    assert_eq!(moved.copy()["snapshot"], 3, "two messages later none is due");
}
