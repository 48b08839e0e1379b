//! A voice that sells speeches of a tenth of a second a word.

use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_ports_creative::{Findings, OrderError, Speech, Spoken, SpokenWord, Unwell, Utterance, Voice};
use async_trait::async_trait;
use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

/// A voice that counts what it has spoken.
#[derive(Default)]
pub struct Narrator {
    /// Whether it costs nothing.
    pub free: bool,
    /// What it spoke.
    pub said: Mutex<Vec<Utterance>>,
    /// Whether it begins to speak and doesn't end.
    pub hangs: AtomicBool,
    /// How often nobody waited for its end.
    pub left: AtomicUsize,
    /// What the next speeches fail with.
    pub failures: Mutex<VecDeque<OrderError>>,
}

/// Counts when it is dropped.
struct Left<'a>(&'a AtomicUsize);

impl Drop for Left<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Samples in a second.
const RATE: u32 = 8_000;

#[async_trait]
impl Voice for Narrator {
    fn name(&self) -> &str {
        "narrator"
    }

    fn model(&self) -> &str {
        "narrator/calm"
    }

    fn is_free(&self) -> bool {
        self.free
    }

    fn has_price(&self) -> bool {
        true
    }

    fn most(&self, words: &Utterance) -> Option<Money> {
        Some(Money(words.text.chars().count() as u64 * 1_000_000))
    }

    async fn speak(&self, words: &Utterance) -> Result<Spoken, OrderError> {
        if let Some(failure) = self.failures.lock().unwrap().pop_front() {
            return Err(failure);
        }
        self.said.lock().unwrap().push(words.clone());
        if self.hangs.load(Ordering::SeqCst) {
            let _left = Left(&self.left);
            std::future::pending::<()>().await;
        }
        let mut spoken = Vec::new();
        for (number, word) in words.text.split_whitespace().enumerate() {
            let from = word.as_ptr() as usize - words.text.as_ptr() as usize;
            let starts_ms = number as u32 * 100;
            spoken.push(SpokenWord { from, until: from + word.len(), starts_ms, ends_ms: starts_ms + 90 });
        }
        let samples = vec![0; spoken.len() * RATE as usize / 10].into();
        let spent = Spent { tokens: Tokens::default(), money: Some(Money(7_000_000)), estimated: false };
        Ok(Spoken { speech: Speech { rate: RATE, samples, words: spoken }, spent: Some(spent) })
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        Ok(Findings::default())
    }
}
