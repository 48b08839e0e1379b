//! The server dies fifty times in the middle of its work, and nobody who comes back can tell.

use crate::home;
use adforge_tests::{
    Chat, Dice, Event, Film, Home, Owner, Server, Stream, chooses_angle, chooses_persona, until, without_links,
};
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{task::JoinHandle, time::timeout};

const KILLS: u64 = 50;
/// How many kills have to fall into each phase.
const ENOUGH: usize = 5;
const SESSIONS: usize = 3;

/// Where a kill is meant to fall.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    BeforeACard,
    BetweenCards,
    InARender,
    Anywhere,
}

/// What is known of one session: what was asked, and everything it was ever told.
struct Story {
    id: String,
    /// Each request by its key: where to, and with what.
    asked: Vec<(String, String, Value)>,
    /// Every durable event that anybody saw, by its number.
    told: BTreeMap<u64, Value>,
    /// What was last offered, by which the next choice is made.
    offered: Value,
    persona: Value,
    /// The turns that are over.
    turns: usize,
}

/// How far the work had got that a kill fell into.
#[derive(Clone, Copy, Default, Debug)]
struct Reached {
    started: bool,
    cards: usize,
    over: bool,
}

impl Story {
    fn new(id: String) -> Self {
        let (told, asked) = (BTreeMap::new(), Vec::new());
        Self { id, asked, told, offered: Value::Null, persona: Value::Null, turns: 0 }
    }

    /// The next turn: personas, angles, concepts, and so on from the start.
    fn next_turn(&mut self) -> (String, Value) {
        let key = format!("turn-{}", self.asked.len());
        let turn = match self.turns % 3 {
            0 => json!({"message": format!("Generate ads, take {}", self.turns), "currentStep": "persona_selection"}),
            1 => {
                self.persona = self.offered["audiences"][0].clone();
                chooses_persona(&self.persona)
            }
            _ => chooses_angle(&self.persona, &self.offered["angles"][0]),
        };
        self.asked.push((key.clone(), "/messages".to_owned(), turn.clone()));
        (key, turn)
    }

    /// Remembers what was told; it has to be what was told before.
    fn hears(&mut self, event: &Event) {
        let (Some(id), true) = (event.id, event.kind() != "ai_response_start" && event.kind() != "session_state")
        else {
            return;
        };
        let mut said = event.data.clone();
        // Links begin with the server's address, which is another after each start.
        if let Some(message) = said.as_object_mut() {
            message.remove("requestId");
        }
        let known = self.told.entry(id).or_insert_with(|| said.clone());
        assert_eq!(without_links(known), without_links(&said), "message {id} was told differently before");
    }
}

/// A turn under way, and how far it has got.
struct Running {
    reached: Arc<Mutex<Reached>>,
    task: JoinHandle<Vec<Event>>,
}

/// Asks for a turn and listens until it ends or the connection breaks.
fn listen(chat: &Chat, key: &str, turn: &Value) -> Running {
    let request = chat.owner.request(Method::POST, &chat.path("/messages?partial=true"));
    let request = request.header("Accept", "text/event-stream").header("Idempotency-Key", key).json(turn);
    let reached = Arc::new(Mutex::new(Reached::default()));
    let seen = Arc::clone(&reached);
    let task = tokio::spawn(async move {
        let Ok(response) = request.send().await else { return Vec::new() };
        let mut stream = Stream::of(response);
        let mut events = Vec::new();
        while let Some(event) = stream.next().await {
            let mut reached = seen.lock().unwrap();
            match event.kind() {
                "ai_response_start" => reached.started = true,
                "content_delta" => reached.cards += 1,
                "status_update" | "reasoning" => {}
                _ => reached.over = true,
            }
            drop(reached);
            events.push(event);
        }
        events
    });
    Running { reached, task }
}

/// A kill's place in the phases, by how far each turn and the render had got.
#[derive(Default, Debug)]
struct Fallen {
    before_a_card: usize,
    between_cards: usize,
    in_a_render: usize,
}

struct World {
    home: Home,
    dice: Dice,
    stories: Vec<Story>,
    /// The render under way: in which session, by which key, and its job.
    render: Option<(usize, String)>,
    films: Vec<(usize, String)>,
    fallen: Fallen,
}

