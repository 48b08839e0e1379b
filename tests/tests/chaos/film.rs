//! A session that has films and pictures made, one at a time.

use crate::{
    client::{Client, made},
    fleet::Fleet,
};
use adforge_tests::Dice;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// How long a film may take with everything that fails meanwhile, and once that is over.
const PATIENCE: Duration = Duration::from_secs(300);

/// Whoever has them made.
pub(crate) struct Studio {
    fleet: Arc<Fleet>,
    dice: Dice,
    session: String,
    concept: String,
}

impl Studio {
    /// Goes as far as there is something to film.
    pub(crate) async fn begins(fleet: &Arc<Fleet>, mut dice: Dice) -> Self {
        let mut client = Client::begins(fleet, dice.split()).await;
        for _ in 0..4 {
            client.next_turn().await;
        }
        let path = format!("/api/chat/sessions/{}/context", client.id());
        let context = read(fleet, &mut dice, &path).await;
        let concept = context["generatedContent"]["psychology_selection"]["concepts"][0]["id"].clone();
        let concept = concept.as_str().unwrap_or_else(|| panic!("{context:#}")).to_owned();
        Self { fleet: Arc::clone(fleet), dice, session: client.id().to_owned(), concept }
    }

    /// Has one made after the other until there is quiet; a film of a few seconds, then a picture, and so on.
    pub(crate) async fn works(mut self) {
        let mut number = 0;
        while !self.fleet.is_quiet() {
            let what = if number % 2 == 0 { "video" } else { "image" };
            let script = json!({"hook": format!("Take {number}."), "body": "It glows.", "cta": "Try it."});
            let body = json!({"scriptId": self.concept, "context": {"script": script}});
            let path = format!("/api/chat/sessions/{}/{what}", self.session);
            let key = format!("{what}-{number}");
            let job = made(&self.fleet, &mut self.dice, &path, &key, &body).await;
            self.fleet.told(&self.session, &key, job["messageId"].as_str().unwrap());
            self.awaits(job["jobId"].as_str().unwrap()).await;
            number += 1;
        }
    }

    async fn awaits(&mut self, job: &str) {
        let (began, path) = (Instant::now(), format!("/api/jobs/{job}"));
        while began.elapsed() < PATIENCE {
            let job = read(&self.fleet, &mut self.dice, &path).await;
            match job["status"].as_str() {
                Some("completed") => return,
                Some("queued" | "processing") => tokio::time::sleep(Duration::from_millis(300)).await,
                _ => panic!("a render failed that should not have: {job:#}"),
            }
        }
        panic!("{job} was never made");
    }
}

/// Reads something from whoever answers.
pub(crate) async fn read(fleet: &Fleet, dice: &mut Dice, path: &str) -> Value {
    let mut tried = Vec::new();
    for _ in 0..200 {
        if let Some(at) = fleet.anybody(dice) {
            let request = fleet.http.get(format!("http://{at}{path}")).timeout(Duration::from_secs(8));
            match request.send().await {
                Ok(answer) if answer.status().is_success() => {
                    if let Ok(text) = answer.text().await {
                        return serde_json::from_str(&text).unwrap();
                    }
                }
                Ok(answer) if answer.status() == 503 => tried.push(format!("{at}: 503")),
                Ok(answer) => panic!("{path}: {} {}", answer.status(), answer.text().await.unwrap_or_default()),
                Err(error) => tried.push(format!("{at}: {error}")),
            }
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("{path} was never read: {tried:#?}")
}
