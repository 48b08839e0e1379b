//! A job is one worker's at a time, is taken up when its worker dies, and every owner gets a turn.

use super::cast::*;
use crate::{Back, Claimed, Due, FinishError, Interrupt, Place, Repeat, Store};
use adforge_domain::{
    cards::Card,
    failure::FailureCode,
    ids::{JobId, OwnerId},
    job::{Begun, Job, JobKind, JobStatus, Outcome, Work},
    order::Orders,
};
use futures_util::future::join_all;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const FOR_EVER: Duration = Duration::from_secs(1_000_000_000);

type Advance<'a> = &'a (dyn Fn(Duration) + Sync);

pub(super) async fn stories(store: &dyn Store, advance: Advance<'_>) {
    // What other stories have left is out of the way.
    advance(LEASE * 2);
    for due in [Due::Turns, Due::Renders] {
        store.claim_due(due, 10_000, FOR_EVER).await.unwrap();
    }
    a_lease_that_runs_out_is_taken_up(store, advance).await;
    a_lease_that_is_renewed_is_kept(store, advance).await;
    what_a_dead_process_left_is_due_at_once(store).await;
    a_queued_job_waits_for_its_first_claim(store).await;
    a_job_that_is_given_back_is_tried_again(store, advance).await;
    a_worker_that_stops_counts_nothing(store).await;
    whoever_lost_a_claim_writes_nothing(store, advance).await;
    what_a_dead_worker_has_begun_is_known(store, advance).await;
    a_job_outside_a_session_lives_as_any(store).await;
    a_job_outside_a_session_can_be_cancelled(store).await;
    turns_and_renders_are_claimed_apart(store).await;
    every_owner_gets_a_turn(store).await;
    every_owner_gets_a_turn_where_one_is_claimed_at_a_time(store, advance).await;
    claims_at_once_share_nothing(store).await;
    what_waits_and_what_runs_is_counted(store).await;
    an_end_that_nobody_heard_is_known_for_a_while(store, advance).await;
}

async fn an_end_that_nobody_heard_is_known_for_a_while(store: &dyn Store, advance: Advance<'_>) {
    let session = session(store, 791, 1).await;
    let awaited = |expected, n| {
        let mut append = turn(session, expected, n);
        append.job.awaited = true;
        append
    };
    let unheard = async || store.unheard(session, SECOND * 10).await.unwrap();
    let repeat =
        |append: &crate::Append, user_seq| Some(Repeat { job: append.job.id, reply: append.job.reply, user_seq });
    let first = awaited(0, 1);
    store.append(first.clone()).await.unwrap();
    assert_eq!(unheard().await, None, "it runs");
    store.finish(end(&first, Some(1))).await.unwrap();
    assert_eq!(unheard().await, repeat(&first, 1));
    advance(SECOND * 9);
    assert_eq!(unheard().await, repeat(&first, 1));
    advance(SECOND * 2);
    assert_eq!(unheard().await, None, "ten seconds are over");
    let second = awaited(2, 2);
    store.append(second.clone()).await.unwrap();
    store.finish(fail(&second, None, FailureCode::TurnCancelled)).await.unwrap();
    let third = awaited(4, 3);
    store.append(third.clone()).await.unwrap();
    advance(SECOND);
    let fourth = awaited(5, 4);
    let interrupts = Interrupt {
        job: third.job.id,
        message: failed(&third, FailureCode::TurnCancelled),
        failure: failure(FailureCode::TurnCancelled),
    };
    store.append(crate::Append { interrupts: Some(interrupts), ..fourth.clone() }).await.unwrap();
    assert_eq!(unheard().await, repeat(&third, 5), "the newest, however it ended");
    store.heard(&[third.job.id, fourth.job.id]).await.unwrap();
    assert_eq!(unheard().await, repeat(&second, 3), "what was heard is not told again");
    store.finish(end(&fourth, Some(1))).await.unwrap();
    store.heard(&[second.job.id, JobId(id(791, 99))]).await.unwrap();
    assert_eq!(unheard().await, None);
    let last = turn(session, 8, 5);
    store.append(last.clone()).await.unwrap();
    store.finish(end(&last, Some(1))).await.unwrap();
    assert_eq!(unheard().await, None, "nobody awaits it");
    store.heard(&[]).await.unwrap();
}

