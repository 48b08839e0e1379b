//! What stands on the bill of what is made elsewhere, whatever becomes of an order: each once, and none silently free.

use crate::world::{NEVER, SOON, Town, World, failure, films_now, is_filmed, job, limits, owner, until};
use adforge_application::Limits;
use adforge_domain::{
    ids::JobId,
    spending::{Money, Spent, Tokens, Total},
};
use adforge_doubles::Agency;
use adforge_ports_creative::{Cost, LookError, Makes, OrderError, Refused, Standing};
use std::{sync::atomic::Ordering, time::Duration};

/// The most that the agency takes for a film.
const MOST: Money = Money(5_000_000_000);
/// What it says that a film has cost.
const TOLD: Spent =
    Spent { tokens: Tokens { input: 3, cached: 0, output: 4 }, money: Some(Money(1_000)), estimated: false };

fn with_books(agency: Agency) -> Town {
    Town { keeps_books: true, ..Town::with(agency) }
}

impl Town {
    /// Each attempt at what is queued.
    async fn tries(&self, world: &World) {
        for _ in 0..3 {
            films_now(world).await;
            self.hand.turn(Duration::from_secs(60));
        }
    }

    fn loses(&self, answers: usize) {
        let lost = |_| OrderError::Unknown("the connection broke".into());
        self.agency.losses.lock().unwrap().extend((0..answers).map(lost));
    }

    fn says(&self, standing: Result<Standing, LookError>) {
        self.agency.standings.lock().unwrap().push_back(standing);
    }
}

fn done() -> Result<Standing, LookError> {
    Ok(Standing::Done { link: "link".into(), spent: Some(TOLD) })
}

async fn bill(world: &World, id: JobId) -> Total {
    world.application.job(&owner(), id).await.unwrap().spent.unwrap()
}

/// One call, which may have cost the most.
fn estimated() -> Total {
    Total { calls: 1, money: MOST, estimated: 1, ..Total::default() }
}

fn nothing() -> Total {
    Total { calls: 1, ..Total::default() }
}

#[tokio::test]
async fn an_order_that_is_never_answered_may_have_been_taken_and_stands_on_the_bill_once() {
    let town = with_books(Agency::new());
    let (world, _, id) = town.begins(SOON).await;
    town.loses(100);
    town.tries(&world).await;
    let failure = failure(&job(&world, id).await);
    assert!(failure.message.contains("unknown"), "{failure:?}");
    assert_eq!(town.sold(), 1, "it was taken, and nobody heard of it");
    assert!(town.agency.sent.load(Ordering::SeqCst) > 5, "in each attempt it is sent again");
    assert_eq!(bill(&world, id).await, estimated());
    let counted: Vec<Total> = world.application.spent_by_model().into_iter().map(|(_, total)| total).collect();
    assert_eq!(counted, [estimated()], "what is counted here agrees");
}

#[tokio::test]
async fn an_order_that_is_answered_at_last_stands_there_as_its_provider_says() {
    // In the same attempt, and in the next.
    for lost in [2, 7] {
        let town = with_books(Agency::new());
        let (world, _, id) = town.begins(SOON).await;
        town.loses(lost);
        town.says(done());
        town.tries(&world).await;
        is_filmed(&job(&world, id).await);
        assert_eq!(bill(&world, id).await, Total::of(&TOLD), "{lost} answers were lost");
    }
}

#[tokio::test]
async fn whoever_takes_an_order_up_after_a_crash_puts_its_cost_in_the_place_of_what_was_set_aside() {
    // Before its name is known, and after.
    for named in [false, true] {
        let town = with_books(if named { Agency::new() } else { Agency::slow() });
        let (dead, _, id) = town.begins(NEVER).await;
        town.agency.done.store(false, Ordering::SeqCst);
        dead.application.claim_renders().await;
        let looks = || town.agency.looks.load(Ordering::SeqCst);
        until("it is ordered", async || town.sold() == 1 && (!named || looks() > 0)).await;
        assert_eq!(bill(&dead, id).await, estimated(), "while it runs");
        town.hand.turn(Duration::from_secs(60));
        let next = town.process(Limits { orders: SOON, ..limits() });
        next.permit(20);
        if !named {
            // One answer that nobody hears any more, and one for the next process.
            town.agency.permit(2);
        }
        town.says(done());
        next.application.claim_renders().await;
        until("it is over", async || job(&next, id).await.status.is_over()).await;
        is_filmed(&job(&next, id).await);
        next.application.settled().await;
        assert_eq!(bill(&next, id).await, Total::of(&TOLD), "named: {named}");
    }
}

