//! Films that are spoken: the real program against stand-ins of those who speak.

use crate::{
    home,
    sellers::{Chosen, Makes},
};
use adforge_tests::{Film, Home, Owner, Server, until};
use adforge_tests_servers::{
    http::Manner,
    llm::{self, Llm, Pace, Scene, Speaks},
    voices::{Call, KEY, Kind, Trouble, Voices, has_espeak},
};
use serde_json::{Value, json};
use tokio::task::block_in_place;

/// Who speaks over a wire. Everybody who may be set is among them but `espeak`, which is a program of this machine.
pub(crate) const KINDS: [Kind; 4] = [Kind::ElevenLabs, Kind::Heygen, Kind::OpenAi, Kind::Local];

/// As the setting names them.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::ElevenLabs => "elevenlabs",
        Kind::Heygen => "heygen",
        Kind::OpenAi | Kind::Local => "openai",
    }
}

/// A folder for a program whose films this one speaks.
pub(crate) fn spoken_by(voices: &Voices) -> Home {
    let home = home().with("ADFORGE_VOICE", name(voices.kind())).with("ADFORGE_VOICE_BASE_URL", &voices.url);
    // Whoever has a server of their own asks for no key.
    if voices.kind() == Kind::Local { home } else { home.with("ADFORGE_VOICE_API_KEY", KEY) }
}

/// Asks for a film; returns its job.
async fn asks_for_a_film(server: &Server) -> String {
    let script = json!({"hook": "Look at this.", "body": "It glows on your skin.", "cta": "Try it today."});
    let film = json!({"productId": "1", "script": script});
    let owner = Owner::of(server.address);
    owner.post("/api/videos/generate", &film).await.body["jobId"].as_str().unwrap().to_owned()
}

