//! Who plays: each provider's model with its stand-in, what is asked, and what is heard.

use crate::script::{self, Script};
use adforge_adapters_llm::{
    Access, By, End, Fault, Gate, Model, Part, Patience, Provider, Question, Said, Shape, Surroundings, model,
};
use adforge_domain::spending::Tokens;
use adforge_doubles::Hand;
use adforge_tests_servers::llm::{KEY, Llm, Scene};
use futures_util::StreamExt;
use serde_json::json;
use std::{sync::Arc, time::Duration};

/// The text of a whole answer.
pub(crate) const TEXT: &str =
    r#"{"cards":[{"name":"Été 肌 😀","hook":"\"Hâle\" {naturel} \u00e9\ud83d\ude00"},{"name":"two"}]}"#;
/// The text of an answer that was begun.
pub(crate) const BEGUN: &str = r#"{"cards":["#;
/// What it used.
pub(crate) const USED: Tokens = Tokens { input: 310, cached: 64, output: 95 };
/// What a prompt says, and nobody else should.
pub(crate) const PROMPT: &str = "Sérum confidentiel";

/// A model and the stand-in behind it.
pub(crate) struct Cast {
    pub(crate) script: Script,
    pub(crate) model: Arc<dyn Model>,
    pub(crate) fake: Llm,
    pub(crate) hand: Arc<Hand>,
}

impl Drop for Cast {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.fake.strange(), [""; 0], "only what is documented is sent");
        }
    }
}

impl Cast {
    /// What is heard when this is played, whatever came before: an hour later nobody is left alone any more.
    pub(crate) async fn hears(&self, scene: Scene) -> Heard {
        self.hand.turn(Duration::from_secs(3600));
        self.fake.next(scene);
        hear(&self.model).await
    }
}

/// Each provider with its stand-in.
pub(crate) fn all() -> Vec<Cast> {
    all_with(|_| {})
}

/// The same with another access.
pub(crate) fn all_with(change: impl Fn(&mut Access)) -> Vec<Cast> {
    script::all().into_iter().map(|script| cast(script, &change)).collect()
}

pub(crate) fn cast(script: Script, change: impl Fn(&mut Access)) -> Cast {
    let fake = Llm::open(script.speaks);
    let mut access = access(script.provider, script.model, &fake.url);
    change(&mut access);
    let hand = Hand::new(1);
    Cast { script, model: model(&access, &around(&hand)).unwrap(), fake, hand }
}

/// With a gate for as many as there are here.
pub(crate) fn around(hand: &Arc<Hand>) -> Surroundings {
    Surroundings { clock: Arc::clone(hand) as _, ids: Arc::clone(hand) as _, gate: Gate::of(8) }
}

pub(crate) fn access(provider: Provider, model: &str, url: &str) -> Access {
    Access {
        provider,
        model: model.to_owned(),
        key: Some(KEY.to_owned()),
        base_url: Some(url.parse().unwrap()),
        patience: patience(),
    }
}

/// Long enough for a busy machine.
pub(crate) fn patience() -> Patience {
    let long = Duration::from_secs(20);
    Patience { connect: long, first: long, silence: long, whole: long * 3, pause: Duration::from_millis(500) }
}

/// What is asked.
pub(crate) fn question() -> Question {
    let said = |by, text: &str| Said { by, text: text.to_owned() };
    let card = json!({
        "type": "object",
        "properties": {"name": {"type": "string", "description": "a name"}, "hook": {"type": "string"}},
        "required": ["name", "hook"],
        "additionalProperties": false,
    });
    let schema = json!({
        "type": "object",
        "properties": {"cards": {"type": "array", "items": card}},
        "required": ["cards"],
        "additionalProperties": false,
    });
    Question {
        system: "You write ads.".to_owned(),
        said: vec![said(By::User, PROMPT), said(By::Model, "{\"cards\":[]}"), said(By::User, "Once more, please.")],
        shape: Some(Shape { name: "cards", schema }),
        most: 2_000,
        user: "u-7f3a".to_owned(),
    }
}

/// All that was heard of an answer.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Heard {
    pub(crate) text: String,
    pub(crate) used: Option<Tokens>,
    pub(crate) end: Result<End, Fault>,
}

/// Asks once and hears all.
pub(crate) async fn hear(model: &Arc<dyn Model>) -> Heard {
    hear_of(model, question()).await
}

/// Asks this once and hears all.
pub(crate) async fn hear_of(model: &Arc<dyn Model>, question: Question) -> Heard {
    let mut answer = model.ask(question);
    let (mut text, mut used) = (String::new(), None);
    let mut end = None;
    while let Some(part) = answer.next().await {
        assert_eq!(end, None, "nothing comes after the end");
        match part {
            Ok(Part::Text(more)) => text.push_str(&more),
            Ok(Part::Usage(tokens)) => used = Some(tokens),
            Ok(Part::End(told)) => end = Some(Ok(told)),
            Err(fault) => end = Some(Err(fault)),
        }
    }
    Heard { text, used, end: end.unwrap() }
}

impl Heard {
    /// The whole answer.
    pub(crate) fn whole() -> Self {
        Self { text: TEXT.to_owned(), used: Some(USED), end: Ok(End::Whole) }
    }

    /// Nothing but this fault.
    pub(crate) fn fault(fault: Fault) -> Self {
        Self { text: String::new(), used: None, end: Err(fault) }
    }
}
