//! Renders: films and still pictures, made by jobs that take their time.

mod brief;
mod doing;
mod elsewhere;
mod files;
mod news;
mod orders;
mod run;
mod scenes;
mod slots;

pub(crate) use news::Orders;
pub(crate) use slots::Slots;