async fn has_its_film(server: &Server, job: &str) -> Value {
    let owner = Owner::of(server.address);
    let result = owner.awaits(job).await;
    let film = owner.fetches(result["videoUrl"].as_str().unwrap()).await;
    assert!(!Film::of(&film).frames().is_empty());
    result
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_is_spoken_by_whom_the_setting_names_and_paid_once() {
    for kind in KINDS {
        let voices = Voices::open(kind);
        let server = spoken_by(&voices).serves();
        let job = asks_for_a_film(&server).await;
        let result = has_its_film(&server, &job).await;
        assert_eq!(voices.sales().len(), 1, "{kind:?}");
        let take = voices.sales()[0].take.clone();
        assert!(take.tones.iter().any(|word| word.text == "glows"), "{kind:?}: {:?}", take.tones);
        let spoken = take.seconds();
        let length = result["duration"].as_f64().unwrap();
        assert!(
            (spoken..spoken + 4.0).contains(&length),
            "{kind:?}: the film is as long as its speech: {length}, {spoken}"
        );
        assert_eq!(voices.strange(), [""; 0], "{kind:?}");
        let state = Owner::of(server.address).get(&format!("/api/jobs/{job}")).await.good();
        // Whoever has a server of their own pays nobody for it.
        let calls = if kind == Kind::Local { Value::Null } else { json!(1) };
        assert_eq!(state["usage"]["calls"], calls, "{kind:?}: {state}");
        assert_eq!(state["usage"]["costUsd"].as_f64() > Some(0.0), kind != Kind::Local, "{kind:?}: {state}");
        let told = server.err();
        assert!(!told.contains(KEY) && !told.contains("glows"), "no key and no script in the log: {told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_is_spoken_by_the_program_of_this_machine_for_nothing() {
    if !has_espeak() {
        return;
    }
    let mut lengths = Vec::new();
    for voice in ["espeak", "none"] {
        let server = home().with("ADFORGE_VOICE", voice).serves();
        let job = asks_for_a_film(&server).await;
        lengths.push(has_its_film(&server, &job).await["duration"].as_f64().unwrap());
        let state = Owner::of(server.address).get(&format!("/api/jobs/{job}")).await.good();
        assert_eq!(state.get("usage"), None, "{voice}: {state}");
    }
    assert_ne!(lengths[0], lengths[1], "it goes by the times of the voice");
}

/// A voice's films, whose server is killed before anything was sent, before the answer, and when the sound is here.
async fn a_film_is_killed_while_it_is_spoken(kind: Kind) {
    let (voices, writer) = (Voices::open(kind), Llm::open(Speaks::Anthropic));
    writer.always(Scene::stream(Speaks::Anthropic, "whole").at(Pace::Silence));
    let mut home =
        spoken_by(&voices).with("ADFORGE_ANTHROPIC_API_KEY", llm::KEY).with("ADFORGE_ANTHROPIC_BASE_URL", &writer.url);

    // Its scenes are being written, so nobody was asked to speak.
    let server = home.serves();
    let chosen = Chosen::by(&Owner::of(server.address)).await;
    server.kill();
    home.set("ADFORGE_LLM", "anthropic/silent");
    let server = home.serves();
    let job = chosen.asks(&Owner::of(server.address), Makes::Films).await;
    block_in_place(|| writer.until_called(1));
    server.kill();
    assert_eq!(voices.count(Call::Speak), 0, "{kind:?}");
    home.set("ADFORGE_LLM", "offline");

    // It is spoken and kept: the film is drawn when the process dies.
    let server = home.serves();
    let owner = Owner::of(server.address);
    block_in_place(|| voices.until_sold(1));
    until("it is drawn", async || {
        let state = owner.get(&format!("/api/jobs/{job}")).await.good();
        assert!(matches!(state["status"].as_str(), Some("queued" | "processing")), "{state}");
        (state["progress"].as_u64() > Some(2)).then_some(())
    })
    .await;
    server.kill();
    let server = home.serves();
    has_its_film(&server, &job).await;
    // What costs nothing isn't kept, and is asked for again.
    let sold = if kind == Kind::Local { 2 } else { 1 };
    assert_eq!((voices.sales().len(), voices.count(Call::Speak)), (sold, sold), "{kind:?}: it was bought once");

    // It is spoken, and nobody has heard it.
    voices.holds_answers(true);
    let job = asks_for_a_film(&server).await;
    block_in_place(|| voices.until_sold(sold + 1));
    server.kill();
    voices.holds_answers(false);
    let server = home.serves();
    if kind == Kind::Local {
        block_in_place(|| voices.until_sold(sold + 2));
    } else {
        let error = Owner::of(server.address).awaits_failure(&job).await;
        assert!(error["message"].as_str().unwrap().contains("unknown"), "{kind:?}: {error}");
        assert_eq!(voices.count(Call::Speak), sold + 1, "{kind:?}: it isn't bought again");
    }
    assert_eq!(voices.strange(), [""; 0], "{kind:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_while_it_is_spoken_does_not_buy_the_speech_again_and_later_it_needs_none() {
    for kind in KINDS {
        a_film_is_killed_while_it_is_spoken(kind).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_speech_that_was_lost_is_not_asked_for_again_and_each_that_is_asked_for_stands_on_the_bill() {
    let lost = [
        (Kind::ElevenLabs, Call::Speak, Manner::Vanish),
        (Kind::Heygen, Call::Speak, Manner::Cut),
        (Kind::Heygen, Call::File, Manner::Cut),
        (Kind::OpenAi, Call::Speak, Manner::Cut),
    ];
    for (kind, call, manner) in lost {
        let voices = Voices::open(kind);
        let server = spoken_by(&voices).serves();
        let owner = Owner::of(server.address);
        let chosen = Chosen::by(&owner).await;
        voices.next(call, Trouble::Badly(manner));
        let job = chosen.asks(&owner, Makes::Films).await;
        let error = owner.awaits_failure(&job).await;
        assert!(error["message"].as_str().unwrap().contains("unknown"), "{kind:?}, {call:?}: {error}");
        assert_eq!((voices.sales().len(), voices.count(Call::Speak)), (1, 1), "{kind:?}, {call:?}");
        let usage = owner.get(&format!("/api/jobs/{job}")).await.good()["usage"].clone();
        assert_eq!((&usage["calls"], &usage["estimated"]), (&json!(1), &json!(true)), "{kind:?}, {call:?}: {usage}");
        let first = usage["costUsd"].as_f64().unwrap();
        assert!(first > 0.0, "{kind:?}, {call:?}: {usage}");

        // Whoever asks for the film again buys another speech.
        let job = chosen.asks(&owner, Makes::Films).await;
        let both = until("the second speech to be on the bill", async || {
            let session = owner.get(&chosen.chat(&owner).path("")).await.good();
            let (sales, calls) = (voices.sales().len(), &session["usage"]["calls"]);
            if sales == 2 && *calls == 2 {
                return Some(session["usage"].clone());
            }
            let job = owner.get(&format!("/api/jobs/{job}")).await.good();
            let can_be = sales <= 2 && calls.as_u64() <= Some(2) && job["status"] != "failed";
            assert!(can_be, "{kind:?}, {call:?}: {sales} speeches: {session}, {job}");
            None
        })
        .await;
        assert!(both["costUsd"].as_f64().unwrap() > first, "{kind:?}, {call:?}: {both}");
    }
}

#[test]
fn every_voice_that_the_setting_accepts_plays_here() {
    let refused = home().with("ADFORGE_VOICE", "nobody").refuses();
    let mut names = KINDS.map(name).to_vec();
    names.dedup();
    let told = format!("none, or one of {}, espeak, alone", names.join(", "));
    assert!(refused.err.contains(&told), "{told}: {}", refused.err);
}

#[test]
fn a_voice_without_its_key_is_refused() {
    let refused = home().with("ADFORGE_VOICE", "elevenlabs").refuses();
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.err.contains("ADFORGE_ELEVENLABS_API_KEY"), "{}", refused.err);
}