async fn what_waits_and_what_runs_is_counted(store: &dyn Store) {
    let count = async |kind, runs| {
        let load = store.load().await.unwrap();
        load.iter().find(|load| (load.kind, load.runs) == (kind, runs)).map_or(0, |load| load.jobs)
    };
    let counts = async || {
        let waiting = [count(JobKind::Turn, false).await, count(JobKind::Video, false).await];
        (waiting, [count(JobKind::Turn, true).await, count(JobKind::Video, true).await])
    };
    renders(store, 10_000).await;
    let (waiting, running) = counts().await;
    let session = session(store, 790, 1).await;
    let append = turn(session, 0, 1);
    store.append(append.clone()).await.unwrap();
    store.enqueue(lone(790, 2, &owner(790))).await.unwrap();
    assert_eq!(counts().await, ([waiting[0], waiting[1] + 1], [running[0] + 1, running[1]]));
    renders(store, 9).await;
    assert_eq!(counts().await, (waiting, [running[0] + 1, running[1] + 1]));
    store.finish(end(&append, Some(1))).await.unwrap();
    assert_eq!(counts().await, (waiting, [running[0], running[1] + 1]), "what is over is not counted");
}

async fn renders(store: &dyn Store, limit: u32) -> Vec<Claimed> {
    store.claim_due(Due::Renders, limit, LEASE).await.unwrap()
}

async fn turns(store: &dyn Store, limit: u32) -> Vec<Claimed> {
    store.claim_due(Due::Turns, limit, LEASE).await.unwrap()
}

async fn job(store: &dyn Store, owner: &OwnerId, id: JobId) -> Job {
    store.job(owner, id).await.unwrap().expect("the job is there")
}

/// Queues a lone render and claims it.
async fn claimed(store: &dyn Store, story: u128) -> Claimed {
    store.enqueue(lone(story, 1, &owner(story))).await.unwrap();
    let [claimed] = <[Claimed; 1]>::try_from(renders(store, 9).await).expect("it alone is due");
    claimed
}

async fn a_lease_that_runs_out_is_taken_up(store: &dyn Store, advance: Advance<'_>) {
    let session = session(store, 700, 1).await;
    let append = turn(session, 0, 1);
    store.append(append.clone()).await.unwrap();
    advance(LEASE - SECOND);
    assert_eq!(turns(store, 9).await, [], "a living lease is not taken");
    advance(SECOND);
    let wanted = Claimed {
        id: append.job.id,
        owner: owner(700),
        place: Some(Place { session, reply: append.job.reply, user_seq: 1 }),
        work: append.job.work.clone(),
        fence: 2,
        attempts: 0,
        crashes: 1,
        orders: Orders::default(),
        begun: Begun::default(),
    };
    assert_eq!(turns(store, 9).await, [wanted]);
    assert_eq!(turns(store, 9).await, [], "it is leased again");
    let found = job(store, &owner(700), append.job.id).await;
    assert_eq!((found.status, found.crashes), (JobStatus::Processing { fence: 2, percent: 0 }, 1));
    assert_eq!(store.finish(end(&append, Some(1))).await, Err(FinishError::NotOwner), "the old claim is fenced off");
    assert_eq!(store.finish(end(&append, Some(2))).await, Ok(2));
    advance(LEASE * 2);
    assert_eq!(turns(store, 9).await, [], "what is over is never due");
}

async fn a_lease_that_is_renewed_is_kept(store: &dyn Store, advance: Advance<'_>) {
    let (a, b) = (turn(session(store, 701, 1).await, 0, 1), turn(session(store, 701, 2).await, 0, 1));
    for append in [&a, &b] {
        store.append(append.clone()).await.unwrap();
    }
    advance(LEASE / 2);
    let nobodys = JobId(id(701, 99));
    let held = [(a.job.id, 1), (b.job.id, 7), (nobodys, 1)];
    assert_eq!(store.renew(&held, LEASE).await.unwrap(), [b.job.id, nobodys], "what was lost is told");
    advance(LEASE / 2);
    let due = turns(store, 9).await;
    assert_eq!(due.iter().map(|claim| claim.id).collect::<Vec<_>>(), [b.job.id], "only what was not renewed is due");
    store.finish(end(&a, Some(1))).await.unwrap();
    store.finish(end(&b, Some(2))).await.unwrap();
    assert_eq!(store.renew(&[(a.job.id, 1)], LEASE).await.unwrap(), [a.job.id], "what is over is lost");
    assert_eq!(store.renew(&[], LEASE).await.unwrap(), []);
}

