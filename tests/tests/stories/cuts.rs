//! A connection that breaks costs nothing, wherever it breaks: not an event, not a second generation.

use crate::home;
use adforge_tests::{Chat, Cut, Dice, Event, Owner, Proxy, Socket, Stream, url};
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// More pieces than a turn has.
const PIECES: usize = 16;

/// Between two cards: slow enough that a cut comes before the end was sent, though the proxies and clients of one test all
/// share a thread of a busy machine. What was written to a connection before it broke counts as sent.
const PACE: &str = "400ms";

/// Where a turn is asked for, or followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Stream,
    MessagesUrl,
    Posted,
    Session,
    Socket,
}

/// What one client saw: before the cut, and after it came back.
struct Seen {
    before: Vec<Event>,
    after: Vec<Event>,
}

fn turn() -> Value {
    json!({"message": "Generate ads", "currentStep": "persona_selection", "clientMessageId": "mine"})
}

fn asking(chat: &Chat, below: &str) -> String {
    url(&chat.path(below), &[("message", "Generate ads"), ("step", "persona_selection"), ("partial", "true")])
}

/// Whether the content came.
fn has_content(events: &[Event]) -> bool {
    events.iter().any(|event| event.kind() == "audience_group")
}

fn joined(events: &[Event]) -> bool {
    events.iter().any(|event| event.kind() == "ai_response_start")
}

/// Reads what a stream says until the turn's end, a cut, or the stream's own end.
async fn heard(stream: &mut Stream) -> Vec<Event> {
    let mut events = Vec::new();
    while let Some(event) = stream.next().await {
        let over = event.kind() == "ai_response_complete";
        events.push(event);
        if over {
            break;
        }
    }
    events
}

/// Reads a stream that doesn't end with the turn until everything was seen that there is.
async fn caught_up(before: &[Event], mut next: impl AsyncFnMut() -> Option<Event>) -> Vec<Event> {
    let mut events = Vec::new();
    while !(has_content(before) || has_content(&events)) || (joined(&events) && events.last().is_some_and(is_not_end)) {
        events.push(next().await.expect("the stream stays open"));
    }
    events
}

fn is_not_end(event: &Event) -> bool {
    event.kind() != "ai_response_complete"
}

/// Plays a turn over a connection that breaks at `cut`, and comes back as a client of this kind does.
async fn cut_at(server: SocketAddr, chat: &Chat, way: Way, cut: Cut) -> Seen {
    let proxy = Proxy::before(server, cut).await;
    let broken = Owner::of(proxy.address);
    match way {
        Way::Stream | Way::MessagesUrl => {
            let below = if way == Way::Stream { "/stream" } else { "/messages" };
            let path = asking(chat, below);
            let (before, last) = first_try(&broken, &path).await;
            let after = comes_back(&chat.owner, &path, last, way).await;
            Seen { before, after }
        }
        Way::Posted => {
            let path = chat.path("/messages?partial=true");
            let request = broken.request(Method::POST, &path).header("Accept", "text/event-stream").json(&turn());
            let (before, last) = tried(request).await;
            let after = match last {
                Some(last) => followed(chat, &before, last).await,
                // Nothing came: the same request with the same key again.
                None => heard(&mut chat.owner.posts_and_listens(&path, &turn()).await).await,
            };
            Seen { before, after }
        }
        Way::Session => {
            let response = broken.request(Method::GET, &chat.path("/stream?partial=true")).send().await;
            let asked = async { chat.says(&turn()).await.good() };
            let read = async {
                let Ok(response) = response else { return (Vec::new(), None) };
                let mut stream = Stream::of(response);
                (heard(&mut stream).await, stream.last_id)
            };
            let (asked, (before, last)) = tokio::join!(asked, async {
                let (before, last) = read.await;
                let after = followed(chat, &before, last.unwrap_or(0)).await;
                ((before, after), last)
            });
            assert_eq!(asked["type"], "audience_group");
            let _ = last;
            Seen { before: before.0, after: before.1 }
        }
        Way::Socket => {
            let path = format!("/ws/chat/{}?partial=true", chat.id);
            let (before, last) = match Socket::tries(proxy.address, &path, None).await {
                Err(_) => (Vec::new(), None),
                Ok(mut socket) => {
                    socket.says(&turn()).await;
                    let mut events = Vec::new();
                    while let Some(event) = socket.next().await {
                        let over = event.kind() == "ai_response_complete";
                        events.push(event);
                        if over {
                            break;
                        }
                    }
                    (events, socket.last_id)
                }
            };
            let mut socket = Socket::opens(server, &path).await;
            assert_eq!(socket.next().await.unwrap().kind(), "session_state");
            socket.says(&json!({"action": "resume", "lastEventId": last.unwrap_or(0)})).await;
            if !joined(&before) {
                // Perhaps the message never arrived; its key makes saying it again harmless.
                socket.says(&turn()).await;
            }
            let after = caught_up(&before, async || socket.next().await).await;
            Seen { before, after }
        }
    }
}

async fn first_try(owner: &Owner, path: &str) -> (Vec<Event>, Option<u64>) {
    tried(owner.request(Method::GET, path)).await
}

