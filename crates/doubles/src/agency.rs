//! A video provider that sells films, and says so when it is let.

use adforge_domain::spending::Money;
use adforge_ports_creative::{
    Callback, Commission, FetchError, Findings, LookError, Makes, MediaProvider, NotHeard, OrderError, Ordered,
    Standing, Unwell, Word,
};
use async_trait::async_trait;
use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::Semaphore;

/// A provider whose answers to orders wait for permits, and whose films are done when they are let be.
pub struct Agency {
    /// For how long it knows keys.
    pub remembers: Option<Duration>,
    /// What it makes.
    pub makes: Makes,
    /// What an order costs at most.
    pub most: Option<Money>,
    /// Whether an order can be stopped.
    pub cancels: bool,
    /// The keys that films were bought with: one each, where keys are known.
    pub sales: Mutex<Vec<String>>,
    /// How often an order came.
    pub sent: AtomicUsize,
    /// What the next orders are answered with, instead of being sold.
    pub refusals: Mutex<VecDeque<OrderError>>,
    /// Orders that are sold, and answered with this: the connection broke.
    pub losses: Mutex<VecDeque<OrderError>>,
    /// Whether films are done.
    pub done: AtomicBool,
    /// How often it was asked how an order stands.
    pub looks: AtomicUsize,
    /// What the next looks are answered with.
    pub standings: Mutex<VecDeque<Result<Standing, LookError>>>,
    /// What the next fetches fail with.
    pub fetches: Mutex<VecDeque<FetchError>>,
    /// The orders that were stopped.
    pub cancelled: Mutex<Vec<String>>,
    /// How many orders it may still answer.
    pub answers: Semaphore,
}

impl Agency {
    /// One that answers at once, knows keys for a day, and can't stop an order.
    pub fn new() -> Self {
        Self {
            remembers: Some(Duration::from_secs(24 * 3600)),
            makes: Makes::Films,
            most: Some(Money(5_000_000_000)),
            cancels: false,
            sales: Mutex::default(),
            sent: AtomicUsize::new(0),
            refusals: Mutex::default(),
            losses: Mutex::default(),
            done: AtomicBool::new(true),
            looks: AtomicUsize::new(0),
            standings: Mutex::default(),
            fetches: Mutex::default(),
            cancelled: Mutex::default(),
            answers: Semaphore::new(Semaphore::MAX_PERMITS),
        }
    }

    /// One that answers an order only when it is let.
    pub fn slow() -> Self {
        Self { answers: Semaphore::new(0), ..Self::new() }
    }

    /// Lets it answer so many orders more.
    pub fn permit(&self, answers: usize) {
        self.answers.add_permits(answers);
    }
}

impl Default for Agency {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl MediaProvider for Agency {
    fn name(&self) -> &str {
        "agency"
    }

    fn model(&self) -> &str {
        "agency/film"
    }

    fn makes(&self) -> Makes {
        self.makes
    }

    fn has_price(&self) -> bool {
        self.most.is_some()
    }

    fn most(&self, _: &Commission) -> Option<Money> {
        self.most
    }

    fn typical_seconds(&self) -> u32 {
        60
    }

    fn remembers_keys(&self) -> Option<Duration> {
        self.remembers
    }

    fn can_cancel(&self) -> bool {
        self.cancels
    }

    async fn order(&self, key: &str, _: &Commission) -> Result<Ordered, OrderError> {
        self.sent.fetch_add(1, Ordering::SeqCst);
        if let Some(refusal) = self.refusals.lock().unwrap().pop_front() {
            return Err(refusal);
        }
        let number = {
            let mut sales = self.sales.lock().unwrap();
            let known = sales.iter().position(|sold| sold == key).filter(|_| self.remembers.is_some());
            known.unwrap_or_else(|| {
                sales.push(key.to_owned());
                sales.len() - 1
            })
        };
        self.answers.acquire().await.unwrap().forget();
        match self.losses.lock().unwrap().pop_front() {
            Some(loss) => Err(loss),
            None if self.makes == Makes::Pictures => {
                Ok(Ordered::Made { bytes: b"PNG of the agency".to_vec(), spent: None })
            }
            None => Ok(Ordered::Placed(format!("film-{number}"))),
        }
    }

    async fn look(&self, _: &str) -> Result<Standing, LookError> {
        self.looks.fetch_add(1, Ordering::SeqCst);
        if let Some(standing) = self.standings.lock().unwrap().pop_front() {
            return standing;
        }
        let done = self.done.load(Ordering::SeqCst);
        Ok(if done { Standing::Done { link: "link".to_owned(), spent: None } } else { Standing::Working(Some(50)) })
    }

    async fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        match self.fetches.lock().unwrap().pop_front() {
            Some(error) => Err(error),
            None => Ok(b"film of the agency".to_vec()),
        }
    }

    async fn cancel(&self, reference: &str) -> Result<(), LookError> {
        self.cancelled.lock().unwrap().push(reference.to_owned());
        Ok(())
    }

    async fn hear(&self, callback: &Callback<'_>) -> Result<Option<Word>, NotHeard> {
        match callback.header("signature") {
            Some("good") => Ok(Some(Word::Key(String::from_utf8_lossy(callback.body).into_owned()))),
            _ => Err(NotHeard::Forged("its signature is not the agency's")),
        }
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        Ok(Findings::default())
    }
}