async fn what_a_dead_process_left_is_due_at_once(store: &dyn Store) {
    let append = turn(session(store, 702, 1).await, 0, 1);
    store.append(append.clone()).await.unwrap();
    store.enqueue(lone(702, 1, &owner(702))).await.unwrap();
    store.abandon_leases().await.unwrap();
    let due = store.claim_due(Due::Turns, 10_000, FOR_EVER).await.unwrap();
    let mine = due.iter().find(|claim| claim.id == append.job.id).expect("the dead process's turn is due");
    assert_eq!((mine.fence, mine.crashes), (2, 1));
    store.finish(end(&append, Some(2))).await.unwrap();
    let due = store.claim_due(Due::Renders, 10_000, FOR_EVER).await.unwrap();
    let waited = due.iter().find(|claim| claim.id == JobId(id(702, 1))).expect("what was queued is due as before");
    assert_eq!((waited.fence, waited.crashes), (1, 0), "nobody had it");
    assert!(store.end(waited.id, Some(1), Err(failure(FailureCode::Unavailable))).await.unwrap());
}

async fn a_queued_job_waits_for_its_first_claim(store: &dyn Store) {
    let session = session(store, 703, 1).await;
    let film = film(session, 0, 1);
    store.append(film.clone()).await.unwrap();
    let [claim] = <[Claimed; 1]>::try_from(renders(store, 9).await).expect("it is due");
    assert_eq!((claim.id, claim.fence, claim.attempts, claim.crashes), (film.job.id, 1, 0, 0));
    assert_eq!(claim.place, Some(Place { session, reply: film.job.reply, user_seq: 1 }));
    assert_eq!(store.finish(end(&film, Some(1))).await, Ok(2));
}

async fn a_job_that_is_given_back_is_tried_again(store: &dyn Store, advance: Advance<'_>) {
    let claim = claimed(store, 704).await;
    store.report(claim.id, 1, 40).await.unwrap();
    assert!(store.give_back(claim.id, 1, Back::Failed(SECOND * 5)).await.unwrap());
    let found = job(store, &owner(704), claim.id).await;
    assert_eq!((found.status, found.attempts, found.crashes), (JobStatus::Queued, 1, 0), "one attempt more");
    assert!(!store.give_back(claim.id, 1, Back::Stopping).await.unwrap(), "it is no longer theirs");
    advance(SECOND * 4);
    assert_eq!(renders(store, 9).await, [], "after a while");
    advance(SECOND);
    assert_eq!(renders(store, 9).await, [Claimed { fence: 2, attempts: 1, ..claim.clone() }]);
    let found = job(store, &owner(704), claim.id).await;
    assert_eq!(found.status, JobStatus::Processing { fence: 2, percent: 0 }, "and begins anew");
    assert!(store.end(claim.id, Some(2), Ok(video(claim.id))).await.unwrap());
}

async fn a_worker_that_stops_counts_nothing(store: &dyn Store) {
    let claim = claimed(store, 705).await;
    assert!(store.give_back(claim.id, 1, Back::Stopping).await.unwrap());
    assert_eq!(renders(store, 9).await, [Claimed { fence: 2, ..claim.clone() }], "it is due at once");
    assert!(store.end(claim.id, Some(2), Ok(video(claim.id))).await.unwrap());
}

async fn whoever_lost_a_claim_writes_nothing(store: &dyn Store, advance: Advance<'_>) {
    let claim = claimed(store, 706).await;
    store.report(claim.id, 1, 30).await.unwrap();
    advance(LEASE);
    assert_eq!(renders(store, 9).await, [Claimed { fence: 2, crashes: 1, ..claim.clone() }]);
    store.report(claim.id, 2, 10).await.unwrap();
    store.report(claim.id, 1, 99).await.unwrap();
    assert!(!store.give_back(claim.id, 1, Back::Failed(SECOND)).await.unwrap());
    assert!(!store.end(claim.id, Some(1), Ok(video(claim.id))).await.unwrap());
    assert_eq!(store.renew(&[(claim.id, 1)], FOR_EVER).await.unwrap(), [claim.id]);
    let found = job(store, &owner(706), claim.id).await;
    assert_eq!((found.status, found.attempts), (JobStatus::Processing { fence: 2, percent: 10 }, 0));
    assert!(store.end(claim.id, Some(2), Ok(video(claim.id))).await.unwrap());
}

