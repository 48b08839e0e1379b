//! A session at work: one turn after another, in every step, each under a key of its own.

use crate::{
    fleet::Fleet,
    say::{Words, broke, refusal, say},
};
use adforge_tests::Dice;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// How long somebody thinks at most before the next turn, in milliseconds.
const THINKS: u64 = 5_000;

/// Whoever works in a session.
pub(crate) struct Client {
    fleet: Arc<Fleet>,
    dice: Dice,
    id: String,
    asked: usize,
    persona: String,
    angle: String,
    concept: String,
}

/// Asks for something until it is made, whoever answers; the same key makes it once.
pub(crate) async fn made(fleet: &Fleet, dice: &mut Dice, path: &str, key: &str, body: &Value) -> Value {
    let mut tried = Vec::new();
    for _ in 0..200 {
        let Some(at) = fleet.anybody(dice) else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let request = fleet.http.post(format!("http://{at}{path}")).timeout(Duration::from_secs(8));
        let answered = async {
            let answer = request.header("Idempotency-Key", key).json(body).send().await.map_err(|it| broke(&it))?;
            let status = answer.status();
            let text = answer.text().await.map_err(|it| broke(&it))?;
            if status.is_success() { Ok(serde_json::from_str(&text).unwrap()) } else { Err(refusal(status, &text)) }
        };
        match answered.await {
            Ok(made) => return made,
            Err(crate::say::Trouble::Wrong(why)) => panic!("{path} {key}: {why}\nbefore: {tried:#?}"),
            Err(crate::say::Trouble::Again(why)) => tried.push(format!("{at}: {why}")),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("{path} {key} was never answered: {tried:#?}")
}

impl Client {
    /// Begins a session.
    pub(crate) async fn begins(fleet: &Arc<Fleet>, mut dice: Dice) -> Self {
        let key = format!("session-{}", dice.below(u64::MAX));
        let new = json!({"productId": "1", "format": "Hybrid Format", "mediaType": "video"});
        let session = made(fleet, &mut dice, "/api/chat/sessions", &key, &new).await;
        let id = session["sessionId"].as_str().unwrap().to_owned();
        let (persona, angle, concept) = Default::default();
        Self { fleet: Arc::clone(fleet), dice, id, asked: 0, persona, angle, concept }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Works until there is quiet.
    pub(crate) async fn works(mut self) {
        while !self.fleet.is_quiet() {
            self.next_turn().await;
            tokio::time::sleep(Duration::from_millis(self.dice.below(THINKS))).await;
        }
    }

    /// The next turn: through all steps, and from the start again.
    pub(crate) async fn next_turn(&mut self) {
        let number = self.asked;
        let step = match number % 7 {
            0 => self.words(format!("Generate ads, take {number}"), Some("persona_selection")),
            1 => self.words(format!("Selected persona: {}", self.persona), Some("persona_impact")),
            2 => self.words(format!("Selected persona: {}", self.persona), Some("angle_selection")),
            3 => self.words(format!("Selected angle: {}", self.angle), Some("script_generation")),
            4 => self.words(format!("Selected script: {}", self.concept), Some("script_details")),
            5 => self.words(format!("bolder please, take {number}"), None),
            _ => self.words(format!("Which formats are there, take {number}?"), Some("format_selection")),
        };
        let key = format!("turn-{number}");
        self.asked += 1;
        let said = say(&self.fleet, &mut self.dice, &self.id, &key, &step).await;
        self.fleet.told(&self.id, &key, &said.reply);
        let name = |list: &str, key: &str| said.data[list][0][key].as_str().map(str::to_owned);
        self.persona = name("audiences", "name").unwrap_or_else(|| self.persona.clone());
        self.angle = name("angles", "title").unwrap_or_else(|| self.angle.clone());
        self.concept = name("concepts", "title").unwrap_or_else(|| self.concept.clone());
    }

    fn words(&self, message: String, step: Option<&'static str>) -> Words {
        Words { message, step }
    }
}
