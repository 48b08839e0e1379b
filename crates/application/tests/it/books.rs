//! What writers cost: within a day's budget however many write at once, in the books whatever becomes of them, and shown.

use crate::world::*;
use adforge_adapters_memory::MemoryStore;
use adforge_application::Books;
use adforge_domain::{
    failure::FailureCode,
    message::Body,
    spending::{Money, Spent, Tokens, Total},
    workflow::Step,
};
use adforge_doubles::{Hand, Pen, Stroke, Watched};
use adforge_ports_creative::{
    Account, Bill, BillError, Brief, Call, Copywriter, Done, EntryId, Piece, Pieces, WriterError,
};
use adforge_ports_storage::{Store, Whose};
use futures_util::{FutureExt, StreamExt, future::join_all, stream};
use std::{sync::Arc, time::Duration};

const TOKENS: Tokens = Tokens { input: 1_000, cached: 200, output: 300 };

/// A writer that pays for each set: it sets as much aside as `most`, and settles `cost` when its stream is over or dropped.
struct Payer {
    pen: Arc<Pen>,
    bill: Arc<dyn Bill>,
    most: Option<Money>,
    cost: Option<Money>,
}

struct Paying(Arc<dyn Bill>, EntryId, Spent);

impl Drop for Paying {
    fn drop(&mut self) {
        self.0.settle(self.1, self.2);
    }
}

impl Copywriter for Payer {
    fn name(&self) -> &str {
        self.pen.name()
    }

    fn write(&self, brief: Brief) -> Pieces {
        let call = Call { account: brief.account.clone(), model: self.pen.name().into(), most: self.most };
        let (pen, bill) = (Arc::clone(&self.pen), Arc::clone(&self.bill));
        let spent = Spent { tokens: TOKENS, money: self.cost, estimated: false };
        let begins = async move {
            let entry = match bill.reserve(call).await {
                Ok(entry) => entry,
                Err(BillError::OverBudget) => return stream::iter([Err(WriterError::OverBudget)]).boxed(),
                Err(BillError::Unavailable(why)) => return stream::iter([Err(WriterError::Unavailable(why))]).boxed(),
            };
            let paying = Paying(bill, entry, spent);
            pen.write(brief).map(move |piece| (&paying, piece).1).boxed()
        };
        begins.flatten_stream().boxed()
    }
}

fn set() -> [Stroke; 4] {
    [Stroke::Waits, Stroke::Card(1), Stroke::Card(2), Stroke::Gives(Piece::Done(Done::default()))]
}

/// A process whose writer costs money, over a store that can be away.
async fn paying(most: u64, cost: Option<u64>, budget: Option<u64>) -> (World, Arc<Pen>, Arc<Books>, Arc<Watched>) {
    let hand = Hand::new(1_000);
    let store = Watched::over(Arc::new(MemoryStore::new(hand.clone())));
    let quickly = (Duration::from_millis(1), 5);
    let books = Books::with_patience(store.clone(), hand.clone(), hand.clone(), budget.map(Money), quickly);
    let pen = Pen::new("maker/model", &set());
    let payer = Payer { pen: pen.clone(), bill: books.clone(), most: Some(Money(most)), cost: cost.map(Money) };
    let world = World::over(store.clone(), hand, limits(), None).standing_on(|ports| {
        ports.copywriter = Arc::new(payer);
        ports.books = Some(books.clone());
    });
    world.product("1").await;
    (world, pen, books, store)
}

async fn total(store: &dyn Store, on: Whose) -> Total {
    store.spent(on).await.unwrap()
}

#[tokio::test]
async fn twenty_turns_at_once_and_a_budget_for_three() {
    let (world, pen, _, store) = paying(10, Some(10), Some(35)).await;
    let mut turns = Vec::new();
    for _ in 0..20 {
        let session = world.session().await;
        turns.push(world.starts(asks(session, Step::PersonaSelection)).await);
    }
    let owner = owner();
    let ends = join_all(turns.iter().map(|turn| world.application.wait(&owner, turn)));
    let ends = async {
        let let_three_write = async {
            // They all write at the same time.
            until("three write", || async { pen.asked() == 3 }).await;
            (0..3).for_each(|_| pen.go());
        };
        tokio::join!(ends, let_three_write).0
    };
    let ends = tokio::time::timeout(Duration::from_secs(20), ends).await.unwrap();
    let (mut written, mut refused) = (0, 0);
    for end in ends {
        let message = end.unwrap().message;
        match &message.body {
            Body::Ai(_) => written += 1,
            _ => refused += usize::from(failure_of(&message) == FailureCode::QuotaExceeded),
        }
    }
    assert_eq!((written, refused, pen.asked()), (3, 17, 3));
    world.application.settled().await;
    let day = total(store.as_ref(), Whose::Day(time::macros::date!(2026 - 02 - 08))).await;
    assert_eq!((day.calls, day.money), (3, Money(30)));
    world.hand.turn(Duration::from_secs(10 * 3_600));
    let session = world.session().await;
    pen.go();
    let tomorrow = world.says(asks(session, Step::PersonaSelection)).await;
    assert!(matches!(tomorrow.body, Body::Ai(_)), "at midnight it begins again");
}

