//! The books: what calls that cost money may cost, and what they did cost.

use crate::tasks::Tasks;
use adforge_domain::spending::{Money, Spent, Tokens, Total};
use adforge_ports_creative::{Bill, BillError, Call, EntryId};
use adforge_ports_runtime::{Clock, Ids};
use adforge_ports_storage::{Reservation, Spending};
use async_trait::async_trait;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How long is waited before what a call cost is told to the store again, at first; each time twice as long, up to the
/// longest.
const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);
/// How often it is told: for more than a minute.
const TRIES: u32 = 20;

/// The books, kept in the store.
///
/// What a call cost is told to the store by a task of its own, on the runtime that the books were opened on, and again
/// until the store has taken it. Where it never does, what was set aside stays so: a day may have less left than is true,
/// never more.
pub struct Books {
    store: Arc<dyn Spending>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    budget: Option<Money>,
    first: Duration,
    tries: u32,
    tasks: Tasks,
    counted: Mutex<Counted>,
}

/// What this process has counted.
#[derive(Default)]
struct Counted {
    /// Who is asked in the calls under way, and what each can cost at most.
    asked: HashMap<EntryId, (String, Option<Money>)>,
    /// What those that are over cost, by model.
    models: BTreeMap<String, Total>,
}

impl Books {
    /// The books of a store; all who keep them may spend `budget` together on a UTC day, or as much as they like.
    pub fn new(store: Arc<dyn Spending>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>, budget: Option<Money>) -> Arc<Self> {
        Self::with_patience(store, clock, ids, budget, (FIRST, TRIES))
    }

    /// The same with another wait before the store is told again at first, and another number of tries.
    pub fn with_patience(
        store: Arc<dyn Spending>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        budget: Option<Money>,
        (first, tries): (Duration, u32),
    ) -> Arc<Self> {
        let (tasks, counted) = (Tasks::new(), Mutex::default());
        Arc::new(Self { store, clock, ids, budget, first, tries, tasks, counted })
    }

    /// What the calls cost that are over and were made by this process, by model.
    pub fn by_model(&self) -> Vec<(String, Total)> {
        self.counted().models.iter().map(|(model, total)| (model.clone(), *total)).collect()
    }

    /// Waits until everything is in the books that is to be told to the store, or was given up.
    pub async fn settled(&self) {
        self.tasks.wait().await;
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Bill for Books {
    async fn reserve(&self, call: Call) -> Result<EntryId, BillError> {
        let reservation = Reservation {
            id: self.ids.next(),
            owner: call.account.owner,
            session: call.account.session,
            job: call.account.job,
            model: call.model,
            most: call.most,
            day: self.clock.now().date(),
            budget: self.budget,
        };
        let mut doubt = Doubt { books: self, entry: Some(EntryId(reservation.id)) };
        let reserved = self.store.reserve(&reservation).await;
        if let Err(error) = reserved {
            return Err(BillError::Unavailable(error.to_string()));
        }
        match (reserved, doubt.entry.take()) {
            (Ok(true), Some(entry)) => {
                self.counted().asked.insert(entry, (reservation.model, reservation.most));
                Ok(entry)
            }
            _ => Err(BillError::OverBudget),
        }
    }

    fn settle(&self, entry: EntryId, spent: Spent) {
        self.counted().settle(entry, &spent);
        let (store, first, tries) = (Arc::clone(&self.store), self.first, self.tries);
        let told = self.tasks.spawn_at_home(async move {
            let mut wait = first;
            for left in (0..tries).rev() {
                match store.settle(entry.0, &spent).await {
                    Ok(_) => return,
                    Err(error) if left > 0 => tracing::warn!(entry = %entry.0, %error, "the books wait for the store"),
                    Err(error) => {
                        tracing::error!(entry = %entry.0, ?spent, %error, "the books could not be told what a call cost");
                        return;
                    }
                }
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(LONGEST);
            }
        });
        if !told {
            tracing::error!(entry = %entry.0, ?spent, "the books were closed before they were told what a call cost");
        }
    }

    /// In the store it counts so anyway.
    fn leave(&self, entry: EntryId) {
        self.counted().leave(entry);
    }
}

/// A reservation of which nobody knows whether the store has taken it: whoever asked has gone, or the answer was lost. The
/// call isn't made, so what may be set aside for it is given free.
struct Doubt<'a> {
    books: &'a Books,
    entry: Option<EntryId>,
}

impl Drop for Doubt<'_> {
    fn drop(&mut self) {
        if let Some(entry) = self.entry {
            self.books.settle(entry, Spent { tokens: Tokens::default(), money: Some(Money(0)), estimated: false });
        }
    }
}

impl Counted {
    /// Once for each call.
    fn settle(&mut self, entry: EntryId, spent: &Spent) {
        if let Some((model, _)) = self.asked.remove(&entry) {
            self.count(model, spent);
        }
    }

    fn leave(&mut self, entry: EntryId) {
        if let Some((model, money)) = self.asked.remove(&entry) {
            self.count(model, &Spent { tokens: Tokens::default(), money, estimated: true });
        }
    }

    fn count(&mut self, model: String, spent: &Spent) {
        let total = self.models.entry(model).or_default();
        *total = *total + Total::of(spent);
    }
}
