//! Products as they have been read: a session's turns are all about one product, which is read once.

use crate::{catalogue::Shared, facts::Reading};
use adforge_domain::product::Product;
use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

/// The newest readings, each with what was read.
#[derive(Clone, Default)]
pub(crate) struct Readings(Arc<[Mutex<Shelf>; SHELVES]>);

type Shelf = VecDeque<(Arc<Product>, Arc<Reading>)>;

/// Products are spread over shelves, so that turns of different products rarely wait for each other.
const SHELVES: usize = 16;
/// How many readings a shelf keeps; each takes a few kilobytes.
const KEPT: usize = 16;

impl Readings {
    /// A product's reading: the one at hand if the product still says the same.
    pub(crate) fn of(&self, product: &Arc<Product>, shared: &'static Shared) -> Arc<Reading> {
        let place = usize::try_from(product.id.0.as_u128() % SHELVES as u128).unwrap_or_default();
        let Some(shelf) = self.0.get(place) else { return Arc::new(Reading::new(&product.facts, shared)) };
        let known = |shelf: &Shelf| {
            let same = shelf.iter().find(|(read, _)| Arc::ptr_eq(read, product) || read.facts == product.facts);
            same.map(|(_, reading)| Arc::clone(reading))
        };
        // Nothing panics while a shelf is locked.
        let at_hand = known(&shelf.lock().unwrap_or_else(PoisonError::into_inner));
        at_hand.unwrap_or_else(|| {
            let reading = Arc::new(Reading::new(&product.facts, shared));
            let mut shelf = shelf.lock().unwrap_or_else(PoisonError::into_inner);
            shelf.truncate(KEPT - 1);
            shelf.push_front((Arc::clone(product), Arc::clone(&reading)));
            reading
        })
    }
}

impl fmt::Debug for Readings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readings").finish_non_exhaustive()
    }
}
