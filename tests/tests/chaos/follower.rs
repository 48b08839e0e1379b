//! Somebody who follows a session and does nothing else: each message once and in order, whatever happens.

use crate::fleet::Fleet;
use adforge_tests::{Dice, Event, Stream};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::time::timeout;

/// A client that follows.
pub(crate) struct Follower {
    fleet: Arc<Fleet>,
    dice: Dice,
    seen: Seen,
    connected: usize,
}

/// What somebody has seen of a session.
pub(crate) struct Seen {
    session: String,
    last: u64,
}

impl Seen {
    pub(crate) fn nothing_of(session: &str) -> Self {
        Self { session: session.to_owned(), last: 0 }
    }

    /// Each message comes once and in order.
    pub(crate) fn takes(&mut self, event: &Event) {
        let durable = !["ai_response_start", "session_state"].contains(&event.kind());
        if let Some(id) = event.id.filter(|_| durable) {
            assert_eq!(id, self.last + 1, "{}: a message is missing or doubled: {:#}", self.session, event.data);
            self.last = id;
        }
    }

    pub(crate) fn is_all(&self, last: &BTreeMap<String, u64>) -> bool {
        Some(&self.last) == last.get(&self.session)
    }
}

impl Follower {
    pub(crate) fn of(fleet: &Arc<Fleet>, session: &str, dice: Dice) -> Self {
        Self { fleet: Arc::clone(fleet), dice, seen: Seen::nothing_of(session), connected: 0 }
    }

    /// Follows until there is quiet and nothing comes any more.
    pub(crate) async fn follows(mut self) -> Self {
        while let Some(mut stream) = self.connects().await {
            // A stream that shows no life is given up: every second it has something to say.
            while let Ok(Some(event)) = timeout(Duration::from_secs(6), stream.next()).await {
                self.seen.takes(&event);
            }
            if self.fleet.is_quiet() {
                return self;
            }
        }
        self
    }

    async fn connects(&mut self) -> Option<Stream> {
        for _ in 0..600 {
            if let Some(at) = self.fleet.anybody(&mut self.dice) {
                let Seen { session, last } = &self.seen;
                let path = format!("http://{at}/api/chat/sessions/{session}/stream?lastEventId={last}");
                match timeout(Duration::from_secs(8), self.fleet.http.get(path).timeout(Duration::MAX).send()).await {
                    Ok(Ok(answer)) if answer.status() == 200 => {
                        self.connected += 1;
                        return Some(Stream::of(answer));
                    }
                    Ok(Ok(answer)) if answer.status() != 503 => {
                        panic!(
                            "{session} after {last}: {} {}",
                            answer.status(),
                            answer.text().await.unwrap_or_default()
                        );
                    }
                    _ => {}
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{} can't be followed any more", self.seen.session)
    }

    /// It has seen its whole session.
    pub(crate) fn has_seen_all(&self, last: &BTreeMap<String, u64>) {
        let Seen { session, last: seen } = &self.seen;
        assert!(self.seen.is_all(last), "{session} was seen up to {seen}, over {} connections", self.connected);
    }
}
