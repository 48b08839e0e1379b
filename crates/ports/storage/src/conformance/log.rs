//! A log grows by whole steps, without a gap, once for each key, and by whoever decided on its newest message.

use super::cast::*;
use crate::{Append, AppendError, Appended, Charge, FinishError, Interrupt, Repeat, Store};
use adforge_domain::{
    failure::FailureCode,
    ids::{CardId, CardKind, SessionId},
    job::{JobStatus, Outcome},
    message::Message,
    selection::Selections,
    workflow::{Lookup, Pick, Step},
};
use futures_util::future::join_all;
use std::time::Duration;
use time::macros::date;

pub(super) async fn stories(store: &dyn Store) {
    a_log_is_numbered_without_a_gap(store).await;
    a_message_comes_back_as_it_was(store).await;
    a_decision_on_an_old_log_is_refused(store).await;
    one_turn_lives_in_a_session(store).await;
    a_key_is_one_turn(store).await;
    many_at_once_with_one_key_are_one_turn(store).await;
    of_many_decisions_on_one_log_one_is_carried_out(store).await;
    what_is_chosen_stands_on_the_head(store).await;
    a_job_has_one_end(store).await;
    an_end_whose_answer_was_lost_is_still_ours(store).await;
    a_film_can_be_ended_while_it_waits(store).await;
    an_interrupt_ends_one_turn_and_begins_another(store).await;
    an_interrupt_that_is_refused_ends_nothing(store).await;
    many_ends_at_once_leave_no_gap(store).await;
    the_newest_numbers_of_many_sessions_are_one_read(store).await;
    cards_are_found_by_id_and_name(store).await;
}

async fn log(store: &dyn Store, session: SessionId) -> Vec<Message> {
    store.after(session, 0, 1_000).await.unwrap()
}

async fn a_log_is_numbered_without_a_gap(store: &dyn Store) {
    let session = session(store, 200, 1).await;
    let mut wanted = Vec::new();
    for n in 1..=3 {
        let append = turn(session, (n as u64 - 1) * 2, n);
        assert_eq!(store.append(append.clone()).await, Ok(Appended::New(n as u64 * 2 - 1)));
        let finish = end(&append, Some(1));
        assert_eq!(store.finish(finish.clone()).await, Ok(n as u64 * 2));
        wanted.push(append.message.placed(session, n as u64 * 2 - 1));
        wanted.push(finish.message.placed(session, n as u64 * 2));
    }
    assert_eq!(log(store, session).await, wanted, "the log is what was appended");
    assert_eq!(store.after(session, 2, 3).await.unwrap(), wanted[2..5], "a page begins after its number");
    assert_eq!(store.after(session, 6, 3).await.unwrap(), []);
    assert_eq!(store.newest(session, 2).await.unwrap(), wanted[4..], "the newest come in order, too");
    assert_eq!(store.newest(session, 99).await.unwrap(), wanted);
    let head = store.session(&owner(200), session).await.unwrap().unwrap();
    assert_eq!((head.last_seq, head.updated_at), (6, wanted[5].at));
    let nobodys = SessionId(id(200, 99));
    assert_eq!((log(store, nobodys).await, store.newest(nobodys, 9).await.unwrap()), (vec![], vec![]));
}

async fn a_message_comes_back_as_it_was(store: &dyn Store) {
    let session = session(store, 201, 1).await;
    let mut append = turn(session, 0, 1);
    append.message = says(id(201, 1).as_u128(), &"\"é\\ \u{1F1EB}\u{1F1F7} \u{200F}\n".repeat(20_000));
    append.message.at = AT + Duration::from_millis(7);
    store.append(append.clone()).await.unwrap();
    assert_eq!(log(store, session).await, [append.message.clone().placed(session, 1)]);
    let finish = end_with(&append, Some(1), personas(1, &["Amie", "Été 2026"]));
    store.finish(finish.clone()).await.unwrap();
    assert_eq!(store.newest(session, 1).await.unwrap(), [finish.message.placed(session, 2)]);
}