async fn tried(request: reqwest::RequestBuilder) -> (Vec<Event>, Option<u64>) {
    // Cut within the head, there is no answer at all.
    let Ok(response) = request.send().await else { return (Vec::new(), None) };
    let mut stream = Stream::of(response);
    let events = heard(&mut stream).await;
    (events, stream.last_id)
}

/// As a browser's `EventSource` does: the same address, with the last number it knows.
async fn comes_back(owner: &Owner, path: &str, last: Option<u64>, way: Way) -> Vec<Event> {
    let mut request = owner.request(Method::GET, path);
    if let Some(last) = last {
        request = match way {
            Way::Stream => request.header("Last-Event-ID", last.to_string()),
            _ => owner.request(Method::GET, &format!("{path}&lastEventId={last}")),
        };
    }
    let response = request.send().await.unwrap();
    if response.status() == StatusCode::NO_CONTENT {
        return Vec::new();
    }
    Stream::of(response).rest().await
}

/// As a client with the session's stream does.
async fn followed(chat: &Chat, before: &[Event], last: u64) -> Vec<Event> {
    let mut stream = chat.owner.listens(&chat.path(&format!("/stream?partial=true&lastEventId={last}"))).await;
    caught_up(before, async || stream.next().await).await
}

/// Holds what a client saw against what somebody saw whose connection never broke.
async fn same(chat: &Chat, uncut: &[Event], seen: &Seen, way: Way, what: &str) {
    let durable = |events: &[Event]| -> Vec<Event> {
        let wanted = |event: &&Event| ["audience_group", "user_message", "error"].contains(&event.kind());
        events.iter().filter(wanted).cloned().collect()
    };
    let (whole, mut mine) = (durable(uncut), durable(&seen.before));
    mine.extend(durable(&seen.after));
    // One's own stream doesn't repeat what one said; whoever follows the session hears it.
    let mine_said = way == Way::Session || mine.iter().any(|event| event.kind() == "user_message");
    let expected: Vec<Event> = whole.into_iter().filter(|it| mine_said || it.kind() != "user_message").collect();
    assert_eq!(mine, expected, "{what}: every message once, in order, as it was");
    let content = &expected.last().unwrap().data["data"]["audiences"];
    for part in [&seen.before, &seen.after] {
        let ids: Vec<u64> = part.iter().filter_map(|event| event.id).collect();
        assert!(ids.is_sorted(), "{what}: ids never go back: {ids:?}");
        let deltas = part.iter().filter(|event| event.kind() == "content_delta");
        for (index, delta) in deltas.enumerate() {
            assert_eq!(delta.data["index"], index, "{what}: each card once, from the first on");
            assert_eq!(delta.data["item"], content[index], "{what}");
        }
    }
    let log = chat.log().await;
    assert_eq!(log.len(), 2, "{what}: one turn, one generation");
    assert_eq!(content[3]["id"], "aud-4");
}

/// One cut of one turn; says whether the client came back to a turn that was still running.
async fn one(server: SocketAddr, way: Way, cut: Cut) -> bool {
    let what = format!("{way:?} {cut:?}");
    let chat = Owner::of(server).starts_session("1").await;
    let mut witness = chat.owner.listens(&chat.path("/stream?partial=true")).await;
    let (uncut, seen) = tokio::join!(witness.up_to("ai_response_complete"), cut_at(server, &chat, way, cut));
    same(&chat, &uncut, &seen, way, &what).await;
    joined(&seen.after)
}

async fn every_cut(way: Way, cut: impl Fn(usize) -> Cut) {
    let home = home().with("ADFORGE_OFFLINE_PACE", PACE);
    let server = home.serves();
    let joined = join_all((0..PIECES).map(|piece| one(server.address, way, cut(piece)))).await;
    let while_it_ran = joined.iter().filter(|joined| **joined).count();
    assert!(while_it_ran >= 4, "only {while_it_ran} came back while the turn was running");
}

#[tokio::test]
async fn a_turns_stream_resumes_after_every_event() {
    every_cut(Way::Stream, Cut::Blocks).await;
}

#[tokio::test]
async fn the_guides_messages_stream_resumes_after_every_event() {
    every_cut(Way::MessagesUrl, Cut::Blocks).await;
}

#[tokio::test]
async fn a_posted_stream_resumes_after_every_event() {
    every_cut(Way::Posted, Cut::Blocks).await;
}

#[tokio::test]
async fn the_sessions_stream_resumes_after_every_event() {
    every_cut(Way::Session, Cut::Blocks).await;
}

#[tokio::test]
async fn a_socket_resumes_after_every_frame() {
    every_cut(Way::Socket, Cut::Frames).await;
}

#[tokio::test]
async fn a_stream_resumes_after_any_byte() {
    let mut dice = Dice::thrown("a_stream_resumes_after_any_byte");
    let home = home().with("ADFORGE_OFFLINE_PACE", PACE);
    let server = home.serves();
    // A turn with its cards one by one is some ten thousand bytes.
    let cuts: Vec<usize> = (0..60).map(|_| dice.below(12_000) as usize).collect();
    join_all(cuts.into_iter().map(|byte| one(server.address, Way::Stream, Cut::Bytes(byte)))).await;
}
