//! Cards written by language models: the real program against a stand-in that speaks OpenAI's wire.

use crate::{database, home};
use adforge_tests::{Chat, Event, Home, Owner, Stream, until, url};
use adforge_tests_servers::llm::{KEY, Llm, Pace, Scene, Speaks};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
use serde_json::{Value, json};

pub(crate) const MODEL: &str = "openai/gpt-6-luna";

/// A provider that a setting accepts, by its own wire, with a model of it.
#[derive(Clone, Copy)]
pub(crate) struct Provider {
    pub(crate) speaks: Speaks,
    pub(crate) model: &'static str,
    /// What its settings have in their names.
    variable: &'static str,
    /// Whether it is known what the model costs.
    pub(crate) is_priced: bool,
}

/// Each of them.
pub(crate) const PROVIDERS: [Provider; 4] = [
    Provider { speaks: Speaks::OpenAi, model: MODEL, variable: "OPENAI", is_priced: true },
    Provider { speaks: Speaks::Anthropic, model: "anthropic/claude-haiku-5-5", variable: "ANTHROPIC", is_priced: true },
    Provider { speaks: Speaks::Gemini, model: "gemini/gemini-3.8-flash", variable: "GEMINI", is_priced: true },
    // Somebody asks for a key before it, and may ask for money.
    Provider { speaks: Speaks::Ollama, model: "ollama/qwen3", variable: "OLLAMA", is_priced: false },
];

impl Provider {
    /// A folder for a program that has its model write; `others` is what stands behind it in the setting.
    pub(crate) fn home(&self, model: &Llm, others: &str) -> Home {
        home()
            .with("ADFORGE_LLM", &format!("{}{others}", self.model))
            .with(&self.key(), KEY)
            .with(&format!("ADFORGE_{}_BASE_URL", self.variable), &model.url)
    }

    /// The setting of its key.
    pub(crate) fn key(&self) -> String {
        format!("ADFORGE_{}_API_KEY", self.variable)
    }

    /// A session is told what its only call cost, by the provider's own count.
    pub(crate) async fn is_paid_once(&self, chat: &Chat) {
        let who = self.model;
        let usage = until("the bill", async || {
            let usage = chat.owner.get(&chat.path("")).await.good()["usage"].clone();
            (usage["estimated"] == false).then_some(usage)
        })
        .await;
        assert_eq!((&usage["calls"], &usage["inputTokens"]), (&json!(1), &json!(310)), "{who}: {usage}");
        let cost = &usage["costUsd"];
        assert!(if self.is_priced { cost.as_f64() > Some(0.0) } else { cost == "unknown" }, "{who}: {usage}");
    }

    /// Personas, at once.
    pub(crate) fn written(&self) -> Scene {
        Scene::saying(self.speaks, &[&personas().to_string()])
    }

    /// Personas of whom nothing comes after the first's last byte until that is let go.
    fn held(&self) -> Scene {
        let text = personas().to_string();
        let (first, rest) = text.split_at(text.find("},{").unwrap() + 1);
        let scene = Scene::saying(self.speaks, &[first, rest]);
        // The message with the first ends at the first such line after its last word.
        let (wire, end) = (scene.text(), if self.speaks == Speaks::Ollama { "\n" } else { "\n\n" });
        let last = wire.find("plain words").unwrap();
        let held = last + wire[last..].find(end).unwrap() + end.len();
        scene.at(Pace::Hold(held))
    }
}

/// A folder for a program that has a model write, and the built-in writer where that can't.
fn asks(model: &Llm) -> Home {
    asking(home(), model)
}

/// The same of any program.
pub(crate) fn asking(home: Home, model: &Llm) -> Home {
    home.with("ADFORGE_LLM", &format!("{MODEL},offline"))
        .with("ADFORGE_OPENAI_API_KEY", KEY)
        .with("ADFORGE_OPENAI_BASE_URL", &model.url)
}

fn persona(name: &str, pain: &str) -> Value {
    json!({
        "age_from": 34, "age_to": 48, "audience": name,
        "description": format!("People who leave the house before eight and come home late. {pain}, and nobody has time to read a label."),
        "desires": ["a routine that fits into a full morning", "a colour that looks like their own"],
        "gender": "Female", "location": "Europe",
        "pain_points": [pain, "streaks on the hands the next day", "products that smell for hours"],
        "traits": ["early riser", "careful buyer", "plain words"],
    })
}

/// What a model writes when it is asked for personas.
pub(crate) fn personas() -> Value {
    json!({
        "amount": 4,
        "cards": [
            persona("Office Window Seats", "Their skin looks pale under the office light"),
            persona("Late Summer Holders", "The colour of the holidays is gone after a week"),
            persona("Wedding Season Guests", "They want to look rested on somebody else's photographs"),
            persona("Shade Seekers", "They avoid the sun and are asked whether they are ill"),
        ],
        "notes": [],
    })
}

/// Personas of OpenAI's wire, at once.
pub(crate) fn written() -> Scene {
    PROVIDERS[0].written()
}

pub(crate) async fn follows(chat: &Chat) -> Stream {
    let asked = [("message", "Generate ads"), ("step", "persona_selection"), ("partial", "true")];
    chat.owner.listens(&url(&chat.path("/stream"), &asked)).await
}

