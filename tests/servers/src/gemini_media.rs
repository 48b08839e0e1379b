//! A stand-in for Google's Gemini API as far as it makes clips and pictures: it answers with the documented shapes, refuses
//! what isn't documented, and counts what it has sold, which is whatever it gave an id to.

mod answers;
mod documented;
mod trouble;

pub use answers::{Says, callback};
pub use documented::Call;
pub use trouble::{Ending, Trouble};

use crate::{
    Leaves,
    http::{self, Manner, Reply, Request},
    ledger::Ledger,
};
use serde_json::Value;
use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, Mutex},
};

/// The key that it takes.
pub const KEY: &str = "AIzaS3cr3t_s3cr3t_of_the_tests";
/// A clip of three seconds: 72 × 128, 72 frames of H.264, with sound.
pub const CLIP: &[u8] = include_bytes!("../answers/clip.mp4");
/// Another of three seconds, which is magenta and nothing else (by FFmpeg's `color` filter).
pub const MAGENTA: &[u8] = include_bytes!("../answers/clip-magenta.mp4");
/// A picture: a JPEG of 54 × 96.
pub const PICTURE: &[u8] = include_bytes!("../answers/picture.jpg");

/// Something that was sold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sale {
    /// What Google calls it.
    pub id: String,
    /// What was ordered.
    pub order: Value,
}

/// A stand-in for the Gemini API.
pub struct GeminiMedia {
    /// Its address, to be set as the base URL.
    pub url: String,
    /// When clients left that were still waiting.
    pub leaves: Leaves,
    inner: Arc<Inner>,
}

struct Inner {
    ledger: Ledger<Sale, Call, Trouble>,
    /// How interactions end, where it isn't with a clip.
    endings: Mutex<HashMap<String, Ending>>,
    /// How files stand, where they aren't ready.
    files: Mutex<HashMap<String, &'static str>>,
    url: Mutex<String>,
}

impl Deref for GeminiMedia {
    type Target = Ledger<Sale, Call, Trouble>;

    fn deref(&self) -> &Self::Target {
        &self.inner.ledger
    }
}

impl GeminiMedia {
    /// Opens on a free port, for as long as the process lives.
    pub fn open() -> Self {
        let inner = Arc::new(Inner {
            ledger: Ledger::new(),
            endings: Mutex::default(),
            files: Mutex::default(),
            url: Mutex::default(),
        });
        let answers = Arc::clone(&inner);
        let (address, leaves) = http::serve(move |request| answers.answer(request));
        let url = format!("http://{address}");
        inner.url.lock().unwrap().clone_from(&url);
        Self { url, leaves, inner }
    }

    /// Interactions aren't completed until they are let be.
    pub fn holds_clips(&self, holds: bool) {
        self.holds(holds);
    }

    /// The newest clip's file stands like this, although its interaction is completed: `PROCESSING`, `FAILED`, `ACTIVE`.
    pub fn files_stand(&self, state: &'static str) {
        let newest = self.sales().pop().unwrap().id;
        self.inner.files.lock().unwrap().insert(newest, state);
    }
}

impl Inner {
    fn answer(&self, request: &Request) -> Reply {
        let line = format!("{} {}", request.method, request.path);
        let Some(call) = Call::of(&line) else {
            // A model that it doesn't have is no strange thing to ask for.
            if !line.starts_with("GET /v1beta/models/") {
                self.ledger.wonders(line);
            }
            return Says::FrontDoor("NOT_FOUND").reply(404);
        };
        if let Err(refusal) = call.is_documented(request) {
            self.ledger.wonders(format!("{line}: {refusal}"));
            return Says::Interactions("invalid_request").reply(400);
        }
        if request.header("x-goog-api-key") != Some(KEY) {
            return Says::Key.reply(400);
        }
        let Some(trouble) = self.ledger.lets_in(call, line) else { return self.usual(call, request) };
        match trouble {
            Trouble::Says(status, says) => says.reply(status),
            Trouble::After(status, says, after) => says.reply(status).with("retry-after", after),
            Trouble::Badly(manner) => self.usual(call, request).sent(manner),
            Trouble::Deaf => Says::Interactions("internal").reply(500).sent(Manner::Vanish),
            Trouble::File(kind, bytes) => Reply::of(200, kind, bytes),
            Trouble::Leads(to) => Reply::of(302, "text/html", Vec::new()).with("location", &to),
            Trouble::Ends(ending) => self.ends(call, request, ending),
        }
    }

    fn usual(&self, call: Call, request: &Request) -> Reply {
        let id = documented::id(&request.path);
        match call {
            Call::Order => self.sells(request, None),
            Call::Look => self.tells(&id),
            Call::Cancel => self.stops(&id),
            Call::State => self.files(&id),
            Call::File if self.is_sold(&id) => Reply::of(200, "video/mp4", CLIP.to_vec()),
            Call::File => Says::Models("PERMISSION_DENIED").reply(403),
            Call::Model => answers::model(&id),
        }
    }

    /// An order that ends otherwise: a picture at once, a clip when it is asked after.
    fn ends(&self, call: Call, request: &Request, ending: Ending) -> Reply {
        if call == Call::Order {
            return self.sells(request, Some(ending));
        }
        let id = documented::id(&request.path);
        self.endings.lock().unwrap().insert(id.clone(), ending);
        self.tells(&id)
    }

    fn sells(&self, request: &Request, ending: Option<Ending>) -> Reply {
        let order: Value = serde_json::from_slice(&request.body).unwrap();
        let (number, house) =
            (self.ledger.sales().len() + 1, self.url.lock().unwrap().rsplit(':').next().unwrap().to_owned());
        let id = format!("v1_clip{number}x{house}");
        let is_clip = order["response_format"]["type"] == "video";
        let model = order["model"].as_str().unwrap_or_default().to_owned();
        self.ledger.sells(Sale { id: id.clone(), order });
        match ending {
            Some(ending) => answers::ended(&id, &model, &ending, PICTURE),
            None if is_clip => answers::accepted(&id, &model),
            None => answers::picture(&id, &model),
        }
    }

    fn is_sold(&self, id: &str) -> bool {
        self.ledger.book().sales.iter().any(|sale| sale.id == id)
    }

    /// How an interaction stands. One that nobody has is, as it was seen, a request that is refused.
    fn tells(&self, id: &str) -> Reply {
        if !self.is_sold(id) {
            return Says::NoSuchInteraction.reply(400);
        }
        if let Some(ending) = self.endings.lock().unwrap().get(id) {
            return answers::ended(id, "gemini-omni-1.1-flash", ending, CLIP);
        }
        if self.ledger.book().holds {
            return answers::standing(id, "in_progress");
        }
        let uri = format!("{}/v1beta/files/{id}:download?alt=media", self.url.lock().unwrap());
        answers::completed(id, &uri)
    }

    fn stops(&self, id: &str) -> Reply {
        if !self.is_sold(id) {
            return Says::NoSuchInteraction.reply(400);
        }
        if !self.ledger.book().holds {
            return Says::Interactions("invalid_request").reply(400);
        }
        self.endings.lock().unwrap().insert(id.to_owned(), Ending::Status("cancelled"));
        answers::cancelled(id)
    }

    fn files(&self, id: &str) -> Reply {
        if !self.is_sold(id) {
            return Says::Models("PERMISSION_DENIED").reply(403);
        }
        let state = self.files.lock().unwrap().get(id).copied().unwrap_or("ACTIVE");
        answers::file(id, &self.url.lock().unwrap(), state)
    }
}
