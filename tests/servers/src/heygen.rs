//! A stand-in for HeyGen, version 3: it answers with the documented shapes, refuses what isn't documented, and counts what
//! it has sold.

mod counter;
mod lists;
mod manners;

pub use counter::Sale;
pub use manners::{Call, Trouble};

use crate::{
    Leaves,
    http::{self, Reply, Request},
};
use counter::Counter;
use manners::Manners;
use std::{
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

/// The key that it takes; with anything after it, it is the key of another of its buyers.
pub const KEY: &str = "sk_V2_hgu_s3cr3t_of_the_tests";
/// How long a test waits for something to happen here.
const PATIENCE: Duration = Duration::from_secs(60);
/// A film of one second: 64 × 112, 25 frames of H.264 (a picture without compression, and 24 that repeat it).
pub const FILM: &[u8] = include_bytes!("../answers/film.mp4");

/// A stand-in for HeyGen.
pub struct Heygen {
    /// Its address, to be set as the base URL.
    pub url: String,
    /// When clients left that were still waiting.
    pub leaves: Leaves,
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    counter: Counter,
    manners: Manners,
    /// Every request, as `POST /v3/videos`, that was let in.
    seen: Vec<String>,
    /// What was refused since it isn't documented: a test should find none.
    strange: Vec<String>,
}

impl Heygen {
    /// Opens on a free port, for as long as the process lives.
    pub fn open() -> Self {
        let inner = Arc::new(Inner { state: Mutex::default(), changed: Condvar::new() });
        let answers = Arc::clone(&inner);
        let (address, leaves) = http::serve(move |request| answers.answer(request));
        let url = format!("http://{address}");
        inner.state.lock().unwrap().counter.url.clone_from(&url);
        Self { url, leaves, inner }
    }

    /// What was sold: each idempotency key once, however often it came.
    pub fn sales(&self) -> Vec<Sale> {
        self.inner.state.lock().unwrap().counter.sales.clone()
    }

    /// Every request that was let in, as `POST /v3/videos`.
    pub fn seen(&self) -> Vec<String> {
        self.inner.state.lock().unwrap().seen.clone()
    }

    /// How often this was asked.
    pub fn count(&self, call: Call) -> usize {
        self.seen().iter().filter(|seen| Call::of(seen) == Some(call)).count()
    }

    /// What came that is not documented, and was refused. A test should find none.
    pub fn strange(&self) -> Vec<String> {
        self.inner.state.lock().unwrap().strange.clone()
    }

    /// Something goes wrong with the next call of a kind; several are played one after the other.
    pub fn next(&self, call: Call, trouble: Trouble) {
        self.inner.state.lock().unwrap().manners.next(call, trouble);
    }

    /// Whether all that goes wrong has been played.
    pub fn has_played(&self) -> bool {
        self.inner.state.lock().unwrap().manners.have_played()
    }

    /// Films aren't done until they are let be.
    pub fn holds_films(&self, holds: bool) {
        self.inner.state.lock().unwrap().manners.holds_films = holds;
        self.inner.changed.notify_all();
    }

    /// An order is sold, and its answer held back until it is let go.
    pub fn holds_answers(&self, holds: bool) {
        self.inner.state.lock().unwrap().manners.holds_answers = holds;
        self.inner.changed.notify_all();
    }

    /// There are so many more looks, called `Extra_1` and so on.
    pub fn has_more_looks(&self, looks: usize) {
        self.inner.state.lock().unwrap().counter.more_looks = looks;
    }

    /// Links that were given before are no longer good.
    pub fn expires_links(&self) {
        self.inner.state.lock().unwrap().counter.expires_links();
    }

    /// Waits until so many films were sold.
    pub fn until_sold(&self, films: usize) {
        self.until("a sale", |state| state.counter.sales.len() >= films);
    }

    /// Waits until this was asked so many times.
    pub fn until_asked(&self, call: Call, times: usize) {
        let asked = |state: &State| state.seen.iter().filter(|seen| Call::of(seen) == Some(call)).count();
        self.until("a call", |state| asked(state) >= times);
    }

    fn until(&self, what: &str, happened: impl Fn(&State) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut state = self.inner.state.lock().unwrap();
        while !happened(&state) {
            let left = end.checked_duration_since(Instant::now()).unwrap_or_else(|| panic!("{what} did not come"));
            state = self.inner.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// The callback of a film that is done or has failed: its raw body, as it is signed.
    pub fn callback(&self, sale: &Sale, event: &str, done: bool) -> String {
        counter::callback(sale, event, done)
    }
}

/// The signature of a callback's raw body: HMAC-SHA256 in small hexadecimal digits.
pub fn signature(secret: &str, body: &str) -> String {
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
    let tag = aws_lc_rs::hmac::sign(&key, body.as_bytes());
    tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Inner {
    fn answer(&self, request: &Request) -> Reply {
        let mut state = self.state.lock().unwrap();
        let line = format!("{} {}", request.method, request.path);
        let Some(call) = Call::of(&line) else {
            state.strange.push(line);
            return counter::error(404, "not_found");
        };
        if let Err(refusal) = call.is_documented(request) {
            state.strange.push(format!("{line}: {refusal}"));
            return counter::error(400, "invalid_parameter");
        }
        if call != Call::File && !request.header("x-api-key").is_some_and(|key| key.starts_with(KEY)) {
            return counter::error(401, "unauthorized");
        }
        state.seen.push(line);
        self.changed.notify_all();
        if let Some(trouble) = state.manners.turn(call)
            && let Some(reply) = trouble.plays(&mut state.counter, request)
        {
            self.changed.notify_all();
            return reply;
        }
        match call {
            Call::Looks => lists::looks(request, state.counter.more_looks),
            Call::Voices => lists::voices(request),
            Call::Me => Reply::json(200, counter::ME),
            Call::Order => {
                let reply = state.counter.sells(request);
                self.changed.notify_all();
                while state.manners.holds_answers {
                    state = self.changed.wait(state).unwrap();
                }
                reply
            }
            Call::Look => {
                let holds = state.manners.holds_films;
                state.counter.tells(request, holds)
            }
            Call::File => state.counter.delivers(request),
        }
    }
}
