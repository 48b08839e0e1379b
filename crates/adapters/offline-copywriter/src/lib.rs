//! The embedded writer: cards out of the product's own facts, in the product's language.
//!
//! It needs no key and no network. What it knows stands in `data/`, where a copywriter can edit it; the code holds
//! no sentence. The same brief and seed give the same cards.

mod angles;
mod answers;
mod catalogue;
mod concepts;
mod demographics;
mod facts;
mod formats;
mod impact;
mod joins;
mod language;
mod lens;
mod lexicon;
mod lint;
mod notes;
mod personas;
mod phrasing;
mod readings;
mod scenes;
mod scores;
mod scripts;
mod turn;
mod wish;
mod words;
mod written;

#[cfg(test)]
mod tests;

use adforge_ports_creative::{Brief, Copywriter, Piece, Pieces, WriterError};
use catalogue::Address;
use futures_util::{StreamExt, stream};
use readings::Readings;
use std::time::Duration;

/// Writes from the product's facts and the tables in `data/`.
#[derive(Clone, Debug)]
pub struct OfflineCopywriter {
    pace: Duration,
    readings: Readings,
}

impl OfflineCopywriter {
    /// A writer that waits for `pace` before each card, so that a demonstration looks live; zero waits for nothing.
    #[must_use]
    pub fn new(pace: Duration) -> Self {
        Self { pace, readings: Readings::default() }
    }

    /// Reads all tables now, which takes some milliseconds of a thread; without it the first turn of each language does.
    pub fn warm(&self) {
        // A table that is broken is told by the turn that needs it.
        let broken = language::Tongue::ALL
            .into_iter()
            .filter(|tongue| {
                [Address::Close, Address::Polite].iter().any(|address| catalogue::pack_for(*tongue, *address).is_err())
            })
            .count();
        debug_assert_eq!(broken, 0, "every table can be read");
        facts::warm();
    }
}

impl Copywriter for OfflineCopywriter {
    fn name(&self) -> &str {
        "offline"
    }

    fn write(&self, brief: Brief) -> Pieces {
        let pieces: Vec<Result<Piece, WriterError>> = match turn::pieces(&brief, &self.readings) {
            Ok(pieces) => pieces.into_iter().map(Ok).collect(),
            Err(broken) => vec![Err(WriterError::Failed(broken))],
        };
        if self.pace.is_zero() {
            return stream::iter(pieces).boxed();
        }
        let pace = self.pace;
        let paced = stream::iter(pieces).then(move |piece| async move {
            if matches!(piece, Ok(Piece::Card(_))) {
                tokio::time::sleep(pace).await;
            }
            piece
        });
        paced.boxed()
    }
}