fn names(content: &Value) -> Vec<&str> {
    content["data"]["audiences"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect()
}

fn content(events: &[Event]) -> &Value {
    &events.iter().find(|event| event.kind() == "audience_group").expect("a content comes").data
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_models_cards_are_shown_as_its_own_with_what_they_cost() {
    for provider in PROVIDERS {
        let (model, who) = (Llm::open(provider.speaks), provider.model);
        // Wherever its bytes are cut.
        model.next(provider.written().at(Pace::Bytes));
        let server = provider.home(&model, ",offline").serves();
        let chat = Owner::of(server.address).starts_session("1").await;
        let events = follows(&chat).await.rest().await;
        assert_eq!(names(content(&events))[0], "Office Window Seats", "{who}");
        assert_eq!(events.iter().filter(|event| event.kind() == "content_delta").count(), 4, "{who}");
        let log = chat.log().await;
        assert_eq!(log[1]["generator"], who, "{}", log[1]);
        let session = chat.owner.get(&chat.path("")).await.good();
        assert_eq!(session["generator"], who);
        provider.is_paid_once(&chat).await;
        let told = model.calls();
        assert_eq!(told.len(), 1, "{who}: one turn, one call");
        assert!(told[0].to_string().contains("DHA from sugar beet"), "{who}: the product's facts are told");
        assert_eq!(model.strange(), [""; 0], "{who}: only what is documented is sent");
        let err = server.err();
        assert!(!err.contains(KEY) && !err.contains("Office Window"), "no key and no words in the log: {err}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn models_have_a_thread_of_their_own_where_there_are_any() {
    let server = asks(&Llm::open(Speaks::OpenAi)).serves();
    assert!(server.has_thread("models"));
    drop(server);
    assert!(!home().serves().has_thread("models"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_is_with_the_client_before_its_model_writes_on() {
    for provider in PROVIDERS {
        let model = Llm::open(provider.speaks);
        model.next(provider.held());
        let server = provider.home(&model, ",offline").serves();
        let chat = Owner::of(server.address).starts_session("1").await;
        let mut stream = follows(&chat).await;
        let seen = stream.up_to("content_delta").await;
        assert_eq!(seen.last().unwrap().data["item"]["name"], "Office Window Seats", "{}", provider.model);
        model.release();
        assert_eq!(names(content(&stream.rest().await)).len(), 4, "{}", provider.model);
        // Nobody had to write on in its place.
        assert_eq!(chat.log().await[1]["generator"], provider.model);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_turn_whose_server_is_killed_the_next_start_has_only_the_rest_written() {
    for provider in PROVIDERS {
        is_killed_under_a_turn(provider).await;
    }
}

async fn is_killed_under_a_turn(provider: Provider) {
    let model = Llm::open(provider.speaks);
    model.next(provider.held());
    let mut rest = personas();
    rest["cards"].as_array_mut().unwrap().remove(0);
    model.next(Scene::saying(provider.speaks, &[&rest.to_string()]));
    let home = provider.home(&model, ",offline");
    let server = home.serves();
    let chat = Owner::of(server.address).starts_session("1").await;
    follows(&chat).await.up_to("content_delta").await;
    until("the card is stored", async || begun(&home)).await;
    server.kill();
    let server = home.serves();
    let chat = Owner::of(server.address).chat(&chat.id);
    let log = until("the cards", async || Some(chat.log().await).filter(|log| log.len() == 2)).await;
    assert_eq!((log[1]["type"].as_str(), log[1]["generator"].as_str()), (Some("audience_group"), Some(provider.model)));
    let all = ["Office Window Seats", "Late Summer Holders", "Wedding Season Guests", "Shade Seekers"];
    assert_eq!(names(&log[1]), all, "the first is the one that was paid for");
    let calls = model.calls();
    assert_eq!(calls.len(), 2);
    assert!(calls[1].to_string().contains(all[0]), "what stands is told: {}", calls[1]);
}

/// What the store keeps of a turn that is being written.
fn begun(home: &Home) -> Option<String> {
    let stored: Stored = sql_query("SELECT begun FROM jobs").get_result(&mut database(home)).ok()?;
    stored.begun
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    begun: Option<String>,
}

#[test]
fn every_provider_that_the_setting_accepts_plays_here() {
    let refused = home().with("ADFORGE_LLM", "nobody/x").refuses();
    let [first, second, third, last] = PROVIDERS.map(|it| it.model.split_once('/').unwrap().0);
    let told = format!("offline, or {first}, {second}, {third} or {last} with a slash");
    assert!(refused.err.contains(&told), "{told}: {}", refused.err);
}

#[test]
fn a_budget_that_no_price_can_keep_is_refused() {
    let refused = home()
        .with("ADFORGE_LLM", "openai/of-our-own,offline")
        .with("ADFORGE_OPENAI_BASE_URL", "https://models.example/v1")
        .with("ADFORGE_BUDGET_PER_DAY", "5")
        .refuses();
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.err.contains("ADFORGE_BUDGET_PER_DAY") && refused.err.contains("openai/of-our-own"),
        "{}",
        refused.err
    );
}
