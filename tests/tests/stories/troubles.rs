//! What goes wrong with a language model, of every provider that a setting accepts: what its user sees, how often it was
//! asked, and what stands on the bill.

use crate::{
    at_once,
    models::{PROVIDERS, Provider, follows, personas},
};
use adforge_tests::{Chat, Event, Owner, until};
use adforge_tests_servers::llm::{KEY, Llm, Pace, RAW_WORDS, Scene, Speaks};
use serde_json::{Value, json};
use std::time::Duration;

/// A generation's time where a model takes all of it.
const SHORT: &str = "5s";

/// Something that goes wrong.
struct Trouble {
    what: &'static str,
    /// What the model plays, call by call: so often it is asked.
    scenes: Vec<Scene>,
    /// What its user is told where nobody else writes.
    code: &'static str,
    bill: Bill,
    /// How long a generation may take, where not as usual.
    time: Option<&'static str>,
}

/// What stands on the bill.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Bill {
    /// It was turned away unread: nothing.
    Nothing,
    /// What the provider says.
    Told,
    /// What came and went, as it was counted here.
    Estimated,
}

fn error(speaks: Speaks, status: u16, kind: &str, code: &str) -> Scene {
    Scene::error(speaks, status, "general").filled("{type}", kind).filled("{code}", code)
}

/// That it has too much to do, for so many seconds.
fn busy(speaks: Speaks, after: &str) -> Scene {
    let scene = match speaks {
        Speaks::OpenAi => error(speaks, 429, "requests", "\"rate_limit_exceeded\""),
        Speaks::Anthropic => error(speaks, 429, "rate_limit_error", ""),
        Speaks::Gemini => error(speaks, 429, "RESOURCE_EXHAUSTED", "429"),
        Speaks::Ollama => error(speaks, 429, "", ""),
    };
    scene.with("retry-after", after)
}

/// That the money is spent, in the clothes of a limit where the provider puts it so.
fn spent(speaks: Speaks) -> Scene {
    match speaks {
        Speaks::OpenAi => error(speaks, 429, "insufficient_quota", "\"insufficient_quota\""),
        Speaks::Anthropic => Scene::error(speaks, 429, "spend"),
        Speaks::Gemini => {
            let quota = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";
            let scene = Scene::error(speaks, 429, "wait").filled("{code}", "429");
            scene.filled("{quota}", quota).filled("{wait}", "1s")
        }
        Speaks::Ollama => error(speaks, 402, "", ""),
    }
}

/// An answer that begins well and tells of an error then.
fn error_inside(speaks: Speaks) -> Scene {
    let inside = match speaks {
        Speaks::OpenAi => "data: {\"error\":{\"message\":\"{words}\",\"type\":\"server_error\",\"code\":null}}\n\n",
        Speaks::Anthropic => {
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"{words}\"}}\n\n"
        }
        Speaks::Gemini => "{\"error\":{\"code\":500,\"message\":\"{words}\",\"status\":\"INTERNAL\"}}\n",
        Speaks::Ollama => "{\"error\":\"{words}\"}\n",
    };
    Scene::stream(speaks, "begun").then(&inside.replace("{words}", RAW_WORDS))
}

/// Personas in a language that isn't the product's.
fn foreign() -> String {
    let mut all = personas();
    for card in all["cards"].as_array_mut().unwrap() {
        card["description"] = json!(
            "Sie gehen vor acht aus dem Haus und kommen spät zurück, und niemand hat Zeit, ein Etikett zu lesen."
        );
        card["pain_points"] =
            json!(["Die Haut sieht unter dem Licht im Büro blass aus", "Streifen auf den Händen am Tag danach"]);
        card["desires"] =
            json!(["eine Pflege, die in einen vollen Morgen passt", "eine Farbe, die nach ihnen selbst aussieht"]);
        card["traits"] = json!(["steht früh auf", "kauft mit Bedacht", "mag klare Worte"]);
    }
    all.to_string()
}

