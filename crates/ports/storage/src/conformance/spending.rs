//! Money is set aside before it is spent, once, within the day's budget; and the sums are right.

use super::cast::*;
use crate::{Reservation, Store, Whose};
use adforge_domain::{
    ids::{JobId, SessionId},
    spending::{Money, Spent, Tokens, Total},
};
use futures_util::future::join_all;
use time::{Date, macros::date};
use uuid::Uuid;

const DAY: Date = date!(2026 - 02 - 08);

pub(super) async fn stories(store: &dyn Store) {
    a_day_takes_as_much_as_its_budget(store).await;
    of_many_at_once_no_more_is_set_aside_than_there_is(store).await;
    what_was_not_needed_is_free_again(store).await;
    a_call_is_settled_once(store).await;
    a_price_that_is_not_known_is_not_nothing(store).await;
    sums_tell_jobs_sessions_and_days_apart(store).await;
    an_erased_session_leaves_its_entries(store).await;
}

fn call(n: u128, day: Date, most: u64, budget: u64) -> Reservation {
    Reservation {
        id: id(600, n),
        owner: owner(600),
        session: None,
        job: None,
        model: "maker/model".into(),
        most: Some(Money(most)),
        day,
        budget: Some(Money(budget)),
    }
}

fn spent(money: Option<u64>) -> Spent {
    let tokens = Tokens { input: 100, cached: 20, output: 30 };
    Spent { tokens, money: money.map(Money), estimated: false }
}

async fn a_day_takes_as_much_as_its_budget(store: &dyn Store) {
    let takes = async |call: Reservation| store.reserve(&call).await.unwrap();
    assert!(!takes(call(1, DAY, 11, 10)).await, "more than there is");
    assert!(takes(call(2, DAY, 4, 10)).await && takes(call(3, DAY, 4, 10)).await);
    assert!(!takes(call(4, DAY, 3, 10)).await, "a third would pass it");
    assert!(takes(call(5, DAY, 2, 10)).await, "up to the last of it");
    assert!(takes(call(6, DAY, 0, 10)).await, "what costs nothing always goes");
    assert!(takes(call(7, DAY, 3, 13)).await, "a larger budget gives room");
    assert!(takes(Reservation { budget: None, ..call(8, DAY, 100, 0) }).await, "and none has no end");
    assert!(takes(call(9, date!(2026 - 02 - 09), 10, 10)).await, "the next day is a new one");
    assert_eq!(store.spent(Whose::Day(DAY)).await.unwrap().calls, 6, "what was refused is in no book");
}

async fn of_many_at_once_no_more_is_set_aside_than_there_is(store: &dyn Store) {
    let day = date!(2026 - 02 - 10);
    let calls: Vec<Reservation> = (0..20).map(|n| call(100 + n, day, 3, 10)).collect();
    let taken = join_all(calls.iter().map(|call| store.reserve(call))).await;
    assert_eq!(taken.into_iter().map(Result::unwrap).filter(|taken| *taken).count(), 3);
}

async fn what_was_not_needed_is_free_again(store: &dyn Store) {
    let day = date!(2026 - 02 - 11);
    assert!(store.reserve(&call(130, day, 10, 10)).await.unwrap());
    assert!(!store.reserve(&call(131, day, 1, 10)).await.unwrap());
    assert!(store.settle(id(600, 130), &spent(Some(4))).await.unwrap());
    assert!(!store.reserve(&call(132, day, 7, 10)).await.unwrap(), "what was spent is spent");
    assert!(store.reserve(&call(133, day, 6, 10)).await.unwrap(), "the rest can be set aside again");
    assert!(store.settle(id(600, 133), &spent(Some(9))).await.unwrap());
    assert!(!store.reserve(&call(134, day, 1, 13)).await.unwrap(), "what cost more than was thought counts in full");
    assert!(store.reserve(&call(135, day, 0, 10)).await.unwrap(), "and still what costs nothing goes");
}

async fn a_call_is_settled_once(store: &dyn Store) {
    let day = date!(2026 - 02 - 12);
    assert!(!store.settle(id(600, 140), &spent(Some(4))).await.unwrap(), "nothing is known of it");
    assert!(store.reserve(&call(141, day, 8, 10)).await.unwrap());
    let told = join_all((0..5).map(|_| async { store.settle(id(600, 141), &spent(Some(4))).await.unwrap() })).await;
    assert_eq!(told.into_iter().filter(|first| *first).count(), 1);
    assert!(!store.settle(id(600, 141), &spent(Some(1))).await.unwrap(), "another word comes too late");
    let total = store.spent(Whose::Day(day)).await.unwrap();
    assert_eq!((total.calls, total.money, total.tokens.input), (1, Money(4), 100));
    assert!(store.reserve(&call(142, day, 6, 10)).await.unwrap(), "and the day has what is left");
    assert!(!store.reserve(&call(143, day, 1, 10)).await.unwrap(), "no more");
}

