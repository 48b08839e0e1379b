//! A writer that does what it is told, stroke by stroke.

use crate::cards::card;
use adforge_ports_creative::{Brief, Copywriter, Piece, Pieces, WriterError};
use futures_util::{StreamExt, stream};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Semaphore;

/// What a [`Pen`] does next.
#[derive(Clone, Debug)]
pub enum Stroke {
    /// It gives this.
    Gives(Piece),
    /// It gives the nth card of the step.
    Card(u32),
    /// It waits for [`Pen::go`].
    Waits,
    /// It is silent for ever.
    Hangs,
    /// It fails.
    Fails(WriterError),
    /// It panics.
    Panics,
}

/// A writer that does what it is told; it remembers what it was asked, and how many of its works were dropped or ended.
pub struct Pen {
    name: &'static str,
    edition: Option<&'static str>,
    strokes: Mutex<Vec<Stroke>>,
    briefs: Mutex<Vec<Brief>>,
    go: Arc<Semaphore>,
    /// How many of its works are over: whole, failed or dropped.
    pub over: Arc<AtomicUsize>,
}

impl Pen {
    /// A writer of this name; it ends when it has no stroke left.
    pub fn new(name: &'static str, strokes: &[Stroke]) -> Arc<Self> {
        Arc::new(Self::of(name, None, strokes))
    }

    /// One that costs money.
    pub fn paid(name: &'static str, strokes: &[Stroke]) -> Arc<Self> {
        Self::edition(name, "1", strokes)
    }

    /// Another edition of one.
    pub fn edition(name: &'static str, edition: &'static str, strokes: &[Stroke]) -> Arc<Self> {
        Arc::new(Self::of(name, Some(edition), strokes))
    }

    fn of(name: &'static str, edition: Option<&'static str>, strokes: &[Stroke]) -> Self {
        Self {
            name,
            edition,
            strokes: Mutex::new(strokes.to_vec()),
            briefs: Mutex::default(),
            go: Arc::new(Semaphore::new(0)),
            over: Arc::default(),
        }
    }

    /// From now on it does this.
    pub fn learns(&self, strokes: &[Stroke]) {
        *self.strokes.lock().unwrap() = strokes.to_vec();
    }

    /// Whoever waits first goes on.
    pub fn go(&self) {
        self.go.add_permits(1);
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.briefs.lock().unwrap().len()
    }

    /// What it was asked, counted from 0.
    pub fn brief(&self, n: usize) -> Brief {
        self.briefs.lock().unwrap()[n].clone()
    }

    /// How many of its works are over.
    pub fn over(&self) -> usize {
        self.over.load(Ordering::SeqCst)
    }
}

/// Counts when it is dropped.
struct Work(Arc<AtomicUsize>);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Copywriter for Pen {
    fn name(&self) -> &str {
        self.name
    }

    fn edition(&self) -> Option<&str> {
        self.edition
    }

    fn is_remote(&self) -> bool {
        self.edition.is_some()
    }

    fn write(&self, brief: Brief) -> Pieces {
        let step = brief.step;
        self.briefs.lock().unwrap().push(brief);
        let (strokes, go, work) = (self.strokes.lock().unwrap().clone(), Arc::clone(&self.go), Work(self.over.clone()));
        let strokes = stream::unfold((strokes.into_iter(), work), |(mut left, work)| async move {
            left.next().map(|stroke| (stroke, (left, work)))
        });
        let pieces = strokes.filter_map(move |stroke| {
            let go = Arc::clone(&go);
            async move {
                match stroke {
                    Stroke::Gives(piece) => Some(Ok(piece)),
                    Stroke::Card(n) => Some(Ok(Piece::Card(Box::new(card(step, n))))),
                    Stroke::Waits => {
                        go.acquire().await.unwrap().forget();
                        None
                    }
                    Stroke::Hangs => std::future::pending().await,
                    Stroke::Fails(error) => Some(Err(error)),
                    Stroke::Panics => panic!("a writer that panics, on purpose"),
                }
            }
        });
        pieces.boxed()
    }
}
