//! `adforge demo`: the guide's scenario from the first message to the film, against a server of its own.

mod client;
mod page;

use crate::{cli::say, serve::Server, settings::Settings};
use anyhow::{Context, Result, bail};
use client::{Client, Events};
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
    let played = story(&Client::new(server.address()), &settings.media).await;
    server.stop(Duration::ZERO).await;
    played
}

async fn story(client: &Client, media: &Path) -> Result<()> {
    let product = client.get(&format!("/api/products/{PRODUCT}")).await?;
    let name = product["name"].as_str().unwrap_or_default();
    say(format_args!("AdForge makes a video ad for “{name}” in the {FORMAT}."))?;
    let chat = Chat::begin(client).await?;

    page::heading(1, "Who is it for?")?;
    let persona = chat.ask_for_personas(name).await?;
    choice("name", &persona)?;
    page::heading(2, "What does it tell them?")?;
    let angle = chat.choose_persona(&persona).await?;
    choice("title", &angle)?;
    page::heading(3, "What makes them listen?")?;
    let concept = chat.choose_angle(&persona, &angle).await?;
    choice("title", &concept)?;
    page::heading(4, "The film")?;
    let film = chat.film(&concept).await?;
    tell_where(&film, media)
}

fn choice(key: &str, card: &Value) -> Result<()> {
    page::choice(card[key].as_str().unwrap_or_default())
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
        let id = session["sessionId"].as_str().context("the session has no id")?;
        Ok(Self { client, path: format!("/api/chat/sessions/{id}") })
    }

    /// The first of the cards that the turn brings.
    async fn ask_for_personas(&self, product: &str) -> Result<Value> {
        let message = format!("Generate ads for {product}");
        let query = [("message", message.as_str()), ("step", "persona_selection"), ("partial", "true")];
        first_card(self.client.stream(&format!("{}/stream", self.path), &query).await?).await
    }

    async fn choose_persona(&self, persona: &Value) -> Result<Value> {
        let name = persona["name"].as_str().unwrap_or_default();
        let turn = json!({
            "message": format!("Selected persona: {name}"),
            "currentStep": "angle_selection",
            "context": {"selectedPersona": {"id": persona["id"], "name": name}},
        });
        self.turn(&turn).await
    }

    async fn choose_angle(&self, persona: &Value, angle: &Value) -> Result<Value> {
        let title = angle["title"].as_str().unwrap_or_default();
        let turn = json!({
            "message": format!("Selected angle: {title}"),
            "currentStep": "script_generation",
            "context": {"selectedPersona": persona["name"], "selectedAngle": {"id": angle["id"], "title": title}},
        });
        self.turn(&turn).await
    }

    async fn turn(&self, turn: &Value) -> Result<Value> {
        let path = format!("{}/messages?partial=true", self.path);
        first_card(self.client.post_and_stream(&path, turn).await?).await
    }

    /// Starts the render and waits for its end; answers with the result.
    async fn film(&self, concept: &Value) -> Result<Value> {
        let asked = json!({"scriptId": concept["id"], "context": {"script": concept["script"]}});
        let started = self.client.post(&format!("{}/video", self.path), &asked).await?;
        let job = format!("/api/jobs/{}", started["jobId"].as_str().context("the render has no job")?);
        page::note(&format!("This takes about {}.", started["estimatedTime"].as_str().unwrap_or("a minute")))?;
        let bar = page::bar();
        loop {
            let now = self.client.get(&job).await?;
            bar.set_position(now["progress"].as_u64().unwrap_or_default());
            match now["status"].as_str() {
                Some("completed") => {
                    bar.finish();
                    return Ok(now["result"].clone());
                }
                Some("queued" | "processing") => tokio::time::sleep(LOOK).await,
                _ => {
                    bar.abandon();
                    bail!("the film was not made: {}", now["error"]["message"].as_str().unwrap_or("no reason given"));
                }
            }
        }
    }
}

/// Shows each card as it comes, and keeps the first.
async fn first_card(mut events: Events) -> Result<Value> {
    let mut first = None;
    while let Some(event) = events.next().await? {
        match event["type"].as_str() {
            Some("content_delta") => {
                page::card(event["contentType"].as_str().unwrap_or_default(), &event["item"])?;
                first.get_or_insert_with(|| event["item"].clone());
            }
            Some("ai_response_complete") => break,
            _ => {}
        }
    }
    first.context("the turn brought no card")
}

/// Where the film lies, since its server is about to go.
fn tell_where(film: &Value, media: &Path) -> Result<()> {
    let on_disk = |key: &str| {
        let link = film[key].as_str().context("the film has no link")?;
        let (_, name) = link.split_once("/media/").context("the film's link isn't to our media")?;
        anyhow::Ok(std::path::absolute(media.join(name))?)
    };
    let (video, thumbnail) = (on_disk("videoUrl")?, on_disk("thumbnailUrl")?);
    say(format_args!(
        "\nThe film is ready: {} s, {}.\n",
        film["duration"],
        film["resolution"].as_str().unwrap_or_default()
    ))?;
    say(format_args!("  film       {}", video.display()))?;
    say(format_args!("  thumbnail  {}", thumbnail.display()))?;
    say(format_args!("  to watch   file://{}", video.display()))?;
    say(format_args!("\nStart `adforge` and make your own."))
}