async fn what_a_dead_worker_has_begun_is_known(store: &dyn Store, advance: Advance<'_>) {
    let append = turn(session(store, 725, 1).await, 0, 1);
    store.append(append.clone()).await.unwrap();
    let personas = [persona(1, "Amie"), persona(2, "Bea")].map(|it| Card::Persona(it.card.as_ref().clone()));
    let begun = |count: usize| Begun { writers: vec!["openai/x".into()], cards: personas[..count].to_vec() };
    assert!(store.begun(append.job.id, 1, &begun(1)).await.unwrap());
    assert!(store.begun(append.job.id, 1, &begun(2)).await.unwrap(), "in the place of what was there");
    assert!(!store.begun(append.job.id, 2, &begun(1)).await.unwrap(), "nobody has that claim");
    advance(LEASE);
    let claims = turns(store, 9).await;
    assert_eq!(claims.iter().map(|claim| (claim.id, &claim.begun)).collect::<Vec<_>>(), [(append.job.id, &begun(2))]);
    assert!(!store.begun(append.job.id, 1, &begun(1)).await.unwrap(), "the old claim is fenced off");
    assert_eq!(store.finish(end(&append, Some(2))).await, Ok(2));
    assert!(!store.begun(append.job.id, 2, &begun(1)).await.unwrap(), "it is over");
}

async fn a_job_outside_a_session_lives_as_any(store: &dyn Store) {
    let lone = lone(707, 1, &owner(707));
    store.enqueue(lone.clone()).await.unwrap();
    store.enqueue(lone.clone()).await.expect("asking again is fine");
    let wanted = Job {
        id: lone.id,
        owner: lone.owner.clone(),
        session: None,
        reply: None,
        work: lone.work.clone(),
        status: JobStatus::Queued,
        created_at: lone.at,
        attempts: 0,
        crashes: 0,
        orders: Orders::default(),
    };
    assert_eq!(store.job(&lone.owner, lone.id).await.unwrap(), Some(wanted.clone()));
    assert_eq!(store.job(&owner(999), lone.id).await.unwrap(), None, "a stranger sees nothing");
    let claims = renders(store, 9).await;
    assert_eq!(claims.len(), 1, "it was stored once");
    assert_eq!((claims[0].id, claims[0].place), (lone.id, None));
    store.report(lone.id, 1, 55).await.unwrap();
    let status = JobStatus::Processing { fence: 1, percent: 55 };
    assert_eq!(job(store, &lone.owner, lone.id).await, Job { status, ..wanted.clone() });
    assert!(store.end(lone.id, Some(1), Ok(video(lone.id))).await.unwrap());
    assert!(store.end(lone.id, Some(1), Ok(video(lone.id))).await.unwrap(), "whose answer was lost is told it again");
    assert!(!store.end(lone.id, Some(2), Ok(video(lone.id))).await.unwrap(), "but nobody else");
    assert!(!store.end(lone.id, Some(1), Err(failure(FailureCode::AiTimeout))).await.unwrap(), "once");
    let status = JobStatus::Completed(video(lone.id));
    assert_eq!(job(store, &lone.owner, lone.id).await, Job { status, ..wanted });
    store.enqueue(lone).await.unwrap();
    assert_eq!(renders(store, 9).await, [], "what is over is not begun again");
}

