//! Bells of several processes in one, which a test can mute.

use adforge_domain::ids::{MessageId, SessionId};
use adforge_ports_runtime::{Bell, Heard, Signal, Word};
use async_trait::async_trait;
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Which sessions a process listens to.
type Sessions = Arc<Mutex<HashSet<SessionId>>>;

/// Hangs the bells of a test's processes.
#[derive(Default)]
pub struct Belfry {
    bells: Mutex<Vec<(Sessions, UnboundedSender<Heard>)>>,
    told: Mutex<Vec<(SessionId, Word)>>,
    muted: AtomicBool,
    down: AtomicBool,
    asked: AtomicUsize,
}

impl Belfry {
    /// A process's bell.
    pub fn bell(self: &Arc<Self>) -> Arc<dyn Bell> {
        let (tell, heard) = unbounded_channel();
        let sessions = Sessions::default();
        self.bells.lock().unwrap().push((Arc::clone(&sessions), tell));
        Arc::new(Hung { belfry: Arc::clone(self), sessions, heard: tokio::sync::Mutex::new(heard) })
    }

    /// From now on everything that is told is lost, and nobody knows.
    pub fn mute(&self) {
        self.muted.store(true, Ordering::SeqCst);
    }

    /// From now on everything that is told is lost, and everybody knows.
    pub fn fall(&self) {
        self.mute();
        self.down.store(true, Ordering::SeqCst);
    }

    /// How many sessions are listened to, by all.
    pub fn listened_to(&self) -> usize {
        self.bells.lock().unwrap().iter().map(|(sessions, _)| sessions.lock().unwrap().len()).sum()
    }

    /// How often anybody began to listen to a session.
    pub fn asked_to_listen(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

struct Hung {
    belfry: Arc<Belfry>,
    sessions: Sessions,
    heard: tokio::sync::Mutex<UnboundedReceiver<Heard>>,
}

#[async_trait]
impl Bell for Hung {
    fn ring(&self, session: SessionId, signal: Signal) {
        if self.belfry.muted.load(Ordering::SeqCst) {
            return;
        }
        if let Signal::Told(word) = &signal {
            self.belfry.told.lock().unwrap().push((session, word.clone()));
        }
        for (sessions, tell) in self.belfry.bells.lock().unwrap().iter() {
            if !Arc::ptr_eq(sessions, &self.sessions) && sessions.lock().unwrap().contains(&session) {
                drop(tell.send(Heard::Signal(session, signal.clone())));
            }
        }
    }

    async fn listen(&self, session: SessionId) {
        self.belfry.asked.fetch_add(1, Ordering::SeqCst);
        self.sessions.lock().unwrap().insert(session);
    }

    fn leave(&self, session: SessionId) {
        self.sessions.lock().unwrap().remove(&session);
    }

    async fn hear(&self) -> Heard {
        let heard = self.heard.lock().await.recv().await;
        heard.unwrap_or(Heard::Gap)
    }

    async fn told(&self, session: SessionId, reply: MessageId) -> Vec<Word> {
        let told = self.belfry.told.lock().unwrap();
        let of_it = || told.iter().filter(|(of, word)| *of == session && word.reply == reply).map(|(_, word)| word);
        let newest = of_it().map(|word| word.fence).max();
        of_it().filter(|word| Some(word.fence) == newest).cloned().collect()
    }

    fn is_up(&self) -> bool {
        !self.belfry.down.load(Ordering::SeqCst)
    }
}