async fn a_decision_on_an_old_log_is_refused(store: &dyn Store) {
    let session = session(store, 202, 1).await;
    let first = turn(session, 0, 1);
    store.append(first.clone()).await.unwrap();
    store.finish(end(&first, Some(1))).await.unwrap();
    for expected in [0, 1, 3] {
        assert_eq!(store.append(turn(session, expected, 2)).await, Err(AppendError::Stale));
    }
    let nobodys = SessionId(id(202, 99));
    assert_eq!(store.append(keyed(turn(nobodys, 0, 3), "k", "c")).await, Err(AppendError::NotFound));
    assert_eq!(log(store, session).await.len(), 2, "a refusal appends nothing");
    let refused = turn(session, 0, 2).job.id;
    assert_eq!(store.job(&owner(202), refused).await.unwrap(), None, "and makes no job");
}

async fn one_turn_lives_in_a_session(store: &dyn Store) {
    let session = session(store, 203, 1).await;
    let first = turn(session, 0, 1);
    store.append(first.clone()).await.unwrap();
    assert_eq!(store.append(turn(session, 1, 2)).await, Err(AppendError::TurnRunning));
    let mut queued = turn(session, 1, 2);
    queued.job.lease = None;
    assert_eq!(store.append(queued.clone()).await, Err(AppendError::TurnRunning), "a queued one no less");
    assert_eq!(store.append(turn(session, 0, 2)).await, Err(AppendError::Stale), "an old decision is told first");
    assert_eq!(store.append(film(session, 1, 3)).await, Ok(Appended::New(2)), "renders don't count");
    assert_eq!(store.append(film(session, 2, 4)).await, Ok(Appended::New(3)), "nor two of them");
    store.finish(end(&first, None)).await.unwrap();
    queued.expected = 4;
    assert_eq!(store.append(queued.clone()).await, Ok(Appended::New(5)));
    assert_eq!(store.append(turn(session, 5, 5)).await, Err(AppendError::TurnRunning), "a queued turn lives");
    for render in [film(session, 1, 3), film(session, 2, 4), queued] {
        store.finish(end(&render, None)).await.unwrap();
    }
}

async fn a_key_is_one_turn(store: &dyn Store) {
    let session = session(store, 204, 1).await;
    assert_eq!(store.keyed(session, "k").await.unwrap(), None);
    assert_eq!(store.append(keyed(turn(session, 5, 1), "k", "a")).await, Err(AppendError::Stale));
    assert_eq!(store.keyed(session, "k").await.unwrap(), None, "what was refused has no key");
    let first = keyed(turn(session, 0, 1), "k", "a");
    store.append(first.clone()).await.unwrap();
    let repeat = Repeat { job: first.job.id, reply: first.job.reply, user_seq: 1 };
    let repeated = Ok(Appended::Repeated(repeat));
    assert_eq!(store.append(keyed(turn(session, 0, 2), "k", "a")).await, repeated, "while it runs");
    assert_eq!(store.append(keyed(turn(session, 0, 2), "k", "b")).await, Err(AppendError::KeyReused));
    store.finish(end(&first, Some(1))).await.unwrap();
    assert_eq!(store.append(keyed(turn(session, 2, 3), "k", "a")).await, repeated, "once it is over");
    let mut dear = keyed(turn(session, 0, 3), "k", "a");
    dear.charge = Some(Charge { owner: owner(204), day: date!(2026 - 02 - 08), videos: false, most: 0 });
    assert_eq!(store.append(dear).await, repeated, "before anything else is looked at");
    assert_eq!(store.append(keyed(turn(session, 2, 4), "k", "b")).await, Err(AppendError::KeyReused));
    assert_eq!(store.keyed(session, "k").await.unwrap(), Some(("a".into(), repeat)));
    assert_eq!(log(store, session).await.len(), 2);
    let elsewhere = super::cast::session(store, 204, 2).await;
    assert_eq!(
        store.append(keyed(turn(elsewhere, 0, 1), "k", "b")).await,
        Ok(Appended::New(1)),
        "a key is its session's"
    );
    store.finish(end(&turn(elsewhere, 0, 1), None)).await.unwrap();
}

