//! `adforge demo`: the guide's scenario from the first message to the film, against a server of its own.

mod client;
mod page;

use crate::{cli::say, serve::Server, settings::Settings};
use anyhow::{Context, Result, bail};
use client::{Client, Events, text};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use std::{path::Path, time::Duration};

/// The guide's product and format.
const PRODUCT: &str = "1";
const FORMAT: &str = "Hybrid Format";

/// How often the render is asked how far it is.
const LOOK: Duration = Duration::from_millis(200);

/// Plays the scenario with settings for a demonstration, and says where the film lies.
///
/// # Errors
/// The server can't start, or answers with an error.
pub(crate) async fn play(settings: &Settings) -> Result<()> {
    let server = Server::start(settings).await?;
    let played = story(&Client::new(server.address()), &settings.data_dir.join("media")).await;
    server.stop(Duration::ZERO).await;
    played
}

async fn story(client: &Client, media: &Path) -> Result<()> {
    let product = client.get(&format!("/api/products/{PRODUCT}")).await?;
    let name = text(&product, "/name");
    say(format_args!("AdForge makes a video ad for “{name}” in the {FORMAT}."))?;
    let chat = Chat::begin(client).await?;

    page::heading(1, "Who is it for?")?;
    let persona = chat.ask_for_personas(name).await?;
    page::choice(text(&persona, "/name"))?;
    page::heading(2, "What does it tell them?")?;
    let angle = chat.choose_persona(&persona).await?;
    page::choice(text(&angle, "/title"))?;
    page::heading(3, "What makes them listen?")?;
    let concept = chat.choose_angle(&persona, &angle).await?;
    page::choice(text(&concept, "/title"))?;
    page::heading(4, "The film")?;
    let film = chat.film(&concept).await?;
    tell_where(&film, media)
}

/// The session that the story is played in.
struct Chat<'a> {
    client: &'a Client,
    path: String,
}

impl<'a> Chat<'a> {
    async fn begin(client: &'a Client) -> Result<Self> {
        let asked = json!({"userId": "demo", "productId": PRODUCT, "format": FORMAT, "mediaType": "video"});
        let session = client.post("/api/chat/sessions", &asked).await?;
        Ok(Self { client, path: format!("/api/chat/sessions/{}", text(&session, "/sessionId")) })
    }

    /// The first of the cards that the turn brings.
    async fn ask_for_personas(&self, product: &str) -> Result<Value> {
        let message = format!("Generate ads for {product}");
        let query = [("message", message.as_str()), ("step", "persona_selection"), ("partial", "true")];
        first_card(self.client.stream(&format!("{}/stream", self.path), &query).await?).await
    }

    async fn choose_persona(&self, persona: &Value) -> Result<Value> {
        let (id, name) = (text(persona, "/id"), text(persona, "/name"));
        let turn = json!({
            "message": format!("Selected persona: {name}"),
            "currentStep": "angle_selection",
            "context": {"selectedPersona": {"id": id, "name": name}},
        });
        self.turn(&turn).await
    }

    async fn choose_angle(&self, persona: &Value, angle: &Value) -> Result<Value> {
        let (id, title) = (text(angle, "/id"), text(angle, "/title"));
        let turn = json!({
            "message": format!("Selected angle: {title}"),
            "currentStep": "script_generation",
            "context": {
                "selectedPersona": text(persona, "/name"),
                "selectedAngle": {"id": id, "title": title},
            },
        });
        self.turn(&turn).await
    }

    async fn turn(&self, turn: &Value) -> Result<Value> {
        let path = format!("{}/messages?partial=true", self.path);
        first_card(self.client.post_and_stream(&path, turn).await?).await
    }

    /// Starts the render and waits for its end; answers with the result.
    async fn film(&self, concept: &Value) -> Result<Value> {
        let asked = json!({"scriptId": text(concept, "/id"), "context": {"script": concept.get("script")}});
        let started = self.client.post(&format!("{}/video", self.path), &asked).await?;
        page::note(&format!("This takes about {}.", text(&started, "/estimatedTime")))?;
        let bar = page::bar();
        let ended = self.ends(text(&started, "/jobId"), &bar).await?;
        if text(&ended, "/status") != "completed" {
            bar.abandon();
            bail!("the film was not made: {}", text(&ended, "/error/message"));
        }
        bar.finish();
        ended.get("result").cloned().context("the render has no result")
    }

    /// Asks how far the job is until it is over.
    async fn ends(&self, job: &str, bar: &ProgressBar) -> Result<Value> {
        loop {
            let now = self.client.get(&format!("/api/jobs/{job}")).await?;
            bar.set_position(now.get("progress").and_then(Value::as_u64).unwrap_or_default());
            if !matches!(text(&now, "/status"), "queued" | "processing") {
                return Ok(now);
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Shows each card as it comes, and keeps the first.
async fn first_card(mut events: Events) -> Result<Value> {
    let mut first = None;
    while let Some(event) = events.next().await? {
        match (text(&event, "/type"), event.get("item")) {
            ("content_delta", Some(card)) => {
                page::card(text(&event, "/contentType"), card)?;
                first.get_or_insert_with(|| card.clone());
            }
            ("ai_response_complete", _) => break,
            _ => {}
        }
    }
    first.context("the turn brought no card")
}

/// Where the film lies, since its server is about to go.
fn tell_where(film: &Value, media: &Path) -> Result<()> {
    let on_disk = |key: &str| {
        let (_, name) = text(film, key).split_once("/media/").context("the film's link isn't to our media")?;
        anyhow::Ok(std::path::absolute(media.join(name))?)
    };
    let (video, thumbnail) = (on_disk("/videoUrl")?, on_disk("/thumbnailUrl")?);
    let (length, size) = (text(film, "/extraInfo"), text(film, "/resolution"));
    say(format_args!("\nThe film is ready: {length}, {size}.\n"))?;
    say(format_args!("  film       {}", video.display()))?;
    say(format_args!("  thumbnail  {}", thumbnail.display()))?;
    say(format_args!("  to watch   file://{}", video.display()))?;
    say(format_args!("\nStart `adforge` and make your own."))
}
