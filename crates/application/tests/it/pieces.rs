//! Films that are put together here of what was bought elsewhere: clips, a voice, a picture. Each is bought once.

use crate::world::{SOON, World, failure, films, films_now, is_filmed, job, limits, owner, queues_a_film, until};
use adforge_adapters_memory::MemoryStore;
use adforge_application::{Books, Limits, Ports};
use adforge_domain::{
    failure::FailureCode,
    ids::{JobId, SessionId},
    job::{JobKind, JobStatus, Outcome},
    order::Piece,
    spending::Money,
    workflow::Render,
};
use adforge_doubles::{Agency, Hand, Narrator};
use adforge_ports_creative::{Makes, OrderError, Refused};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

/// A store, who is asked for pieces, and processes that come and go.
struct Town {
    store: Arc<MemoryStore>,
    hand: Arc<Hand>,
    agency: Arc<Agency>,
    narrator: Arc<Narrator>,
    budget: Option<Money>,
}

fn clips() -> Agency {
    Agency { makes: Makes::Clips { shortest: 3, longest: 10 }, remembers: None, ..Agency::new() }
}

impl Town {
    fn with(agency: Agency) -> Self {
        let hand = Hand::new(1_000);
        let store = Arc::new(MemoryStore::new(hand.clone()));
        Self { store, hand, agency: Arc::new(agency), narrator: Arc::default(), budget: None }
    }

    /// A process; `change` says who sells what.
    fn process(&self, change: impl FnOnce(&Self, &mut Ports)) -> World {
        let limits = Limits { orders: SOON, ..limits() };
        let world = World::over(self.store.clone(), self.hand.clone(), limits, None);
        world.standing_on(|ports| {
            let books = Books::new(self.store.clone(), self.hand.clone(), self.hand.clone(), self.budget);
            ports.books = Some(books);
            change(self, ports);
        })
    }

    async fn begins(&self, change: impl FnOnce(&Self, &mut Ports)) -> (World, SessionId, JobId) {
        let world = self.process(change);
        world.writer.cards.store(4, Ordering::SeqCst);
        let (session, job) = queues_a_film(&world).await;
        (world, session, job)
    }

    fn sold(&self) -> Vec<String> {
        self.agency.sales.lock().unwrap().clone()
    }
}

fn shoots(town: &Town, ports: &mut Ports) {
    ports.video = Some(town.agency.clone());
}

fn speaks(town: &Town, ports: &mut Ports) {
    ports.voice = Some(town.narrator.clone());
}

fn draws(town: &Town, ports: &mut Ports) {
    ports.images = Some(town.agency.clone());
}

#[tokio::test]
async fn a_clip_is_bought_for_each_scene_but_the_end_card_and_all_reach_the_renderer() {
    let town = Town::with(clips());
    let (world, _, id) = town.begins(shoots).await;
    world.studio.permit(1);
    films_now(&world).await;
    let done = job(&world, id).await;
    is_filmed(&done);
    let films = world.studio.films.lock().unwrap().clone();
    let scenes = films[0].scenes.len();
    assert!(scenes > 2, "a script has several scenes");
    let wanted: Vec<_> = (0..scenes - 1).map(|scene| format!("adforge-{id}-clip-{scene}")).collect();
    assert_eq!(town.sold(), wanted);
    let shot: Vec<_> = films[0].clips.iter().map(|clip| clip.scene).collect();
    assert_eq!(shot, (0..scenes - 1).collect::<Vec<_>>());
    assert_eq!(&*films[0].clips[0].mp4, b"film of the agency");
    assert_eq!(world.application.job(&owner(), id).await.unwrap().generator, "agency");
}

