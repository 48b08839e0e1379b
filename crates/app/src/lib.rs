//! The adforge program: settings, wiring, start and stop. The one place that names every adapter and asks the machine.

pub mod cli;
mod demo;
mod doctor;
mod far;
pub mod local_user;
pub mod lock;
pub mod logging;
mod openapi;
pub mod serve;
pub mod settings;
pub mod system;
pub mod wiring;