async fn many_at_once_with_one_key_are_one_turn(store: &dyn Store) {
    let session = session(store, 205, 1).await;
    let appends = (1..=20).map(|n| store.append(keyed(turn(session, 0, n), "k", "a")));
    let appended: Vec<_> = join_all(appends).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(appended.iter().filter(|one| **one == Appended::New(1)).count(), 1, "{appended:?}");
    let (_, repeat) = store.keyed(session, "k").await.unwrap().unwrap();
    let repeated = Appended::Repeated(repeat);
    assert_eq!(appended.iter().filter(|one| **one == repeated).count(), 19, "all others are told of it");
    assert_eq!(log(store, session).await.len(), 1);
    let winner = (1..=20).map(|n| turn(session, 0, n)).find(|one| one.job.id == repeat.job).unwrap();
    store.finish(end(&winner, Some(1))).await.unwrap();
}

async fn of_many_decisions_on_one_log_one_is_carried_out(store: &dyn Store) {
    let session = session(store, 206, 1).await;
    let films: Vec<_> = (1..=10).map(|n| film(session, 0, n)).collect();
    let appended = join_all(films.iter().map(|film| store.append(film.clone()))).await;
    let won: Vec<_> = films.iter().zip(&appended).filter(|(_, one)| **one == Ok(Appended::New(1))).collect();
    assert_eq!(won.len(), 1, "{appended:?}");
    assert_eq!(appended.iter().filter(|one| **one == Err(AppendError::Stale)).count(), 9);
    assert_eq!(log(store, session).await, [won[0].0.message.clone().placed(session, 1)]);
    store.finish(end(won[0].0, None)).await.unwrap();
}

async fn what_is_chosen_stands_on_the_head(store: &dyn Store) {
    let session = session(store, 207, 1).await;
    let mut first = turn(session, 0, 1);
    let chosen = Selections { persona: Some(persona(3, "Amie")), ..Selections::default() };
    first.selections = Some(chosen.clone());
    store.append(first.clone()).await.unwrap();
    store.finish(end_with(&first, Some(1), angles(1, &["Calm"]))).await.unwrap();
    let head = store.session(&owner(207), session).await.unwrap().unwrap();
    assert_eq!((&head.selections, head.current_step), (&chosen, Step::AngleSelection));
    let second = turn(session, 2, 2);
    store.append(second.clone()).await.unwrap();
    store.finish(end(&second, Some(1))).await.unwrap();
    let head = store.session(&owner(207), session).await.unwrap().unwrap();
    assert_eq!((&head.selections, head.current_step), (&chosen, Step::AngleSelection), "until something else is");
}

