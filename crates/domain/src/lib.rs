//! The workflow of a conversational ad maker, and nothing else: no clock, no ids out of the air, no I/O.
//!
//! Read it from [`workflow`]: a [`workflow::Command`] is decided against a [`workflow::State`], which is a fold of
//! the session's [`message::Message`]s.

pub mod cards;
pub mod event;
pub mod failure;
pub mod format;
pub mod ids;
pub mod job;
pub mod language;
pub mod message;
pub mod order;
pub mod product;
pub mod progress;
pub mod score;
pub mod selection;
pub mod session;
pub mod spending;
pub mod text;
pub mod workflow;
