//! Renders: films and still pictures, made by jobs that take their time.

mod brief;
mod called_off;
mod elsewhere;
mod files;
mod keys;
mod news;
mod orders;
mod pieces;
mod run;
mod scenes;
mod sellers;
mod sending;
mod slots;
mod words;

pub(crate) use news::Orders;
pub(crate) use slots::Slots;
