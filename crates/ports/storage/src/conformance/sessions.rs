//! Sessions are made once, belong to one owner, and go with everything that is theirs.

use super::cast::*;
use crate::{AppendError, Appended, FinishError, Snapshot, Store};
use adforge_domain::{
    cards::Content,
    failure::FailureCode,
    ids::{CardId, CardKind, SessionId},
    message::{Body, Delivered, Draft},
    selection::Selections,
    session::Session,
    workflow::{Lookup, Pick, Step},
};
use std::{sync::Arc, time::Duration};

pub(super) async fn stories(store: &dyn Store) {
    a_session_is_made_once(store).await;
    a_session_can_open_with_what_was_chosen(store).await;
    a_session_says_who_wrote_last(store).await;
    a_session_is_its_owners(store).await;
    an_owner_lists_sessions_newest_first(store).await;
    an_erased_session_takes_everything_with_it(store).await;
    sessions_that_rest_are_found(store).await;
}

async fn a_session_is_made_once(store: &dyn Store) {
    let origin = origin(100, 1);
    store.create(&origin, &[]).await.unwrap();
    let head = Session {
        origin: origin.clone(),
        last_seq: 0,
        current_step: Step::PersonaSelection,
        selections: Selections { format: origin.format, ..Selections::default() },
        generator: None,
        updated_at: origin.created_at,
    };
    assert_eq!(store.session(&origin.owner, origin.id).await.unwrap(), Some(head), "it is what it was made with");
    store.append(turn(origin.id, 0, 1)).await.unwrap();
    let before = store.session(&origin.owner, origin.id).await.unwrap();
    let mut other = origin.clone();
    other.format = None;
    store.create(&other, &[says(1, "hello")]).await.expect("asking again is fine");
    assert_eq!(store.session(&origin.owner, origin.id).await.unwrap(), before, "it stays as it is");
    assert_eq!(store.after(origin.id, 0, 9).await.unwrap().len(), 1, "and so does its log");
}

async fn a_session_can_open_with_what_was_chosen(store: &dyn Store) {
    let origin = origin(101, 1);
    let offers = Body::Ai(Delivered { job: None, content: Arc::new(personas(1, &["Amie"])), generator: "test".into() });
    let mut chooses = says(id(101, 12).as_u128(), "Amie");
    let chosen = Selections { format: origin.format, persona: Some(persona(1, "Amie")), ..Selections::default() };
    if let Body::User(user) = &mut chooses.body {
        user.selections = Some(chosen.clone());
    }
    let opening = [Draft { id: adforge_domain::ids::MessageId(id(101, 11)), at: AT, body: offers }, chooses];
    store.create(&origin, &opening).await.unwrap();
    let head = store.session(&origin.owner, origin.id).await.unwrap().unwrap();
    assert_eq!((head.last_seq, &head.selections), (2, &chosen), "the head is the state of the log");
    assert_eq!(head.generator.as_deref(), Some("test"), "and says who wrote");
    let wanted: Vec<_> = opening.into_iter().zip(1..).map(|(draft, seq)| draft.placed(origin.id, seq)).collect();
    assert_eq!(store.after(origin.id, 0, 9).await.unwrap(), wanted);
    let amie = CardId { kind: CardKind::Persona, number: 1 };
    let found = store.offered(origin.id, &Lookup { kind: CardKind::Persona, pick: Pick::Id(amie) }).await.unwrap();
    assert_eq!(found.as_ref(), wanted.first(), "its cards can be chosen");
    assert_eq!(store.append(turn(origin.id, 2, 1)).await, Ok(Appended::New(3)), "and it goes on from there");
}

async fn a_session_says_who_wrote_last(store: &dyn Store) {
    let session = session(store, 106, 1).await;
    let wrote = async || store.session(&owner(106), session).await.unwrap().unwrap().generator;
    let (first, second) = (turn(session, 0, 1), turn(session, 2, 2));
    store.append(first.clone()).await.unwrap();
    assert_eq!(wrote().await, None, "nobody yet");
    store.finish(end_with(&first, Some(1), personas(1, &["Amie"]))).await.unwrap();
    assert_eq!(wrote().await.as_deref(), Some("test"));
    store.append(second.clone()).await.unwrap();
    store.finish(fail(&second, Some(1), FailureCode::AiGenerationError)).await.unwrap();
    assert_eq!(wrote().await.as_deref(), Some("test"), "who fails has written nothing");
    let answer = Content::Text { text: "Gladly.".into() };
    for (seq, content, by) in [(4, answer, "an answerer"), (6, personas(1, &["Awa"]), "a copywriter")] {
        let next = turn(session, seq, u128::from(seq));
        store.append(next.clone()).await.unwrap();
        let mut end = end_with(&next, Some(1), content);
        if let Body::Ai(delivered) = &mut end.message.body {
            delivered.generator = by.into();
        }
        store.finish(end).await.unwrap();
        assert_eq!(wrote().await.as_deref(), Some(by), "the newest");
    }
}

