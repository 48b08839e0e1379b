//! Who makes ads: the guide's client, which sends what the guide says it sends.

use crate::{
    stream::{Event, Stream},
    until::until,
};
use reqwest::{Client, Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// A caller of one server.
#[derive(Clone)]
pub struct Owner {
    http: Client,
    base: String,
}

/// A session of an owner.
#[derive(Clone)]
pub struct Chat {
    /// Whose.
    pub owner: Owner,
    /// Its id.
    pub id: String,
}

/// An answer, with its body as JSON (null where there is none).
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Value,
}

impl Answer {
    /// Its body, if it is the expected success.
    pub fn good(self) -> Value {
        assert!(self.status.is_success(), "{} {:#}", self.status, self.body);
        self.body
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Its body, if it has this status, without the number of the request.
    pub fn refusal(mut self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.body);
        let request = self.body.as_object_mut().and_then(|body| body.remove("requestId"));
        assert!(request.is_some_and(|id| id.as_str().is_some_and(|id| !id.is_empty())), "an error names its request");
        self.body
    }
}

/// A path with a query, encoded.
pub fn url(path: &str, query: &[(&str, &str)]) -> String {
    let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", encoded.replace('+', "%20")) }
}

impl Owner {
    /// Whoever calls this address.
    pub fn of(address: SocketAddr) -> Self {
        let http = Client::builder().timeout(crate::PATIENCE).build().unwrap();
        Self { http, base: format!("http://{address}") }
    }

    /// A request to come.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let at = if path.starts_with("http://") { path.to_owned() } else { format!("{}{path}", self.base) };
        self.http.request(method, at)
    }

    /// Sends it.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        let body = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into()))
        };
        Answer { status, headers, body }
    }

    /// Reads something.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// Sends JSON with an idempotency key.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
    }

    /// Sends bytes as they are.
    pub async fn post_raw(&self, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
        self.send(self.request(Method::POST, path).header("Content-Type", kind).body(body.into())).await
    }

    /// Opens a stream by GET.
    pub async fn listens(&self, path: &str) -> Stream {
        Stream::of(self.request(Method::GET, path).header("Accept", "text/event-stream").send().await.unwrap())
    }

    /// Opens a stream by POST.
    pub async fn posts_and_listens(&self, path: &str, body: &Value) -> Stream {
        let request = self.request(Method::POST, path).header("Accept", "text/event-stream").json(body);
        Stream::of(request.send().await.unwrap())
    }

    /// A file's bytes.
    pub async fn fetches(&self, link: &str) -> Vec<u8> {
        let response = self.request(Method::GET, link).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{link}");
        response.bytes().await.unwrap().to_vec()
    }

    /// Makes a product.
    pub async fn offers(&self, product: &Value) -> Value {
        let made = self.post("/api/products", product).await;
        assert_eq!(made.status, StatusCode::CREATED, "{:#}", made.body);
        made.body
    }

    /// Gives a product a picture.
    pub async fn shows(&self, product: &str, picture: Vec<u8>) -> Answer {
        self.send(self.request(Method::PUT, &format!("/api/products/{product}/image")).body(picture)).await
    }

    /// Starts a session as the guide's Step 1 does.
    pub async fn starts_session(&self, product: &str) -> Chat {
        self.starts(&json!({
            "userId": "user-123",
            "productId": product,
            "format": "Hybrid Format",
            "mediaType": "video"
        }))
        .await
    }

    /// Starts a session with this.
    pub async fn starts(&self, with: &Value) -> Chat {
        let answer = self.post("/api/chat/sessions", with).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:#}", answer.body);
        self.chat(answer.body["sessionId"].as_str().unwrap())
    }

    /// A session that is there already.
    pub fn chat(&self, id: &str) -> Chat {
        Chat { owner: self.clone(), id: id.to_owned() }
    }

    /// Waits for the end of a job that has to end well.
    pub async fn awaits(&self, job: &str) -> Value {
        let job = self.awaits_end(job).await;
        assert_eq!(job["status"], "completed", "the job ended badly: {job:#}");
        job["result"].clone()
    }

    /// Waits for the end of a job that has to fail; returns why it did.
    pub async fn awaits_failure(&self, job: &str) -> Value {
        let job = self.awaits_end(job).await;
        assert_eq!(job["status"], "failed", "the job did not fail: {job:#}");
        job["error"].clone()
    }

    async fn awaits_end(&self, job: &str) -> Value {
        let path = format!("/api/jobs/{job}");
        until("the job's end", async || {
            let job = self.get(&path).await.good();
            let is_over = !matches!(job["status"].as_str(), Some("queued" | "processing"));
            is_over.then_some(job)
        })
        .await
    }
}

