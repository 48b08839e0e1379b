//! The wire: what drives the application over HTTP, SSE and WebSocket.
//!
//! A handler parses, calls one use case and presents. `wire` is the only place that knows the shapes that clients read
//! and send, and their two spellings; `problem` and `refusal` are the only ones that know what an error looks like.

mod accept;
mod answer;
mod api;
mod around;
mod body;
mod caller;
mod docs;
mod formats;
mod generate;
mod guard;
mod health;
mod jobs;
mod later;
mod media;
mod messages;
mod metrics;
pub mod problem;
mod products;
pub mod query;
mod refusal;
mod renders;
mod routes;
mod server;
mod sessions;
mod sse;
mod unbroken;
mod webhooks;
pub mod wire;
mod ws;

pub use api::{Api, HttpSettings};
pub use docs::document as openapi;
pub use routes::table as routes;
pub use server::{serve, serve_beside};
