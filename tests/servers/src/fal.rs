//! A stand-in for fal: its queue, its files, its catalogue and the keys of its callbacks. It answers with the documented
//! shapes, refuses what isn't documented, and counts what it has sold: whatever it took, since it knows no idempotency keys.

mod answers;
mod documented;
mod runs;
mod signs;
mod trouble;

pub use documented::Call;
pub use runs::Sale;
pub use signs::Called;
pub use trouble::{Ending, Says, Trouble};

use crate::{
    Leaves,
    http::{self, Manner, Reply, Request},
    ledger::Ledger,
};
use runs::Runs;
use signs::Signer;
use std::{
    ops::Deref,
    sync::{Arc, Mutex},
};

/// The key that it takes: an id and a secret.
pub const KEY: &str = "0f1e2d3c:s3cr3t_of_the_tests";
/// A clip of one second: 64 × 112, 25 frames of H.264.
pub const CLIP: &[u8] = include_bytes!("../answers/film.mp4");
/// A picture: a PNG.
pub const PICTURE: &[u8] = include_bytes!("../answers/picture.png");

/// A stand-in for fal.
pub struct Fal {
    /// Its address, to be set as the base URL.
    pub url: String,
    /// When clients left that were still waiting.
    pub leaves: Leaves,
    inner: Arc<Inner>,
}

struct Inner {
    ledger: Ledger<Sale, Call, Trouble>,
    runs: Mutex<Runs>,
    signer: Mutex<Signer>,
}

impl Deref for Fal {
    type Target = Ledger<Sale, Call, Trouble>;

    fn deref(&self) -> &Self::Target {
        &self.inner.ledger
    }
}

impl Fal {
    /// Opens on a free port, for as long as the process lives.
    pub fn open() -> Self {
        let inner =
            Arc::new(Inner { ledger: Ledger::new(), runs: Mutex::default(), signer: Mutex::new(Signer::new()) });
        let answers = Arc::clone(&inner);
        let (address, leaves) = http::serve(move |request| answers.answer(request));
        let url = format!("http://{address}");
        inner.runs.lock().unwrap().url.clone_from(&url);
        Self { url, leaves, inner }
    }

    /// What was sold last waits no longer: it is over when it is asked after next.
    pub fn hurries(&self) {
        let newest = self.sales().pop().unwrap().id;
        self.inner.runs.lock().unwrap().hurries(&newest);
    }

    /// What was sold last comes to this end.
    pub fn ends(&self, ending: Ending) {
        let newest = self.sales().pop().unwrap().id;
        self.inner.runs.lock().unwrap().ends(&newest, ending);
    }

    /// Links that were given before are no longer good.
    pub fn expires_links(&self) {
        self.inner.runs.lock().unwrap().expires_links();
    }

    /// The callback about a sale, signed at this time (in Unix seconds): that it is done, or that it has failed.
    pub fn callback(&self, sale: &Sale, at: i64, done: bool) -> Called {
        let body = answers::callback(sale, done);
        self.inner.signer.lock().unwrap().signs(&sale.id, at, &body)
    }

    /// From now on another key signs, and the one before is no longer published.
    pub fn changes_its_key(&self) {
        *self.inner.signer.lock().unwrap() = Signer::new();
    }
}

impl Inner {
    fn answer(&self, request: &Request) -> Reply {
        let line = format!("{} {}", request.method, request.path);
        let Some(call) = Call::of(&line) else {
            self.ledger.wonders(line);
            return Says::Text("Path not found").reply(404);
        };
        if let Err(refusal) = call.is_documented(request) {
            self.ledger.wonders(format!("{line}: {refusal}"));
            return Says::Model("value_error").reply(422);
        }
        let ours = format!("Key {KEY}");
        if !call.is_public() && !request.header("authorization").is_some_and(|key| key.starts_with(&ours)) {
            return Says::Text("invalid key credentials").reply(401);
        }
        let Some(trouble) = self.ledger.lets_in(call, line) else { return self.usual(call, request) };
        match trouble {
            Trouble::Says(status, says) => says.reply(status),
            Trouble::After(status, says, after) => says.reply(status).with("retry-after", after),
            Trouble::Badly(manner) => self.usual(call, request).sent(manner),
            Trouble::Deaf => Says::Text("").reply(500).sent(Manner::Vanish),
            Trouble::File(kind, bytes) => Reply::of(200, kind, bytes),
            Trouble::Body(body) => Reply::json(200, body),
            Trouble::At(place) => self.sells(request, Some(place)),
        }
    }

    fn usual(&self, call: Call, request: &Request) -> Reply {
        let mut runs = self.runs.lock().unwrap();
        let id = documented::id(&request.path);
        match call {
            Call::Order if !documented::is_model(&request.path) => Says::Text("Application not found").reply(404),
            Call::Order => {
                drop(runs);
                self.sells(request, None)
            }
            Call::Status => runs.tells(&id, self.ledger.book().holds),
            Call::Result => runs.results(&id),
            Call::Cancel => runs.stops(&id),
            Call::File => runs.delivers(&request.path),
            Call::Keys => Reply::json(200, self.signer.lock().unwrap().published()),
            Call::Prices => answers::prices(request.asked("endpoint_id").unwrap_or_default()),
        }
    }

    /// An order is taken; its place is the usual one, or what `{place}` stands for here.
    fn sells(&self, request: &Request, place: Option<&'static str>) -> Reply {
        let (sale, reply) = self.runs.lock().unwrap().takes(request, place);
        self.ledger.sells(sale);
        reply
    }
}
