//! Whoever judges is tried, too: what must not happen is shown to them, and each time they see it.

use crate::{
    faults::Fault,
    fleet::Told,
    follower::Seen,
    judge::{each_job_has_one_end, each_key_is_one_turn, logs_have_no_gap_and_no_error},
    reads::{Bought, Ended, Key, Line},
    sales::each_is_somebodys,
    tally::{Hit, Tally},
};
use adforge_tests::Event;
use adforge_tests_servers::heygen::Sale;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// What was judged is refused, in these words.
fn refuses<T>(why: &str, judge: impl FnOnce() -> T) {
    let Err(refused) = catch_unwind(AssertUnwindSafe(judge)) else { panic!("it was not seen: {why}") };
    let plain = refused.downcast_ref::<&str>().copied();
    let words = refused.downcast_ref::<String>().map(String::as_str).or(plain).unwrap_or_default();
    assert!(words.contains(why), "{why}: {words}");
}

fn line(seq: i64, sender: &str, kind: &str) -> Line {
    Line { session: "s".into(), seq, sender: sender.into(), kind: kind.into(), ahead: 0 }
}

/// A log of two turns, as it should be.
fn log() -> Vec<Line> {
    [(1, "user", "text"), (2, "ai", "audience_group"), (3, "user", "text"), (4, "ai", "marketing_angle")]
        .map(|(seq, sender, kind)| line(seq, sender, kind))
        .into()
}

fn judged(log: &[Line]) -> BTreeMap<String, Vec<Line>> {
    logs_have_no_gap_and_no_error(log, &mut Tally::default())
}

#[test]
fn a_message_that_is_missing_or_doubled_and_a_turn_that_failed_are_seen_in_the_log() {
    assert_eq!(judged(&log())["s"].len(), 4);
    for at in [0, 1, 2] {
        let (mut missing, mut doubled) = (log(), log());
        missing.remove(at);
        doubled.insert(at, doubled[at].clone());
        refuses("the log has a gap", || judged(&missing));
        refuses("the log has a gap", || judged(&doubled));
    }
    refuses("a turn ended with an error", || judged(&[line(1, "user", "text"), line(2, "ai", "error")]));
}

#[test]
fn a_message_that_is_missing_or_doubled_is_seen_by_who_follows() {
    let event = |id: u64| Event { id: Some(id), data: json!({"type": "text"}) };
    let follows = |ids: &[u64]| {
        let mut seen = Seen::nothing_of("s");
        ids.iter().for_each(|id| seen.takes(&event(*id)));
        seen
    };
    let there = BTreeMap::from([("s".to_owned(), 3)]);
    assert!(follows(&[1, 2, 3]).is_all(&there));
    assert!(!follows(&[1, 2]).is_all(&there), "the end is missing");
    for ids in [&[2][..], &[1, 3], &[1, 1], &[1, 2, 1]] {
        refuses("a message is missing or doubled", || follows(ids));
    }
}

#[test]
fn a_key_with_two_turns_a_turn_without_a_key_and_one_that_the_client_was_not_told_are_seen() {
    let key =
        |key: &str, reply: &str, user_seq| Key { session: "s".into(), key: key.into(), reply: reply.into(), user_seq };
    let told = |replies: &[(&str, &str)]| -> Told {
        replies.iter().map(|(key, reply)| (("s".to_owned(), (*key).to_owned()), (*reply).to_owned())).collect()
    };
    let (keys, both) = ([key("k", "a", 1), key("l", "b", 3)], told(&[("k", "a"), ("l", "b")]));
    let judges = |told: &Told, keys: &[Key], log: &[Line]| each_key_is_one_turn(told, keys, &judged(log));
    judges(&both, &keys, &log());
    let is_told = "what clients were told of their keys";
    refuses(is_told, || judges(&told(&[("k", "a")]), &keys, &log()));
    refuses(is_told, || judges(&told(&[("k", "a"), ("l", "c")]), &keys, &log()));
    refuses(is_told, || judges(&both, &keys[..1], &log()));
    refuses("a message of its own", || judges(&both, &[key("k", "a", 1), key("l", "b", 1)], &log()));
    // Said twice under one key, which has one turn.
    let mut twice = log();
    twice.extend([line(5, "user", "text"), line(6, "ai", "marketing_angle")]);
    refuses("there is no other message", || judges(&both, &keys, &twice));
}

#[test]
fn a_job_with_two_ends_with_none_or_with_a_bad_one_is_seen() {
    let job = |ends, status: &str, failure: Option<&str>| Ended {
        id: "j".into(),
        kind: "video".into(),
        status: status.into(),
        ends,
        failure: failure.map(str::to_owned),
    };
    assert_eq!(each_job_has_one_end(&[job(1, "completed", None)]), ["j"]);
    for bad in [job(2, "completed", None), job(0, "completed", None), job(1, "failed", Some("{}"))] {
        refuses("left == right", || each_job_has_one_end(&[bad]));
    }
}

#[test]
fn what_was_sold_twice_what_nobody_has_and_what_nobody_sold_are_seen() {
    let job = |reference: Option<&str>, failure: Option<&str>| Bought {
        id: "j".into(),
        status: if failure.is_some() { "failed" } else { "completed" }.into(),
        reference: reference.map(str::to_owned),
        failure: failure.map(str::to_owned),
    };
    let sale = |key: &str, video_id: &str| Sale {
        key: key.into(),
        video_id: video_id.into(),
        order: Value::Null,
        sent: 1,
        buyer: String::new(),
    };
    let (sold, has_it) = ([sale("adforge-j", "v")], [job(Some("v"), None)]);
    assert_eq!(each_is_somebodys(&sold, &has_it), ["j"]);
    assert_eq!(each_is_somebodys(&sold, &[job(None, Some("bought at heygen"))]), ["j"]);
    let with = |other| [sale("adforge-j", "v"), other];
    refuses("more than once", || each_is_somebodys(&with(sale("adforge-j", "w")), &has_it));
    refuses("no job knows", || each_is_somebodys(&with(sale("adforge-k", "w")), &has_it));
    refuses("has lost what was sold", || each_is_somebodys(&sold, &[job(Some("w"), None)]));
    refuses("has lost what was sold", || each_is_somebodys(&sold, &[job(None, Some("it broke"))]));
    let drawn = Bought { id: "k".into(), ..job(Some("w"), None) };
    refuses("was never sold", || each_is_somebodys(&sold, &[job(Some("v"), None), drawn]));
    refuses("nothing was bought", || each_is_somebodys(&[], &[job(None, None)]));
}

#[test]
fn a_fault_that_hit_nothing_that_ran_is_named() {
    let all = |but: Option<(Fault, Hit)>| {
        let mut tally = Tally::default();
        let one = Hit { turns: 1, renders: 1, refused: 1 };
        let hits = Fault::ALL.map(|fault| but.filter(|but| but.0 == fault).unwrap_or((fault, one)));
        hits.into_iter().for_each(|(fault, hit)| tally.add(fault, hit));
        tally.missed()
    };
    assert_eq!(all(None), []);
    assert_eq!(Tally::default().missed(), Fault::ALL);
    for fault in Fault::ALL {
        assert_eq!(all(Some((fault, Hit::default()))), [fault]);
    }
    let not_refused = Hit { turns: 1, renders: 1, refused: 0 };
    for fault in [Fault::PauseAtATurnsEnd, Fault::PauseAtAFilmsEnd] {
        assert_eq!(all(Some((fault, not_refused))), [fault], "the late end has to be refused");
    }
}
