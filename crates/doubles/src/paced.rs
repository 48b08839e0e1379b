//! A writer that gives one card for each permit.

use crate::cards::card;
use adforge_domain::progress::{Status, StatusStep};
use adforge_ports_creative::{Brief, Copywriter, Done, Piece, Pieces};
use futures_util::{StreamExt, stream};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, AtomicUsize, Ordering},
};
use tokio::sync::Semaphore;

/// A writer that gives the same number of cards in any step, two unless it is told otherwise, each for one permit; it remembers what it was asked.
pub struct Paced {
    permits: Arc<Semaphore>,
    briefs: Mutex<Vec<Brief>>,
    /// How many cards it gives.
    pub cards: AtomicU32,
    /// How often it still panics.
    pub panics: AtomicUsize,
}

impl Default for Paced {
    fn default() -> Self {
        let permits = Arc::new(Semaphore::new(0));
        Self { permits, briefs: Mutex::default(), cards: AtomicU32::new(2), panics: AtomicUsize::new(0) }
    }
}

impl Paced {
    /// Lets it write so many cards more.
    pub fn permit(&self, cards: usize) {
        self.permits.add_permits(cards);
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.briefs.lock().unwrap().len()
    }

    /// What it was asked, counted from 0.
    pub fn brief(&self, n: usize) -> Brief {
        self.briefs.lock().unwrap()[n].clone()
    }
}

impl Copywriter for Paced {
    fn name(&self) -> &str {
        "paced"
    }

    fn write(&self, brief: Brief) -> Pieces {
        let step = brief.step;
        self.briefs.lock().unwrap().push(brief);
        if self.panics.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            panic!("a writer that panics, on purpose");
        }
        let permits = Arc::clone(&self.permits);
        let status = Status {
            steps: vec![StatusStep { label: "Thinking…".into(), done: false, estimated_seconds: None }],
            percent: None,
        };
        let cards = stream::iter(1..=self.cards.load(Ordering::SeqCst)).then(move |n| {
            let permits = Arc::clone(&permits);
            async move {
                permits.acquire().await.unwrap().forget();
                Ok(Piece::Card(Box::new(card(step, n))))
            }
        });
        let first = stream::iter([Ok(Piece::Status(status))]);
        first.chain(cards).chain(stream::iter([Ok(Piece::Done(Done::default()))])).boxed()
    }
}
