//! The wire: the shapes that clients read. Routes, SSE and WebSocket will stand beside it; none of them knows a key.

pub mod wire;
