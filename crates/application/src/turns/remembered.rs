//! Personas that a writer who costs money has written before, for whoever asks for the same; and one call for all who ask
//! at once.

mod claim;
mod joining;
mod writing;

use adforge_domain::{
    cards::Persona, format::MediaType, ids::ProductId, language::Language, selection::Selections, text::fold_name,
    workflow::Step,
};
use adforge_ports_creative::{Brief, Copywriter, Pieces};
use adforge_ports_runtime::{Cache, Clock, Ids};
use claim::Claim;
use futures_util::{FutureExt, StreamExt};
use joining::UnderWay;
use moka::sync::Cache as Shelf;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};
use time::OffsetDateTime;

/// How many sets are at hand in this process.
const AT_HAND: u64 = 2_000;

/// A writer whose personas are kept for a while.
///
/// Only those of a writer with an edition are, and only where nothing was shown to the session yet: who refines, or asks for
/// others, is always written for. Who asks for what is being written hears it as it comes; if that fails or is dropped, the
/// next who waits has the rest written. Among the processes of a shared cache, who asks for what another one has written waits
/// until it is whole; without such a cache, or while it is away, each process has its own copies, and two may call at once.
pub struct Remembered {
    writer: Arc<dyn Copywriter>,
    memory: Arc<Memory>,
}

struct Memory {
    kept_for: Duration,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    shared: Option<Arc<dyn Cache>>,
    at_hand: Shelf<String, Arc<Kept>>,
    /// What is being written now.
    under_way: Mutex<HashMap<String, Weak<UnderWay>>>,
}

/// A set that was written.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// What it was written for: names of copies are short, and two may meet.
    key: String,
    #[serde(with = "time::serde::timestamp::milliseconds")]
    at: OffsetDateTime,
    reasoning: Vec<String>,
    personas: Vec<Persona>,
    notes: Vec<String>,
}

/// Everything that a set of personas changes with.
#[derive(Serialize)]
struct Key<'a> {
    writer: &'a str,
    edition: &'a str,
    product: ProductId,
    revision: u32,
    language: Option<Language>,
    media: MediaType,
    selections: &'a Selections,
    wish: Option<&'a str>,
    earlier_wishes: &'a [String],
    count: Option<u8>,
    may_answer: bool,
}

impl Remembered {
    /// The personas of this writer are kept for so long, here and, where there is one, in the shared cache.
    #[must_use]
    pub fn new(
        writer: Arc<dyn Copywriter>,
        kept_for: Duration,
        (clock, ids): (Arc<dyn Clock>, Arc<dyn Ids>),
        shared: Option<Arc<dyn Cache>>,
    ) -> Self {
        let at_hand = Shelf::builder().max_capacity(AT_HAND).time_to_live(kept_for).build();
        let memory = Memory { kept_for, clock, ids, shared, at_hand, under_way: Mutex::default() };
        Self { writer, memory: Arc::new(memory) }
    }

    /// What a brief's set is kept under; none where it must be written.
    fn key(&self, brief: &Brief) -> Option<String> {
        let begun = brief.shown.is_some() || !brief.written.is_empty();
        let edition = self.writer.edition().filter(|_| brief.step == Step::PersonaSelection && !begun)?;
        let product = &brief.subject.product;
        let key = Key {
            writer: self.writer.name(),
            edition,
            product: product.id,
            revision: product.revision,
            language: product.facts.language,
            media: brief.subject.media,
            selections: &brief.selections,
            wish: brief.wish.as_deref(),
            earlier_wishes: &brief.earlier_wishes,
            count: brief.count,
            may_answer: brief.may_answer,
        };
        serde_json::to_string(&key).ok()
    }
}

impl Copywriter for Remembered {
    fn name(&self) -> &str {
        self.writer.name()
    }

    fn edition(&self) -> Option<&str> {
        self.writer.edition()
    }

    fn is_remote(&self) -> bool {
        self.writer.is_remote()
    }

    fn write(&self, brief: Brief) -> Pieces {
        let Some(key) = self.key(&brief) else { return self.writer.write(brief) };
        let (writer, memory) = (Arc::clone(&self.writer), Arc::clone(&self.memory));
        let found = async move {
            if let Some(kept) = memory.found(&key).await {
                return kept.rest(&[]);
            }
            joining::joined(writer, memory, key, brief)
        };
        found.flatten_stream().boxed()
    }
}

impl Memory {
    async fn found(&self, key: &str) -> Option<Arc<Kept>> {
        if let Some(kept) = self.at_hand(key) {
            return Some(kept);
        }
        let shared = self.shared.as_ref()?;
        let copy = shared.copy(&name(key)).await?;
        let kept: Kept = match serde_json::from_slice(&copy) {
            Ok(kept) => kept,
            Err(error) => {
                tracing::warn!(%error, "a damaged copy of personas is passed over");
                // Once: who waits for a new one looks often.
                shared.forget(&name(key)).await;
                return None;
            }
        };
        let kept = Some(Arc::new(kept)).filter(|kept| kept.is_sound() && kept.key == key && self.is_young(kept))?;
        self.at_hand.insert(key.to_owned(), Arc::clone(&kept));
        Some(kept)
    }

    /// Waits until no other process is at this set. Then it is there, or it may be written.
    async fn claim(&self, key: &str) -> Result<Option<Claim>, Arc<Kept>> {
        let Some(shared) = &self.shared else { return Ok(None) };
        let (work, holder) = (name(key), self.ids.secret());
        loop {
            let claim = Claim::of(shared, &work, holder).await;
            // Looked for after the claim: whoever had it before keeps what it has written before it lets go.
            if let Some(kept) = self.found(key).await {
                return Err(kept);
            }
            if claim.is_some() {
                return Ok(claim);
            }
            tokio::time::sleep(claim::LOOK).await;
        }
    }

    fn at_hand(&self, key: &str) -> Option<Arc<Kept>> {
        self.at_hand.get(key).filter(|kept| self.is_young(kept))
    }

    fn is_young(&self, kept: &Kept) -> bool {
        Duration::try_from(self.clock.now() - kept.at).unwrap_or_default() < self.kept_for
    }

    /// The set of this key that is being written, or is about to be.
    fn under_way(&self, key: &str) -> Arc<UnderWay> {
        let mut all = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, it| it.strong_count() > 0);
        let known = all.get(key).and_then(Weak::upgrade);
        known.unwrap_or_else(|| {
            let new = Arc::default();
            all.insert(key.to_owned(), Arc::downgrade(&new));
            new
        })
    }

    async fn share(&self, kept: &Kept) {
        let Some(shared) = &self.shared else { return };
        let Ok(copy) = serde_json::to_vec(kept) else { return };
        shared.keep(&name(&kept.key), copy.into(), self.kept_for).await;
    }
}

/// With the shape of what is kept, so that a version that keeps another one finds nothing of this.
fn name(key: &str) -> String {
    let mut hash = DefaultHasher::new();
    key.hash(&mut hash);
    format!("personas:1:{:016x}", hash.finish())
}

impl Kept {
    /// What any set must be, whoever has kept it.
    fn is_sound(&self) -> bool {
        let names: BTreeSet<String> = self.personas.iter().map(|persona| fold_name(&persona.name)).collect();
        names.len() >= 2 && names.len() == self.personas.len()
    }
}