#[tokio::test]
async fn what_a_turn_cost_is_shown_with_its_job_and_its_session() {
    let (world, pen, books, _) = paying(10_000, Some(7_000), None).await;
    let session = world.session().await;
    let mut spent = Vec::new();
    for text in ["one", "two"] {
        let turn = turn(session, text, Some(Step::PersonaSelection), Default::default());
        pen.go();
        let started = world.starts(turn).await;
        world.application.wait(&owner(), &started).await.unwrap();
        world.application.settled().await;
        spent.push(world.application.job(&owner(), started.job).await.unwrap().spent.unwrap());
    }
    let one = Total { calls: 1, tokens: TOKENS, money: Money(7_000), unpriced: 0, estimated: 0 };
    assert_eq!(spent, [one, one]);
    assert_eq!(world.application.session(&owner(), session).await.unwrap().spent, Some(one + one));
    assert_eq!(books.by_model(), [("maker/model".to_owned(), one + one)]);
}

#[tokio::test]
async fn where_nothing_is_spent_nothing_is_shown_and_the_books_are_not_asked() {
    let (world, _, _, store) = paying(1, Some(1), None).await;
    let session = world.session().await;
    assert_eq!(world.application.session(&owner(), session).await.unwrap().spent, None);
    let free = world.standing_on(|ports| ports.books = None);
    store.spent.fail();
    assert_eq!(free.application.session(&owner(), session).await.unwrap().spent, None);
}

#[tokio::test]
async fn a_turn_that_is_cancelled_is_paid_for() {
    let (world, pen, _, store) = paying(10, Some(4), Some(10)).await;
    let session = world.session().await;
    let started = world.starts(asks(session, Step::PersonaSelection)).await;
    until("it is asked", || async { pen.asked() == 1 }).await;
    let under_way = total(store.as_ref(), Whose::Job(started.job)).await;
    assert_eq!((under_way.money, under_way.estimated), (Money(10), 1), "what is under way counts as its most");
    world.application.cancel(&owner(), session).await.unwrap();
    world.application.settled().await;
    let paid = total(store.as_ref(), Whose::Job(started.job)).await;
    assert_eq!((paid.money, paid.estimated), (Money(4), 0));
}

async fn one_call(books: &Books) -> EntryId {
    let account = Account { owner: owner(), session: None, job: None };
    books.reserve(Call { account, model: "maker/model".into(), most: Some(Money(10)) }).await.unwrap()
}

const SPENT: Spent = Spent { tokens: TOKENS, money: Some(Money(4)), estimated: false };

#[tokio::test]
async fn the_books_are_told_again_until_the_store_has_taken_it() {
    let (_, _, books, store) = paying(10, None, None).await;
    let entry = one_call(&books).await;
    store.settle.is_away();
    books.settle(entry, SPENT);
    store.settle.caught(2).await;
    store.settle.mend();
    books.settled().await;
    let day = Whose::Day(time::macros::date!(2026 - 02 - 08));
    assert_eq!(total(store.as_ref(), day).await, Total::of(&SPENT));
    books.settle(entry, Spent { money: Some(Money(9)), ..SPENT });
    books.settled().await;
    assert_eq!(total(store.as_ref(), day).await, Total::of(&SPENT), "another word comes too late");
    assert_eq!(books.by_model()[0].1, Total::of(&SPENT), "here, too");
}

#[tokio::test]
async fn a_store_that_never_takes_it_is_given_up_and_what_was_set_aside_stays_so() {
    let (_, _, books, store) = paying(10, None, None).await;
    let entry = one_call(&books).await;
    store.settle.is_away();
    books.settle(entry, SPENT);
    tokio::time::timeout(Duration::from_secs(10), books.settled()).await.expect("it ends");
    store.settle.caught(5).await;
    let day = total(store.as_ref(), Whose::Day(time::macros::date!(2026 - 02 - 08))).await;
    assert_eq!((day.money, day.estimated), (Money(10), 1));
}

#[test]
fn the_books_are_told_from_a_thread_without_a_runtime_and_a_stopping_process_waits_for_them() {
    let home = tokio::runtime::Runtime::new().unwrap();
    let (world, _, books, store) = home.block_on(paying(10, None, None));
    let entry = home.block_on(one_call(&books));
    store.settle.hold();
    let told = Arc::clone(&books);
    std::thread::spawn(move || told.settle(entry, SPENT)).join().unwrap();
    home.block_on(async {
        let mut stopping = Box::pin(world.application.stop(Duration::ZERO));
        assert!(tokio::time::timeout(Duration::from_millis(50), &mut stopping).await.is_err(), "it waits");
        store.settle.mend();
        stopping.await;
        let day = total(store.as_ref(), Whose::Day(time::macros::date!(2026 - 02 - 08))).await;
        assert_eq!(day, Total::of(&SPENT));
    });
}

#[tokio::test]
async fn books_that_cannot_be_read_let_nobody_spend() {
    let (_, _, books, store) = paying(10, None, None).await;
    store.reserve.is_away();
    let account = Account { owner: owner(), session: None, job: None };
    let call = Call { account, model: "maker/model".into(), most: None };
    assert!(matches!(books.reserve(call).await, Err(BillError::Unavailable(_))));
}

#[tokio::test]
async fn what_was_set_aside_for_nobody_is_free_again() {
    let (_, _, books, store) = paying(10, None, Some(10)).await;
    let account = Account { owner: owner(), session: None, job: None };
    let call = Call { account, model: "maker/model".into(), most: Some(Money(10)) };
    store.reserve.is_unheard();
    assert!(matches!(books.reserve(call.clone()).await, Err(BillError::Unavailable(_))), "the answer is lost");
    books.settled().await;
    store.reserve.hold();
    let waits = tokio::time::timeout(Duration::from_millis(20), books.reserve(call.clone())).await;
    assert!(waits.is_err(), "who asks is cancelled");
    books.settled().await;
    store.reserve.mend();
    books.reserve(call).await.unwrap();
}
