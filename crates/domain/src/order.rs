//! What a job has ordered from providers that work elsewhere, for money.

use crate::cards::MediaName;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// An order at a provider. It is stored before it is sent, so that no crash lets anybody buy the same twice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Order {
    /// What was ordered.
    #[serde(default)]
    pub piece: Piece,
    /// At whom (`"heygen"`).
    pub provider: String,
    /// The idempotency key that goes with it: the same in every attempt of a job.
    pub key: String,
    /// When it was first sent, or was about to be.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// What the provider calls it. None while nobody knows whether the provider has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Where it is kept, when it was delivered at once and nobody keeps it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<MediaName>,
    /// Where its cost stands in the books, so that whoever learns what it was can say so. None where no books are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Uuid>,
}

impl Order {
    /// Whether it is known that the provider has it, or had it.
    pub fn is_placed(&self) -> bool {
        self.reference.is_some() || self.file.is_some()
    }
}

/// What a job may order, each at most once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Piece {
    /// The whole film.
    #[default]
    Film,
    /// A clip for a scene, by its number from 0.
    Clip(u8),
    /// A picture without words.
    Picture,
    /// The script, spoken.
    Speech,
}

/// All that a job has ordered.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Orders(Vec<Order>);

/// A list, or the one order of a film, as it stood here before there were more kinds of them: older processes read it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Many(Vec<Order>),
    One(Order),
}

impl From<Stored> for Orders {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Many(orders) => Self(orders),
            Stored::One(order) => Self(vec![order]),
        }
    }
}

impl From<Orders> for Stored {
    fn from(orders: Orders) -> Self {
        match <[Order; 1]>::try_from(orders.0) {
            Ok([film]) if film.piece == Piece::Film => Self::One(film),
            Ok(other) => Self::Many(other.into()),
            Err(orders) => Self::Many(orders),
        }
    }
}

impl Orders {
    /// The order of a piece.
    pub fn of(&self, piece: Piece) -> Option<&Order> {
        self.0.iter().find(|order| order.piece == piece)
    }

    /// Puts an order in the place of the one of its piece.
    pub fn put(&mut self, order: Order) {
        self.remove(order.piece);
        self.0.push(order);
    }

    /// Forgets the order of a piece: its provider didn't take it.
    pub fn remove(&mut self, piece: Piece) {
        self.0.retain(|order| order.piece != piece);
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Order> {
        self.0.iter()
    }

    /// Whether nothing was ordered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Order> for Orders {
    fn from_iter<I: IntoIterator<Item = Order>>(orders: I) -> Self {
        let mut all = Self::default();
        orders.into_iter().for_each(|order| all.put(order));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(piece: Piece, reference: Option<&str>) -> Order {
        let at = OffsetDateTime::UNIX_EPOCH;
        let reference = reference.map(Into::into);
        Order {
            piece,
            provider: "p".into(),
            key: "k".into(),
            at,
            reference,
            file: None,
            entry: Some(Uuid::from_u128(7)),
        }
    }

    #[test]
    fn a_piece_is_ordered_once_and_all_come_back_as_they_were() {
        let pieces = [Piece::Film, Piece::Clip(0), Piece::Clip(7), Piece::Picture, Piece::Speech];
        let mut orders: Orders = pieces.map(|piece| order(piece, None)).into_iter().collect();
        orders.put(order(Piece::Clip(0), Some("r")));
        orders.remove(Piece::Picture);
        let text = serde_json::to_string(&orders).unwrap();
        assert_eq!(serde_json::from_str::<Orders>(&text).unwrap(), orders);
        assert_eq!(orders.iter().count(), 4);
        assert!(orders.of(Piece::Clip(0)).unwrap().is_placed() && !orders.of(Piece::Clip(7)).unwrap().is_placed());
    }

    #[test]
    fn what_was_stored_when_a_job_had_one_order_is_read() {
        let old = r#"{"provider":"heygen","key":"adforge-1","at":"2026-11-25T00:00:00Z","reference":"v1"}"#;
        let orders: Orders = serde_json::from_str(old).unwrap();
        let written = serde_json::to_value(&orders).unwrap();
        assert_eq!(written["reference"], "v1", "as older processes read it");
        assert_eq!(orders.of(Piece::Film).unwrap().reference.as_deref(), Some("v1"));
    }
}
