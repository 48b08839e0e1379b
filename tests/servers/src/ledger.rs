//! What stand-ins for sellers have in common: what was sold, what came, what goes wrong next, and waiting for it.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    sync::{Condvar, Mutex, MutexGuard},
    time::{Duration, Instant},
};

/// How long a test waits for something to happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A stand-in's memory: of sales, calls and troubles of its own kinds.
pub struct Ledger<Sale, Call, Trouble> {
    book: Mutex<Book<Sale, Call, Trouble>>,
    changed: Condvar,
}

/// What stands in it.
pub(crate) struct Book<Sale, Call, Trouble> {
    pub(crate) sales: Vec<Sale>,
    /// Whether what was ordered isn't done before it is let be.
    pub(crate) holds: bool,
    holds_answers: bool,
    seen: Vec<(Call, String)>,
    strange: Vec<String>,
    next: HashMap<Call, VecDeque<Trouble>>,
}

impl<Sale: Clone, Call: Copy + Eq + Hash, Trouble> Ledger<Sale, Call, Trouble> {
    pub(crate) fn new() -> Self {
        let book = Book {
            sales: Vec::new(),
            holds: false,
            holds_answers: false,
            seen: Vec::new(),
            strange: Vec::new(),
            next: HashMap::new(),
        };
        Self { book: Mutex::new(book), changed: Condvar::new() }
    }

    /// What was sold.
    pub fn sales(&self) -> Vec<Sale> {
        self.book().sales.clone()
    }

    /// Every request that was let in, as `POST /v1beta/interactions`.
    pub fn seen(&self) -> Vec<String> {
        self.book().seen.iter().map(|(_, line)| line.clone()).collect()
    }

    /// How often this was asked.
    pub fn count(&self, call: Call) -> usize {
        self.book().count(call)
    }

    /// What came that is not documented, and was refused. A test should find none.
    pub fn strange(&self) -> Vec<String> {
        self.book().strange.clone()
    }

    /// Something goes wrong with the next call of a kind; several are played one after the other.
    pub fn next(&self, call: Call, trouble: Trouble) {
        self.book().next.entry(call).or_default().push_back(trouble);
    }

    /// Whether all that goes wrong has been played.
    pub fn has_played(&self) -> bool {
        self.book().next.values().all(VecDeque::is_empty)
    }

    /// What is ordered isn't done until it is let be.
    pub fn holds(&self, holds: bool) {
        self.book().holds = holds;
        self.changed.notify_all();
    }

    /// An order is sold, and its answer held back until it is let go.
    pub fn holds_answers(&self, holds: bool) {
        self.book().holds_answers = holds;
        self.changed.notify_all();
    }

    /// Waits until so much was sold.
    pub fn until_sold(&self, sales: usize) {
        self.until("a sale", |book| book.sales.len() >= sales);
    }

    /// Waits until this was asked so many times.
    pub fn until_asked(&self, call: Call, times: usize) {
        self.until("a call", |book| book.count(call) >= times);
    }

    fn until(&self, what: &str, happened: impl Fn(&Book<Sale, Call, Trouble>) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut book = self.book();
        while !happened(&book) {
            let left = end.checked_duration_since(Instant::now()).unwrap_or_else(|| panic!("{what} did not come"));
            book = self.changed.wait_timeout(book, left).unwrap().0;
        }
    }

    pub(crate) fn book(&self) -> MutexGuard<'_, Book<Sale, Call, Trouble>> {
        self.book.lock().unwrap()
    }

    /// Something that isn't documented came.
    pub(crate) fn wonders(&self, what: String) {
        self.book().strange.push(what);
    }

    /// A call is let in; what goes wrong with it.
    pub(crate) fn lets_in(&self, call: Call, line: String) -> Option<Trouble> {
        let mut book = self.book();
        book.seen.push((call, line));
        self.changed.notify_all();
        book.next.get_mut(&call)?.pop_front()
    }

    /// A sale is written down, and its answer held back for as long as answers are.
    pub(crate) fn sells(&self, sale: Sale) {
        let mut book = self.book();
        book.sales.push(sale);
        self.changed.notify_all();
        while book.holds_answers {
            book = self.changed.wait(book).unwrap();
        }
    }
}

impl<Sale, Call: Copy + Eq, Trouble> Book<Sale, Call, Trouble> {
    fn count(&self, call: Call) -> usize {
        self.seen.iter().filter(|(seen, _)| *seen == call).count()
    }
}