async fn a_job_outside_a_session_can_be_cancelled(store: &dyn Store) {
    for (n, take) in [(1, false), (2, true)] {
        let lone = lone(708, n, &owner(708));
        store.enqueue(lone.clone()).await.unwrap();
        if take {
            assert_eq!(renders(store, 9).await.len(), 1);
        }
        assert!(!store.end(lone.id, Some(9), Ok(video(lone.id))).await.unwrap(), "not under another's claim");
        assert!(store.end(lone.id, None, Err(failure(FailureCode::TurnCancelled))).await.unwrap());
        assert_eq!(job(store, &lone.owner, lone.id).await.status, JobStatus::Cancelled);
        assert!(!store.end(lone.id, Some(1), Ok(video(lone.id))).await.unwrap(), "its worker has lost it");
        assert_eq!(renders(store, 9).await, []);
    }
    let failing = claimed(store, 709).await;
    let failed = failure(FailureCode::AiGenerationError);
    assert!(store.end(failing.id, Some(1), Err(failed.clone())).await.unwrap());
    assert_eq!(job(store, &owner(709), failing.id).await.status, JobStatus::Failed(failed));
    let append = turn(session(store, 708, 9).await, 0, 1);
    store.append(append.clone()).await.unwrap();
    assert!(
        !store.end(append.job.id, None, Ok(Outcome::Content { generator: None })).await.unwrap(),
        "one in a session ends in its log"
    );
    store.finish(end(&append, Some(1))).await.unwrap();
}

async fn turns_and_renders_are_claimed_apart(store: &dyn Store) {
    let session = session(store, 710, 1).await;
    let mut waits = turn(session, 0, 1);
    waits.job.lease = None;
    let (film, mut draws) = (film(session, 1, 2), film(session, 2, 3));
    draws.job.work = Work::Draw(filming());
    for append in [&waits, &film, &draws] {
        store.append(append.clone()).await.unwrap();
    }
    let ids = |claims: Vec<Claimed>| claims.into_iter().map(|claim| claim.id).collect::<Vec<_>>();
    assert_eq!(ids(turns(store, 9).await), [waits.job.id]);
    assert_eq!(ids(renders(store, 9).await), [film.job.id, draws.job.id]);
    for append in [&waits, &film, &draws] {
        store.finish(end(append, Some(1))).await.unwrap();
    }
}

async fn every_owner_gets_a_turn(store: &dyn Store) {
    let (many, few) = (owner(711), owner(712));
    for n in 1..=5 {
        store.enqueue(lone(711, n, &many)).await.unwrap();
    }
    for n in 6..=7 {
        store.enqueue(lone(711, n, &few)).await.unwrap();
    }
    let mut numbers = Vec::new();
    for limit in [3, 2, 9] {
        let claims = renders(store, limit).await;
        numbers.push(claims.iter().map(|claim| (claim.id.0.as_u128() & 0xFF) as u64).collect::<Vec<_>>());
        for claim in claims {
            assert!(store.end(claim.id, Some(claim.fence), Ok(video(claim.id))).await.unwrap());
        }
    }
    assert_eq!(numbers, [vec![1, 6, 2], vec![3, 7], vec![4, 5]], "each owner's oldest come first");
}

async fn every_owner_gets_a_turn_where_one_is_claimed_at_a_time(store: &dyn Store, advance: Advance<'_>) {
    let (many, few) = (owner(714), owner(715));
    for n in 1..=5 {
        store.enqueue(lone(714, n, &many)).await.unwrap();
    }
    advance(SECOND);
    let mut numbers = Vec::new();
    for n in 1..=8 {
        if n == 2 {
            for late in 6..=8 {
                store.enqueue(lone(714, late, &few)).await.unwrap();
            }
            advance(SECOND);
        }
        let [claim] = <[Claimed; 1]>::try_from(renders(store, 1).await).expect("one is due");
        numbers.push(claim.id.0.as_u128() & 0xFF);
        assert!(store.end(claim.id, Some(claim.fence), Ok(video(claim.id))).await.unwrap());
        advance(SECOND);
    }
    assert_eq!(numbers, [1, 2, 6, 3, 7, 4, 8, 5], "in turn, though all of one were there before");
}

async fn claims_at_once_share_nothing(store: &dyn Store) {
    for n in 1..=20 {
        store.enqueue(lone(713, n, &owner(713))).await.unwrap();
    }
    let mut claims: Vec<_> = join_all((0..10).map(|_| renders(store, 3))).await.into_iter().flatten().collect();
    // What all of them passed by, since another was looking at it, is the next one's.
    loop {
        let more = renders(store, 3).await;
        if more.is_empty() {
            break;
        }
        claims.extend(more);
    }
    let mut ids: Vec<_> = claims.into_iter().map(|claim| claim.id).collect();
    assert_eq!(ids.len(), 20, "all are claimed");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 20, "each by one");
    for id in ids {
        store.end(id, Some(1), Ok(video(id))).await.unwrap();
    }
}
