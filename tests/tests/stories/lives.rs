//! The life of what is bought: the real program against a stand-in of each provider that a setting accepts, really killed
//! at each point of it. Nothing is bought twice; where nobody can know whether something was, it is said.

use crate::{
    at_once, database, home,
    sellers::{Chosen, Deed, Makes, Seller, sellers},
};
use adforge_tests::{Event, Film, Home, Owner, Server, picture_of, until};
use adforge_tests_servers::llm::{self, Llm, Pace, Scene, Speaks};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
use serde_json::{Value, json};
use std::collections::HashSet;
use tokio::task::block_in_place;

/// How far a film or static ad that is put together here is when all is there that was bought, in percent.
const BOUGHT: u64 = 60;
/// How often a life is begun until its last kill falls where it is meant to.
const TRIES: usize = 5;

/// Where a life ends, to be taken up by the next process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Point {
    /// The script is written, and nothing was ordered.
    BeforeSending,
    /// An order was sold, and nobody has heard what it is called.
    BeforeTheAnswer,
    /// Some pieces are ordered, and others are not.
    BetweenPieces,
    /// Everything is ordered, and nothing is done.
    AfterTheNames,
    /// A file is on its way.
    Fetching,
    /// All is here that was bought, and is put together.
    PuttingTogether,
}

/// The points of a life that goes on to its end.
fn points(seller: &Seller) -> Vec<Point> {
    let all = [
        (Point::BeforeSending, true),
        (Point::BeforeTheAnswer, seller.knows_keys),
        (Point::BetweenPieces, seller.makes == Makes::Clips),
        (Point::AfterTheNames, seller.names),
        (Point::Fetching, seller.names),
        (Point::PuttingTogether, seller.makes != Makes::Films),
    ];
    all.into_iter().filter_map(|(point, is_one)| is_one.then_some(point)).collect()
}

/// A job as the store has it, read behind the program's back.
#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = sql_types::Text)]
    status: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    orders: Option<String>,
}

impl Stored {
    fn of(home: &Home, job: &str) -> Self {
        sql_query("SELECT status, provider_order AS orders FROM jobs WHERE lower(hex(id)) = ?")
            .bind::<sql_types::Text, _>(job.replace('-', ""))
            .get_result(&mut database(home))
            .unwrap()
    }

    /// All that was ordered.
    fn orders(&self) -> Vec<Value> {
        match self.orders.as_deref().map(|orders| serde_json::from_str(orders).unwrap()) {
            Some(Value::Array(orders)) => orders,
            Some(order) => vec![order],
            None => Vec::new(),
        }
    }
}

/// A seller, a folder, and processes that come and go.
struct Life {
    seller: Seller,
    home: Home,
    writer: Llm,
    chosen: Chosen,
}

impl Life {
    async fn begins(seller: Seller) -> Self {
        let writer = Llm::open(Speaks::Anthropic);
        writer.always(Scene::stream(Speaks::Anthropic, "whole").at(Pace::Silence));
        let home = seller
            .home()
            .with("ADFORGE_JOB_CRASHES", "20")
            .with("ADFORGE_ANTHROPIC_API_KEY", llm::KEY)
            .with("ADFORGE_ANTHROPIC_BASE_URL", &writer.url);
        let server = home.serves();
        let chosen = Chosen::by(&Owner::of(server.address)).await;
        server.kill();
        Self { seller, home, writer, chosen }
    }

    /// A process, and whoever calls it.
    fn serves(&self) -> (Server, Owner) {
        let server = self.home.serves();
        let owner = Owner::of(server.address);
        (server, owner)
    }

    async fn asks(&self, owner: &Owner) -> String {
        self.chosen.asks(owner, self.seller.makes).await
    }

    /// What has to be so before the process begins, for a point to be reached and not passed.
    fn prepares(&mut self, point: Point) {
        let plays = &self.seller.plays;
        let writer = if point == Point::BeforeSending { "anthropic/silent" } else { "offline" };
        plays.holds_answers(matches!(point, Point::BeforeTheAnswer | Point::BetweenPieces));
        plays.holds(point == Point::AfterTheNames);
        if point == Point::Fetching {
            plays.hangs(Deed::File);
        }
        self.home.set("ADFORGE_LLM", writer);
    }

    /// Waits until a job is there; `before` is what was counted before the process began.
    async fn reaches(&self, point: Point, owner: &Owner, job: &str, before: Counts) {
        let plays = &self.seller.plays;
        match point {
            Point::BeforeSending => block_in_place(|| self.writer.until_called(before.written + 1)),
            Point::BeforeTheAnswer => self.until_sold(before.sold + 1).await,
            Point::BetweenPieces => {
                self.until_sold(before.sold + 1).await;
                plays.is_busy();
                plays.holds_answers(false);
                block_in_place(|| plays.until_asked(Deed::Order, before.ordered + 2));
                // The second wasn't taken, which is known once it is no longer stored.
                until("an order alone", async || (Stored::of(&self.home, job).orders().len() == 1).then_some(())).await;
            }
            Point::AfterTheNames => block_in_place(|| plays.until_asked(Deed::Look, before.looked + 1)),
            Point::Fetching => block_in_place(|| plays.until_asked(Deed::File, before.fetched + 1)),
            Point::PuttingTogether => self.until_put_together(owner, job).await,
        }
    }