async fn a_job_has_one_end(store: &dyn Store) {
    let (mine, other) = (session(store, 208, 1).await, session(store, 208, 2).await);
    let append = turn(mine, 0, 1);
    store.append(append.clone()).await.unwrap();
    assert_eq!(store.finish(end(&append, Some(2))).await, Err(FinishError::NotOwner), "another claim's");
    let elsewhere = crate::Finish { session: other, ..end(&append, Some(1)) };
    assert_eq!(store.finish(elsewhere).await, Err(FinishError::NotOwner), "another session's");
    assert_eq!(log(store, mine).await.len() + log(store, other).await.len(), 1, "a refusal writes nothing");
    assert_eq!(store.finish(fail(&append, Some(1), FailureCode::AiTimeout)).await, Ok(2));
    let job = store.job(&owner(208), append.job.id).await.unwrap().unwrap();
    assert_eq!(job.status, JobStatus::Failed(failure(FailureCode::AiTimeout)));
    for fence in [Some(1), None] {
        assert_eq!(store.finish(end(&append, fence)).await, Err(FinishError::NotOwner), "it is over");
    }
    let head = store.session(&owner(208), mine).await.unwrap().unwrap();
    assert_eq!(head.current_step, Step::PersonaSelection, "a failure moves no session on");
    let next = turn(mine, 2, 2);
    store.append(next.clone()).await.unwrap();
    assert_eq!(store.finish(fail(&next, None, FailureCode::TurnCancelled)).await, Ok(4), "a cancel needs no claim");
    assert_eq!(store.job(&owner(208), next.job.id).await.unwrap().unwrap().status, JobStatus::Cancelled);
    assert_eq!(store.finish(end(&next, Some(1))).await, Err(FinishError::NotOwner), "and takes it from everyone");
    assert_eq!(log(store, mine).await.len(), 4);
}

async fn an_end_whose_answer_was_lost_is_still_ours(store: &dyn Store) {
    let session = session(store, 215, 1).await;
    let append = turn(session, 0, 1);
    store.append(append.clone()).await.unwrap();
    let ours = end_with(&append, Some(1), personas(1, &["Amie"]));
    for _ in 0..2 {
        assert_eq!(store.finish(ours.clone()).await, Ok(2), "told again, it is the same");
    }
    let next = turn(session, 2, 2);
    store.append(next.clone()).await.unwrap();
    assert_eq!(store.finish(ours.clone()).await, Ok(2), "however much was added since");
    let mut theirs = ours;
    theirs.message.at += Duration::from_millis(1);
    assert_eq!(store.finish(theirs).await, Err(FinishError::NotOwner), "another's end is not taken for ours");
    store.finish(end(&next, Some(1))).await.unwrap();
    assert_eq!(log(store, session).await.len(), 4);
}

async fn a_film_can_be_ended_while_it_waits(store: &dyn Store) {
    let session = session(store, 209, 1).await;
    let waits = film(session, 0, 1);
    store.append(waits.clone()).await.unwrap();
    let job = store.job(&owner(209), waits.job.id).await.unwrap().unwrap();
    assert_eq!((job.status, job.session, job.reply), (JobStatus::Queued, Some(session), Some(waits.job.reply)));
    assert_eq!(job.created_at, waits.message.at);
    for fence in [0, 1] {
        assert_eq!(store.finish(end(&waits, Some(fence))).await, Err(FinishError::NotOwner), "nobody has it");
    }
    assert_eq!(store.finish(fail(&waits, None, FailureCode::TurnCancelled)).await, Ok(2));
    let drawn = film(session, 2, 2);
    store.append(drawn.clone()).await.unwrap();
    let outcome = image(drawn.job.id);
    store.finish(crate::Finish { end: Ok(outcome.clone()), ..end(&drawn, None) }).await.unwrap();
    let job = store.job(&owner(209), drawn.job.id).await.unwrap().unwrap();
    assert_eq!(job.status, JobStatus::Completed(outcome), "an outcome stays with its job");
}

async fn many_ends_at_once_leave_no_gap(store: &dyn Store) {
    let session = session(store, 213, 1).await;
    let films: Vec<_> = (1..=8).map(|n| film(session, n as u64 - 1, n)).collect();
    for film in &films {
        store.append(film.clone()).await.unwrap();
    }
    let ends = films.iter().flat_map(|film| [end(film, None), fail(film, None, FailureCode::TurnCancelled)]);
    let ended = join_all(ends.map(|end| store.finish(end))).await;
    let mut numbers: Vec<_> = ended.iter().filter_map(|end| end.as_ref().ok().copied()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (9..=16).collect::<Vec<_>>(), "each has one end, and each end a number of its own");
    assert_eq!(ended.iter().filter(|end| **end == Err(FinishError::NotOwner)).count(), 8, "{ended:?}");
    let numbers: Vec<_> = log(store, session).await.iter().map(|message| message.seq).collect();
    assert_eq!(numbers, (1..=16).collect::<Vec<_>>());
    assert_eq!(store.session(&owner(213), session).await.unwrap().unwrap().last_seq, 16);
}

