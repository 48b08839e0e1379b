//! What a client does: products, sessions, turns, contexts, films.

use crate::{
    http::{Answer, Connection, request},
    products,
};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::net::SocketAddr;

const JSON: &str = "application/json";
const EVENTS: &str = "text/event-stream";

/// What the first turn of a session asks.
const PERSONAS: &str = r#"{"message":"Who should see this ad?","currentStep":"persona_selection"}"#;

/// A client with one kept connection.
pub(crate) struct Client {
    connection: Connection,
}

impl Client {
    pub(crate) async fn to(server: SocketAddr) -> Result<Self> {
        Ok(Self { connection: Connection::to(server).await? })
    }

    /// Makes a product that nobody has seen.
    pub(crate) async fn product(&mut self) -> Result<Answer> {
        self.product_of(&products::random()).await
    }

    /// Makes this product.
    pub(crate) async fn product_of(&mut self, product: &Value) -> Result<Answer> {
        self.ask("POST", "/api/products", JSON, Some(&product.to_string())).await?.with(201)
    }

    /// Begins a session.
    pub(crate) async fn session(&mut self, product: &str) -> Result<Answer> {
        let body = format!(r#"{{"productId":"{product}","format":"Hybrid Format"}}"#);
        self.ask("POST", "/api/chat/sessions", JSON, Some(&body)).await?.with(201)
    }

    /// A session of a product of its own; returns its id.
    pub(crate) async fn new_session(&mut self) -> Result<String> {
        let product = self.product().await?.field("id")?;
        self.session(&product).await?.field("sessionId")
    }

    /// The first turn, as a stream of events to its end.
    pub(crate) async fn personas(&mut self, session: &str) -> Result<Answer> {
        let answer = self.ask("POST", &messages(session), EVENTS, Some(PERSONAS)).await?.with(200)?;
        if !ends_well(&answer.body) {
            bail!("the turn didn't end well: {}", answer.text());
        }
        Ok(answer)
    }

    /// Asks for other personas; a JSON answer.
    pub(crate) async fn again(&mut self, session: &str) -> Result<Answer> {
        let body = r#"{"message":"Make them younger","currentStep":"persona_selection"}"#;
        self.ask("POST", &messages(session), JSON, Some(body)).await?.with(200)
    }

    /// Any turn; the `data` of its content.
    pub(crate) async fn turn(&mut self, session: &str, turn: &Value) -> Result<Value> {
        let answer = self.ask("POST", &messages(session), JSON, Some(&turn.to_string())).await?.with(200)?;
        Ok(serde_json::from_slice::<Value>(&answer.body)?["data"].take())
    }

    /// What the writer is given.
    pub(crate) async fn context(&mut self, session: &str) -> Result<Answer> {
        self.ask("GET", &format!("/api/chat/sessions/{session}/context"), JSON, None).await?.with(200)
    }

    /// A page of the session's log.
    pub(crate) async fn history(&mut self, session: &str, after: u64) -> Result<Value> {
        let answer = self.ask("GET", &format!("{}?after={after}&limit=200", messages(session)), JSON, None).await?;
        Ok(serde_json::from_slice(&answer.with(200)?.body)?)
    }

    /// Goes through the conversation to a film; returns the job's id.
    pub(crate) async fn film(&mut self, session: &str) -> Result<String> {
        let personas = self.turn(session, &json!({"message": "Who?", "currentStep": "persona_selection"})).await?;
        let persona = &personas["audiences"][0];
        let chosen = json!({"message": "This one", "context": {"selectedPersona": persona}});
        let angles = self.turn(session, &chosen).await?;
        let chosen = json!({"message": "This one", "context": {"selectedAngle": angles["angles"][0]}});
        let concepts = self.turn(session, &chosen).await?;
        let script = concepts["concepts"][0]["id"].as_str().context("no concept was offered")?;
        let path = format!("/api/chat/sessions/{session}/video");
        let body = json!({ "scriptId": script }).to_string();
        self.ask("POST", &path, JSON, Some(&body)).await?.with(202)?.field("jobId")
    }

    /// How a job stands.
    pub(crate) async fn job(&mut self, job: &str) -> Result<Value> {
        let answer = self.ask("GET", &format!("/api/jobs/{job}"), JSON, None).await?.with(200)?;
        Ok(serde_json::from_slice(&answer.body)?)
    }

    /// Cancels a job.
    pub(crate) async fn cancel(&mut self, job: &str) -> Result<()> {
        self.ask("POST", &format!("/api/jobs/{job}/cancel"), JSON, Some("{}")).await?.with(202).map(drop)
    }

    async fn ask(&mut self, method: &str, path: &str, accept: &str, body: Option<&str>) -> Result<Answer> {
        self.connection.ask(&request(method, path, accept, body)).await.with_context(|| format!("{method} {path}"))
    }
}

/// Follows a session from now on; returns the connection when the head of the answer is here.
pub(crate) async fn follow(server: SocketAddr, session: &str) -> Result<Connection> {
    let mut connection = Connection::to(server).await?;
    let path = format!("/api/chat/sessions/{session}/stream");
    let (status, head) = connection.begin(&request("GET", &path, EVENTS, None)).await?;
    if status != 200 {
        bail!("following was refused: {head}");
    }
    Ok(connection)
}

/// Asks for personas, and for each card as soon as it is whole; returns the connection when the head of the answer is here.
pub(crate) async fn watch(server: SocketAddr, session: &str) -> Result<Connection> {
    let mut connection = Connection::to(server).await?;
    let path = format!("/api/chat/sessions/{session}/stream?message=Who%3F&step=persona_selection&partial=true");
    let (status, head) = connection.begin(&request("GET", &path, EVENTS, None)).await?;
    if status != 200 {
        bail!("the turn was refused: {head}");
    }
    Ok(connection)
}

fn messages(session: &str) -> String {
    format!("/api/chat/sessions/{session}/messages")
}

fn ends_well(events: &[u8]) -> bool {
    let tail = events.get(events.len().saturating_sub(200)..).unwrap_or_default();
    has_end(tail)
}

/// Whether the end of a turn that went well is among these events.
pub(crate) fn has_end(events: &[u8]) -> bool {
    memchr::memmem::find(events, b"ai_response_complete").is_some()
}
