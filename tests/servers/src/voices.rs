//! Stand-ins for those who speak: each answers with its documented shapes, refuses what isn't documented, and counts what it
//! has sold. What they say is a tone for each word, so that a test can hear which word is where.

mod desk;
mod documented;
mod elevenlabs;
mod espeak;
mod heygen;
mod openai;
mod take;
mod trouble;

pub use espeak::{has_espeak, script};
pub use take::{Take, Tone};
pub use trouble::{Call, Lie, Trouble};

use crate::{Leaves, http};
use desk::{Inner, State};
use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

/// The key that each of them takes.
pub const KEY: &str = "sk_voices_s3cr3t_of_the_tests";
/// A tone of 440 Hz and one second, as MP3.
pub const MP3: &[u8] = include_bytes!("../answers/sounds/tone.mp3");
/// The same, as AAC in MP4.
pub const M4A: &[u8] = include_bytes!("../answers/sounds/tone.m4a");
/// How long a test waits for something to happen here.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whom it stands in for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// ElevenLabs.
    ElevenLabs,
    /// HeyGen's speech.
    Heygen,
    /// OpenAI's speech.
    OpenAi,
    /// A server of one's own that speaks OpenAI's wire: it asks for no key and names no models.
    Local,
}

/// A stand-in.
pub struct Voices {
    /// Its address, to be set as the base URL.
    pub url: String,
    /// When clients left that were still waiting.
    pub leaves: Leaves,
    kind: Kind,
    inner: Arc<Inner>,
}

/// What was sold.
#[derive(Clone, PartialEq, Debug)]
pub struct Sale {
    /// Who spoke.
    pub voice: String,
    /// The request's body.
    pub order: serde_json::Value,
    /// What it sounded like.
    pub take: Take,
}

impl Voices {
    /// Opens on a free port, for as long as the process lives.
    pub fn open(kind: Kind) -> Self {
        let inner = Arc::new(Inner { kind, state: Mutex::default(), changed: Condvar::new() });
        let answers = Arc::clone(&inner);
        let (address, leaves) = http::serve(move |request| answers.answer(request));
        let address = format!("http://{address}");
        inner.state.lock().unwrap().address.clone_from(&address);
        let path = if matches!(kind, Kind::OpenAi | Kind::Local) { "/v1" } else { "" };
        Self { url: format!("{address}{path}"), leaves, kind, inner }
    }

    /// Whom it stands in for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What was sold.
    pub fn sales(&self) -> Vec<Sale> {
        self.inner.state.lock().unwrap().sales.clone()
    }

    /// How often this was asked.
    pub fn count(&self, call: Call) -> usize {
        self.inner.state.lock().unwrap().asked.iter().filter(|asked| **asked == call).count()
    }

    /// What came that is not documented, and was refused. A test should find none.
    pub fn strange(&self) -> Vec<String> {
        self.inner.state.lock().unwrap().strange.clone()
    }

    /// Something goes wrong with the next call of a kind; several are played one after the other.
    pub fn next(&self, call: Call, trouble: Trouble) {
        self.inner.state.lock().unwrap().next.entry(call).or_default().push_back(trouble);
    }

    /// Whether all that goes wrong has been played.
    pub fn has_played(&self) -> bool {
        self.inner.state.lock().unwrap().next.values().all(VecDeque::is_empty)
    }

    /// What is spoken is sold, and its answer held back until it is let go.
    pub fn holds_answers(&self, holds: bool) {
        self.inner.state.lock().unwrap().holds = holds;
        self.inner.changed.notify_all();
    }

    /// Links are no longer good when they are given.
    pub fn expires_links(&self) {
        self.inner.state.lock().unwrap().has_expired = true;
    }

    /// Waits until this was asked so many times.
    pub fn until_asked(&self, call: Call, times: usize) {
        self.until(|state| state.asked.iter().filter(|asked| **asked == call).count() >= times);
    }

    /// Waits until so much was sold.
    pub fn until_sold(&self, times: usize) {
        self.until(|state| state.sales.len() >= times);
    }

    fn until(&self, happened: impl Fn(&State) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut state = self.inner.state.lock().unwrap();
        while !happened(&state) {
            let left = end.checked_duration_since(Instant::now()).expect("nobody came");
            state = self.inner.changed.wait_timeout(state, left).unwrap().0;
        }
    }
}