impl World {
    async fn begins() -> (Self, Server) {
        let home = home()
            .with("ADFORGE_OFFLINE_PACE", "30ms")
            .with("ADFORGE_RENDERERS", "1")
            .with("ADFORGE_SNAPSHOT_EVERY", "5")
            // A render that is hit this often would be given up, which is right, but not what is tried here.
            .with("ADFORGE_JOB_CRASHES", "100");
        let server = home.serves();
        let owner = Owner::of(server.address);
        let chats = join_all((0..SESSIONS).map(|_| owner.starts_session("1"))).await;
        let stories = chats.into_iter().map(|chat| Story::new(chat.id)).collect();
        let dice = Dice::thrown("fifty_kills");
        (Self { home, dice, stories, render: None, films: Vec::new(), fallen: Fallen::default() }, server)
    }

    /// One life of the server: it takes up what was left, works, and is killed.
    async fn a_life(&mut self, server: Server, number: u64) {
        let owner = Owner::of(server.address);
        self.everything_asked_ends(&owner).await;
        self.a_render_is_under_way(&owner, number).await;
        let phases = [Phase::BeforeACard, Phase::BetweenCards, Phase::InARender, Phase::Anywhere];
        let phase = phases[number as usize % phases.len()];
        let running: Vec<Running> = self
            .stories
            .iter_mut()
            .map(|story| {
                let (key, turn) = story.next_turn();
                listen(&owner.chat(&story.id), &key, &turn)
            })
            .collect();
        self.the_moment_comes(&owner, phase, &running).await;
        let rendering = self.is_rendering(&owner).await;
        server.kill();
        let reached: Vec<Reached> = running.iter().map(|it| *it.reached.lock().unwrap()).collect();
        self.fallen.before_a_card += usize::from(reached.iter().any(|it| it.started && it.cards == 0 && !it.over));
        self.fallen.between_cards += usize::from(reached.iter().any(|it| it.cards > 0 && !it.over));
        self.fallen.in_a_render += usize::from(rendering);
        for (story, running) in self.stories.iter_mut().zip(running) {
            running.task.await.unwrap().iter().for_each(|event| story.hears(event));
        }
    }

    /// Every key that was ever sent is sent again: the newest has its turn now, the others have had it.
    async fn everything_asked_ends(&mut self, owner: &Owner) {
        join_all(self.stories.iter_mut().map(async |story| {
            let chat = owner.chat(&story.id);
            let Some((key, path, turn)) = story.asked.last().cloned() else { return };
            if path != "/messages" {
                return;
            }
            let answer = owner.post_once(&chat.path(&path), &key, &turn).await.good();
            assert!(answer["type"] != "error", "{answer:#}");
            story.turns = story.asked.iter().filter(|(_, path, _)| path == "/messages").count();
            story.offered = answer["data"].clone();
        }))
        .await;
    }