/// A film whose first sending was lost, and each other is answered with this.
async fn lost_and_then(error: OrderError) -> (World, JobId) {
    let town = with_books(Agency::slow());
    let (world, _, id) = town.begins(SOON).await;
    town.loses(1);
    world.application.claim_renders().await;
    until("it is sold", async || town.sold() == 1).await;
    town.agency.refusals.lock().unwrap().extend((0..100).map(|_| error.clone()));
    town.agency.permit(1);
    world.application.settled().await;
    town.hand.turn(Duration::from_secs(60));
    town.tries(&world).await;
    (world, id)
}

#[tokio::test]
async fn an_order_that_may_have_been_taken_is_not_forgotten_when_it_is_put_off() {
    let (world, id) = lost_and_then(OrderError::Later { after: None, why: "it answers 409".into() }).await;
    let job = job(&world, id).await;
    assert!(failure(&job).message.contains("unknown"), "{:?}", failure(&job));
    assert_eq!(job.orders.iter().count(), 1, "whoever runs the server can look for it by its key");
    assert_eq!(bill(&world, id).await, estimated());
}

#[tokio::test]
async fn a_refusal_says_that_an_order_was_never_taken_unless_it_is_about_who_asks() {
    for (why, wanted) in [
        (Refused::Key, estimated()),
        (Refused::Funds, estimated()),
        (Refused::Content, nothing()),
        (Refused::Order, nothing()),
    ] {
        let (world, id) = lost_and_then(OrderError::Refused(why)).await;
        failure(&job(&world, id).await);
        assert_eq!(bill(&world, id).await, wanted, "{why:?}");
    }
}

#[tokio::test]
async fn what_came_to_nothing_stands_there_as_far_as_its_provider_says_what_it_cost() {
    for (cost, wanted) in
        [(Cost::Nothing, nothing()), (Cost::Perhaps, estimated()), (Cost::Told(TOLD), Total::of(&TOLD))]
    {
        for at_once in [false, true] {
            let town = with_books(Agency { remembers: None, ..Agency::new() });
            let (world, _, id) = town.begins(SOON).await;
            let why = Refused::Content;
            if at_once {
                town.agency.refusals.lock().unwrap().push_back(OrderError::Failed { why, cost });
            } else {
                town.says(Ok(Standing::Failed { why, cost }));
            }
            town.tries(&world).await;
            let failure = failure(&job(&world, id).await);
            assert!(failure.message.contains("content"), "{failure:?}");
            assert_eq!(bill(&world, id).await, wanted, "{cost:?}, at once: {at_once}");
        }
    }
}

#[tokio::test]
async fn a_cancelled_order_is_hung_up_on_and_may_have_been_taken() {
    for cancels in [false, true] {
        let town = with_books(Agency { cancels, makes: Makes::Films, ..Agency::slow() });
        let (world, _, id) = town.begins(SOON).await;
        world.application.claim_renders().await;
        until("it is sold", async || town.sold() == 1).await;
        world.application.cancel_job(&owner(), id).await.unwrap();
        // It is never answered: whoever waited for that would wait for ever.
        tokio::time::timeout(Duration::from_secs(30), world.application.settled()).await.expect("nobody hung up");
        assert!(town.agency.cancelled.lock().unwrap().is_empty(), "nobody knows by what to stop it");
        assert_eq!(bill(&world, id).await, estimated(), "cancels: {cancels}");
    }
}
