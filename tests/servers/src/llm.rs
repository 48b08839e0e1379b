//! Stand-ins for providers of language models: each speaks its provider's wire from raw files, refuses what isn't
//! documented, counts its calls, and sees when a client leaves.

mod documented;
mod play;
mod scene;

pub use play::Pace;
pub use scene::Scene;

use crate::{
    Leaves,
    http::{self, Request},
};
use play::Ended;
use serde_json::Value;
use std::{
    collections::VecDeque,
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

/// The key that they take.
pub const KEY: &str = "sk-s3cr3t-of-the-tests";
/// What their errors say; nobody else should ever repeat it.
pub const RAW_WORDS: &str = "raw words of the provider";
/// How long a test waits for something to happen here.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whose wire is spoken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Speaks {
    /// OpenAI's Chat Completions.
    OpenAi,
    /// Anthropic's Messages.
    Anthropic,
    /// Gemini's `streamGenerateContent`.
    Gemini,
    /// Ollama's `/api/chat`.
    Ollama,
}

/// A stand-in for a provider.
pub struct Llm {
    /// Its address, to be set as the base URL.
    pub url: String,
    /// When clients left before the end.
    pub leaves: Leaves,
    inner: Arc<Inner>,
}

struct Inner {
    speaks: Speaks,
    leaves: Leaves,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    next: VecDeque<Scene>,
    calls: Vec<Value>,
    strange: Vec<String>,
    /// What is played where nothing is set for the next call.
    usual: Option<Scene>,
    /// Answers that are under way, and the most that were at once.
    open: usize,
    most: usize,
    released: bool,
}

impl Llm {
    /// Opens on a free port, for as long as the process lives.
    pub fn open(speaks: Speaks) -> Self {
        let leaves = Leaves::default();
        let inner =
            Arc::new(Inner { speaks, leaves: leaves.clone(), state: Mutex::default(), changed: Condvar::new() });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serves = Arc::clone(&inner);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let serves = Arc::clone(&serves);
                thread::spawn(move || serves.serve(&client));
            }
        });
        Self { url, leaves, inner }
    }

    /// Whose wire it speaks.
    pub fn speaks(&self) -> Speaks {
        self.inner.speaks
    }

    /// What is played at the next call; several are played one after the other. Without one the whole answer is.
    pub fn next(&self, scene: Scene) {
        self.state().next.push_back(scene);
    }

    /// What is played from now on where nothing else is set, instead of the whole answer.
    pub fn always(&self, scene: Scene) {
        self.state().usual = Some(scene);
    }

    /// How many answers were under way at once, at the most.
    pub fn most_at_once(&self) -> usize {
        self.state().most
    }

    /// The body of every question that was let in.
    pub fn calls(&self) -> Vec<Value> {
        self.state().calls.clone()
    }

    /// What came that is not documented, and was refused. A test should find none.
    pub fn strange(&self) -> Vec<String> {
        self.state().strange.clone()
    }

    /// Whatever is held goes on.
    pub fn release(&self) {
        self.state().released = true;
    }

    /// Waits until so many questions were let in.
    pub fn until_called(&self, times: usize) {
        self.until("a call", |state| state.calls.len() >= times);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap()
    }

    fn until(&self, what: &str, happened: impl Fn(&State) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut state = self.state();
        while !happened(&state) {
            let left = end.checked_duration_since(Instant::now()).unwrap_or_else(|| panic!("{what} did not come"));
            state = self.inner.changed.wait_timeout(state, left).unwrap().0;
        }
    }
}

impl Inner {
    fn serve(&self, client: &TcpStream) {
        client.set_nodelay(true).unwrap();
        if let Some(request) = http::read(client) {
            let (scene, answers) = self.scene(&request);
            let ended = scene.play(client, || self.state.lock().unwrap().released);
            if ended == Ended::Left {
                self.leaves.notes();
            }
            self.state.lock().unwrap().open -= usize::from(answers);
            self.changed.notify_all();
        }
        drop(client.shutdown(Shutdown::Both));
    }

    /// What is played to a request, and whether it answers a question that was let in.
    fn scene(&self, request: &Request) -> (Scene, bool) {
        let mut state = self.state.lock().unwrap();
        if let Some(answer) = self.speaks.looks_up(request) {
            return (answer, false);
        }
        if let Err(refusal) = self.speaks.is_documented(request) {
            state.strange.push(format!("{} {}: {refusal}", request.method, request.path));
            return (Scene::error(self.speaks, 400, "misasked"), false);
        }
        if !self.speaks.lets_in(request) {
            return (Scene::error(self.speaks, 401, "key"), false);
        }
        state.calls.push(serde_json::from_slice(&request.body).unwrap());
        state.open += 1;
        state.most = state.most.max(state.open);
        self.changed.notify_all();
        let next = state.next.pop_front().or_else(|| state.usual.clone());
        (next.unwrap_or_else(|| Scene::stream(self.speaks, "whole")), true)
    }
}