async fn a_price_that_is_not_known_is_not_nothing(store: &dyn Store) {
    let day = date!(2026 - 02 - 13);
    let unpriced = |n, budget| Reservation { most: None, ..call(n, day, 0, budget) };
    assert!(!store.reserve(&unpriced(150, 0)).await.unwrap(), "nothing is left");
    assert!(store.reserve(&unpriced(151, 10)).await.unwrap());
    assert!(store.reserve(&call(152, day, 10, 10)).await.unwrap());
    assert!(!store.reserve(&unpriced(153, 10)).await.unwrap(), "all is set aside");
    let total = |unpriced, estimated, money| Total { calls: 2, unpriced, estimated, money, ..Total::default() };
    let day_total = async || store.spent(Whose::Day(day)).await.unwrap();
    assert_eq!(day_total().await, total(1, 2, Money(10)), "what isn't settled counts as the most that it can cost");
    assert!(store.settle(id(600, 151), &spent(None)).await.unwrap());
    let tokens = spent(None).tokens;
    assert_eq!(day_total().await, Total { tokens, ..total(1, 1, Money(10)) });
    let estimate = Spent { estimated: true, ..spent(None) };
    assert!(store.settle(id(600, 152), &estimate).await.unwrap());
    let tokens = Tokens { input: 200, cached: 40, output: 60 };
    assert_eq!(day_total().await, Total { tokens, ..total(2, 1, Money(0)) }, "a price that isn't known after all");
    assert!(!store.reserve(&call(154, day, 1, 10)).await.unwrap(), "for it, what was set aside stays so");
}

async fn sums_tell_jobs_sessions_and_days_apart(store: &dyn Store) {
    let (first, second) = (SessionId(id(600, 1)), SessionId(id(600, 2)));
    let (one, two) = (JobId(id(600, 3)), JobId(id(600, 4)));
    let (day, next) = (date!(2026 - 02 - 14), date!(2026 - 02 - 15));
    let calls = [(160, first, one, day), (161, first, one, next), (162, first, two, day), (163, second, two, day)];
    for (at, (n, session, job, day)) in (1..).zip(calls) {
        let call = Reservation { session: Some(session), job: Some(job), budget: None, ..call(n, day, 50, 0) };
        assert!(store.reserve(&call).await.unwrap());
        assert!(store.settle(id(600, n), &spent(Some(10_u64.pow(at)))).await.unwrap());
    }
    let money = async |on| store.spent(on).await.unwrap().money;
    assert_eq!(money(Whose::Job(one)).await, Money(110));
    assert_eq!(money(Whose::Job(two)).await, Money(11_000));
    assert_eq!(money(Whose::Session(first)).await, Money(1_110));
    assert_eq!(money(Whose::Session(second)).await, Money(10_000));
    assert_eq!(money(Whose::Day(day)).await, Money(11_010));
    assert_eq!(money(Whose::Day(next)).await, Money(100), "a call counts on the day that it was made");
    let all = store.spent(Whose::Session(first)).await.unwrap();
    let tokens = Tokens { input: 300, cached: 60, output: 90 };
    assert_eq!(all, Total { calls: 3, tokens, money: Money(1_110), unpriced: 0, estimated: 0 });
    assert_eq!(store.spent(Whose::Job(JobId(Uuid::nil()))).await.unwrap(), Total::default());
}

async fn an_erased_session_leaves_its_entries(store: &dyn Store) {
    let session = session(store, 601, 1).await;
    let day = date!(2026 - 02 - 16);
    assert!(store.reserve(&Reservation { session: Some(session), ..call(170, day, 5, 10) }).await.unwrap());
    assert!(store.erase(&owner(601), session).await.unwrap());
    assert!(store.settle(id(600, 170), &spent(Some(5))).await.unwrap(), "what it has cost is still told");
    assert_eq!(store.spent(Whose::Day(day)).await.unwrap().money, Money(5));
    assert!(!store.reserve(&call(171, day, 6, 10)).await.unwrap());
}
