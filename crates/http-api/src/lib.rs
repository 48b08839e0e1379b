//! The wire: actix-web routes, SSE, WebSocket, both spellings of every key.
