//! A server of one's own on a free port, and its visitors.

use adforge_adapters_memory::MemoryStore;
use adforge_application::{Application, Books, Examinations, Limits, Ports, ProductInput};
use adforge_domain::{ids::OwnerId, language::Language, product::Facts};
use adforge_doubles::{Agency, Hand, Paced, Shelf, Studio, Troupe, Watched, facts};
use adforge_http_api::{Api, HttpSettings, serve};
use adforge_ports_creative::Examined;
use adforge_ports_runtime::{Authenticator, Bucket, Clock, Limiter, Principal, Unauthenticated};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use reqwest::{Client, Method, RequestBuilder, Response, header::HeaderMap};
use serde_json::{Value, json};
use std::{
    net::{SocketAddr, TcpListener},
    pin::Pin,
    sync::Arc,
    time::Duration,
};
use tokio::{task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

/// How long anything may take before a test gives up on it.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Takes every caller for the one user `local`, but for those with the token `bad`.
struct Local;

impl Authenticator for Local {
    fn authenticate(&self, token: Option<&str>) -> Result<Principal, Unauthenticated> {
        match token {
            Some("bad") => Err(Unauthenticated),
            Some(name) => Ok(Principal { owner: OwnerId(name.into()) }),
            None => Ok(Principal { owner: OwnerId("local".into()) }),
        }
    }
}

/// A server.
pub struct Server {
    pub address: SocketAddr,
    pub application: Arc<Application>,
    pub writer: Arc<Paced>,
    pub studio: Arc<Studio>,
    pub shelf: Arc<Shelf>,
    pub hand: Arc<Hand>,
    pub troupe: Arc<Troupe>,
    pub store: Arc<Watched>,
    pub books: Arc<Books>,
    pub client: Client,
    pub shutdown: CancellationToken,
    pub running: JoinHandle<std::io::Result<()>>,
    worker: JoinHandle<()>,
}

/// How a server is set up.
#[derive(Default)]
pub struct Setup {
    pub limits: Limits,
    pub settings: HttpSettings,
    pub messages_per_minute: Option<u32>,
    pub video: Option<Arc<Agency>>,
    /// Who else works elsewhere.
    pub elsewhere: Vec<Arc<dyn Examined>>,
    /// Whether its writers could cost money.
    pub costs: bool,
}

impl Server {
    pub async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    pub async fn with(setup: Setup) -> Self {
        let hand = Hand::new(1_000);
        let clock: Arc<dyn Clock> = hand.clone();
        let writer = Arc::new(Paced::default());
        let (studio, shelf) = (Arc::new(Studio::default()), Arc::new(Shelf::default()));
        let troupe = Arc::new(Troupe::default());
        let limiter = setup.messages_per_minute.map(|quota| {
            let limiter = adforge_adapters_memory::MemoryLimiter::new(
                Bucket::new(quota, Duration::from_secs(60)),
                Arc::clone(&clock),
            );
            Arc::new(limiter) as Arc<dyn Limiter>
        });
        let store = Watched::over(Arc::new(MemoryStore::new(Arc::clone(&clock))));
        let books = Books::new(store.clone(), Arc::clone(&clock), hand.clone(), None);
        let ports = Ports {
            store: store.clone(),
            copywriter: writer.clone(),
            renderer: studio.clone(),
            video: setup.video.map(|agency| agency as _),
            images: None,
            voice: None,
            presenters: troupe.clone(),
            media: shelf.clone(),
            limiter,
            bell: None,
            cache: None,
            books: setup.costs.then(|| books.clone()),
            examinations: Examinations::of(setup.elsewhere, Arc::clone(&clock)),
            clock,
            ids: hand.clone(),
        };
        let application = Application::new(ports, setup.limits);
        product(&application).await;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let base = format!("http://{address}");
        let settings = HttpSettings { public_url: base.clone(), media_url: base, workers: Some(2), ..setup.settings };
        let api = Api::new(Arc::clone(&application), Arc::new(Local), settings);
        let shutdown = CancellationToken::new();
        Self {
            running: tokio::spawn(serve(listener, api, shutdown.clone())),
            worker: tokio::spawn(Arc::clone(&application).work()),
            client: Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap(),
            address,
            application,
            writer,
            studio,
            shelf,
            troupe,
            hand,
            store,
            books,
            shutdown,
        }
    }

    /// Lets the writer write so many cards more.
    pub fn permit(&self, cards: usize) {
        self.writer.permit(cards);
    }

    /// Lets the renderer make so many films or pictures more.
    pub fn film(&self, films: usize) {
        self.studio.permit(films);
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    /// A session of the serum, with a format; its address.
    pub async fn session(&self) -> String {
        let body = json!({"userId": "user-123", "productId": "1", "format": "Hybrid Format", "mediaType": "video"});
        let made = self.post("/api/chat/sessions", body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        format!("/api/chat/sessions/{}", made.body["sessionId"].as_str().unwrap())
    }

    /// A whole turn, written at once.
    pub async fn says(&self, session: &str, body: Value) -> Answer {
        self.permit(2);
        let answer = self.post(&format!("{session}/messages"), body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer
    }

    /// A session with concepts, of which none is chosen.
    pub async fn with_concepts(&self) -> String {
        let session = self.session().await;
        self.says(&session, json!({"message": "Generate ads", "currentStep": "persona_selection"})).await;
        self.says(&session, json!({"context": {"selectedPersona": "aud-1"}})).await;
        self.says(&session, json!({"context": {"selectedAngle": "ang-1"}})).await;
        session
    }

    /// Opens a stream.
    pub async fn stream(&self, path: &str) -> Events {
        Events::of(self.request(Method::GET, path)).await
    }

    /// Opens a stream where a client was.
    pub async fn resume(&self, path: &str, last: u64) -> Events {
        Events::of(self.request(Method::GET, path).header("Last-Event-ID", last)).await
    }

    /// The log in words: `1 text`, `2 audience_group` …
    pub async fn story(&self, session: &str) -> Vec<String> {
        let history = self.get(&format!("{session}/messages")).await;
        let words = |message: &Value| format!("{} {}", message["seq"], message["type"].as_str().unwrap());
        history.body["messages"].as_array().unwrap().iter().map(words).collect()
    }

    /// Waits until a gauge says a number.
    pub async fn gauge(&self, name: &str, value: i64) {
        let wanted = format!("\n{name} {value}\n");
        until(&wanted, async || self.get("/metrics").await.text.contains(&wanted)).await;
    }

    pub async fn stops(self) {
        self.shutdown.cancel();
        timeout(PATIENCE, self.running).await.expect("it stops").unwrap().unwrap();
        self.worker.abort();
    }
}

async fn product(application: &Application) {
    let facts = Facts { language: Some(Language::EN), ..facts("Sérum autobronzant progressif") };
    let input =
        ProductInput { external_id: Some("1".into()), slug: Some("serum-autobronzant".into()), facts, link: None };
    application.save_product(&OwnerId("local".into()), input, None).await.unwrap();
}

/// Waits until something is so.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waited = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, waited).await.unwrap_or_else(|_| panic!("it never came to be: {what}"));
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Bytes,
    /// As JSON; null when it is none.
    pub body: Value,
}

impl Answer {
    pub async fn of(request: RequestBuilder) -> Self {
        let answer = timeout(PATIENCE, request.send()).await.expect("an answer comes").unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = timeout(PATIENCE, answer.bytes()).await.expect("a body comes").unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Self { status, headers, text, bytes, body }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Its error, whole but for the request's id, which is checked against the header.
    pub fn error(&self) -> Value {
        let mut error = self.body.clone();
        let id = error.as_object_mut().expect("an error has a body").remove("requestId");
        assert_eq!(id.unwrap(), self.header("x-request-id"), "the id in the body is that of the header");
        assert_eq!(self.header("content-type"), "application/json");
        error
    }
}

/// A stream of events, as a browser reads it.
pub struct Events {
    pub status: u16,
    pub headers: HeaderMap,
    pieces: Pin<Box<dyn Stream<Item = Option<Bytes>> + Send>>,
    bytes: Vec<u8>,
    text: String,
    /// Everything that came, as it came.
    pub raw: String,
    /// The last id.
    pub last: Option<u64>,
}

impl Events {
    pub async fn of(request: RequestBuilder) -> Self {
        let answer = timeout(PATIENCE, request.send()).await.expect("a head comes").unwrap();
        Self::from(answer)
    }

    fn from(answer: Response) -> Self {
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let pieces = answer.bytes_stream().map(Result::ok).boxed();
        Self { status, headers, pieces, bytes: Vec::new(), text: String::new(), raw: String::new(), last: None }
    }

    /// The next block: its lines. None at the end.
    pub async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let piece = timeout(PATIENCE, self.pieces.next()).await;
            let piece = piece.unwrap_or_else(|_| panic!("nothing came after {}", self.raw));
            let piece = piece.flatten()?;
            self.bytes.extend_from_slice(&piece);
            // A piece may end within a letter.
            let whole = std::str::from_utf8(&self.bytes).map_or_else(|error| error.valid_up_to(), str::len);
            let rest = self.bytes.split_off(whole);
            let piece = String::from_utf8(std::mem::replace(&mut self.bytes, rest)).unwrap();
            self.text.push_str(&piece);
            self.raw.push_str(&piece);
        }
    }

    /// The next event. None at the end.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            let block = self.block().await?;
            let mut data = None;
            for line in block.lines() {
                if let Some(id) = line.strip_prefix("id: ") {
                    self.last = Some(id.parse().unwrap());
                } else if let Some(text) = line.strip_prefix("data: ") {
                    data = Some(serde_json::from_str(text).unwrap());
                } else {
                    assert!(line.starts_with("retry: ") || line.starts_with(':'), "no event has a name: {line}");
                }
            }
            if data.is_some() {
                return data;
            }
        }
    }

    /// The next events' words, so many.
    pub async fn words(&mut self, count: usize) -> Vec<String> {
        let mut words = Vec::new();
        for _ in 0..count {
            words.push(self.word().await.unwrap_or_else(|| panic!("it ended after {words:?}")));
        }
        words
    }

    /// The words of all that comes, to the end.
    pub async fn rest(&mut self) -> Vec<String> {
        let mut words = Vec::new();
        while let Some(word) = self.word().await {
            words.push(word);
        }
        words
    }

    /// The next event in words: its id, if it has one, and its type.
    async fn word(&mut self) -> Option<String> {
        let before = self.last;
        self.last = None;
        let event = self.next().await?;
        let id = self.last.map(|id| format!("{id} ")).unwrap_or_default();
        self.last = self.last.or(before);
        Some(format!("{id}{}", event["type"].as_str().unwrap()))
    }
}