async fn a_session_is_its_owners(store: &dyn Store) {
    let session = session(store, 102, 1).await;
    assert!(store.session(&owner(102), session).await.unwrap().is_some());
    let stranger = owner(999);
    assert_eq!(store.session(&stranger, session).await.unwrap(), None, "a stranger sees nothing");
    assert_eq!(store.sessions(&stranger, None, 9).await.unwrap(), []);
    assert!(!store.erase(&stranger, session).await.unwrap(), "and erases nothing");
    assert!(store.session(&owner(102), session).await.unwrap().is_some());
}

async fn an_owner_lists_sessions_newest_first(store: &dyn Store) {
    let mut made = Vec::new();
    for n in [3, 1, 2] {
        made.push(session(store, 103, n).await);
    }
    let ids = |sessions: Vec<Session>| sessions.into_iter().map(|one| one.origin.id).collect::<Vec<_>>();
    let list = async |before, limit| ids(store.sessions(&owner(103), before, limit).await.unwrap());
    assert_eq!(list(None, 9).await, [made[0], made[2], made[1]]);
    assert_eq!(list(None, 2).await, [made[0], made[2]], "as many as asked for");
    assert_eq!(list(Some(made[2]), 9).await, [made[1]], "then those before");
    store.erase(&owner(103), made[2]).await.unwrap();
    assert_eq!(list(Some(made[2]), 9).await, [made[1]], "also before one that is gone");
    assert_eq!(list(Some(made[1]), 9).await, []);
}

async fn an_erased_session_takes_everything_with_it(store: &dyn Store) {
    let (gone, kept) = (session(store, 104, 1).await, session(store, 104, 2).await);
    let mut turns = Vec::new();
    for session in [gone, kept] {
        let first = keyed(turn(session, 0, 1), "k", "c");
        store.append(first.clone()).await.unwrap();
        let mut finish = end_with(&first, Some(1), personas(1, &["Amie"]));
        finish.snapshot = Some(Snapshot { seq: 1, state: "{}".into() });
        store.finish(finish).await.unwrap();
        let second = turn(session, 2, 2);
        store.append(second.clone()).await.unwrap();
        turns.push(second);
    }
    assert!(store.erase(&owner(104), gone).await.unwrap());
    assert!(!store.erase(&owner(104), gone).await.unwrap(), "once");
    assert_eq!(store.session(&owner(104), gone).await.unwrap(), None);
    assert_eq!(remains(store, gone, &turns[0]).await, [false; 6], "nothing of it is left");
    assert_eq!(remains(store, kept, &turns[1]).await, [true; 6], "another is as it was");
    assert_eq!(store.finish(end(&turns[0], Some(1))).await, Err(FinishError::NotOwner), "its turn has no end");
    assert_eq!(store.append(turn(gone, 3, 3)).await, Err(AppendError::NotFound));
    store.finish(end(&turns[1], Some(1))).await.unwrap();
}

/// Whether there are messages, a card, a name, a key, a job and a snapshot.
async fn remains(store: &dyn Store, session: SessionId, running: &crate::Append) -> [bool; 6] {
    let named = Lookup { kind: CardKind::Persona, pick: Pick::Name("amie".into()) };
    [
        !store.after(session, 0, 9).await.unwrap().is_empty(),
        !store.cards(session, CardKind::Persona, 9).await.unwrap().is_empty(),
        store.offered(session, &named).await.unwrap().is_some(),
        store.keyed(session, "k").await.unwrap().is_some(),
        store.job(&owner(104), running.job.id).await.unwrap().is_some(),
        store.snapshot(session).await.unwrap().is_some(),
    ]
}

/// Long before all other stories, so that only its own sessions rest.
async fn sessions_that_rest_are_found(store: &dyn Store) {
    let long_ago = AT - Duration::from_secs(1_000_000);
    let mut rested = Vec::new();
    for (n, age) in [(1, 10), (2, 20), (3, 30)] {
        let mut origin = origin(105, n);
        origin.created_at = long_ago - Duration::from_secs(age);
        store.create(&origin, &[]).await.unwrap();
        rested.push((origin.owner, origin.id));
    }
    let idle = async |limit| store.idle(long_ago - Duration::from_secs(10), limit).await.unwrap();
    assert_eq!(
        idle(9).await,
        [rested[1].clone(), rested[2].clone()],
        "those that rest for longer, the first made first"
    );
    assert_eq!(idle(1).await, [rested[1].clone()]);
    store.append(turn(rested[1].1, 0, 1)).await.unwrap();
    assert_eq!(idle(9).await, [rested[2].clone()], "a turn wakes a session");
}