async fn the_newest_numbers_of_many_sessions_are_one_read(store: &dyn Store) {
    let (two, one, none) = (session(store, 214, 1).await, session(store, 214, 2).await, session(store, 214, 3).await);
    let first = turn(two, 0, 1);
    store.append(first.clone()).await.unwrap();
    store.finish(end(&first, Some(1))).await.unwrap();
    let second = turn(one, 0, 1);
    store.append(second.clone()).await.unwrap();
    let nobodys = SessionId(id(214, 99));
    let mut heads = store.heads(&[none, nobodys, one, two]).await.unwrap();
    heads.sort();
    assert_eq!(heads, [(two, 2), (one, 1), (none, 0)], "one that isn't there is left out");
    assert_eq!(store.heads(&[]).await.unwrap(), []);
    store.finish(end(&second, Some(1))).await.unwrap();
}

fn interrupts(mut append: Append, old: &Append) -> Append {
    append.interrupts = Some(Interrupt {
        job: old.job.id,
        message: failed(old, FailureCode::TurnCancelled),
        failure: failure(FailureCode::TurnCancelled),
    });
    append
}

async fn an_interrupt_ends_one_turn_and_begins_another(store: &dyn Store) {
    let session = session(store, 210, 1).await;
    let old = turn(session, 0, 1);
    store.append(old.clone()).await.unwrap();
    let new = keyed(interrupts(turn(session, 1, 2), &old), "k", "a");
    assert_eq!(store.append(new.clone()).await, Ok(Appended::New(3)));
    let ended = failed(&old, FailureCode::TurnCancelled).placed(session, 2);
    let wanted = [old.message.clone().placed(session, 1), ended, new.message.clone().placed(session, 3)];
    assert_eq!(log(store, session).await, wanted);
    assert_eq!(store.job(&owner(210), old.job.id).await.unwrap().unwrap().status, JobStatus::Cancelled);
    let job = store.job(&owner(210), new.job.id).await.unwrap().unwrap();
    assert_eq!(job.status, JobStatus::Processing { fence: 1, percent: 0 });
    assert_eq!(store.finish(end(&old, Some(1))).await, Err(FinishError::NotOwner), "its runner has lost it");
    let repeat = Repeat { job: new.job.id, reply: new.job.reply, user_seq: 3 };
    assert_eq!(store.append(new.clone()).await, Ok(Appended::Repeated(repeat)), "a repeat interrupts nobody");
    assert_eq!(store.session(&owner(210), session).await.unwrap().unwrap().last_seq, 3);
    assert_eq!(store.finish(end(&new, Some(1))).await, Ok(4));
}

async fn an_interrupt_that_is_refused_ends_nothing(store: &dyn Store) {
    let session = session(store, 211, 1).await;
    let old = turn(session, 0, 1);
    store.append(old.clone()).await.unwrap();
    let stranger = turn(session, 0, 9);
    assert_eq!(store.append(interrupts(turn(session, 0, 2), &old)).await, Err(AppendError::Stale), "an old decision");
    let other = interrupts(turn(session, 1, 2), &stranger);
    assert_eq!(store.append(other).await, Err(AppendError::Stale), "that turn is not running");
    let mut dear = interrupts(turn(session, 1, 2), &old);
    dear.charge = Some(Charge { owner: owner(211), day: date!(2026 - 02 - 08), videos: false, most: 0 });
    assert_eq!(store.append(dear).await, Err(AppendError::Charged));
    assert_eq!(log(store, session).await.len(), 1, "nothing was appended");
    let job = store.job(&owner(211), old.job.id).await.unwrap().unwrap();
    assert_eq!(job.status, JobStatus::Processing { fence: 1, percent: 0 }, "and it runs on");
    assert_eq!(store.finish(end(&old, Some(1))).await, Ok(2));
    assert_eq!(store.append(interrupts(turn(session, 2, 2), &old)).await, Err(AppendError::Stale), "it is over");
    assert_eq!(log(store, session).await.len(), 2);
    let render = film(session, 2, 3);
    store.append(render.clone()).await.unwrap();
    assert_eq!(
        store.append(interrupts(turn(session, 3, 4), &render)).await,
        Err(AppendError::Stale),
        "a render is no turn"
    );
    store.finish(crate::Finish { end: Ok(Outcome::Content { generator: None }), ..end(&render, None) }).await.unwrap();
}