#[tokio::test]
async fn a_scene_whose_clip_is_refused_is_drawn_and_none_at_all_fails_by_the_reason() {
    for refusals in [1, 20] {
        let town = Town::with(clips());
        let (world, _, id) = town.begins(shoots).await;
        let refuse = |_| OrderError::Refused(Refused::Content);
        town.agency.refusals.lock().unwrap().extend((0..refusals).map(refuse));
        world.studio.permit(1);
        films_now(&world).await;
        let job = job(&world, id).await;
        if refusals == 1 {
            is_filmed(&job);
            assert_eq!(world.studio.films.lock().unwrap()[0].clips[0].scene, 1, "the first scene is drawn");
        } else {
            assert!(failure(&job).message.contains("content"), "{job:?}");
            assert!(world.studio.films.lock().unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn a_process_that_dies_with_all_clips_placed_is_followed_by_one_that_buys_none() {
    let town = Town::with(clips());
    let (dead, _, id) = town.begins(shoots).await;
    town.agency.done.store(false, Ordering::SeqCst);
    dead.application.claim_renders().await;
    until("it is asked after", async || town.agency.looks.load(Ordering::SeqCst) > 0).await;
    let sold = town.sold();
    town.agency.done.store(true, Ordering::SeqCst);
    town.hand.turn(Duration::from_secs(60));
    let next = town.process(shoots);
    next.writer.cards.store(4, Ordering::SeqCst);
    next.permit(20);
    next.studio.permit(1);
    films_now(&next).await;
    is_filmed(&job(&next, id).await);
    assert_eq!(town.sold(), sold, "nothing is bought again");
}

#[tokio::test]
async fn a_clip_that_may_have_been_bought_is_not_bought_again_and_what_was_is_named() {
    let town = Town::with(clips());
    let (world, _, id) = town.begins(shoots).await;
    town.agency.losses.lock().unwrap().push_back(OrderError::Unknown("the connection broke".into()));
    for _ in 0..3 {
        films_now(&world).await;
        town.hand.turn(Duration::from_secs(60));
    }
    let failed = failure(&job(&world, id).await);
    assert!(failed.message.contains("unknown"), "{failed:?}");
    assert_eq!(town.sold().len(), 1, "the first was lost, and nothing else was bought");
    assert!(world.application.spent_by_model().iter().any(|(_, total)| total.estimated == 1), "it may have cost");

    let town = Town::with(Agency { answers: tokio::sync::Semaphore::new(1), ..clips() });
    let (world, _, id) = town.begins(shoots).await;
    world.application.claim_renders().await;
    until("the second is sold", async || town.sold().len() == 2).await;
    town.hand.turn(Duration::from_secs(60));
    let next = town.process(shoots);
    next.writer.cards.store(4, Ordering::SeqCst);
    next.permit(20);
    next.application.claim_renders().await;
    until("it is over", async || job(&next, id).await.status.is_over()).await;
    let failed = failure(&job(&next, id).await);
    assert!(failed.message.contains("unknown") && failed.message.contains("agency film-0"), "{failed:?}");
    assert_eq!(town.sold().len(), 2);
    town.agency.permit(9);
}

#[tokio::test]
async fn clips_hold_no_renderer_and_what_is_put_together_of_them_does() {
    let town = Town::with(clips());
    let (world, session, id) = town.begins(shoots).await;
    let second = world.starts(films(session, "psych-2")).await.job;
    tokio::spawn(Arc::clone(&world.application).work());
    until("one is put together", async || world.studio.films.lock().unwrap().len() == 1).await;
    let orders = async |id| job(&world, id).await.orders.iter().filter(|order| order.is_placed()).count();
    until("the other has its clips", async || orders(id).await > 2 && orders(second).await > 2).await;
    // Long enough for files to be looked at, which is done on threads of their own.
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(world.studio.films.lock().unwrap().len(), 1, "there is one renderer");
    world.studio.permit(2);
    until("both are filmed", async || {
        job(&world, id).await.status.is_over() && job(&world, second).await.status.is_over()
    })
    .await;
    is_filmed(&job(&world, second).await);
    world.application.stop(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_script_is_spoken_once_however_often_its_film_is_tried() {
    for free in [false, true] {
        let town = Town { narrator: Arc::new(Narrator { free, ..Narrator::default() }), ..Town::with(Agency::new()) };
        let (world, _, id) = town.begins(speaks).await;
        world.studio.failures.store(1, Ordering::SeqCst);
        world.studio.permit(2);
        for _ in 0..2 {
            films_now(&world).await;
            town.hand.turn(Duration::from_secs(60));
        }
        is_filmed(&job(&world, id).await);
        let said = town.narrator.said.lock().unwrap().len();
        assert_eq!(said, if free { 2 } else { 1 }, "what costs nothing isn't kept");
        let films = world.studio.films.lock().unwrap().clone();
        let speeches: Vec<_> = films.iter().map(|film| film.speech.clone().unwrap()).collect();
        assert_eq!((speeches.len(), &speeches[0]), (2, &speeches[1]));
        assert!(!speeches[0].words.is_empty());
        assert_eq!(
            world.shelf.names().len(),
            2,
            "the film and its thumbnail; the speech is gone: {:?}",
            world.shelf.names()
        );
        let spent = world.application.job(&owner(), id).await.unwrap().spent;
        assert_eq!(spent.map(|total| (total.calls, total.money)), (!free).then_some((1, Money(7_000_000))));
    }
}

#[tokio::test]
async fn a_voice_that_refuses_or_is_lost_ends_the_film_with_a_reason() {
    let cases = [
        (OrderError::Refused(Refused::Funds), FailureCode::QuotaExceeded, "exhausted"),
        (OrderError::Unknown("the connection broke".into()), FailureCode::AiGenerationError, "unknown"),
    ];
    for (error, code, word) in cases {
        let town = Town::with(Agency::new());
        town.narrator.failures.lock().unwrap().push_back(error);
        let (world, _, id) = town.begins(speaks).await;
        films_now(&world).await;
        let failure = failure(&job(&world, id).await);
        assert_eq!((failure.code, failure.message.contains(word)), (code, true), "{failure:?}");
        assert!(town.narrator.said.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_cancelled_film_hangs_up_on_its_voice_and_one_that_is_handed_back_does_not() {
    for cancelled in [true, false] {
        let town = Town::with(Agency::new());
        town.narrator.hangs.store(true, Ordering::SeqCst);
        let (world, _, id) = town.begins(speaks).await;
        world.application.claim_renders().await;
        until("it is spoken", async || town.narrator.said.lock().unwrap().len() == 1).await;
        if cancelled {
            world.application.cancel_job(&owner(), id).await.unwrap();
            world.application.settled().await;
            assert_eq!(town.narrator.left.load(Ordering::SeqCst), 1, "nobody waits for it any more");
        } else {
            world.application.stop(Duration::from_millis(1)).await;
            assert_eq!(town.narrator.left.load(Ordering::SeqCst), 0, "what is paid is waited for");
        }
    }
}

#[tokio::test]
async fn a_picture_is_bought_once_for_a_static_ad_and_lies_behind_its_words() {
    let town = Town::with(Agency { makes: Makes::Pictures, remembers: None, ..Agency::new() });
    let (world, session, _) = town.begins(draws).await;
    let mut still = films(session, "psych-1");
    still.command.render = Some(Render { kind: JobKind::Image, script: None, avatar: None });
    let id = world.starts(still).await.job;
    world.studio.failures.store(1, Ordering::SeqCst);
    world.studio.permit(9);
    for _ in 0..3 {
        films_now(&world).await;
        town.hand.turn(Duration::from_secs(60));
    }
    let done = job(&world, id).await;
    assert!(matches!(done.status, JobStatus::Completed(Outcome::Image(_))), "{:?}", done.status);
    assert_eq!(town.sold(), [format!("adforge-{id}-picture")]);
    let films = world.studio.films.lock().unwrap().clone();
    let drawn = films.iter().find(|brief| brief.backdrop.is_some()).unwrap();
    assert_eq!(&*drawn.backdrop.as_ref().unwrap().0, b"PNG of the agency");
    assert!(done.orders.of(Piece::Picture).unwrap().file.is_some());
}

#[tokio::test]
async fn nothing_is_bought_that_the_days_budget_doesnt_bear() {
    let mut town = Town::with(Agency::new());
    town.budget = Some(Money(12_000_000_000));
    let (world, session, first) = town.begins(shoots).await;
    let others: Vec<_> =
        [world.starts(films(session, "psych-2")).await.job, world.starts(films(session, "psych-3")).await.job].into();
    films_now(&world).await;
    films_now(&world).await;
    films_now(&world).await;
    is_filmed(&job(&world, first).await);
    let jobs = [job(&world, others[0]).await, job(&world, others[1]).await];
    let failed: Vec<_> =
        jobs.iter().filter(|job| matches!(job.status, JobStatus::Failed(_))).map(|job| failure(job).code).collect();
    assert_eq!(failed, [FailureCode::QuotaExceeded], "two of five dollars each go, three don't");
    assert_eq!(town.sold().len(), 2);
}
