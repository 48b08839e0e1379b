//! What is cancelled is hung up on: whoever is asked over a real socket sees it closed within a second of the 202.

use crate::{
    models::PROVIDERS,
    sellers::{Chosen, Deed, Makes, Seller, sellers},
    voices::{KINDS, spoken_by},
};
use adforge_tests::{Chat, Event, Owner, until, url};
use adforge_tests_servers::{
    Leaves,
    http::Manner::Hang,
    llm::{Llm, Pace, Scene},
    voices::{self, Kind, Voices},
};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::task::block_in_place;

/// What is promised.
const SOON: Duration = Duration::from_secs(1);

/// Cancels it, and sees that one more has left in time.
async fn hangs_up(owner: &Owner, path: &str, leaves: &Leaves, who: &str) {
    let before = leaves.count();
    assert_eq!(owner.post(path, &json!({})).await.status, 202, "{who}");
    let cancelled = Instant::now();
    let left = block_in_place(|| leaves.until(before + 1));
    let after = left.saturating_duration_since(cancelled);
    assert!(after < SOON, "{who}: it was closed after {after:?}");
}

/// A seller's calls: all that a cancelled render may be waiting for.
async fn a_seller_is_left(seller: Seller) {
    let server = seller.home().serves();
    let owner = Owner::of(server.address);
    let chosen = Chosen::by(&owner).await;
    let deeds = if seller.names { &[Deed::Order, Deed::Look, Deed::File][..] } else { &[Deed::Order] };
    for deed in deeds {
        let who = format!("{:?}, {deed:?}", seller.setting);
        let before = seller.plays.asked(*deed);
        seller.plays.hangs(*deed);
        let job = chosen.asks(&owner, seller.makes).await;
        block_in_place(|| seller.plays.until_asked(*deed, before + 1));
        hangs_up(&owner, &format!("/api/jobs/{job}/cancel"), seller.plays.leaves(), &who).await;
        if *deed == Deed::Order {
            assert_eq!(seller.plays.asked(Deed::Order), before + 1, "{who}: nobody orders again what was cancelled");
        }
    }
    assert_eq!(seller.plays.strange(), [""; 0], "{:?}", seller.setting);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sells_films_clips_and_pictures_sees_a_cancelled_render_leave() {
    let all: Vec<_> = sellers().into_iter().map(|seller| tokio::spawn(a_seller_is_left(seller))).collect();
    for left in all {
        left.await.unwrap();
    }
}

/// A voice's calls: for the speech, and for its file where that is elsewhere.
async fn a_voice_is_left(kind: Kind) {
    let voices = Voices::open(kind);
    let server = spoken_by(&voices).serves();
    let owner = Owner::of(server.address);
    let chosen = Chosen::by(&owner).await;
    let calls =
        if kind == Kind::Heygen { &[voices::Call::Speak, voices::Call::File][..] } else { &[voices::Call::Speak] };
    for call in calls {
        let before = voices.count(*call);
        voices.next(*call, voices::Trouble::Badly(Hang));
        let job = chosen.asks(&owner, Makes::Films).await;
        block_in_place(|| voices.until_asked(*call, before + 1));
        hangs_up(&owner, &format!("/api/jobs/{job}/cancel"), &voices.leaves, &format!("{kind:?}, {call:?}")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_voice_sees_a_cancelled_film_leave() {
    for kind in KINDS {
        a_voice_is_left(kind).await;
    }
}

/// Asks for personas, of which nothing comes or half a stream, and cancels.
async fn a_turn_is_cancelled(chat: &Chat, model: &Llm, pace: Pace, who: &str) {
    let called = model.calls().len();
    model.next(Scene::stream(model.speaks(), "whole").at(pace));
    let asked = [("message", "Generate ads"), ("step", "persona_selection")];
    let mut stream = chat.owner.listens(&url(&chat.path("/stream"), &asked)).await;
    block_in_place(|| model.until_called(called + 1));
    hangs_up(&chat.owner, &chat.path("/cancel"), &model.leaves, &format!("{who}, {pace:?}")).await;
    assert_eq!(model.calls().len(), called + 1, "{who}: nobody asks again for what was cancelled");
    // A stream that breaks off before its end is one that comes again, and joins what it had asked for.
    assert_eq!(stream.rest().await.last().map(Event::kind), Some("error"), "{who}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_language_model_sees_a_cancelled_turn_leave() {
    for provider in PROVIDERS {
        let (model, name) = (Llm::open(provider.speaks), provider.model);
        let server = provider.home(&model, ",offline").serves();
        let chat = Owner::of(server.address).starts_session("1").await;
        for pace in [Pace::Silence, Pace::Hold(40)] {
            a_turn_is_cancelled(&chat, &model, pace, name).await;
        }
        let usage = until("the bill", async || {
            let usage = chat.owner.get(&chat.path("")).await.good()["usage"].clone();
            (usage["inputTokens"].as_u64() > Some(0)).then_some(usage)
        })
        .await;
        assert_eq!((&usage["calls"], &usage["estimated"]), (&json!(2), &json!(true)), "{name}: {usage}");
        assert_eq!(model.strange(), [""; 0], "{name}: only what is documented is sent");
    }
}