    /// Waits until what was bought is put together, or the job is over.
    async fn until_put_together(&self, owner: &Owner, job: &str) {
        let mut stream = owner.listens(&self.chosen.chat(owner).path("/stream?lastEventId=0")).await;
        let is_it = |event: &Event| {
            let data = &event.data["data"];
            data["progress"].as_u64() >= Some(BOUGHT) || data["jobId"] == job
        };
        stream.up_to_one("its putting together", is_it).await;
    }

    async fn until_sold(&self, count: usize) {
        until("a sale", async || (self.seller.plays.sold() >= count).then_some(())).await;
    }

    fn counts(&self) -> Counts {
        let plays = &self.seller.plays;
        Counts {
            written: self.writer.calls().len(),
            sold: plays.sold(),
            ordered: plays.asked(Deed::Order),
            looked: plays.asked(Deed::Look),
            fetched: plays.asked(Deed::File),
        }
    }

    /// The process is killed at this point of a job, which is asked for where there is none. Returns the job.
    async fn is_killed_at(&mut self, point: Point, job: Option<String>) -> String {
        self.prepares(point);
        let counts = self.counts();
        let (server, owner) = self.serves();
        let job = match job {
            Some(job) => job,
            None => self.asks(&owner).await,
        };
        self.reaches(point, &owner, &job, counts).await;
        server.kill();
        self.seller.plays.holds_answers(false);
        self.seller.plays.holds(false);
        job
    }
}

/// What was counted.
struct Counts {
    written: usize,
    sold: usize,
    ordered: usize,
    looked: usize,
    fetched: usize,
}

/// Where keys aren't known, an order whose answer was lost ends the job by saying so, and isn't sent again.
async fn a_lost_answer_is_unknown(life: &mut Life, name: &str) {
    let before = life.counts();
    let job = life.is_killed_at(Point::BeforeTheAnswer, None).await;
    let (server, owner) = life.serves();
    let error = owner.awaits_failure(&job).await;
    assert!(error["message"].as_str().unwrap().contains("unknown"), "{name}: {error}");
    let after = life.counts();
    assert_eq!((after.sold, after.ordered), (before.sold + 1, before.ordered + 1), "{name}: it isn't bought again");
    let usage = &owner.get(&format!("/api/jobs/{job}")).await.good()["usage"];
    assert_eq!((&usage["calls"], &usage["estimated"]), (&json!(1), &json!(true)), "{name}: it may be paid: {usage}");
    server.kill();
}

/// A job that is killed at each point. None where it was over before the last of them.
async fn is_killed_at_each(life: &mut Life, name: &str) -> Option<String> {
    let (mut job, mut status) = (None, String::new());
    for point in points(&life.seller) {
        let killed = life.is_killed_at(point, job).await;
        status = Stored::of(&life.home, &killed).status;
        assert!(status == "processing" || point == Point::PuttingTogether, "{name}, {point:?}: {status}");
        job = Some(killed);
    }
    job.filter(|_| status == "processing")
}

/// What was ordered for it is there, put together, and was bought once.
async fn is_bought_once(life: &Life, job: &str, before: &Counts, name: &str) {
    let (server, owner) = life.serves();
    let result = owner.awaits(job).await;
    let picture = if life.seller.makes == Makes::Pictures { "imageUrl" } else { "thumbnailUrl" };
    picture_of(&owner.fetches(result[picture].as_str().unwrap()).await);
    if let Some(film) = result["videoUrl"].as_str() {
        assert!(Film::of(&owner.fetches(film).await).seconds >= 1.0, "{name}");
    }
    let orders = Stored::of(&life.home, job).orders();
    let pieces: HashSet<String> = orders.iter().map(|order| order["piece"].to_string()).collect();
    let after = life.counts();
    assert_eq!((pieces.len(), after.sold - before.sold), (orders.len(), orders.len()), "{name}: {orders:?}");
    assert!(orders.len() > usize::from(life.seller.makes == Makes::Clips), "{name}: {orders:?}");
    // Once more by the same key, or since it wasn't taken.
    let again = usize::from(life.seller.knows_keys || life.seller.makes == Makes::Clips);
    assert_eq!(after.ordered - before.ordered, orders.len() + again, "{name}: {orders:?}");
    assert_eq!(life.seller.plays.strange(), [""; 0], "{name}: only what is documented was sent");
    server.kill();
}

/// A seller's whole life, from a lost answer to what is kept.
async fn is_lived(seller: Seller) {
    let name = format!("{}={}", seller.setting.0, seller.setting.1);
    let mut life = Life::begins(seller).await;
    if !life.seller.knows_keys {
        a_lost_answer_is_unknown(&mut life, &name).await;
    }
    // A picture may be done before anybody sees that it was begun.
    for _ in 0..TRIES {
        let before = life.counts();
        let Some(job) = is_killed_at_each(&mut life, &name).await else { continue };
        return is_bought_once(&life, &job, &before, &name).await;
    }
    panic!("{name}: no kill fell where it was meant to");
}

#[test]
fn whatever_is_bought_is_bought_once_wherever_its_server_is_killed() {
    at_once(sellers(), is_lived);
}

#[test]
fn every_seller_that_a_setting_accepts_plays_here() {
    for setting in ["ADFORGE_VIDEO", "ADFORGE_IMAGE"] {
        let all: Vec<_> = sellers().iter().map(|it| it.setting).filter(|it| it.0 == setting).map(|it| it.1).collect();
        let refused = home().with(setting, "nobody").refuses();
        let told = format!("local, or one of {}, alone", all.join(", "));
        assert!(refused.err.contains(&told), "{told}: {}", refused.err);
    }
}
