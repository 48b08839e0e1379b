//! Renders: films and still pictures, made by jobs that take their time.

mod files;
mod run;
mod scenes;
mod slots;

pub(crate) use slots::Slots;
