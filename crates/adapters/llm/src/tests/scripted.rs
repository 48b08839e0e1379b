//! A model that says what a test has written, and a bill that remembers.

use crate::model::{End, Fault, Model, Part, Question};
use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_ports_creative::{Bill, BillError, Call, EntryId};
use async_trait::async_trait;
use futures_util::{StreamExt, stream, stream::BoxStream};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// How many tokens it may think.
pub(super) const ROOM: u32 = 40_000;

/// One step of an answer.
#[derive(Clone)]
pub(super) enum Say {
    Text(String),
    Usage(u64, u64),
    End(End),
    Fault(Fault),
    /// Waits until the test gives a permit.
    Hold,
    /// Never says anything again.
    Hang,
}

/// A model that answers each question with the next of its scripts.
pub(super) struct Scripted {
    scripts: Mutex<VecDeque<Vec<Say>>>,
    pub(super) asked: Mutex<Vec<Question>>,
    pub(super) permits: Arc<Semaphore>,
    /// Dollars a million tokens, in and out.
    pub(super) priced: bool,
}

impl Scripted {
    pub(super) fn new(scripts: Vec<Vec<Say>>) -> Arc<Self> {
        let permits = Arc::new(Semaphore::new(0));
        Arc::new(Self { scripts: Mutex::new(scripts.into()), asked: Mutex::default(), permits, priced: true })
    }

    /// Of a model whose price nobody knows.
    pub(super) fn unpriced(scripts: Vec<Vec<Say>>) -> Arc<Self> {
        let permits = Arc::new(Semaphore::new(0));
        Arc::new(Self { scripts: Mutex::new(scripts.into()), asked: Mutex::default(), permits, priced: false })
    }

    pub(super) fn questions(&self) -> Vec<Question> {
        self.asked.lock().unwrap().clone()
    }
}

/// A whole answer with its usage.
pub(super) fn whole(text: &str) -> Vec<Say> {
    vec![Say::Text(text.to_owned()), Say::Usage(1000, 200), Say::End(End::Whole)]
}

impl Model for Scripted {
    fn name(&self) -> &str {
        "test/scripted"
    }

    fn price(&self, tokens: Tokens) -> Option<Money> {
        self.priced.then(|| Money(tokens.input * 100 + tokens.output * 500))
    }

    fn room(&self) -> u32 {
        ROOM
    }

    fn ask(&self, question: Question) -> BoxStream<'static, Result<Part, Fault>> {
        self.asked.lock().unwrap().push(question);
        let script = self.scripts.lock().unwrap().pop_front().expect("a question too many");
        let permits = Arc::clone(&self.permits);
        let parts = stream::iter(script).then(move |say| {
            let permits = Arc::clone(&permits);
            async move {
                match say {
                    Say::Text(text) => Some(Ok(Part::Text(text))),
                    Say::Usage(input, output) => Some(Ok(Part::Usage(Tokens { input, cached: 0, output }))),
                    Say::End(end) => Some(Ok(Part::End(end))),
                    Say::Fault(fault) => Some(Err(fault)),
                    Say::Hold => {
                        permits.acquire().await.unwrap().forget();
                        None
                    }
                    Say::Hang => std::future::pending().await,
                }
            }
        });
        parts.filter_map(|part| async move { part }).boxed()
    }
}

/// Books that remember every entry, with a budget for so many calls.
#[derive(Default)]
pub(super) struct Books {
    pub(super) calls: Mutex<Vec<Call>>,
    pub(super) settled: Mutex<Vec<(EntryId, Spent)>>,
    pub(super) most: Option<usize>,
}

#[async_trait]
impl Bill for Books {
    async fn reserve(&self, call: Call) -> Result<EntryId, BillError> {
        let mut calls = self.calls.lock().unwrap();
        if self.most.is_some_and(|most| calls.len() >= most) {
            return Err(BillError::OverBudget);
        }
        calls.push(call);
        Ok(EntryId(Uuid::from_u128(calls.len() as u128)))
    }

    fn settle(&self, entry: EntryId, spent: Spent) {
        self.settled.lock().unwrap().push((entry, spent));
    }
}