    async fn a_render_is_under_way(&mut self, owner: &Owner, number: u64) {
        if let Some((at, job)) = self.render.clone() {
            let status = owner.get(&format!("/api/jobs/{job}")).await.good()["status"].clone();
            if number % 8 != 7 && status != "completed" {
                return;
            }
            // Now and then it is let be.
            owner.awaits(&job).await;
            self.films.push((at, job));
            self.render = None;
        }
        let Some(at) = self.stories.iter().position(|story| story.offered["concepts"].is_array()) else { return };
        let story = &mut self.stories[at];
        let key = format!("film-{}", story.asked.len());
        let script = json!({"hook": format!("Take {number}."), "body": "It glows.", "cta": "Try it."});
        let film = json!({"scriptId": story.offered["concepts"][0]["id"], "context": {"script": script}});
        let path = owner.chat(&story.id).path("/video");
        let answer = owner.post_once(&path, &key, &film).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{:#}", answer.body);
        // Asked before what is asked next in this session: the last one is always the newest turn.
        let newest = story.asked.len() - 1;
        story.asked.insert(newest, (key, "/video".to_owned(), film));
        self.render = Some((at, answer.body["jobId"].as_str().unwrap().to_owned()));
    }

    /// Waits for the moment to kill: the phase is told by what the clients see, the dice say how far into it.
    async fn the_moment_comes(&mut self, owner: &Owner, phase: Phase, running: &[Running]) {
        let reached = |at: usize| *running[at].reached.lock().unwrap();
        let whom = self.dice.below(running.len() as u64) as usize;
        match phase {
            Phase::BeforeACard => {
                until("a turn to start", async || reached(whom).started.then_some(())).await;
                tokio::time::sleep(Duration::from_millis(self.dice.below(20))).await;
            }
            Phase::BetweenCards => {
                let cards = 1 + self.dice.below(2) as usize;
                until("a card", async || (reached(whom).cards >= cards || reached(whom).over).then_some(())).await;
                tokio::time::sleep(Duration::from_millis(self.dice.below(20))).await;
            }
            Phase::InARender => {
                let percent = self.dice.below(60);
                let far_enough = until("the render", async || {
                    let Some((_, job)) = &self.render else { return Some(()) };
                    let job = owner.get(&format!("/api/jobs/{job}")).await.good();
                    (job["status"] == "completed" || job["progress"].as_u64() >= Some(percent.max(1))).then_some(())
                });
                far_enough.await;
            }
            Phase::Anywhere => tokio::time::sleep(Duration::from_millis(self.dice.below(300))).await,
        }
    }

    async fn is_rendering(&self, owner: &Owner) -> bool {
        let Some((_, job)) = &self.render else { return false };
        owner.get(&format!("/api/jobs/{job}")).await.good()["status"] == "processing"
    }

    /// After the last kill: all is there, once, and whole.
    async fn all_is_well(&mut self, owner: &Owner) {
        self.everything_asked_ends(owner).await;
        if let Some((at, job)) = self.render.take() {
            owner.awaits(&job).await;
            self.films.push((at, job));
        }
        for story in &self.stories {
            let chat = owner.chat(&story.id);
            let keys = story.asked.len();
            let log = until("the log's end", async || {
                let log = chat.log().await;
                (log.len() >= 2 * keys).then_some(log)
            })
            .await;
            assert_eq!(log.len(), 2 * keys, "each key has its one turn, of two messages");
            let seqs: Vec<u64> = log.iter().map(|message| message["seq"].as_u64().unwrap()).collect();
            assert!(seqs.iter().copied().eq(1..=log.len() as u64), "{seqs:?}");
            let ids: std::collections::HashSet<&Value> = log.iter().map(|message| &message["id"]).collect();
            assert_eq!(ids.len(), log.len(), "no message is there twice");
            let bad: Vec<&Value> = log.iter().filter(|message| message["type"] == "error").collect();
            assert!(bad.is_empty(), "interrupted work ends with its cards: {bad:#?}");
            nothing_was_lost(&chat, story).await;
            each_key_is_one_turn(&chat, story, &log).await;
        }
        for (_, job) in &self.films {
            let result = owner.awaits(job).await;
            let film = Film::of(&owner.fetches(result["videoUrl"].as_str().unwrap()).await);
            assert!(!film.frames().is_empty());
        }
        assert!(self.films.len() >= 3, "films were made: {}", self.films.len());
    }
}

/// What anybody was ever told is in the log as it was told.
async fn nothing_was_lost(chat: &Chat, story: &Story) {
    let replayed: BTreeMap<u64, Value> =
        chat.replays().await.into_iter().filter_map(|event| Some((event.id?, event.data))).collect();
    for (id, said) in &story.told {
        assert_eq!(without_links(&replayed[id]), without_links(said), "message {id} is as it was told");
    }
}

async fn each_key_is_one_turn(chat: &Chat, story: &Story, log: &[Value]) {
    let mut said = Vec::new();
    for (key, path, body) in &story.asked {
        let answer = chat.owner.post_once(&chat.path(path), key, body).await;
        assert_eq!(answer.header("idempotent-replayed"), Some("true"), "{key}");
        said.push(answer.good()["userMessageId"].clone());
    }
    let mut users: Vec<Value> = log.iter().filter(|it| it["sender"] == "user").map(|it| it["id"].clone()).collect();
    let mut said_sorted = said.clone();
    said_sorted.sort_by_key(Value::to_string);
    users.sort_by_key(Value::to_string);
    assert_eq!(said_sorted, users, "each key has a turn of its own, and there is no other");
    assert_eq!(chat.log().await.len(), log.len(), "asking again made nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_fifty_times_loses_nothing_and_doubles_nothing() {
    let (mut world, server) = World::begins().await;
    let mut server = Some(server);
    for number in 0..KILLS {
        let life = server.take().unwrap_or_else(|| world.home.serves());
        let lived = timeout(Duration::from_secs(240), world.a_life(life, number)).await;
        lived.unwrap_or_else(|_| panic!("life {number} did not end"));
    }
    println!("kills: {:?}, films: {}", world.fallen, world.films.len());
    let last = world.home.serves();
    let owner = Owner::of(last.address);
    world.all_is_well(&owner).await;
    let Fallen { before_a_card, between_cards, in_a_render } = world.fallen;
    assert!(
        before_a_card.min(between_cards).min(in_a_render) >= ENOUGH,
        "too few kills fell somewhere: {:?}",
        world.fallen
    );
}