/// All that can go wrong by a provider's own wire.
fn troubles(speaks: Speaks) -> Vec<Trouble> {
    use Bill::{Estimated, Nothing, Told};
    const FAILED: &str = "AI_GENERATION_ERROR";
    const AWAY: &str = "UNAVAILABLE";
    let trouble =
        |what, scenes: &[Scene], code, bill| Trouble { what, scenes: scenes.to_vec(), code, bill, time: None };
    let whole = || Scene::stream(speaks, "whole");
    let twice = |scene: Scene| [scene.clone(), scene];
    let mut all = vec![
        trouble("it is cut in the middle, twice", &twice(Scene::stream(speaks, "begun").breaking()), FAILED, Estimated),
        trouble("it is no JSON, twice", &twice(Scene::saying(speaks, &["{\"cards\":[}]"])), FAILED, Estimated),
        trouble("it is in another language, twice", &twice(Scene::saying(speaks, &[&foreign()])), FAILED, Estimated),
        trouble("the key is refused", &[Scene::error(speaks, 401, "key")], AWAY, Nothing),
        trouble("the model is gone", &[Scene::error(speaks, 404, "model")], AWAY, Nothing),
        trouble("it is busy for longer than one waits", &[busy(speaks, "60")], AWAY, Nothing),
        trouble("the money is spent", &[spent(speaks)], AWAY, Nothing),
        trouble("it fails", &[Scene::of(500, "text/plain", RAW_WORDS)], AWAY, Estimated),
        trouble("it vanishes", &[whole().at(Pace::Vanish)], AWAY, Estimated),
        trouble("it fails in the middle of a 200", &[error_inside(speaks)], AWAY, Estimated),
        trouble("it is something else", &twice(Scene::of(200, "text/html", "<html>Sign in</html>")), FAILED, Estimated),
        Trouble { time: Some(SHORT), ..trouble("it hangs", &[whole().at(Pace::Silence)], AWAY, Estimated) },
        Trouble {
            time: Some(SHORT),
            ..trouble("it drips", &[whole().at(Pace::Drip(Duration::from_millis(30)))], "AI_TIMEOUT", Estimated)
        },
    ];
    // Ollama has no word for it.
    if speaks != Speaks::Ollama {
        all.push(trouble("it refuses", &[Scene::stream(speaks, "refusal")], FAILED, Told));
    }
    all
}

/// A turn that is followed to its end.
struct Turn {
    events: Vec<Event>,
    log: Vec<Value>,
    /// All that the program wrote down, too.
    told: String,
}

/// Asks for personas, which are written by this model and, after a comma, by others.
async fn turn(provider: &Provider, model: &Llm, trouble: &Trouble, others: &str) -> Turn {
    let mut home = provider.home(model, others);
    if let Some(time) = trouble.time {
        home.set("ADFORGE_GENERATION_TIMEOUT", time);
    }
    trouble.scenes.iter().for_each(|scene| model.next(scene.clone()));
    let server = home.serves();
    let chat = Owner::of(server.address).starts_session("1").await;
    let events = follows(&chat).await.rest().await;
    let what = trouble.what;
    assert_eq!(model.calls().len(), trouble.scenes.len(), "{}: {what}", provider.model);
    assert_eq!(model.strange(), [""; 0], "{}: {what}", provider.model);
    is_billed(provider, &chat, trouble).await;
    let all = json!(events.iter().map(|event| &event.data).collect::<Vec<_>>());
    let (log, told) = (chat.log().await, format!("{}{all}", server.err()));
    Turn { events, log, told }
}

