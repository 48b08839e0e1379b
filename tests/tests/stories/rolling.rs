//! Processes that are told to stop while others go on: no turn is lost, and clients see nothing but a reconnect.

use crate::{fleet::Fleet, takeover::count};
use adforge_tests::{Owner, Server, Socket, until};
use futures_util::future::join_all;
use reqwest::Client;
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

const SESSIONS: usize = 8;

fn turn(number: usize) -> Value {
    json!({"message": format!("Generate ads, take {number}"), "currentStep": "persona_selection"})
}

/// What stands before the processes: those that serve now.
type Balancer = Arc<Mutex<Vec<SocketAddr>>>;

/// One turn after another, each by the process that comes next; a turn whose connection broke is asked for again, under
/// its key. Returns how many there were, and how often a connection broke.
async fn works(balancer: Balancer, session: String, over: Arc<AtomicBool>) -> (usize, usize) {
    let http = Client::builder().timeout(Duration::from_secs(60)).build().unwrap();
    let (mut turns, mut broken) = (0, 0);
    while !over.load(Ordering::SeqCst) {
        let at = {
            let there = balancer.lock().unwrap();
            there[(turns + broken) % there.len()]
        };
        let request = http.post(format!("http://{at}/api/chat/sessions/{session}/messages"));
        let request = request.header("Idempotency-Key", format!("turn-{turns}")).json(&turn(turns));
        match request.send().await {
            Ok(answer) if answer.status() == 200 => turns += 1,
            // It was just being told when it was told to stop.
            Ok(answer) if answer.status() == 503 && answer.headers().contains_key("retry-after") => broken += 1,
            Ok(answer) => panic!("{} {}", answer.status(), answer.text().await.unwrap_or_default()),
            Err(_) => {
                broken += 1;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    (turns, broken)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_under_load_loses_no_turn() {
    let Some(fleet) = Fleet::new() else { return };
    let home = fleet.process().with("ADFORGE_OFFLINE_PACE", "50ms").with("ADFORGE_JOB_LEASE", "30s");
    let mut servers: Vec<Server> = vec![home.serves(), home.serves()];
    let balancer: Balancer = Arc::new(Mutex::new(servers.iter().map(|server| server.address).collect()));
    let owner = Owner::of(servers[0].address);
    let chats = join_all((0..SESSIONS).map(|_| owner.starts_session("1"))).await;
    let over = Arc::new(AtomicBool::new(false));
    let work = chats.iter().map(|chat| works(Arc::clone(&balancer), chat.id.clone(), Arc::clone(&over)));
    let work: Vec<_> = work.map(tokio::spawn).collect();
    let mut look = fleet.database.behind();
    for number in [0, 1] {
        let already = count(&mut look, "jobs WHERE status = 'completed'");
        let more = format!("jobs WHERE status = 'completed' HAVING count(*) > {already} + {SESSIONS}");
        until("everybody to be at work", async || any(&mut look, &more).then_some(())).await;
        let new = home.serves();
        balancer.lock().unwrap()[number] = new.address;
        let old = std::mem::replace(&mut servers[number], new);
        old.signal("TERM");
        assert_eq!(old.ends().await.code(), Some(0));
    }
    over.store(true, Ordering::SeqCst);
    let done: Vec<(usize, usize)> = join_all(work).await.into_iter().map(Result::unwrap).collect();
    println!("turns, and connections that broke: {done:?}");
    let owner = Owner::of(servers[0].address);
    for (chat, (turns, _)) in chats.iter().zip(done) {
        let log = chat.by(&owner).log().await;
        let kinds: Vec<&str> = log.iter().map(|message| message["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["text", "audience_group"].repeat(turns), "each turn once, with its answer");
    }
    // Nobody had to wait for a lease to run out, and nothing was begun twice.
    assert_eq!(count(&mut look, "jobs WHERE crashes > 0"), 0);
}

fn any(on: &mut diesel::PgConnection, rows: &str) -> bool {
    count(on, &format!("(SELECT count(*) FROM {rows}) AS there")) > 0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_stopping_process_has_no_time_for_is_anothers_at_once() {
    let Some(fleet) = Fleet::new() else { return };
    // Its lease would keep it for an hour.
    let home = fleet.process().with("ADFORGE_JOB_LEASE", "1h").with("ADFORGE_DRAIN_TIMEOUT", "1ms");
    let (a, b) = (home.serves(), home.serves());
    let (on_a, on_b) = (Owner::of(a.address), Owner::of(b.address));
    let chat = on_a.starts_session("1").await;
    let mut stream = on_b.listens(&chat.path("/stream")).await;
    let mut socket = Socket::opens(a.address, &format!("/ws/chat/{}", chat.id)).await;
    assert_eq!(socket.next().await.unwrap().kind(), "session_state");
    let mut own = on_a.posts_and_listens(&chat.path("/messages"), &turn(0)).await;
    assert_eq!(own.next().await.unwrap().kind(), "ai_response_start");
    a.signal("TERM");
    let rest = own.rest().await;
    assert!(!own.broke && rest.iter().all(|event| event.kind() != "error"), "{rest:#?}");
    socket.rest().await;
    assert_eq!(socket.closed, Some(1012), "a socket is told to come back");
    assert_eq!(a.ends().await.code(), Some(0));
    stream.up_to("ai_response_complete").await;
    assert_eq!(chat.by(&on_b).log().await.len(), 2);
    assert_eq!(count(&mut fleet.database.behind(), "jobs WHERE fence = 2 AND crashes = 0"), 1, "it was handed over");
}
