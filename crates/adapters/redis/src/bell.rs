//! The bell: a channel a session, heard over one connection a process.

use crate::{
    Redis,
    line::{CONNECTS, PATIENCE},
};
use adforge_domain::ids::{MessageId, SessionId};
use adforge_ports_runtime::{Bell, Heard, Signal, Word};
use async_trait::async_trait;
use futures_util::StreamExt;
use redis::{
    AsyncCommands, Msg, RedisResult,
    aio::{PubSubSink, PubSubStream},
};
use std::{
    collections::{BTreeMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
};

/// How many signals may wait to be told, and to be taken; what comes beyond that is dropped.
const WAITING: usize = 16_384;
/// How many signals share a round trip.
const BATCH: usize = 256;
/// How many sessions share a request to listen.
const LISTENS: usize = 1_024;
/// How often Redis is asked whether it is there.
const PULSE: Duration = Duration::from_secs(1);
/// How long what a run has told is kept, in seconds: longer than a run may take.
const KEPT: i64 = 1_200;
/// How many words of a run are kept.
const WORDS: isize = 512;

/// A bell over Redis. Dropping it silences it.
pub struct RedisBell {
    redis: Redis,
    listening: Arc<Listening>,
    tell: mpsc::Sender<(SessionId, Signal)>,
    ask: mpsc::UnboundedSender<Ask>,
    heard: tokio::sync::Mutex<mpsc::Receiver<Heard>>,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for RedisBell {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// A change of what is listened to.
enum Ask {
    /// Listen, and say when it is heard.
    Listen(SessionId, oneshot::Sender<()>),
    Leave(SessionId),
}

/// What the thread of each bell shares with it.
struct Listening {
    /// This process's mark: it doesn't hear itself.
    own: String,
    sessions: Mutex<HashSet<SessionId>>,
    heard: mpsc::Sender<Heard>,
    /// Whether something was dropped because nobody took it.
    missed: AtomicBool,
}

impl RedisBell {
    /// A bell; `mark` is a number that no other process has. It needs a tokio runtime round it.
    pub fn hang(redis: &Redis, mark: u64) -> Self {
        let (tell, told) = mpsc::channel(WAITING);
        let (ask, asked) = mpsc::unbounded_channel();
        let (heard, hears) = mpsc::channel(WAITING);
        let listening = Arc::new(Listening {
            own: mark.to_string(),
            sessions: Mutex::default(),
            heard,
            missed: AtomicBool::new(false),
        });
        let tasks = [
            tokio::spawn(ring_on(redis.clone(), mark, told)),
            tokio::spawn(listen_on(redis.clone(), Arc::clone(&listening), asked)),
        ];
        Self { redis: redis.clone(), listening, tell, ask, heard: tokio::sync::Mutex::new(hears), tasks }
    }
}

#[async_trait]
impl Bell for RedisBell {
    fn ring(&self, session: SessionId, signal: Signal) {
        // Full: Redis is slow, and whoever listens looks for themselves.
        drop(self.tell.try_send((session, signal)));
    }

    async fn listen(&self, session: SessionId) {
        let (done, heard) = oneshot::channel();
        self.listening.sessions().insert(session);
        if self.redis.is_up() && self.ask.send(Ask::Listen(session, done)).is_ok() {
            drop(timeout(PATIENCE, heard).await);
        }
    }

    fn leave(&self, session: SessionId) {
        self.listening.sessions().remove(&session);
        drop(self.ask.send(Ask::Leave(session)));
    }

    async fn hear(&self) -> Heard {
        if self.listening.missed.swap(false, Ordering::AcqRel) {
            return Heard::Gap;
        }
        self.heard.lock().await.recv().await.unwrap_or(Heard::Gap)
    }

    async fn told(&self, session: SessionId, reply: MessageId) -> Vec<Word> {
        let key = key(session, reply);
        let asked = self.redis.ask("what a run has told", |mut connection| async move {
            let words: RedisResult<Vec<String>> = connection.lrange(key, 0, -1).await;
            words
        });
        let signals = asked.await.unwrap_or_default();
        let words = signals.iter().filter_map(|signal| match serde_json::from_str(signal) {
            Ok(Signal::Told(word)) => Some(word),
            _ => None,
        });
        let words: Vec<Word> = words.collect();
        let newest = words.iter().map(|word| word.fence).max();
        words.into_iter().filter(|word| Some(word.fence) == newest).collect()
    }

    fn is_up(&self) -> bool {
        self.redis.is_up()
    }
}

impl Listening {
    fn sessions(&self) -> MutexGuard<'_, HashSet<SessionId>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, message: &Msg) {
        let session = message.get_channel_name().strip_prefix(CHANNEL).and_then(|id| id.parse().ok());
        let Some(session) = session else { return };
        let payload = message.get_payload_bytes();
        let (mark, signal) = payload.split_at(payload.iter().position(|byte| *byte == b' ').unwrap_or_default());
        // Most of what is heard is one's own: it isn't read any further.
        if mark == self.own.as_bytes() {
            return;
        }
        match serde_json::from_slice(signal) {
            Ok(signal) => self.pass_on(Heard::Signal(session, signal)),
            // A newer version's, perhaps: whatever it says, there may be something to read.
            Err(error) => {
                tracing::debug!(%error, "a signal that can't be read");
                self.pass_on(Heard::Gap);
            }
        }
    }

    fn pass_on(&self, heard: Heard) {
        if self.heard.try_send(heard).is_err() {
            self.missed.store(true, Ordering::Release);
        }
    }
}

const CHANNEL: &str = "adforge:session:";

fn channel(session: SessionId) -> String {
    format!("{CHANNEL}{session}")
}

fn key(session: SessionId, reply: MessageId) -> String {
    format!("adforge:told:{session}:{reply}")
}

/// Tells what is to be told, what waits together in one round trip.
async fn ring_on(redis: Redis, mark: u64, mut rung: mpsc::Receiver<(SessionId, Signal)>) {
    let mut batch = Vec::with_capacity(BATCH);
    while rung.recv_many(&mut batch, BATCH).await > 0 {
        let (mut told, mut kept) = (Vec::with_capacity(batch.len()), BTreeMap::<String, Vec<String>>::new());
        for (session, signal) in batch.drain(..) {
            let Ok(text) = serde_json::to_string(&signal) else { continue };
            told.push((channel(session), format!("{mark} {text}")));
            if let Signal::Told(word) = &signal {
                kept.entry(key(session, word.reply)).or_default().push(text);
            }
        }
        let mut commands = redis::pipe();
        // Kept before it is told: whoever hears of it finds it.
        for (key, words) in kept {
            commands.rpush(&key, words).ignore().ltrim(&key, -WORDS, -1).ignore().expire(&key, KEPT).ignore();
        }
        for (channel, signal) in told {
            commands.publish(channel, signal).ignore();
        }
        redis
            .ask("a bell", |mut connection| async move {
                let done: RedisResult<()> = commands.query_async(&mut connection).await;
                done
            })
            .await;
    }
}

/// Listens, and connects again when the connection is lost.
async fn listen_on(redis: Redis, listening: Arc<Listening>, mut asked: mpsc::UnboundedReceiver<Ask>) {
    let mut wait = Duration::ZERO;
    loop {
        match timeout(CONNECTS, redis.client.get_async_pubsub()).await {
            Ok(Ok(connection)) => {
                let (sink, stream) = connection.split();
                if attend(&redis, &listening, &mut asked, sink, stream).await {
                    wait = Duration::ZERO;
                }
            }
            Ok(Err(error)) => tracing::debug!(%error, "Redis can't be connected to"),
            Err(_) => tracing::debug!("Redis can't be connected to in time"),
        }
        redis.is(false);
        // Not all processes at the same moment.
        wait = (wait * 2).clamp(Duration::from_millis(50), Duration::from_secs(1));
        tokio::time::sleep(wait.mul_f64(0.5 + rand::random::<f64>() / 2.0)).await;
    }
}

/// Listens over one connection until it is lost. Returns whether it was ever of use.
async fn attend(
    redis: &Redis,
    listening: &Listening,
    asked: &mut mpsc::UnboundedReceiver<Ask>,
    mut sink: PubSubSink,
    mut stream: PubSubStream,
) -> bool {
    let sessions: Vec<SessionId> = listening.sessions().iter().copied().collect();
    for some in sessions.chunks(LISTENS) {
        let channels: Vec<_> = some.iter().map(|session| channel(*session)).collect();
        if !in_time(sink.subscribe(channels)).await {
            return false;
        }
    }
    redis.is(true);
    // What was told while nobody listened is lost.
    listening.pass_on(Heard::Gap);
    let mut pulse = tokio::time::interval(PULSE);
    let mut asks = Vec::new();
    loop {
        tokio::select! {
            message = stream.next() => match message {
                Some(message) => listening.take(&message),
                None => return true,
            },
            count = asked.recv_many(&mut asks, LISTENS) => {
                if count == 0 || !change(&mut sink, listening, &mut asks).await {
                    return true;
                }
            }
            _ = pulse.tick() => {
                if !in_time(sink.ping::<redis::Value>()).await {
                    return true;
                }
                // It answers here, so commands may be tried again.
                redis.is(true);
            }
        }
    }
}

/// Listens to what is asked for and to nothing else. False when Redis doesn't answer.
async fn change(sink: &mut PubSubSink, listening: &Listening, asks: &mut Vec<Ask>) -> bool {
    let (mut begun, mut ended, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
    for ask in asks.drain(..) {
        let (Ask::Listen(session, _) | Ask::Leave(session)) = &ask;
        // The newest wish counts, which may have changed since it was asked for.
        let wanted = listening.sessions().contains(session);
        if wanted { &mut begun } else { &mut ended }.push(channel(*session));
        if let Ask::Listen(_, done) = ask {
            waiting.push(done);
        }
    }
    let answered = (begun.is_empty() || in_time(sink.subscribe(begun)).await)
        && (ended.is_empty() || in_time(sink.unsubscribe(ended)).await);
    // Who has left doesn't wait any more.
    waiting.into_iter().for_each(|done| done.send(()).unwrap_or(()));
    answered
}

async fn in_time<T>(answer: impl Future<Output = RedisResult<T>>) -> bool {
    matches!(timeout(PATIENCE * 2, answer).await, Ok(Ok(_)))
}