async fn cards_are_found_by_id_and_name(store: &dyn Store) {
    let session = session(store, 212, 1).await;
    let sets = [
        personas(1, &["Amie pressée", "Straße"]),
        angles(1, &["Amie pressée", "Calm"]),
        personas(3, &["AMIE  PRESSÉE", "Neu"]),
    ];
    let mut messages = Vec::new();
    for (content, n) in sets.into_iter().zip(1..) {
        let append = turn(session, (n as u64 - 1) * 2, n);
        store.append(append.clone()).await.unwrap();
        let finish = end_with(&append, Some(1), content);
        store.finish(finish.clone()).await.unwrap();
        messages.push(finish.message.placed(session, n as u64 * 2));
    }
    let offered = async |kind, pick| {
        let message = store.offered(session, &Lookup { kind, pick }).await.unwrap();
        message.map(|message| messages.iter().position(|one| *one == message).expect("it is the message"))
    };
    let (persona, angle) = (CardKind::Persona, CardKind::Angle);
    let card = |kind, number| CardId { kind, number };
    assert_eq!(offered(persona, Pick::Id(card(persona, 2))).await, Some(0), "by id, in an old set");
    assert_eq!(offered(persona, Pick::Id(card(persona, 4))).await, Some(2));
    assert_eq!(offered(angle, Pick::Id(card(angle, 1))).await, Some(1));
    assert_eq!(offered(persona, Pick::Id(card(persona, 5))).await, None);
    assert_eq!(offered(CardKind::Concept, Pick::Id(card(CardKind::Concept, 1))).await, None);
    assert_eq!(offered(persona, Pick::Name("strasse".into())).await, Some(0), "by name, folded");
    assert_eq!(offered(persona, Pick::Name(" amie pressée ".into())).await, Some(2), "the newest of that name");
    assert_eq!(offered(angle, Pick::Name("amie pressée".into())).await, Some(1), "of that kind");
    assert_eq!(offered(angle, Pick::Name("Neu".into())).await, None);
    assert_eq!(offered(angle, Pick::Name("calm\0".into())).await, None, "what can't be stored names nothing");
    assert_eq!(offered(persona, Pick::Unknown("aud-1".into())).await, None, "what is no id of ours was never offered");
    let named = |number, name: &str| (card(persona, number), name.to_owned());
    let newest = [named(4, "Neu"), named(3, "AMIE  PRESSÉE"), named(2, "Straße"), named(1, "Amie pressée")];
    assert_eq!(store.cards(session, persona, 9).await.unwrap(), newest, "newest first, with their names");
    assert_eq!(store.cards(session, persona, 2).await.unwrap(), newest[..2]);
    assert_eq!(store.cards(session, CardKind::Concept, 9).await.unwrap(), []);
    let elsewhere = super::cast::session(store, 212, 2).await;
    let lookup = Lookup { kind: persona, pick: Pick::Id(card(persona, 1)) };
    assert_eq!(store.offered(elsewhere, &lookup).await.unwrap(), None, "another session's cards are another's");
    assert_eq!(store.cards(elsewhere, persona, 9).await.unwrap(), []);
}