impl Chat {
    /// A path below the session's.
    pub fn path(&self, below: &str) -> String {
        format!("/api/chat/sessions/{}{below}", self.id)
    }

    /// The same session, called by someone else or at another address.
    #[must_use]
    pub fn by(&self, owner: &Owner) -> Self {
        owner.chat(&self.id)
    }

    /// Says something; the answer comes as JSON.
    pub async fn says(&self, turn: &Value) -> Answer {
        self.owner.post(&self.path("/messages"), turn).await
    }

    /// The guide's first message.
    pub async fn asks_for_personas(&self) -> Value {
        self.says(&json!({"message": "Generate ads", "currentStep": "persona_selection"})).await.good()
    }

    /// The guide's Step 3.
    pub async fn chooses_persona(&self, persona: &Value) -> Value {
        self.says(&chooses_persona(persona)).await.good()
    }

    /// The guide's Step 4.
    pub async fn chooses_angle(&self, persona: &Value, angle: &Value) -> Value {
        self.says(&chooses_angle(persona, angle)).await.good()
    }

    /// Goes as far as there are concepts; brings the first persona, the first angle and all concepts.
    pub async fn reaches_concepts(&self) -> (Value, Value, Vec<Value>) {
        let persona = self.asks_for_personas().await["data"]["audiences"][0].clone();
        let angle = self.chooses_persona(&persona).await["data"]["angles"][0].clone();
        let concepts = self.chooses_angle(&persona, &angle).await["data"]["concepts"].as_array().unwrap().clone();
        (persona, angle, concepts)
    }

    /// The guide's Step 6.
    pub async fn films(&self, with: &Value) -> Value {
        let answer = self.owner.post(&self.path("/video"), with).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{:#}", answer.body);
        answer.body
    }

    /// The whole log.
    pub async fn log(&self) -> Vec<Value> {
        let (mut all, mut after) = (Vec::new(), 0);
        loop {
            let page = self.owner.get(&self.path(&format!("/messages?after={after}&limit=200"))).await.good();
            all.extend(page["messages"].as_array().unwrap().iter().cloned());
            match page["nextAfter"].as_u64() {
                Some(next) => after = next,
                None => return all,
            }
        }
    }

    /// Every durable event from the beginning, by the session's stream.
    pub async fn replays(&self) -> Vec<Event> {
        let last = self.log().await.len() as u64;
        let mut stream = self.owner.listens(&self.path("/stream?lastEventId=0")).await;
        let all = stream.up_to_one("the log's end", |event| event.id == Some(last)).await;
        all.into_iter().filter(|event| event.id.is_some()).collect()
    }
}

/// What the guide's client sends in Step 3.
pub fn chooses_persona(persona: &Value) -> Value {
    let name = persona["name"].as_str().unwrap();
    json!({
        "message": format!("Selected persona: {name}"),
        "currentStep": "angle_selection",
        "context": {"selectedPersona": {"id": persona["id"], "name": name, "age": persona["age"], "gender": persona["gender"]}}
    })
}

/// What the guide's client sends in Step 4.
pub fn chooses_angle(persona: &Value, angle: &Value) -> Value {
    let title = oddly_spelt(angle["title"].as_str().unwrap());
    json!({
        "message": format!("Selected angle: {title}"),
        "currentStep": "script_generation",
        "context": {
            "selectedPersona": persona["name"],
            "selectedAngle": {"id": angle["id"], "title": title, "score": angle["score"]}
        }
    })
}

/// A title as a client may write it: the guide's has a space before the colon, others play with spaces and case.
pub fn oddly_spelt(title: &str) -> String {
    if title.contains(':') { title.replacen(':', " :", 1) } else { title.to_uppercase().replace(' ', "  ") }
}

/// The same without the addresses that its links begin with: each start of a server has another port.
pub fn without_links(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("http://") => json!(text.splitn(4, '/').last()),
        Value::Array(list) => list.iter().map(without_links).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), without_links(value))).collect(),
        other => other.clone(),
    }
}
