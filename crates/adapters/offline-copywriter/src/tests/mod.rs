//! The writer held to its promises, over products that stand nowhere else.

mod anything;
mod cards;
mod cast;
mod data;
mod facts;
mod questions;
mod speech;
mod speed;
mod wishes;
mod written;