/// What the calls cost stands with the session, once all of them are settled.
async fn is_billed(provider: &Provider, chat: &Chat, trouble: &Trouble) {
    let who = format!("{}: {}", provider.model, trouble.what);
    let usage = until(&format!("the bill: {who}"), async || {
        let session = chat.owner.get(&chat.path("")).await.good();
        let usage = session["usage"].clone();
        // What is only set aside has no tokens.
        let is_settled = match trouble.bill {
            Bill::Nothing | Bill::Told => usage["estimated"] == false,
            Bill::Estimated => usage["inputTokens"].as_u64() > Some(0),
        };
        is_settled.then_some(usage)
    })
    .await;
    let calls = trouble.scenes.len();
    let calls = if trouble.bill == Bill::Nothing { 1 } else { calls };
    assert_eq!(usage["calls"], calls, "{who}: {usage}");
    assert_eq!(usage["estimated"], trouble.bill == Bill::Estimated, "{who}: {usage}");
    match trouble.bill {
        Bill::Nothing => assert_eq!((&usage["inputTokens"], &usage["costUsd"]), (&json!(0), &json!(0.0)), "{who}"),
        _ if provider.is_priced => assert!(usage["costUsd"].as_f64() > Some(0.0), "{who}: {usage}"),
        _ => assert_eq!(usage["costUsd"], "unknown", "{who}: {usage}"),
    }
    if trouble.bill == Bill::Told {
        assert_eq!(usage["inputTokens"], 310, "{who}: {usage}");
    }
    // Of several, the first may be settled and another still set aside.
    let counted = String::from_utf8(chat.owner.fetches("/metrics").await).unwrap();
    let over = format!("adforge_model_calls_total{{model=\"{}\"}} {calls}\n", provider.model);
    assert!(counted.contains(&over), "{who}: not {over}: {counted}");
}

/// Each trouble of a provider: alone it ends the turn, and where there is another writer that one goes on.
async fn a_provider_has_its_troubles(provider: Provider) {
    for trouble in troubles(provider.speaks) {
        let who = format!("{}: {}", provider.model, trouble.what);
        let alone = turn(&provider, &Llm::open(provider.speaks), &trouble, "").await;
        let end = &alone.events.last().unwrap().data;
        assert_eq!((&end["type"], &end["code"]), (&json!("error"), &json!(trouble.code)), "{who}: {end}");
        let log = &alone.log;
        assert_eq!((&log[1]["type"], &log[1]["data"]["code"]), (&json!("error"), &json!(trouble.code)), "{who}");

        let helped = turn(&provider, &Llm::open(provider.speaks), &trouble, ",offline").await;
        assert_eq!(helped.events.last().unwrap().kind(), "ai_response_complete", "{who}");
        let log = &helped.log;
        assert_eq!((&log[1]["type"], &log[1]["generator"]), (&json!("audience_group"), &json!("offline")), "{who}");
        let changes = format!("offline goes on in place of {}", provider.model);
        let is_told = |event: &Event| event.kind() == "status_update" && event.data.to_string().contains(&changes);
        assert!(helped.events.iter().any(is_told), "{who}: that another one writes is said: {:?}", helped.events);

        for told in [alone.told, helped.told] {
            assert!(!told.contains(RAW_WORDS) && !told.contains(KEY), "{who}: a provider's words are its own: {told}");
        }
    }
}

#[test]
fn whatever_goes_wrong_with_a_model_its_user_is_told_it_is_asked_no_more_than_that_and_it_stands_on_the_bill() {
    at_once(PROVIDERS.to_vec(), a_provider_has_its_troubles);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_busy_for_a_moment_is_asked_again_and_paid_once() {
    for provider in PROVIDERS {
        let (model, who) = (Llm::open(provider.speaks), provider.model);
        model.next(busy(provider.speaks, "0.2"));
        model.next(provider.written());
        let server = provider.home(&model, ",offline").serves();
        let chat = Owner::of(server.address).starts_session("1").await;
        let events = follows(&chat).await.rest().await;
        assert_eq!(events.last().unwrap().kind(), "ai_response_complete", "{who}: {events:?}");
        assert_eq!(model.calls().len(), 2, "{who}");
        let log = chat.log().await;
        assert_eq!(log[1]["generator"], who, "{}", log[1]);
        provider.is_paid_once(&chat).await;
    }
}
