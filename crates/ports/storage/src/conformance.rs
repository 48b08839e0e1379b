//! The suite that every store must pass, told as stories; each panics with what was wrong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a suite fails by panicking, as tests do"
)]

use crate::{Append, AppendError, Appended, Finish, FinishError, Key, NewJob, Store};
use adforge_domain::{
    cards::{Content, ContentType},
    failure::{Failure, FailureCode},
    format::MediaType,
    ids::{JobId, MessageId, OwnerId, ProductId, Seq, SessionId},
    job::Work,
    message::{Body, Delivered, Draft, Failed, UserMessage},
    session::Origin,
    workflow::Step,
};
use std::{sync::Arc, time::Duration};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

const LEASE: Duration = Duration::from_secs(30);
const AT: OffsetDateTime = datetime!(2026-02-08 14:30:00.123 UTC);

/// Runs all stories on an empty store.
pub async fn run(store: &dyn Store) {
    a_log_is_numbered_without_a_gap(store).await;
    a_decision_on_an_old_log_is_refused(store).await;
    one_turn_lives_in_a_session(store).await;
    a_key_is_one_turn(store).await;
    whoever_lost_a_job_cannot_end_it(store).await;
    a_session_is_its_owners(store).await;
}

fn owner() -> OwnerId {
    OwnerId("local".into())
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

async fn session(store: &dyn Store, n: u128) -> SessionId {
    let session = SessionId(id(n << 64));
    let origin = Origin {
        id: session,
        owner: owner(),
        user_label: None,
        product: ProductId(id(1)),
        format: None,
        media: MediaType::Video,
        language: None,
        created_at: AT,
    };
    store.create(&origin).await.unwrap();
    session
}

fn turn(session: SessionId, expected: Seq, n: u128, key: Option<(&str, &str)>) -> Append {
    let base = session.0.as_u128();
    let user = UserMessage {
        text: format!("turn {n}"),
        client_id: None,
        badges: vec![],
        selections: None,
        calls: None,
        summary: None,
    };
    Append {
        session,
        expected,
        message: Draft { id: MessageId(id(base + n * 3)), at: AT, body: Body::User(Box::new(user)) },
        selections: None,
        job: NewJob {
            id: JobId(id(base + n * 3 + 1)),
            owner: owner(),
            reply: MessageId(id(base + n * 3 + 2)),
            work: Work::Write { step: Step::FormatSelection, wish: None, may_answer: false },
            lease: LEASE,
        },
        key: key.map(|(key, command)| Key { key: key.into(), command: command.into() }),
    }
}

fn end(append: &Append, fence: Option<u32>) -> Finish {
    let content = Arc::new(Content::Text { text: "<b>42</b> 🎉".into() });
    let body = Body::Ai(Delivered { job: Some(append.job.id), content, generator: "test".into() });
    Finish {
        session: append.session,
        job: append.job.id,
        fence,
        message: Draft { id: append.job.reply, at: AT, body },
        delivered: Some(Step::FormatSelection),
        failure: None,
    }
}

async fn a_log_is_numbered_without_a_gap(store: &dyn Store) {
    let session = session(store, 1).await;
    let mut wanted = Vec::new();
    for n in 1..=3 {
        let append = turn(session, (n as u64 - 1) * 2, n, None);
        let appended = store.append(append.clone()).await.unwrap();
        assert_eq!(appended, Appended::New { seq: n as u64 * 2 - 1, fence: 1 });
        let finish = end(&append, Some(1));
        assert_eq!(store.finish(finish.clone()).await.unwrap(), n as u64 * 2);
        wanted.push(append.message.placed(session, n as u64 * 2 - 1));
        wanted.push(finish.message.placed(session, n as u64 * 2));
    }
    assert_eq!(store.after(session, 0, 100).await.unwrap(), wanted, "the log is what was appended");
    assert_eq!(store.after(session, 2, 3).await.unwrap(), wanted[2..5], "a page begins after its number");
    let head = store.session(&owner(), session).await.unwrap().unwrap();
    assert_eq!((head.last_seq, head.current_step), (6, Step::FormatSelection));
}

async fn a_decision_on_an_old_log_is_refused(store: &dyn Store) {
    let session = session(store, 2).await;
    let first = turn(session, 0, 1, None);
    store.append(first.clone()).await.unwrap();
    store.finish(end(&first, Some(1))).await.unwrap();
    assert_eq!(store.append(turn(session, 0, 2, None)).await, Err(AppendError::Stale));
    assert_eq!(store.append(turn(SessionId(id(77)), 0, 3, None)).await, Err(AppendError::NotFound));
    assert_eq!(store.after(session, 0, 9).await.unwrap().len(), 2, "a refusal appends nothing");
}

async fn one_turn_lives_in_a_session(store: &dyn Store) {
    let session = session(store, 3).await;
    let first = turn(session, 0, 1, None);
    store.append(first.clone()).await.unwrap();
    assert_eq!(store.append(turn(session, 1, 2, None)).await, Err(AppendError::TurnRunning));
    store.finish(end(&first, None)).await.unwrap();
    assert!(matches!(store.append(turn(session, 2, 3, None)).await, Ok(Appended::New { seq: 3, .. })));
}

async fn a_key_is_one_turn(store: &dyn Store) {
    let session = session(store, 4).await;
    let first = turn(session, 0, 1, Some(("k", "a")));
    store.append(first.clone()).await.unwrap();
    let repeated = Appended::Repeated { job: first.job.id, reply: first.job.reply, user_seq: 1 };
    assert_eq!(store.append(turn(session, 0, 2, Some(("k", "a")))).await, Ok(repeated.clone()), "while it runs");
    store.finish(end(&first, Some(1))).await.unwrap();
    assert_eq!(store.append(turn(session, 2, 3, Some(("k", "a")))).await, Ok(repeated), "once it is over");
    assert_eq!(store.append(turn(session, 2, 4, Some(("k", "b")))).await, Err(AppendError::KeyReused));
    assert_eq!(store.after(session, 0, 9).await.unwrap().len(), 2);
}

async fn whoever_lost_a_job_cannot_end_it(store: &dyn Store) {
    let session = session(store, 5).await;
    let append = turn(session, 0, 1, None);
    store.append(append.clone()).await.unwrap();
    assert_eq!(store.claim_due(10, LEASE).await.unwrap(), [], "a living lease is not taken");
    store.abandon_leases().await.unwrap();
    let claimed = store.claim_due(10, LEASE).await.unwrap();
    let mine = claimed.iter().find(|job| job.id == append.job.id).expect("the dead process's job is due");
    assert_eq!((mine.fence, mine.crashes, mine.user_seq, mine.reply), (2, 1, 1, append.job.reply));
    assert_eq!((&mine.work, &mine.owner), (&append.job.work, &owner()));
    assert_eq!(store.finish(end(&append, Some(1))).await, Err(FinishError::NotOwner), "the old claim is fenced off");
    let failure = Failure { code: FailureCode::TurnCancelled, message: "It was cancelled.".into() };
    let failed = Failed { job: append.job.id, failure: failure.clone(), wanted: ContentType::FormatOptions };
    let cancel = Finish {
        message: Draft { id: append.job.reply, at: AT, body: Body::Failed(failed) },
        failure: Some(failure),
        delivered: None,
        fence: None,
        ..end(&append, None)
    };
    assert_eq!(store.finish(cancel).await, Ok(2));
    assert_eq!(
        store.finish(end(&append, Some(2))).await,
        Err(FinishError::NotOwner),
        "a cancel takes it from everyone"
    );
    assert_eq!(store.after(session, 0, 9).await.unwrap().len(), 2, "a job has one end");
}

async fn a_session_is_its_owners(store: &dyn Store) {
    let session = session(store, 6).await;
    assert!(store.session(&owner(), session).await.unwrap().is_some());
    assert_eq!(store.session(&OwnerId("stranger".into()), session).await.unwrap(), None);
}
